import type { FleetClass, FleetEntry, FleetPlan, HeldBack } from '../../fleet/plan.ts';
import { DOOR_NAMES, DOORS } from '../../request/doors/doors.ts';
import type { ConnectionChange, ConnectionState } from './connectionState.ts';
import { isNews, toldKey, type Told } from './news.ts';

/** Told of one run at most: a whole fleet that has become silent, or that was never told of, is told in turns. */
const MAX_CHANGES = 200;

/** The state that a class says of a connection; of the others an execution tells, or there is no connection. */
const STATES: Partial<Record<FleetClass, ConnectionState>> = {
  connected: 'connected',
  drifted: 'connected',
  silent: 'silent',
  waiting: 'waiting',
  held: 'waiting',
  quarantined: 'failed',
  foreign: 'failed',
};

/** As an execution's end calls it. */
const CODES: Partial<Record<ConnectionState, string>> = { connected: 'ONBOARDED', silent: 'NO_SAMPLES' };

/**
 * What a run of reconcile has found that people were not told yet: a connection whose samples have stopped, or come again, or that
 * waits. A quarantined one has been told as failed by its last execution.
 * @param told by key, what people were told last.
 */
export function fleetChanges(
  { entries, held }: Pick<FleetPlan, 'entries' | 'held'>,
  told: ReadonlyMap<string, Told>,
  run: Pick<ConnectionChange, 'since' | 'executionArn'>,
): ConnectionChange[] {
  const waits = new Map(held.filter(isTold).map((one) => [one.action.connectionId, one]));
  const changes = entries.flatMap((entry) => {
    const waiting = entry.class === 'wanted' ? waits.get(entry.connectionId ?? '') : undefined;
    const state = waiting === undefined ? stateOf(entry) : 'waiting';
    if (state === undefined) return [];
    const change = changeOf(
      entry,
      { state, code: waiting?.reason ?? CODES[state] ?? entry.class, reason: waiting?.why ?? entry.why },
      run,
    );
    return change === undefined || isKnown(change, told.get(toldKey(change))) ? [] : [change];
  });
  return changes.slice(0, MAX_CHANGES);
}

/** What waits for its next try has been told as failed, with why. */
function isTold({ reason }: HeldBack): boolean {
  return reason !== 'backoff';
}

/** One that is held and has its scraper is connected as before; one without is not, whatever its class. */
function stateOf({ class: of, scraperArn }: FleetEntry): ConnectionState | undefined {
  const state = STATES[of];
  const hasScraper = scraperArn !== undefined;
  if (state === 'connected') return hasScraper ? state : undefined;
  return of === 'held' && hasScraper ? undefined : state;
}

/** Whose is what nobody owns yet: reconcile begins by tags alone. */
const BY_TAGS = DOOR_NAMES.find((one) => DOORS[one].looksAgain);

function changeOf(
  { clusterArn, workspaceArn, scraperArn, door: owner }: FleetEntry,
  what: Pick<ConnectionChange, 'state' | 'code' | 'reason'>,
  run: Pick<ConnectionChange, 'since' | 'executionArn'>,
): ConnectionChange | undefined {
  if (clusterArn === undefined || workspaceArn === undefined) return undefined;
  const door = DOOR_NAMES.find((one) => one === owner) ?? BY_TAGS;
  if (door === undefined) return undefined;
  return { ...what, clusterArn, workspaceArn, door, ...(scraperArn === undefined ? {} : { scraperArn }), ...run };
}

/** A state that was told for another reason is told again where it is bad or waits; that a connection works needs no second reason. */
function isKnown(change: ConnectionChange, told: Told | undefined): boolean {
  if (told?.state === change.state && change.state !== 'waiting') return true;
  return !isNews(change, told);
}
