import { parse } from 'yaml';
import { canonical } from '../digest.ts';
import type { WholeSettings } from './settings.ts';
import { SETTINGS } from './settingsTable.ts';

/** One thing in which a scraper is not what it is to be. */
export interface ScraperChange {
  /** `update` what the request names, in place; `repair` what somebody changed, in place; `replace` what is fixed at creation. */
  action: 'update' | 'repair' | 'replace';
  part: string;
  before: unknown;
  after: unknown;
}

type Difference = Omit<ScraperChange, 'part'>;

function setting<Name extends keyof WholeSettings>(
  name: Name,
  difference: (has: WholeSettings[Name], wanted: WholeSettings[Name]) => Difference[],
) {
  const { part } = SETTINGS[name];
  return (has: WholeSettings, wanted: WholeSettings): ScraperChange[] =>
    difference(has[name], wanted[name]).map((one) => ({ ...one, part }));
}

function unless<Value>(action: Difference['action'], isSame: (has: Value, wanted: Value) => boolean) {
  return (before: Value, after: Value): Difference[] => (isSame(before, after) ? [] : [{ action, before, after }]);
}

/** Lists compare as sets, and show in one order. */
function listDifference(before: readonly string[], after: readonly string[]): Difference[] {
  const isSame = new Set(before).size === new Set(after).size && before.every((item) => after.includes(item));
  return isSame ? [] : [{ action: 'replace', before: before.toSorted(), after: after.toSorted() }];
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
 * In what each setting of a scraper differs from what is wanted, and how it changes. It lies apart from the table of the
 * settings, since who only reads a scraper is in no need of a parser of YAML. Of tags `connection/tagChanges.ts` says it, as of a
 * role's: TagResource sends them; of the logs `logging/decision.ts`: UpdateScraperLoggingConfiguration does.
 */
export const DIFFERENCES: Readonly<
  Record<keyof WholeSettings, (has: WholeSettings, wanted: WholeSettings) => ScraperChange[]>
> = {
  subnetIds: setting('subnetIds', listDifference),
  securityGroupIds: setting('securityGroupIds', listDifference),
  // One without an alias has none to be given back: an update that leaves the alias out keeps the one that is there.
  alias: setting(
    'alias',
    unless('update', (has, wanted) => wanted === undefined || has === wanted),
  ),
  configuration: setting('configuration', unless('update', isSameConfiguration)),
  roleConfiguration: setting(
    'roleConfiguration',
    unless('repair', (has, wanted) => canonical(has) === canonical(wanted)),
  ),
  logs: () => [],
  tags: () => [],
};
