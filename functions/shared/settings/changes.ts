import { digestOf, repairedLine } from '../digest.ts';
import { ReplacementNeeded } from '../errors.ts';
import type { Connection } from '../contract.ts';
import type { WholeSettings } from './settings.ts';
import { isOutlived } from '../scraper/outlived.ts';
import { DIFFERENCES, type ScraperChange } from './differences.ts';

/** What DescribeScraper shows of the connection's scraper, as far as a change depends on it. */
export interface ScraperState {
  scraperId: string;
  arn: string;
  statusCode: string;
  settings: WholeSettings;
  /** Members that this version does not know. */
  unknownMembers: readonly string[];
  createdAt?: Date;
}

/** In what a scraper differs from what is wanted of it, but for its tags. */
export function scraperChanges({ statusCode, settings }: ScraperState, wanted: WholeSettings): ScraperChange[] {
  const status = { action: 'update' as const, part: 'status', before: statusCode, after: 'ACTIVE' };
  return [
    ...(statusCode === 'UPDATE_FAILED' ? [status] : []),
    ...Object.values(DIFFERENCES).flatMap((difference) => difference(settings, wanted)),
  ];
}

/** What an output says of a scraper that has more than this version knows. */
export function unknownWarnings({ arn, unknownMembers }: Pick<ScraperState, 'arn' | 'unknownMembers'>): string[] {
  if (unknownMembers.length === 0) return [];
  return [
    `Scraper ${arn} has ${unknownMembers.join(', ')}, which this version of the workflow does not know: it neither checks nor changes them, and a scraper that is made anew has none of them.`,
  ];
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

/**
 * @param replace whether the request allows a replacement, and whether even one that loses something.
 * @throws ReplacementNeeded naming each difference that the service cannot change in place, or each member that a new scraper
 * would not have. A scraper that has outlived its cluster scrapes nothing, and is replaced without being asked for, but for those.
 */
export function refuseReplacement(
  { arn, unknownMembers }: Pick<ScraperState, 'arn' | 'unknownMembers'>,
  changes: readonly ScraperChange[],
  replace: Connection['replace'],
): void {
  const fixed = changes.filter(({ action }) => action === 'replace');
  const isAllowed = replace === true || isOutlived(fixed);
  if (fixed.length === 0 || replace === 'dropUnknown' || (isAllowed && unknownMembers.length === 0)) return;
  const what = isOutlived(fixed)
    ? `Scraper ${arn} was made for an earlier cluster of this name and is to be made anew. `
    : `Scraper ${arn} differs from the request in what it cannot change while it lives: ${fixed.map(difference).join('; ')}. `;
  throw new ReplacementNeeded(
    isAllowed
      ? `${what}One that is made anew would lose ${unknownMembers.join(', ')}, which this version of the workflow does not know. ` +
          'Leave the fields out to keep it as it is, deploy a version that knows them, or lose them: run again with "replace": "dropUnknown", or offboard the connection and onboard it again.'
      : `${what}Leave the fields out to keep it as it is, or run again with "replace": true: it is deleted and made anew, ` +
          'which leaves a gap in the metrics of some 25 minutes.',
  );
}

function difference({ part, before, after }: ScraperChange): string {
  return `${part} are ${text(before)}, asked for ${text(after)}`;
}

function text(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : digestOf(value);
}
