import { DOORS } from '../../request/doors/doors.ts';
import type { ConnectionChange, ConnectionState } from './connectionState.ts';

/** What was last told of something; of the fleet as a whole there is no state. */
export interface Told extends Pick<ConnectionChange, 'code' | 'since' | 'workspaceArn'> {
  state?: ConnectionState;
  reason?: string;
  /** The state and the code that people have to mend something for, as long as it has not ended. */
  toMend?: string;
}

/**
 * Under which name what was told is kept. A cluster has one connection by its tag at a time, whatever workspace that names by now, and
 * who fails for it does not always know which; what is taken away is the pair's own news.
 */
export function toldKey({ state, door, clusterArn, workspaceArn = '' }: ConnectionChange): string {
  return DOORS[door].looksAgain && state !== 'disconnected' ? `${clusterArn} ${door}` : `${clusterArn} ${workspaceArn}`;
}

/**
 * Whether a change is to be told: EventBridge and Lambda bring the same one twice, and an older one late. A connection that was taken
 * away is news each time.
 */
export function isNews(change: ConnectionChange, told: Told | undefined): boolean {
  if (told === undefined) return true;
  if (Date.parse(change.since) < Date.parse(told.since)) return false;
  if (change.state === 'disconnected') return change.since !== told.since || told.state !== 'disconnected';
  return change.state !== told.state || change.code !== told.code || isElsewhere(change, told);
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

/** What is kept of a change that is told. */
export function toldOf(change: ConnectionChange, before: Told | undefined): Told {
  const { state, code, reason, since, workspaceArn } = change;
  const passing = PASSING.includes(state) ? before?.toMend : undefined;
  const toMend = BAD.includes(state) ? reasonOf(change) : passing;
  return {
    state,
    code,
    reason,
    since,
    ...(workspaceArn === undefined ? {} : { workspaceArn }),
    ...(toMend === undefined ? {} : { toMend }),
  };
}
