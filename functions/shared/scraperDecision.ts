import type { Connection } from './contract.ts';
import { ForeignScraper, ReplacementNeeded } from './errors.ts';
import { TAGS, type ConnectionNames } from './names.ts';

/** What ListScrapers shows of a scraper, as far as the decision depends on it. */
export interface FoundScraper {
  scraperId: string;
  arn: string;
  status: { statusCode: string };
  alias?: string | undefined;
  tags?: Record<string, string> | undefined;
  source: { eksConfiguration?: { subnetIds: string[]; securityGroupIds?: string[] | undefined } | undefined };
  roleConfiguration?: { sourceRoleArn?: string | undefined; targetRoleArn?: string | undefined } | undefined;
}

/** What to do about the scrapers that already are between the cluster and the workspace. */
export type ScraperDecision<Scraper extends FoundScraper> =
  | { action: 'create' }
  | { action: 'keep'; scraper: Scraper }
  /** Its creation failed, or its deletion did: it goes, for good this time, before a new one comes. */
  | { action: 'deleteFailed'; scraper: Scraper }
  | { action: 'awaitDeletion'; scraper: Scraper };

/**
 * @throws ForeignScraper when one without our tags writes, or is about to: a second would bill and write twice.
 */
export function decideScraper<Scraper extends FoundScraper>(
  found: readonly Scraper[],
  connectionId: string,
): ScraperDecision<Scraper> {
  const isOurs = ({ tags }: Scraper) => tags?.[TAGS.connection] === connectionId;
  const has = (status: string) => (scraper: Scraper) => scraper.status.statusCode === status;
  const foreign = found.find((one) => !isOurs(one) && !has('CREATION_FAILED')(one) && !has('DELETING')(one));
  if (foreign) {
    throw new ForeignScraper(
      `Scraper ${foreign.arn} (${foreign.status.statusCode}) already connects this cluster and workspace, without the tag ` +
        `${TAGS.connection}=${connectionId}. Delete it, or give it that tag and our roles if it is the connection's, then run again.`,
    );
  }
  const ours = found.filter(isOurs);
  const dead = (one: Scraper) => has('CREATION_FAILED')(one) || has('DELETION_FAILED')(one);
  const live = ours.find((one) => !dead(one) && !has('DELETING')(one));
  if (live) return { action: 'keep', scraper: live };
  const failed = ours.find(dead);
  if (failed) return { action: 'deleteFailed', scraper: failed };
  const leaving = ours.find(has('DELETING'));
  return leaving ? { action: 'awaitDeletion', scraper: leaving } : { action: 'create' };
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return new Set(a).size === new Set(b).size && a.every((item) => b.includes(item));
}

/**
 * Holds the settings that the request names against the scraper's: lists compare as sets, what is not named is kept.
 * @throws ReplacementNeeded naming each difference that the service cannot change in place.
 */
export function refuseReplacement(scraper: FoundScraper, wanted: Connection, names: ConnectionNames): void {
  const { subnetIds = [], securityGroupIds = [] } = scraper.source.eksConfiguration ?? {};
  const differences = [
    ...(wanted.given.includes('subnetIds') && !sameSet(subnetIds, wanted.subnetIds)
      ? [`subnetIds are ${list(subnetIds)}, asked for ${list(wanted.subnetIds)}`]
      : []),
    ...(wanted.given.includes('securityGroupIds') && !sameSet(securityGroupIds ?? [], wanted.securityGroupIds)
      ? [`securityGroupIds are ${list(securityGroupIds ?? [])}, asked for ${list(wanted.securityGroupIds)}`]
      : []),
    ...roleDifferences(scraper, names),
  ];
  if (differences.length === 0) return;
  throw new ReplacementNeeded(
    `Scraper ${scraper.arn} differs from the request in what it cannot change while it lives: ${differences.join('; ')}. ` +
      `Leave the fields out to keep it as it is, or delete it (aws amp delete-scraper --scraper-id ${scraper.scraperId}), wait until it is gone and run again.`,
  );
}

function roleDifferences({ roleConfiguration }: FoundScraper, names: ConnectionNames): string[] {
  const { sourceRoleArn = 'none', targetRoleArn = 'none' } = roleConfiguration ?? {};
  return [
    ...(sourceRoleArn === names.sourceRoleArn
      ? []
      : [`its source role is ${sourceRoleArn}, not ${names.sourceRoleArn}`]),
    ...(targetRoleArn === names.targetRoleArn
      ? []
      : [`its target role is ${targetRoleArn}, not ${names.targetRoleArn}`]),
  ];
}

function list(items: readonly string[]): string {
  return `[${[...items].sort().join(', ')}]`;
}
