import { foreignTag } from '../../connection/tags.ts';
import type { ConnectionNames } from '../../names.ts';
import type { SeenScraper } from '../seen.ts';

/**
 * In what a connection's scraper is not as reconcile would have it, as far as ListScrapers shows; undefined when it is. What its scrape
 * configuration is, a dry run of onboard says.
 */
export function differenceOf(scraper: SeenScraper, names: ConnectionNames): string | undefined {
  const { sourceRoleArn, targetRoleArn, status, tags } = scraper;
  if (status === 'UPDATE_FAILED')
    return `Its last update failed${scraper.statusReason ? `: ${scraper.statusReason}` : '.'}`;
  for (const [side, is, due] of [
    ['source', sourceRoleArn, names.sourceRoleArn],
    ['target', targetRoleArn, names.targetRoleArn],
  ] as const) {
    if (is !== due) return `Its ${side} role is ${is ?? 'none'}, not ${due}.`;
  }
  const foreign = foreignTag(tags, names);
  return foreign === undefined ? undefined : `Its scraper is not tagged as the connection's: ${foreign}.`;
}
