import { ForeignScraper, NotOurs } from '../errors.ts';
import type { ConnectionNames } from '../names.ts';
import { foreignTag, identityTags, isTaggedOurs } from '../connection/tags.ts';

/** What ListScrapers shows of a scraper, as far as the decision depends on it. */
export interface FoundScraper {
  scraperId: string;
  arn: string;
  status: { statusCode: string };
  tags?: Record<string, string> | undefined;
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
 * @throws NotOurs for such a one that has the connection's roles: it has lost its tag, which nobody but a person puts back.
 */
export function decideScraper<Scraper extends FoundScraper>(
  found: readonly Scraper[],
  names: ConnectionNames,
): ScraperDecision<Scraper> {
  const { id, sourceRoleArn, targetRoleArn, tagKeys } = names;
  const isOurs = ({ tags }: Scraper) => isTaggedOurs(tags, names);
  const has = (status: string) => (scraper: Scraper) => scraper.status.statusCode === status;
  const foreign = found.find((one) => !isOurs(one) && !has('CREATION_FAILED')(one) && !has('DELETING')(one));
  if (foreign) {
    const { arn, status, roleConfiguration } = foreign;
    const what = `Scraper ${arn} (${status.statusCode}) already connects this cluster and workspace`;
    const hasOurRoles =
      roleConfiguration?.sourceRoleArn === sourceRoleArn && roleConfiguration.targetRoleArn === targetRoleArn;
    if (hasOurRoles || foreign.tags?.[tagKeys.connection] === id) {
      throw new NotOurs(
        `${what} with this connection's ${hasOurRoles ? 'roles' : 'id'}, and ${foreignTag(foreign.tags, names)}. ` +
          `It was left as it is. Give it the tag (aws amp tag-resource --resource-arn ${arn} --tags ${Object.entries(
            identityTags(names),
          )
            .map(([key, value]) => `${key}=${value}`)
            .join(',')}), or delete it, then run again.`,
      );
    }
    throw new ForeignScraper(
      `${what}, without the tag ${tagKeys.connection}=${id}. ` +
        "Delete it, or give it that tag if it is the connection's: run again then, and it gets the connection's roles.",
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
