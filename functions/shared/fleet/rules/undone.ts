import type { FleetClass } from '../fleetClasses.ts';
import type { FleetEntry, FleetPlan } from '../plan.ts';

/**
 * What a cluster's tag, or its end, asks for and is not done. What nobody asks a run for is none of it: samples that stopped, drift,
 * somebody else's scraper, what is held.
 */
const UNDONE: readonly FleetClass[] = ['wanted', 'waiting', 'quarantined', 'unwanted', 'orphan', 'working'];

/**
 * The plan, with since when a run has seen of each thing that it is not done, the oldest first.
 * @param before what the last run has seen.
 * @param now when this one started (ISO 8601).
 */
export function dated(plan: FleetPlan, before: readonly FleetEntry[], now: string): FleetPlan {
  const seen = new Map(before.map(({ connectionId = '', since }) => [connectionId, since]));
  const entries = plan.entries.map((entry) =>
    UNDONE.includes(entry.class) ? { ...entry, since: seen.get(entry.connectionId ?? '') ?? now } : entry,
  );
  return { ...plan, entries: entries.toSorted(oldestFirst) };
}

function oldestFirst({ since: one = '' }: FleetEntry, { since: other = '' }: FleetEntry): number {
  return Number(one > other) - Number(one < other);
}

/** For how many seconds that is so of the oldest; 0 where all is done. */
export function oldestSeconds({ entries }: Pick<FleetPlan, 'entries'>, now: string): number {
  const ages = entries.flatMap(({ since }) => (since === undefined ? [] : [Date.parse(now) - Date.parse(since)]));
  return Math.round(ages.reduce((oldest, age) => Math.max(oldest, age), 0) / 1000);
}
