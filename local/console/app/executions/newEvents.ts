import type { HistoryEvent } from '../../../state/state.ts';
import type { Calls } from '../../../calls/signedCalls.ts';
import { executionHistory, type HistoryPage } from '../calls/states.ts';

/** An execution's events up to the last one that was seen, the oldest first; the first one has id 1. */
export type SeenEvents = readonly HistoryEvent[];

/** AWS's own limit of a page. */
const MOST = 1000;
/** Of what is new since a second ago, all but always. */
const FEW = 25;

/** All that there is by now: whole the first time, and then what is new, from the end back to what is known. */
export async function eventsByNow(calls: Calls, executionArn: string, known: SeenEvents): Promise<SeenEvents> {
  const isFirst = known.length === 0;
  const input = { executionArn, reverseOrder: !isFirst, maxResults: isFirst ? MOST : FEW };
  const found: HistoryPage['events'] = [];
  for (let next: string | undefined, isMore = true; isMore; isMore = next !== undefined) {
    const { events, nextToken } = await executionHistory(
      calls,
      next === undefined ? input : { ...input, nextToken: next },
    );
    found.push(...events);
    const hasAll = !isFirst && events.some(({ id }) => id <= known.length);
    next = hasAll ? undefined : nextToken;
  }
  const fresh = found.filter(({ id }) => id > known.length).toSorted((one, other) => one.id - other.id);
  return fresh.length === 0 ? known : [...known, ...fresh.map(asEvent)];
}

/** Its details are the one member that is named for its type. */
function asEvent({ type, timestamp, id: _id, ...members }: HistoryPage['events'][number]): HistoryEvent {
  const [, details] = Object.entries(members).find(([name]) => name.endsWith('EventDetails')) ?? [];
  const kept = Object.entries(details ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [],
  );
  return { type, at: timestamp, details: Object.fromEntries(kept) };
}
