import type { LastOffboarding, OffboardTally, Output, ResolvedOffboard } from '../contract.ts';
import type { OffboardDoor } from '../request/offboardRequest.ts';
import { failureOf, offboardFailure, offboardWarnings } from './offboardEnd.ts';

/** How an offboard ends when there is no connection left to take away. @param nothing why there may have been none. */
export function ended(
  door: OffboardDoor,
  tally: OffboardTally,
  last: LastOffboarding,
  nothing: string,
): ResolvedOffboard {
  const failure = offboardFailure(tally, failureOf(last));
  if (failure !== undefined) return { decision: 'FAILED', failure };
  return { decision: 'DONE', output: outputOf(door, tally, nothing) };
}

function outputOf(door: OffboardDoor, tally: OffboardTally, nothing: string): Output {
  const { done, deleted, disconnected, ignored } = tally;
  const [id] = done;
  const clusterArn = 'clusterArn' in door ? door.clusterArn : tally.clusterArn;
  const empty = {
    ...(clusterArn ? { clusterArn } : {}),
    created: [],
    updated: [],
    repaired: [],
    warnings: offboardWarnings(tally),
  };
  if (id === undefined) return { outcome: 'IGNORED', reason: nothing, door: door.door, ...empty };
  const [only] = ignored;
  if (only !== undefined && done.length === 1) {
    const { reason, workspaceArn } = only;
    return {
      outcome: 'IGNORED',
      reason,
      connectionId: id,
      door: door.door,
      workspaceArn,
      ...empty,
      warnings: offboardWarnings({ ...tally, ignored: [] }),
    };
  }
  if (ignored.length === done.length) {
    return {
      outcome: 'IGNORED',
      reason: 'None of the connections is for this offboard to take away.',
      door: door.door,
      ...empty,
    };
  }
  return {
    outcome: 'OFFBOARDED',
    ...(deleted.length === 0 ? { reason: nothing } : {}),
    connectionId: id,
    door: door.door,
    ...(door.kind === 'request' && door.workspaceArn ? { workspaceArn: door.workspaceArn } : {}),
    deleted,
    disconnected,
    ...empty,
  };
}
