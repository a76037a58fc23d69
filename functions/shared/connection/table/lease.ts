import { OwnedElsewhere } from '../../errors.ts';
import type { WorkflowName } from '../../names.ts';
import { DOORS, type Door } from '../../request/doors/doors.ts';
import type { SettingsBefore } from '../../settings/settings.ts';
import { refuseRevoked, type Revoked } from './revoked.ts';
import {
  limitMinutes,
  nextStep,
  TAKE_OVER_SECONDS,
  waitedSince,
  WAITS,
  YOUNG_SECONDS,
  type Waited,
} from '../../waiting.ts';

/** A connection's item in the table: who is at work on it, who owns it, and how the last execution ended. */
export interface ConnectionItem {
  connectionId: string;
  /** Counts its writes, so that one that was decided by an older look fails. */
  version: number;
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
  /** When the execution at work started (ISO 8601). */
  holderStartedAt?: string | undefined;
  /** When it took the lease over from one that had ended (ISO 8601, `momentOf`); absent when nobody had it. */
  takenOverAt?: string | undefined;
  /** The last execution that found the connection held and left it to the holder to look again. */
  askedAgain?: string | undefined;
  outcome?: string | undefined;
  /** What an execution was changing that has not ended well. */
  settingsBefore?: SettingsBefore | undefined;
  /** That the pair was cut off and is not to be connected; such an item stays when the connection is gone. */
  revoked?: Revoked | undefined;
}

/** What a claim writes beside the claimant. */
export type ClaimedItem = Omit<ConnectionItem, 'version'>;

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
  /** The connection's ACTIVE scraper, of a door that asks late and twice. */
  connectedBy?: string | undefined;
  /** It has noted the pair as revoked, and takes all of it away. */
  revokes?: boolean;
  /** When an onboard started that lifts a revocation (ISO 8601). */
  liftsAt?: string | undefined;
}

/**
 * `replaces`: the holder whose lease is taken over, which has ended; undefined when nobody holds it. `own`: the claimant has it
 * already. `ask`: the holder is to look again when it is done.
 */
export type ClaimDecision =
  | { action: 'take'; replaces: string | undefined }
  | { action: 'own' }
  | { action: 'wait'; holder: string }
  | { action: 'ask'; holder: string }
  | { action: 'ignore'; reason: string };

/**
 * The moment by an execution's own count: when it started, and what it has waited since. It is never later than it is, so that an
 * age that is told by it is never too great. No handler reads a clock.
 */
export function momentOf(startedAt: string, waited: Waited): string {
  return new Date(Date.parse(startedAt) + waitedSince(waited) * 1000).toISOString();
}

/** Whether an execution that DescribeExecution does not know may have started all the same: it is eventually consistent. */
export function mayBeUnseen({ holderStartedAt }: ConnectionItem, now: string): boolean {
  return holderStartedAt !== undefined && secondsBetween(holderStartedAt, now) < YOUNG_SECONDS;
}

/** Seconds that who has taken a lease over has to wait yet: what the one before had in flight may take effect, and not show, until then. */
export function inFlightSeconds({ takenOverAt }: Pick<ConnectionItem, 'takenOverAt'>, now: string): number {
  return takenOverAt === undefined ? 0 : Math.max(0, Math.ceil(TAKE_OVER_SECONDS - secondsBetween(takenOverAt, now)));
}

function secondsBetween(earlier: string, later: string): number {
  return (Date.parse(later) - Date.parse(earlier)) / 1000;
}

/** An owner, as a person names him: not which stack, since whoever knows a stack's id can speak for it at the machines. */
function ownerName({ door, stackId }: { door: Door; stackId?: string | undefined }): string {
  return stackId ? `a stack of the ${door} door` : `the ${door} door`;
}

function isOwner(item: ConnectionItem, claimant: Claimant): boolean {
  return item.door === claimant.door && (item.stackId ?? '') === (claimant.stackId ?? '');
}

/**
 * Whether an execution may begin to write. An owner is asked for before a holder: another door's connection stays its own, unless
 * it was being taken away by an execution that has ended.
 * @param holderRuns whether the holder of the lease may be at work still; one that is not, however it ended, holds nothing.
 * @throws OwnedElsewhere when another door owns the connection that onboard is asked for; InvalidRequest when the pair is revoked.
 */
export function decideClaim(item: ConnectionItem | undefined, claimant: Claimant, holderRuns: boolean): ClaimDecision {
  if (claimant.workflow === 'onboard' && item) refuseRevoked(item, item.revoked, claimant.liftsAt);
  if (claimant.revokes && item?.revoked === undefined) return { action: 'ignore', reason: LIFTED };
  const isDelete = claimant.workflow === 'offboard' && DOORS[claimant.door].isOwnedByStack && !claimant.cleansUp;
  const notIts = isDelete ? notOfStack(item, claimant.stackId) : undefined;
  if (notIts !== undefined) return { action: 'ignore', reason: notIts };
  const repeated = item && repeats(item, claimant);
  if (repeated !== undefined) return { action: 'ignore', reason: repeated };
  if (item?.established && !isOwner(item, claimant) && !claimant.cleansUp && !isGivenUp(item, claimant, holderRuns)) {
    return foreignOwner(item, claimant);
  }
  const tooLate = item && adopted(item, claimant, holderRuns);
  if (tooLate !== undefined) return { action: 'ignore', reason: tooLate };
  if (item?.lease === claimant.executionArn) return { action: 'own' };
  if (item?.lease === undefined || !holderRuns) return { action: 'take', replaces: item?.lease };
  return { action: looksAgain(item, claimant) ? 'ask' : 'wait', holder: item.lease };
}

const LIFTED =
  'The revocation was lifted before the turn of this offboard came: of what an onboard has made since, nothing was taken away.';

/** Whether the holder is of the same door and that one goes by what a cluster's tag says by now, so that it will look for both. */
function looksAgain({ door, leaseDoor }: ConnectionItem, claimant: Claimant): boolean {
  const isItsOwn = door === claimant.door && leaseDoor === claimant.door;
  return isItsOwn && DOORS[claimant.door].looksAgain && !claimant.cleansUp;
}

/**
 * Why a connection that is there already is left alone. One that its own door's execution is at work on may not stay there; where
 * somebody has asked for another look and it could not be started, the claimant's release starts it.
 */
function repeats(item: ConnectionItem, { connectedBy, door }: Claimant): string | undefined {
  if (connectedBy === undefined || !item.established || item.askedAgain !== undefined) return undefined;
  if (item.lease !== undefined && item.door === door) return undefined;
  return `The cluster is connected already, by ${connectedBy}: the event came late or twice.`;
}

/** Whether an offboard was at work on an item when it ended without giving it back: the connection was to go. */
export function isGivenUp(
  { lease, leaseWorkflow }: ConnectionItem,
  { executionArn }: Claimant,
  holderRuns: boolean,
): boolean {
  return lease !== undefined && lease !== executionArn && leaseWorkflow === 'offboard' && !holderRuns;
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
