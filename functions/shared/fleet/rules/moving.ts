import type { FleetAction, FleetEntry, HeldBack } from '../plan.ts';
import type { Judged } from './classes.ts';

/** A subject of the fleet with the execution that would be started for it. */
export type Acting = Judged & { action: FleetAction };
type Pair = Pick<FleetEntry, 'clusterArn' | 'workspaceArn'>;

const pairKey = ({ clusterArn, workspaceArn }: Pair): string => `${clusterArn} ${workspaceArn}`;

/** The pairs that are connected, or will be in this run or a later one, unless they wait for room. */
export function arriving(begins: readonly Acting[], working: readonly Pair[], waiting: ReadonlyMap<string, string>) {
  const begun = begins.map(({ action }) => action).filter(({ connectionId }) => !waiting.has(connectionId));
  return new Set([...begun, ...working].map(pairKey));
}

/**
 * What is taken away by what was read, but for what stays until the connection that the cluster's tag names instead is there: metrics have
 * no gap. That one's onboard starts the offboard.
 * @param ends what would be taken away.
 * @param coming as `arriving` has it.
 */
export function replaced(ends: readonly Acting[], coming: ReadonlySet<string>) {
  const evident: FleetAction[] = [];
  const staying: HeldBack[] = [];
  for (const { action, movesTo } of ends) {
    const { clusterArn } = action;
    if (movesTo === undefined || !coming.has(pairKey({ clusterArn, workspaceArn: movesTo }))) evident.push(action);
    else
      staying.push({ action, reason: 'successor', why: `It goes when the connection to ${movesTo} is established.` });
  }
  return { evident, staying };
}
