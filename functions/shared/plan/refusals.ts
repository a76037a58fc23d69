import type { ConnectionNames } from '../names.ts';
import type { ObservedRole } from '../roles/changes.ts';
import { refuseForeign } from '../roles/foreign.ts';
import { decideScraper, type ScraperDecision } from '../scraper/decision.ts';
import type { FoundScraper } from '../scraper/foreign.ts';

/** What tells whose the things are that are where a connection's would be. */
export interface ObservedOwners<Scraper extends FoundScraper> {
  sourceRole: Pick<ObservedRole, 'arn' | 'tags'> | undefined;
  targetRole: Pick<ObservedRole, 'arn' | 'tags'> | undefined;
  /** Those between the cluster and the workspace. */
  scrapers: readonly Scraper[];
}

/**
 * Whose what is there is, before a run writes anything and in a plan alike. Each state of the run asks for its own again, since
 * things change in between.
 * @throws NotOurs of a role, and as decideScraper.
 */
export function refuseOthers<Scraper extends FoundScraper>(
  { sourceRole, targetRole, scrapers }: ObservedOwners<Scraper>,
  names: ConnectionNames,
): ScraperDecision<Scraper> {
  const { sourceRoleArn, sourceRoleName, targetRoleArn, targetRoleName } = names;
  if (sourceRole) refuseForeign({ arn: sourceRoleArn, roleName: sourceRoleName, names }, sourceRole);
  if (targetRole) refuseForeign({ arn: targetRoleArn, roleName: targetRoleName, names }, targetRole);
  return decideScraper(scrapers, names);
}
