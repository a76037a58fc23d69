/**
 * What a cluster, a connection or an account is in. Each thing is in one. `wanted` is wanted and missing; `unwanted` is connected and not
 * wanted by evidence that was read in this run; what wants evidence and has none stays where it was.
 */
export const FLEET_CLASSES = [
  'connected',
  'working',
  'wanted',
  'unwanted',
  'orphan',
  'silent',
  'drifted',
  'foreign',
  'waiting',
  'quarantined',
  'held',
  'unreachable',
] as const;
/** Of what docs/fleet.md says, class by class, what a run does about it. */
export type FleetClass = (typeof FLEET_CLASSES)[number];
