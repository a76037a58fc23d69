import type { FleetClass } from '../../fleet/fleetClasses.ts';
import type { FleetEntry, FleetPlan, HeldBack } from '../../fleet/plan.ts';
import { DOOR_NAMES, DOORS } from '../../request/doors/doors.ts';
import type { ConnectionState } from './states.ts';
import type { ConnectionChange } from './connectionState.ts';
import { isNews, toldKey, type Told } from './news.ts';

/** Told of one run at most: a whole fleet that has become silent, or that was never told of, is told in turns. */
const MAX_CHANGES = 200;

/** The state that a class says of a connection; of the others an execution tells, or there is no connection. */
const STATES: Partial<Record<FleetClass, ConnectionState>> = {
  connected: 'connected',
  silent: 'silent',
  waiting: 'waiting',
  held: 'waiting',
  quarantined: 'failed',
  foreign: 'failed',
};

/** As an execution's end calls it. */
const CODES: Partial<Record<ConnectionState, string>> = { connected: 'ONBOARDED', silent: 'NO_SAMPLES' };

/** In words of ours: what a run writes of limits names other accounts. */
const REASONS: Readonly<Record<string, string>> = {
  ONBOARDED: 'Its scraper is ACTIVE and its samples arrive.',
  quarantined:
    'Five executions in a row have failed: reconcile waits until somebody has looked. To try at once remove the tag and set it again.',
  foreign:
    'A scraper of somebody else connects the cluster to this workspace already. Delete that scraper or remove the tag.',
  held: 'Those who run the workflow hold the cluster or its account.',
  waiting: 'A quota of the account is full: the onboard starts when there is room.',
};
const WAITS = 'The onboard starts in one of the next runs of reconcile: each run starts so many at most.';

/** The first told first. */
const ORDER: readonly ConnectionState[] = ['silent', 'failed', 'waiting', 'connected'];

/** What a run has seen beside its plan. */
interface Seen {
  /** The ids of the connections whose samples arrive. */
  fresh: ReadonlySet<string>;
  /** By key, what people were told last. */
  told: ReadonlyMap<string, Told>;
  /** Whether clusters are tagged with their status. */
  showsStatus: boolean;
}

/**
 * What a run of reconcile has found that people were not told yet: a connection whose samples have stopped, or come again, or that
 * waits. A quarantined one has been told as failed by its last execution; what has failed stays so until an execution ends well.
 */
export function fleetChanges(
  { entries, held }: Pick<FleetPlan, 'entries' | 'held'>,
  { fresh, told, showsStatus }: Seen,
  run: Pick<ConnectionChange, 'since' | 'executionArn'>,
): ConnectionChange[] {
  const waits = new Map(held.filter(isTold).map((one) => [one.action.connectionId, one.reason]));
  const changes = entries.flatMap((entry) => {
    const { connectionId = '' } = entry;
    const limit = entry.class === 'wanted' ? waits.get(connectionId) : undefined;
    const state = limit === undefined ? stateOf(entry, fresh.has(connectionId)) : 'waiting';
    const change = state && changeOf(entry, state, limit ?? CODES[state] ?? entry.class, run);
    return change === undefined || isKnown(change, told.get(toldKey(change)), showsStatus) ? [] : [change];
  });
  return changes.toSorted((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state)).slice(0, MAX_CHANGES);
}

/** What waits for its next try has been told as failed, with why. */
function isTold({ reason }: HeldBack): boolean {
  return reason !== 'backoff';
}

/**
 * A class is `connected` also where nobody could ask for samples, or it is too early for them. One that is held and has its scraper is
 * as it was.
 */
function stateOf({ class: of, scraperArn }: FleetEntry, isFresh: boolean): ConnectionState | undefined {
  const state = STATES[of];
  if (state === 'connected') return isFresh ? state : undefined;
  return of === 'held' && scraperArn !== undefined ? undefined : state;
}

/** Whose is what nobody owns yet: reconcile begins by tags alone. */
const BY_TAGS = DOOR_NAMES.find((one) => DOORS[one].looksAgain);

function changeOf(
  { class: of, clusterArn, workspaceArn, scraperArn, door: owner, why }: FleetEntry,
  state: ConnectionState,
  code: string,
  run: Pick<ConnectionChange, 'since' | 'executionArn'>,
): ConnectionChange | undefined {
  const door = DOOR_NAMES.find((one) => one === owner) ?? BY_TAGS;
  if (clusterArn === undefined || workspaceArn === undefined || door === undefined) return undefined;
  const reason = of === 'silent' ? why : (REASONS[code] ?? WAITS);
  return {
    state,
    code,
    reason,
    clusterArn,
    workspaceArn,
    door,
    ...(scraperArn === undefined ? {} : { scraperArn }),
    ...run,
  };
}

/**
 * A state that was told for another reason is told again where it waits; that a connection works, or fails, needs no second reason. What
 * its cluster does not show yet is told once more.
 */
function isKnown(change: ConnectionChange, told: Told | undefined, showsStatus: boolean): boolean {
  if (told === undefined) return false;
  const isShown = !showsStatus || told.isUnshown !== true;
  if (told.state === 'failed' && change.state === 'connected') return true;
  if (told.state === change.state && change.state !== 'waiting') return isShown;
  return isShown && !isNews(change, told);
}
