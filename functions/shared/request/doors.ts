import leven from 'leven';
import * as z from 'zod/mini';
import { parseArn } from '../arn.ts';
import type { Finding } from '../errors.ts';

/**
 * What each door hands in, told apart by its shape: EventBridge's events by their source, the product door by its own
 * envelope, and everything else is a console's request.
 */
export type DoorInput =
  | { door: 'console'; request: unknown }
  | { door: 'product'; stackId: string; request: unknown }
  | { door: 'tag'; clusterArn: string; accountId: string };

const envelope = z.strictObject({ door: z.literal('product'), stackId: z.string(), request: z.unknown() });

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

const isEvent = z.object({ source: z.string(), 'detail-type': z.string() });

/** Nothing of an event is believed but which cluster it is about: that cluster's current tags decide. */
export function readDoor(input: unknown): DoorInput | { findings: Finding[] } {
  const product = envelope.safeParse(input);
  if (product.success) return { door: 'product', stackId: product.data.stackId, request: product.data.request };
  if (!isEvent.safeParse(input).success) return { door: 'console', request: input };
  const change = tagChange.safeParse(input);
  if (change.success) return tagDoor('resources[0]', change.data.resources[0], change.data.account);
  const call = tagCall.safeParse(input);
  if (call.success) {
    return tagDoor(
      'detail.requestParameters.resourceArn',
      call.data.detail.requestParameters.resourceArn,
      call.data.account,
    );
  }
  const remedy = "Send EventBridge's events of tag changes unchanged: the rule's target has no input transformer";
  return { findings: [{ path: '(event)', problem: 'is not an event about the tags of a cluster', remedy }] };
}

/** An account speaks of its own clusters alone. */
function tagDoor(path: string, clusterArn: string | undefined, accountId: string): DoorInput | { findings: Finding[] } {
  const owner = clusterArn === undefined ? undefined : parseArn(clusterArn)?.accountId;
  if (clusterArn !== undefined && owner === accountId) return { door: 'tag', clusterArn, accountId };
  const problem = `is not a cluster of account ${accountId}, which sent the event`;
  return { findings: [{ path, value: clusterArn, problem, remedy: 'Tag the cluster in its own account' }] };
}

/**
 * The workspace that a cluster's tag names: by an accepted name or an accepted ARN. A person types the value, so that case and
 * blanks of a name are forgiven when one name alone is meant; an ARN is copied, and only the blanks around it are.
 * @returns what to tell the person when it names none. That is nobody's wish to lose a connection, and takes none away.
 */
export function namedWorkspace(
  tag: { key: string; value: string; clusterArn: string },
  workspaces: Readonly<Record<string, string>>,
): { workspaceArn: string } | { unknown: string } {
  const workspaceArn = acceptedWorkspace(tag.value, workspaces);
  return workspaceArn === undefined ? { unknown: unknownText(tag, Object.keys(workspaces)) } : { workspaceArn };
}

function acceptedWorkspace(value: string, workspaces: Readonly<Record<string, string>>): string | undefined {
  if (Object.hasOwn(workspaces, value)) return workspaces[value];
  const arn = Object.values(workspaces).find((one) => one === value.trim());
  if (arn !== undefined) return arn;
  const forgiven = Object.entries(workspaces).filter(([name]) => folded(name) === folded(value));
  return forgiven.length === 1 ? forgiven[0]?.[1] : undefined;
}

function folded(name: string): string {
  return name.replaceAll(/\s/g, '').toLowerCase();
}

/** More of them are not listed: the configuration has them all. */
const MAX_LISTED_NAMES = 20;

function unknownText({ key, value, clusterArn }: { key: string; value: string; clusterArn: string }, names: string[]) {
  const nearest = nearestName(value, names);
  return (
    `The tag ${key}=${JSON.stringify(value)} of cluster ${clusterArn} names no accepted workspace` +
    `${nearest === undefined ? '.' : `: did you mean ${nearest}?`} Nothing was made or taken away. ` +
    `${acceptedText(names)} Give the tag the name or the ARN of an accepted workspace, or remove it to offboard the cluster.`
  );
}

function acceptedText(names: readonly string[]): string {
  if (names.length === 0) return 'No workspace is accepted in this Region.';
  if (names.length > MAX_LISTED_NAMES) return `The ${names.length} accepted names are in the configuration.`;
  return `Accepted: ${names.join(', ')}.`;
}

/** Nobody when more than half of the longer of the two would have to change: a guess that far off misleads. */
function nearestName(value: string, names: readonly string[]): string | undefined {
  const typed = folded(value);
  const near = names.flatMap((name) => {
    const distance = leven(typed, folded(name));
    return distance * 2 <= Math.max(typed.length, name.length) ? [{ name, distance }] : [];
  });
  return near.toSorted((one, other) => one.distance - other.distance)[0]?.name;
}
