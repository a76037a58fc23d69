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
  if (!takesAway) return allHeld(evident, 'notConfigured', 'reconcile.takesAway of the configuration is not true.');
  if (Date.parse(facts.now) - Date.parse(firstSeenAt) < YOUNG_MS) {
    return allHeld(
      evident,
      'youngConfiguration',
      `The configuration was first seen at ${firstSeenAt}, less than 24 h ago.`,
    );
  }
  const approvedOf = approvedEvidence(facts);
  const isApproved = (action: FleetAction) => approvedOf.has(evidenceOf(action).join());
  const approved = evident.filter(isApproved);
  const { within, beyond } = bounded(
    evident.filter((one) => !isApproved(one)),
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
 * What who approves has been shown to wait. What has been read again in this run is approved of: others that wait by now, since runs have
 * been since, perhaps, are not.
 */
function approvedEvidence({ approve, shown, now }: FleetFacts): ReadonlySet<string> {
  if (shown === undefined || approve !== shown.digest) return new Set();
  if (Date.parse(now) - Date.parse(shown.at) > APPROVAL_MS) return new Set();
  return new Set(shown.evidence.map((one) => one.join()));
}

/** The kind of a removal, the connection and why: what an approval's digest is made of, so that it approves of nothing else. */
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
  const [accounts, workspaces] = [countBy(places, 'accountId'), countBy(places, 'workspaceArn')];
  const halfOf = (count = 0) => Math.max(1, Math.floor(count / 2));
  const within: FleetAction[] = [];
  const taken: Place[] = [];
  const beyond: { action: FleetAction; why: string }[] = [];
  for (const action of inOrder(evident)) {
    const { accountId, workspaceArn } = placeOf(action);
    const [ofAccount, ofWorkspace] = [halfOf(accounts.get(accountId)), halfOf(workspaces.get(workspaceArn))];
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
    if (bound === undefined) {
      within.push(action);
      taken.push({ accountId, workspaceArn });
    } else beyond.push({ action, why: `A run takes away ${bound} at most.` });
  }
  return { within, beyond };
}

function countBy(places: readonly Place[], key: keyof Place): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const place of places) counts.set(place[key], (counts.get(place[key]) ?? 0) + 1);
  return counts;
}

function placeOf({ clusterArn, workspaceArn }: Pick<FleetAction, 'clusterArn' | 'workspaceArn'>): Place {
  return { accountId: arnParts(clusterArn).accountId, workspaceArn };
}
