import { decideLogging, ownLogGroupArn, refusedWarning, type Logging } from '../logging/decision.ts';
import type { ConnectionNames } from '../names.ts';
import type { ScraperChange } from '../settings/differences.ts';

/** What was seen of a scraper's logging: none where `has` is undefined; or why that could not be read. */
export type SeenLogging = { has: Logging | undefined } | { unread: string };

/**
 * What a run would make of the logging of a scraper that stays.
 * @param wanted undefined where nobody says.
 */
export function loggingChanges(
  arn: string,
  wanted: boolean | undefined,
  seen: SeenLogging | undefined,
  names: ConnectionNames,
): { changes: ScraperChange[]; notes: string[] } {
  if (wanted === undefined || seen === undefined) return { changes: [], notes: [] };
  if ('unread' in seen) {
    return { changes: [], notes: [refusedWarning(arn, wanted, seen.unread, names.installation)] };
  }
  const { action, warnings } = decideLogging(arn, wanted, seen.has, names);
  if (action === 'none') return { changes: [], notes: warnings };
  const before = seen.has && { ...seen.has, components: seen.has.components.toSorted() };
  const after = action === 'on' ? { logGroupArn: ownLogGroupArn(names) } : undefined;
  return { changes: [{ action: 'update', part: 'logs', before, after }], notes: warnings };
}
