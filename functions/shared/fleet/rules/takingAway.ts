import { arnParts } from '../../arn.ts';
import { digestOf } from '../../digest.ts';
import type { FleetAction, HeldBack } from '../plan.ts';
import type { FleetFacts } from './facts.ts';

/** What a run takes away, what it does not, and the digest of what waits for somebody's approval. */
export interface TakingAway {
  actions: FleetAction[];
  held: HeldBack[];
  digest?: string;
}

/** A configuration that was changed by mistake has a day to be found out. */
const YOUNG_MS = 24 * 3_600_000;
/** As long is what a plan shows good for. */
const APPROVAL_MS = 24 * 3_600_000;
const MAXIMUM = 20;

type Place = { accountId: string; workspaceArn: string };

/**
 * What of the evidence is acted on. Of a run at most 20 connections and a tenth of the fleet, of one account or workspace at most half,
 * and one of each in any case; only what is beyond that waits, and is done by an execution that approves of exactly that within a day.
 * @param evident what was read in this run as unwanted, in whatever order.
 * @param fleet all connections that there are, the evident ones included.
 */
export function takeAway(
  evident: readonly FleetAction[],
  fleet: readonly Pick<FleetAction, 'clusterArn' | 'workspaceArn'>[],
  facts: FleetFacts,
): TakingAway {
  const { takesAway, firstSeenAt } = facts.configuration;
  if (!takesAway) return allHeld(evident, 'notConfigured', 'reconcile.takesAway is not configured.');
  if (Date.parse(facts.now) - Date.parse(firstSeenAt) < YOUNG_MS) {
    return allHeld(
      evident,
      'youngConfiguration',
      `The configuration was first seen at ${firstSeenAt}, less than 24 h ago.`,
    );
  }
  const { within, beyond } = bounded(evident, fleet);
  if (beyond.length === 0) return { actions: within, held: [] };
  const digest = digestOf(beyond.map(({ action: { kind, connectionId, why } }) => [kind, connectionId, why]));
  if (isApproved(digest, facts)) return { actions: [...within, ...beyond.map(({ action }) => action)], held: [] };
  return { actions: within, held: beyond.map((one) => ({ ...one, reason: 'approval' })), digest };
}

function allHeld(evident: readonly FleetAction[], reason: HeldBack['reason'], why: string): TakingAway {
  return { actions: [], held: inOrder(evident).map((action) => ({ action, reason, why })) };
}

function inOrder(actions: readonly FleetAction[]): FleetAction[] {
  return actions.toSorted((one, other) => (one.connectionId < other.connectionId ? -1 : 1));
}

/** By the plan that was shown, as long as nothing of it has changed. */
function isApproved(digest: string, { approve, shown, now }: FleetFacts): boolean {
  if (approve !== digest || shown?.digest !== digest) return false;
  return Date.parse(now) - Date.parse(shown.at) <= APPROVAL_MS;
}

function bounded(evident: readonly FleetAction[], fleet: readonly Pick<FleetAction, 'clusterArn' | 'workspaceArn'>[]) {
  const places = fleet.map(placeOf);
  const atMost = Math.min(MAXIMUM, Math.max(1, Math.floor(fleet.length / 10)));
  const boundOf = (isOf: (place: Place) => boolean) => Math.max(1, Math.floor(places.filter(isOf).length / 2));
  const within: FleetAction[] = [];
  const beyond: { action: FleetAction; why: string }[] = [];
  for (const action of inOrder(evident)) {
    const { accountId, workspaceArn } = placeOf(action);
    const taken = within.map(placeOf);
    const ofAccount = boundOf((place) => place.accountId === accountId);
    const ofWorkspace = boundOf((place) => place.workspaceArn === workspaceArn);
    const full = [
      [
        taken.filter((place) => place.accountId === accountId).length >= ofAccount,
        `${ofAccount} of account ${accountId}`,
      ],
      [
        taken.filter((place) => place.workspaceArn === workspaceArn).length >= ofWorkspace,
        `${ofWorkspace} of ${workspaceArn}`,
      ],
      [within.length >= atMost, `${atMost} of the fleet`],
    ] as const;
    const bound = full.find(([isFull]) => isFull)?.[1];
    if (bound === undefined) within.push(action);
    else beyond.push({ action, why: `A run takes away ${bound} at most.` });
  }
  return { within, beyond };
}

function placeOf({ clusterArn, workspaceArn }: Pick<FleetAction, 'clusterArn' | 'workspaceArn'>): Place {
  return { accountId: arnParts(clusterArn).accountId, workspaceArn };
}
