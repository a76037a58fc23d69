import { NotOurs } from '../errors.ts';
import type { ConnectionNames } from '../names.ts';
import { foreignTag, identityTags, isTaggedOurs } from '../connection/tags.ts';

/** What ListScrapers shows of a scraper, as far as it tells whose it is, and what to do about it. */
export interface FoundScraper {
  scraperId: string;
  arn: string;
  status: { statusCode: string };
  tags?: Record<string, string> | undefined;
  roleConfiguration?: { sourceRoleArn?: string | undefined; targetRoleArn?: string | undefined } | undefined;
}

/** Those that are not the connection's. One that is on its way out is nobody's concern. */
function foreignOf<Scraper extends FoundScraper>(found: readonly Scraper[], names: ConnectionNames): Scraper[] {
  return found.filter(({ status, tags }) => !isTaggedOurs(tags, names) && status.statusCode !== 'DELETING');
}

/**
 * Asked before anything is made or deleted, also of ours beside it.
 * @throws NotOurs for a scraper that is not tagged as the connection's and yet has a role of the connection's, or its id: it has lost
 * a tag, which nobody but a person puts back, or it would end with the connection's roles.
 */
export function refuseClaimants(found: readonly FoundScraper[], names: ConnectionNames): void {
  const { id, sourceRoleArn, targetRoleArn, tagKeys } = names;
  for (const { arn, status, tags, roleConfiguration: roles } of foreignOf(found, names)) {
    const hasOurRoles = roles?.sourceRoleArn === sourceRoleArn || roles?.targetRoleArn === targetRoleArn;
    if (!hasOurRoles && tags?.[tagKeys.connection] !== id) continue;
    throw new NotOurs(
      `Scraper ${arn} (${status.statusCode}) connects this cluster and workspace ` +
        `with this connection's ${hasOurRoles ? 'roles' : 'id'}, and ${foreignTag(tags, names)}. ` +
        `It was left as it is. Give it the tag (aws amp tag-resource --resource-arn ${arn} --tags ${Object.entries(
          identityTags(names),
        )
          .map(([key, value]) => `${key}=${value}`)
          .join(',')}), or delete it, then run again.`,
    );
  }
}

/** What outputs and plans say of somebody else's scrapers between the cluster and the workspace, a line each. */
export function foreignWarnings(found: readonly FoundScraper[], names: ConnectionNames): string[] {
  return foreignOf(found, names).map(({ arn, status, tags }) => {
    const what = `Scraper ${arn} (${status.statusCode}) is between the same cluster and workspace and not this connection's: ${foreignTag(tags, names)}.`;
    const effect =
      status.statusCode === 'CREATION_FAILED'
        ? 'It sends nothing, and counts towards the quota of scrapers.'
        : "It bills as the connection's own does, and what both scrape comes twice.";
    return `${what} ${effect} It was left as it is: delete it if nobody needs it.`;
  });
}
