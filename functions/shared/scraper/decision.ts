import type { ConnectionNames } from '../names.ts';
import { isTaggedOurs } from '../connection/tags.ts';
import { refuseClaimants, type FoundScraper } from './foreign.ts';

/** What to do about the scrapers that already are between the cluster and the workspace. */
export type ScraperDecision<Scraper extends FoundScraper> =
  | { action: 'create' }
  | { action: 'keep'; scraper: Scraper }
  /** Its creation failed, or its deletion did: it goes, for good this time, before a new one comes. */
  | { action: 'deleteFailed'; scraper: Scraper }
  | { action: 'awaitDeletion'; scraper: Scraper };

/**
 * Somebody else's scraper between the cluster and the workspace is no reason to do anything else: it is left as it is, and told.
 * @throws NotOurs as refuseClaimants.
 */
export function decideScraper<Scraper extends FoundScraper>(
  found: readonly Scraper[],
  names: ConnectionNames,
): ScraperDecision<Scraper> {
  refuseClaimants(found, names);
  const has = (status: string) => (scraper: Scraper) => scraper.status.statusCode === status;
  const ours = found.filter(({ tags }) => isTaggedOurs(tags, names));
  const dead = (one: Scraper) => has('CREATION_FAILED')(one) || has('DELETION_FAILED')(one);
  const live = ours.find((one) => !dead(one) && !has('DELETING')(one));
  if (live) return { action: 'keep', scraper: live };
  const failed = ours.find(dead);
  if (failed) return { action: 'deleteFailed', scraper: failed };
  const leaving = ours.find(has('DELETING'));
  return leaving ? { action: 'awaitDeletion', scraper: leaving } : { action: 'create' };
}
