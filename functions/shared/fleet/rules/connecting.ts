import { arnParts } from '../../arn.ts';
import { LOOKED_AT_CLOSELY } from '../../waiting.ts';
import type { FleetAction, HeldBack } from '../plan.ts';
import type { FleetFacts } from './facts.ts';

/**
 * Onboards that a run starts at most for one account of workspaces, all Regions together: what IAM takes is not published; CreateRole and
 * UpdateAssumeRolePolicy have been throttled from 100 roles on (https://github.com/aws-amplify/amplify-cli/issues/13687).
 */
export const ROLES_A_RUN = 100;

/** What one run's onboards are, and which wait for what. */
export interface Connecting {
  actions: FleetAction[];
  held: HeldBack[];
}

type Wanted = { action: FleetAction; notBefore?: string | undefined };
type Limit = { reason: HeldBack['reason']; why: string };

/**
 * Who is connected in this run: by turns, an account after the other, as long as every limit has room.
 * @param wanted in whatever order.
 * @param atWork the clusters of what is being onboarded already.
 */
export function connect(wanted: readonly Wanted[], atWork: readonly string[], facts: FleetFacts): Connecting {
  const room = roomOf(facts, atWork);
  const connecting: Connecting = { actions: [], held: [] };
  for (const { action, notBefore } of byTurns(wanted)) {
    const limit = notBefore === undefined ? room.limitOf(action) : tooEarly(notBefore);
    if (limit === undefined) {
      room.take(action);
      connecting.actions.push(action);
    } else connecting.held.push({ action, ...limit });
  }
  return fill(connecting, room);
}

/** What is left is given to one who has had his share, if he alone waits for more, as long as every other limit has room. */
function fill({ actions, held }: Connecting, room: Room): Connecting {
  const isShared = ({ reason }: HeldBack): boolean => reason === 'fairShare';
  if (new Set(held.filter(isShared).map(({ action }) => accountsOf(action).source)).size !== 1)
    return { actions, held };
  const filled: Connecting = { actions: [...actions], held: [] };
  for (const one of held) {
    const limit = isShared(one) ? room.limitOf(one.action, true) : one;
    if (limit === undefined) {
      room.take(one.action);
      filled.actions.push(one.action);
    } else filled.held.push({ action: one.action, reason: limit.reason, why: limit.why });
  }
  return filled;
}

function tooEarly(notBefore: string): Limit {
  return { reason: 'backoff', why: `The last execution failed: the next one starts after ${notBefore}.` };
}

function accountsOf({ clusterArn, workspaceArn }: FleetAction): { source: string; target: string } {
  return { source: arnParts(clusterArn).accountId, target: arnParts(workspaceArn).accountId };
}

interface Room {
  /** @param isAlone whether nobody else waits. */
  limitOf(action: FleetAction, isAlone?: boolean): Limit | undefined;
  take(action: FleetAction): void;
}

/** A count per account. */
function counter(): { of(account: string): number; add(account: string): void } {
  const counts = new Map<string, number>();
  return {
    of: (account) => counts.get(account) ?? 0,
    add: (account) => void counts.set(account, (counts.get(account) ?? 0) + 1),
  };
}

function roomOf(facts: FleetFacts, atWork: readonly string[]): Room {
  const { maximumNew, scraperQuota, regions } = facts.configuration;
  const share = Math.max(1, Math.floor(maximumNew / 4));
  const rolesARun = Math.max(1, Math.floor(ROLES_A_RUN / regions));
  const [begun, working, made, scrapers] = [counter(), counter(), counter(), counter()];
  let total = 0;
  for (const clusterArn of atWork) working.add(arnParts(clusterArn).accountId);
  const replaced = new Set<string>();
  for (const pair of facts.pairs) {
    if ('unreachable' in pair) continue;
    for (const { clusterArn, workspaceArn } of pair.scrapers) {
      scrapers.add(pair.accountId);
      replaced.add(`${clusterArn} ${workspaceArn}`);
    }
  }
  const freeRoles = (account: string): number | undefined => {
    const seen = facts.roles.find(({ accountId }) => accountId === account);
    if (seen === undefined || 'unknown' in seen) return undefined;
    return Math.floor((seen.quota - seen.roles) / regions) - made.of(account);
  };
  return {
    limitOf(action, isAlone = false) {
      const { source, target } = accountsOf(action);
      const isNew = !replaced.has(`${action.clusterArn} ${action.workspaceArn}`);
      if (isNew && scrapers.of(source) >= scraperQuota) {
        const why = `Account ${source} has ${scraperQuota} scrapers in the Region, as many as its quota: have AWS Support raise it, then set scraperQuota.`;
        return { reason: 'scraperQuota', why };
      }
      const free = freeRoles(target);
      if (free !== undefined && free < 1) {
        return {
          reason: 'roleQuota',
          why: `Account ${target} has no room for a role more: raise its quota of roles (L-FE177D64).`,
        };
      }
      if (total >= maximumNew) return { reason: 'maximumNew', why: `A run begins ${maximumNew} at most.` };
      if (!isAlone && begun.of(source) >= share) {
        return { reason: 'fairShare', why: `A run begins ${share} of one account at most while others wait.` };
      }
      if (working.of(source) >= LOOKED_AT_CLOSELY) {
        return {
          reason: 'rate',
          why: `${LOOKED_AT_CLOSELY} are at work in account ${source}: more would take over half of AMP's calls.`,
        };
      }
      if (made.of(target) >= rolesARun) {
        return { reason: 'rate', why: `A run makes ${rolesARun} roles in one account at most: IAM would throttle it.` };
      }
      return undefined;
    },
    take(action) {
      const { source, target } = accountsOf(action);
      total += 1;
      [begun, working].forEach((one) => one.add(source));
      made.add(target);
      if (!replaced.has(`${action.clusterArn} ${action.workspaceArn}`)) scrapers.add(source);
    },
  };
}

/** One of each account, then the next of each, the accounts and what they have in the order of their ids. */
function byTurns(wanted: readonly Wanted[]): Wanted[] {
  const queues = new Map<string, Wanted[]>();
  for (const one of wanted.toSorted((a, b) => (a.action.connectionId < b.action.connectionId ? -1 : 1))) {
    const { source } = accountsOf(one.action);
    queues.set(source, [...(queues.get(source) ?? []), one]);
  }
  const sorted = [...queues].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, queue]) => queue);
  const turns = Math.max(0, ...sorted.map(({ length }) => length));
  return Array.from({ length: turns }, (_, turn) => sorted.flatMap((queue) => queue.slice(turn, turn + 1))).flat();
}
