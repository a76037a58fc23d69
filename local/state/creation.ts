import { accountOf, findCluster, subnetsOf } from './lookup.ts';
import { silenceAfter } from './silence.ts';
import type { Scraper, ScraperOutcome, World } from './state.ts';

/** Seconds from CREATING to ACTIVE in AWS's sample of a cross-account scraper: 16:37:58 to 16:55:17, less one. */
const DEFAULT_PROVISIONING_SECONDS = 1038;
/** Assumed: network interfaces come after this part of the time. */
const NETWORK_SHARE = 0.5;

/** The user guide names a missing free address as a reason for failing; when it shows and its text are assumed. */
function networkOutcome(world: World, scraper: Scraper, seconds: number): ScraperOutcome | undefined {
  const full = subnetsOf(world, scraper.accountId, scraper.region).find(
    (subnet) => scraper.subnetIds.includes(subnet.subnetId) && subnet.availableIpAddressCount < 1,
  );
  if (full === undefined) return undefined;
  return {
    outcome: 'CREATION_FAILED',
    afterSeconds: Math.round(seconds * NETWORK_SHARE),
    statusReason: `Failed to create a network interface: subnet ${full.subnetId} has no free IP address.`,
  };
}

/** What the account has for its next scraper in the Region, which is used up by it; else what its cluster has for all of its. */
function takeNext(world: World, scraper: Scraper): ScraperOutcome | undefined {
  const intended = accountOf(world, scraper.accountId).nextScraper;
  const end = intended?.[scraper.region];
  if (end === undefined) return findCluster(world, scraper.clusterArn)?.scraperOutcome;
  delete intended?.[scraper.region];
  return end;
}

/** Decides how and when a new scraper leaves CREATING. */
export function decideCreation(world: World, scraper: Scraper, now: number): void {
  const seconds = world.provisioningSeconds ?? DEFAULT_PROVISIONING_SECONDS;
  const end = takeNext(world, scraper) ?? networkOutcome(world, scraper, seconds) ?? { outcome: 'ACTIVE' };
  if (end.outcome === 'CREATING') return;
  const at = now + (end.afterSeconds ?? seconds) * 1000;
  if (end.silence !== undefined) scraper.silence = silenceAfter(end.silence, at);
  // Assumed: AWS publishes no list of reasons.
  const reason = end.statusReason ?? 'Failed to create the scraper due to an internal error.';
  scraper.transition = end.outcome === 'ACTIVE' ? { to: end.outcome, at } : { to: end.outcome, at, reason };
}
