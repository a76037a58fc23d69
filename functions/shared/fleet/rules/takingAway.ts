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
  const approved = evident.filter((one) => isApproved(one, facts));
  const { within, beyond } = bounded(
    evident.filter((one) => !approved.includes(one)),
    fleet,
  );
  const actions = [...inOrder(approved), ...within];
  if (beyond.length === 0) return { actions, held: [] };
  const digest = digestOf(beyond.map(({ action }) => evidenceOf(action)));
  return { actions, held: beyond.map((one) => ({ ...one, reason: 'approval' })), digest };
}

function allHeld(evident: readonly FleetAction[], reason: HeldBack['reason'], why: string): TakingAway {
  return { actions: [], held: inOrder(evident).map((action) => ({ action, reason, why })) };
}

function inOrder(actions: readonly FleetAction[]): FleetAction[] {
  return actions.toSorted((one, other) => (one.connectionId < other.connectionId ? -1 : 1));
}

/**
 * Whether who approves has been shown that it waits, and it has been read again in this run. Runs have been since, perhaps, so that
 * others wait by now: these it does not approve of.
 */
function isApproved(action: FleetAction, { approve, shown, now }: FleetFacts): boolean {
  if (shown === undefined || approve !== shown.digest) return false;
  if (Date.parse(now) - Date.parse(shown.at) > APPROVAL_MS) return false;
  return shown.evidence.some((one) => one.join() === evidenceOf(action).join());
}

/** What is taken away, and by what evidence. */
export function evidenceOf({
  kind,
  connectionId,
  why,
}: FleetAction): [kind: string, connectionId: string, why: string] {
  return [kind, connectionId, why];
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
