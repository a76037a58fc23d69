import { DOOR_NAMES, DOORS } from '../../request/doors/doors.ts';
import type { ConnectionState } from './states.ts';
import type { ConnectionChange } from './connectionState.ts';

/** What was last told of something; of the fleet as a whole there is no state. */
export interface Told extends Pick<ConnectionChange, 'code' | 'since' | 'workspaceArn'> {
  state?: ConnectionState;
  reason?: string;
  /** The state and the code that people have to mend something for, as long as it has not ended. */
  toMend?: string;
  /** Whether the status tags of its cluster could not be written. */
  isUnshown?: boolean;
  /** That has come to it. */
  executionArn?: string;
}

const BY_TAGS = DOOR_NAMES.find((one) => DOORS[one].looksAgain) ?? '';

/** Of what a cluster's tag asks for: one connection at a time, whatever workspace it names by now. */
export function byTagKey(clusterArn: string): string {
  return `${clusterArn} ${BY_TAGS}`;
}

/**
 * Under which name what was told is kept. Who fails for a cluster's tag does not always know for which workspace; what is taken away is
 * the pair's own news.
 */
export function toldKey({ state, door, clusterArn, workspaceArn = '' }: ConnectionChange): string {
  const isByTag = DOORS[door].looksAgain && state !== 'disconnected';
  return isByTag ? byTagKey(clusterArn) : `${clusterArn} ${workspaceArn}`;
}

/**
 * How much earlier an execution may have started that follows another one's end: who gives a lease back starts it as its last act, so that
 * what it begins with is dated before that end.
 */
const FOLLOWS_MS = 60_000;

/**
 * Whether a change is to be told: EventBridge and Lambda bring the same one twice, and an older one late. A connection that was taken
 * away is news each time.
 */
export function isNews(change: ConnectionChange, told: Told | undefined): boolean {
  if (told === undefined) return true;
  if (momentOf(change, told) < Date.parse(told.since)) return false;
  if (change.state === 'disconnected') return change.since !== told.since || told.state !== 'disconnected';
  return change.state !== told.state || change.code !== told.code || isElsewhere(change, told);
}

function momentOf({ state, since, executionArn }: ConnectionChange, told: Told): number {
  const isNext = PASSING.includes(state) && told.executionArn !== undefined && told.executionArn !== executionArn;
  return Date.parse(since) + (isNext ? FOLLOWS_MS : 0);
}

function isElsewhere({ workspaceArn: one }: ConnectionChange, { workspaceArn: other }: Told): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/** States that a person has to do something about; who was told of one is told of its end. */
const BAD: readonly ConnectionState[] = ['failed', 'silent'];
/** States that end nothing. */
const PASSING: readonly ConnectionState[] = ['connecting', 'waiting'];

/** Whether people get a mail of it: of what is to be mended, once for each reason; of that being over; and of what was taken away. */
export function isMailed(change: Pick<ConnectionChange, 'state' | 'code'>, told: Told | undefined): boolean {
  if (BAD.includes(change.state)) return told?.toMend !== reasonOf(change);
  return change.state === 'disconnected' || (change.state === 'connected' && told?.toMend !== undefined);
}

function reasonOf({ state, code }: Pick<ConnectionChange, 'state' | 'code'>): string {
  return `${state} ${code}`;
}

/** What the table keeps of a change that people were told of, by which the next one is news or not. */
export function toldOf(change: ConnectionChange, before: Told | undefined): Told {
  const { state, code, reason, workspaceArn, executionArn } = change;
  const since = before !== undefined && before.since > change.since ? before.since : change.since;
  const passing = PASSING.includes(state) ? before?.toMend : undefined;
  const toMend = BAD.includes(state) ? reasonOf(change) : passing;
  return {
    state,
    code,
    reason,
    since,
    executionArn,
    ...(workspaceArn === undefined ? {} : { workspaceArn }),
    ...(toMend === undefined ? {} : { toMend }),
  };
}
