import { parse } from 'yaml';
import { canonical, digestOf, repairedLine } from '../digest.ts';
import { ReplacementNeeded } from '../errors.ts';
import type { ConnectionNames } from '../names.ts';
import type { ScraperSettings } from './settings.ts';

/** What DescribeScraper shows of the connection's scraper, as far as a change depends on it. */
export interface ScraperState {
  scraperId: string;
  arn: string;
  statusCode: string;
  settings: ScraperSettings;
  sourceRoleArn: string | undefined;
  targetRoleArn: string | undefined;
}

/** One thing in which a scraper is not what it is to be. */
export interface ScraperChange {
  /** `update` what the request names, in place; `repair` what somebody changed, in place; `replace` what is fixed at creation. */
  action: 'update' | 'repair' | 'replace';
  part: string;
  before: unknown;
  after: unknown;
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return new Set(one).size === new Set(other).size && one.every((item) => other.includes(item));
}

/** By what they say, since the service may hand a text back in another layout than it was given. */
function isSameConfiguration(one: string, other: string): boolean {
  if (one === other) return true;
  try {
    return canonical(parse(one)) === canonical(parse(other));
  } catch {
    return false;
  }
}

/**
 * In what a scraper differs from what is wanted of it. Subnets and security groups cannot be changed while it lives:
 * UpdateScraper has no member for its source. Lists compare as sets.
 */
export function scraperChanges(
  has: ScraperState,
  wanted: ScraperSettings,
  names: Pick<ConnectionNames, 'sourceRoleArn' | 'targetRoleArn'>,
): ScraperChange[] {
  const changes: ScraperChange[] = [];
  const add = (action: ScraperChange['action'], part: string, before: unknown, after: unknown) =>
    changes.push({ action, part, before, after });
  const { settings } = has;
  if (!isSameSet(settings.subnetIds, wanted.subnetIds))
    add('replace', 'subnetIds', settings.subnetIds.toSorted(), wanted.subnetIds.toSorted());
  if (!isSameSet(settings.securityGroupIds, wanted.securityGroupIds))
    add('replace', 'securityGroupIds', settings.securityGroupIds.toSorted(), wanted.securityGroupIds.toSorted());
  if (has.statusCode === 'UPDATE_FAILED') add('update', 'status', has.statusCode, 'ACTIVE');
  // One without an alias has none to be given back: an update that leaves the alias out keeps the one that is there.
  if (wanted.alias !== undefined && settings.alias !== wanted.alias)
    add('update', 'alias', settings.alias, wanted.alias);
  if (!isSameConfiguration(settings.configuration, wanted.configuration))
    add('update', 'scrapeConfiguration', settings.configuration, wanted.configuration);
  const roles = { sourceRoleArn: names.sourceRoleArn, targetRoleArn: names.targetRoleArn };
  const { sourceRoleArn, targetRoleArn } = has;
  if (sourceRoleArn !== roles.sourceRoleArn || targetRoleArn !== roles.targetRoleArn)
    add('repair', 'roleConfiguration', { sourceRoleArn, targetRoleArn }, roles);
  return changes;
}

/** What the output says of changes in place. */
export function reportOf(
  arn: string,
  changes: readonly Pick<ScraperChange, 'action' | 'part' | 'before' | 'after'>[],
): { updated: boolean; repaired: string[] } {
  return {
    updated: changes.some(({ action }) => action === 'update'),
    repaired: changes
      .filter(({ action }) => action === 'repair')
      .map(({ part, before, after }) => repairedLine(arn, part, before, after)),
  };
}

/** @throws ReplacementNeeded naming each difference that the service cannot change in place. */
export function refuseReplacement(scraper: ScraperState, changes: readonly ScraperChange[]): void {
  const fixed = changes.filter(({ action }) => action === 'replace');
  if (fixed.length === 0) return;
  const differences = fixed.map(({ part, before, after }) => `${part} are ${text(before)}, asked for ${text(after)}`);
  throw new ReplacementNeeded(
    `Scraper ${scraper.arn} differs from the request in what it cannot change while it lives: ${differences.join('; ')}. ` +
      'Leave the fields out to keep it as it is, or run again with "replace": true: it is deleted and made anew, ' +
      'which leaves a gap in the metrics of some 25 minutes.',
  );
}

function text(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : digestOf(value);
}
