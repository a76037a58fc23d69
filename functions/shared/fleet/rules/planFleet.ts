import { arnParts } from '../../arn.ts';
import type { FleetAction, FleetEntry, FleetPlan, HeldBack } from '../plan.ts';
import type { Problem } from '../seen.ts';
import { freshnessOf, judge } from './classes.ts';
import { connect } from './connecting.ts';
import type { FleetFacts } from './facts.ts';
import { arriving, replaced } from './moving.ts';
import { subjectsOf } from './subjects.ts';
import { takeAway } from './takingAway.ts';

const BEGINS: readonly FleetAction['kind'][] = ['connect', 'repair'];

/**
 * What a run does, and what it leaves and why. The same facts give the same plan, in whatever order their lists are; of an account that
 * did not answer nothing is concluded.
 */
export function planFleet(facts: FleetFacts): FleetPlan {
  const freshness = freshnessOf(facts);
  const judged = subjectsOf(facts).flatMap((subject) => judge(subject, facts, freshness) ?? []);
  const actions = judged.flatMap((one) => (one.action === undefined ? [] : [{ ...one, action: one.action }]));
  const begins = actions.filter(({ action }) => BEGINS.includes(action.kind));
  const ends = actions.filter(({ action }) => !BEGINS.includes(action.kind));
  const working = judged.flatMap(({ entry }) => (entry.class === 'working' ? [entry] : []));
  const atWork = working.map(({ clusterArn = '' }) => clusterArn);
  const connecting = connect(begins, atWork, facts);
  const waiting = new Map(connecting.held.filter(isQuota).map(({ action, why }) => [action.connectionId, why]));
  const entries = judged.map(({ entry }) => waitingFor(entry, waiting));
  const { evident, staying } = replaced(ends, arriving(begins, working, waiting));
  const taking = takeAway(evident, fleetOf(facts, evident), facts);
  return {
    entries: [...entries, ...unreachable(facts)],
    actions: [...taking.actions, ...connecting.actions],
    held: [...taking.held, ...staying, ...connecting.held],
    ...(taking.digest === undefined ? {} : { digest: taking.digest }),
  };
}

function isQuota({ reason }: HeldBack): boolean {
  return reason === 'scraperQuota' || reason === 'roleQuota';
}

function waitingFor(entry: FleetEntry, waiting: ReadonlyMap<string, string>): FleetEntry {
  const why = waiting.get(entry.connectionId ?? '');
  return why === undefined ? entry : { ...entry, class: 'waiting', why };
}

/** All connections that there are, so that what is taken away is a part of them; those of accounts that did not answer count too. */
function fleetOf({ connections }: FleetFacts, evident: readonly FleetAction[]) {
  const established = connections.filter(({ established: isThere }) => isThere);
  const known = new Set(established.map(({ connectionId }) => connectionId));
  return [...established, ...evident.filter(({ connectionId }) => !known.has(connectionId))];
}

/**
 * An account that did not answer, or that nobody came to look at, with the connections that are left as they are. One that is listed no
 * more, since it has left the organization or the configuration, is told as long as it has connections: their scrapers go on.
 */
function unreachable({ accounts, pairs, connections }: FleetFacts): FleetEntry[] {
  const seen = new Map(pairs.map((pair) => [pair.accountId, pair]));
  const byAccount = Map.groupBy(connections, ({ clusterArn }) => arnParts(clusterArn).accountId);
  const listed = new Set(accounts);
  return [...new Set([...accounts, ...seen.keys(), ...byAccount.keys()])].toSorted().flatMap((accountId) => {
    const pair = seen.get(accountId);
    if (pair !== undefined && !('unreachable' in pair)) return [];
    const { length } = byAccount.get(accountId) ?? [];
    const unseen = listed.has(accountId)
      ? 'It was not looked at in this run'
      : 'It is none of the accounts that are looked at';
    const reason = pair === undefined ? unseen : sentenceOf(pair.unreachable);
    const entry: FleetEntry = {
      class: 'unreachable',
      accountId,
      why: `${reason}. What it has stays as it was: ${length} ${length === 1 ? 'connection' : 'connections'}.`,
    };
    return [entry];
  });
}

/** AWS's messages end with a full stop or without. */
function sentenceOf({ error, message }: Problem): string {
  return `${error}: ${message.replace(/\.$/, '')}`;
}
