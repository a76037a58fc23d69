import { OwnedElsewhere } from '../errors.ts';
import type { WorkflowName } from '../names.ts';
import { DOORS, type Door } from '../request/doors.ts';
import type { SettingsBefore } from '../scraper/settings.ts';
import { limitMinutes, nextStep, WAITS, type Waited } from '../waiting.ts';

/** A connection's item in the table: who is at work on it, who owns it, and how the last execution ended. */
export interface ConnectionItem {
  connectionId: string;
  clusterArn: string;
  workspaceArn: string;
  /** The door that owns the connection, and for the product its stack. */
  door: Door;
  stackId?: string | undefined;
  /** Whether there is a connection: false while the first onboard has not ended well. */
  established: boolean;
  /** The execution at work: the one writer. Absent when there is none. */
  lease?: string | undefined;
  leaseWorkflow?: WorkflowName | undefined;
  leaseDoor?: Door | undefined;
  outcome?: string | undefined;
  /** What an execution was changing that has not ended well. */
  settingsBefore?: SettingsBefore | undefined;
}

/** Who wants to be the one writer. */
export interface Claimant {
  executionArn: string;
  workflow: WorkflowName;
  door: Door;
  stackId?: string | undefined;
  /** Takes away what is left of a deleted cluster or of an execution that was cut short, whichever door owns it. */
  cleansUp: boolean;
  /** Takes away only what this execution created. */
  onlyCreatedBy?: string | undefined;
}

/** `replaces`: the holder whose lease is taken over, which has ended; undefined when nobody holds it. */
export type ClaimDecision =
  | { action: 'take'; replaces: string | undefined }
  | { action: 'wait'; holder: string }
  | { action: 'ignore'; reason: string };

/** An owner, as a person names him. */
function ownerName({ door, stackId }: { door: Door; stackId?: string | undefined }): string {
  return stackId ? `the ${door} door, stack ${stackId}` : `the ${door} door`;
}

function isOwner(item: ConnectionItem, claimant: Claimant): boolean {
  return item.door === claimant.door && (item.stackId ?? '') === (claimant.stackId ?? '');
}

/**
 * Whether an execution may begin to write. An owner is asked for before a holder: another door's connection stays its own.
 * @param holderRuns whether the holder of the lease is still RUNNING; one that is not, however it ended, holds nothing.
 * @throws OwnedElsewhere when another door owns the connection that onboard is asked for.
 */
export function decideClaim(item: ConnectionItem | undefined, claimant: Claimant, holderRuns: boolean): ClaimDecision {
  const isDelete = claimant.workflow === 'offboard' && DOORS[claimant.door].isOwnedByStack && !claimant.cleansUp;
  const notIts = isDelete ? notOfStack(item, claimant.stackId) : undefined;
  if (notIts !== undefined) return { action: 'ignore', reason: notIts };
  if (item?.established && !isOwner(item, claimant) && !claimant.cleansUp) return foreignOwner(item, claimant);
  const tooLate = item && adopted(item, claimant, holderRuns);
  if (tooLate !== undefined) return { action: 'ignore', reason: tooLate };
  const holder = item?.lease;
  if (item === undefined || holder === undefined || holder === claimant.executionArn || !holderRuns) {
    return { action: 'take', replaces: holder };
  }
  const twins = claimant.workflow === 'onboard' && item.leaseWorkflow === 'onboard';
  if (twins && DOORS[claimant.door].ignoresRepeats && item.leaseDoor === claimant.door) {
    return { action: 'ignore', reason: `The same event's execution ${holder} is at work on the connection.` };
  }
  return { action: 'wait', holder };
}

/** Why a stack's Delete leaves a connection alone, established or not; undefined for the stack's own. */
export function notOfStack(item: ConnectionItem | undefined, stackId: string | undefined): string | undefined {
  if (item === undefined) return 'The table has no such connection: the stack has nothing of it to take away.';
  if (DOORS[item.door].isOwnedByStack && item.stackId === stackId) return undefined;
  return `The connection belongs to ${ownerName(item)}, which alone takes it away.`;
}

/**
 * A clean-up after one execution comes too late when a later one has taken up what that one made: its roles and its scraper
 * are the connection's now, whatever execution their tag names.
 */
function adopted(item: ConnectionItem, { onlyCreatedBy }: Claimant, holderRuns: boolean): string | undefined {
  if (onlyCreatedBy === undefined) return undefined;
  const since = `What execution ${onlyCreatedBy} made`;
  if (item.established) return `${since} is an established connection's: offboard the connection to take it away.`;
  const taken = item.lease !== undefined && item.lease !== onlyCreatedBy && holderRuns;
  return taken ? `${since} has been taken up by ${item.lease}, which is at work.` : undefined;
}

function foreignOwner(item: ConnectionItem, claimant: Claimant): ClaimDecision {
  const owner = ownerName(item);
  if (claimant.workflow === 'offboard') {
    return { action: 'ignore', reason: `The connection belongs to ${owner}, which alone takes it away.` };
  }
  throw new OwnedElsewhere(
    `Connection ${item.connectionId} belongs to ${owner}; ${ownerName(claimant)} leaves it alone. ` +
      'Change it through its own door, or offboard it there first.',
  );
}

/** @throws OwnedElsewhere when the turn did not come. */
export function nextTurn(before: Waited, holder: string): Waited {
  const step = nextStep(WAITS.turn, before);
  if (step !== undefined) return step;
  throw new OwnedElsewhere(
    `Execution ${holder} has been at work on the connection for more than ${limitMinutes(WAITS.turn)} minutes. ` +
      'Look at what it waits for, or stop it, then run again.',
  );
}
