import * as z from 'zod/mini';
import { parseArn } from '../arn.ts';
import type { Finding } from '../errors.ts';

/** The doors that can start a workflow. An input is held against their shapes in this order; the console takes what is left. */
export const DOOR_NAMES = ['product', 'tag', 'console'] as const;
export type Door = (typeof DOOR_NAMES)[number];

/** What an input asks for: what a request says, or whatever a cluster's tags say by now. */
type Asked = { stackId?: string } & ({ asks: 'request'; request: unknown } | { asks: 'cluster'; clusterArn: string });
export type DoorInput = { door: Door } & Asked;

/** All that tells one door from another: no other file of the functions asks for a door's name. */
interface DoorDescriptor {
  /** What it hands in, told by its shape; undefined for another door's. The console has none: what no other reads is its own. */
  read?(input: unknown): Asked | { findings: Finding[] } | undefined;
  /** Whether each stack owns its own connections, rather than the door all of them. */
  isOwnedByStack: boolean;
  /** Whether there is time for a cluster that is still being created. */
  waitsForCluster: boolean;
  /**
   * Whether it goes by what a cluster's tags say by now (`tagsAgain`). It asks late and twice, so that what is there is left alone,
   * and who is at work for it is asked to look again instead of being waited for.
   */
  looksAgain: boolean;
  /** How a person has a connection of its taken away, to be read after "To offboard it, ". */
  howToOffboard(stackId: string | undefined): string;
}

/** How a connection is taken away that is nobody's by its tags. */
export const BY_HAND = 'start offboard with its pair of ARNs and without onlyCreatedBy';

/** How each door differs. */
export const DOORS: Readonly<Record<Door, DoorDescriptor>> = {
  product: {
    read: readEnvelope,
    isOwnedByStack: true,
    waitsForCluster: false,
    looksAgain: false,
    howToOffboard: (stackId) => `delete ${stackId === undefined ? "its product's stack" : `stack ${stackId}`}`,
  },
  tag: {
    read: readTagEvent,
    isOwnedByStack: false,
    waitsForCluster: true,
    looksAgain: true,
    howToOffboard: () => "remove the cluster's tag",
  },
  console: {
    isOwnedByStack: false,
    waitsForCluster: true,
    looksAgain: false,
    howToOffboard: () => BY_HAND,
  },
};

/** By which door the news of a cluster's end comes: the way that its tags' does. */
export const CLUSTER_EVENTS_DOOR: Door = 'tag';
/** As whose a clean-up after an execution counts. */
export const CLEAN_UP_DOOR = 'clean-up';

/** Which door an input came by, and what it asks for. */
export function readDoor(input: unknown): DoorInput | { findings: Finding[] } {
  for (const door of DOOR_NAMES) {
    const read = DOORS[door].read?.(input);
    if (read !== undefined) return 'findings' in read ? read : { door, ...read };
  }
  return { door: 'console', asks: 'request', request: input };
}

const envelope = z.strictObject({ door: z.literal('product'), stackId: z.string(), request: z.unknown() });

/** The execution's input that the product door hands in for a stack. */
export function productInput(stackId: string, request: object): z.infer<typeof envelope> {
  return { door: 'product', stackId, request };
}

function readEnvelope(input: unknown): Asked | undefined {
  const { data } = envelope.safeParse(input);
  return data && { asks: 'request', stackId: data.stackId, request: data.request };
}

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/tag-monitor.html */
const tagChange = z.object({
  'detail-type': z.literal('Tag Change on Resource'),
  source: z.literal('aws.tag'),
  account: z.string(),
  resources: z.array(z.string()),
});

/** As CloudTrail records eks:TagResource; the names of its parameters are unverified, and others make it an InvalidRequest. */
const tagCall = z.object({
  'detail-type': z.literal('AWS API Call via CloudTrail'),
  source: z.literal('aws.eks'),
  account: z.string(),
  detail: z.object({ requestParameters: z.object({ resourceArn: z.string() }) }),
});

/** The input that has a cluster's tags looked at again: the event that its tags have changed, as far as it is read. */
export function tagsAgain(clusterArn: string): z.infer<typeof tagChange> {
  const account = parseArn(clusterArn)?.accountId ?? '';
  return { 'detail-type': 'Tag Change on Resource', source: 'aws.tag', account, resources: [clusterArn] };
}

const isEvent = z.object({ source: z.string(), 'detail-type': z.string() });

/** Nothing of an event is believed but which cluster it is about: that cluster's current tags decide. */
function readTagEvent(input: unknown): Asked | { findings: Finding[] } | undefined {
  if (!isEvent.safeParse(input).success) return undefined;
  const change = tagChange.safeParse(input);
  if (change.success) return taggedCluster('resources[0]', change.data.resources[0], change.data.account);
  const call = tagCall.safeParse(input);
  if (call.success) {
    const { resourceArn } = call.data.detail.requestParameters;
    return taggedCluster('detail.requestParameters.resourceArn', resourceArn, call.data.account);
  }
  const remedy = "Send EventBridge's events of tag changes unchanged: the rule's target has no input transformer";
  return { findings: [{ path: '(event)', problem: 'is not an event about the tags of a cluster', remedy }] };
}

/** An account speaks of its own clusters alone. */
function taggedCluster(
  path: string,
  clusterArn: string | undefined,
  accountId: string,
): Asked | { findings: Finding[] } {
  const owner = clusterArn === undefined ? undefined : parseArn(clusterArn)?.accountId;
  if (clusterArn !== undefined && owner === accountId) return { asks: 'cluster', clusterArn };
  const problem = `is not a cluster of account ${accountId}, which sent the event`;
  return { findings: [{ path, value: clusterArn, problem, remedy: 'Tag the cluster in its own account' }] };
}
