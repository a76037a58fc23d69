import * as z from 'zod/mini';
import { parseArn } from './arn.ts';
import type { Finding } from './errors.ts';

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
export function tagDoor(
  path: string,
  clusterArn: string | undefined,
  accountId: string,
): DoorInput | { findings: Finding[] } {
  const owner = clusterArn === undefined ? undefined : parseArn(clusterArn)?.accountId;
  if (clusterArn !== undefined && owner === accountId) return { door: 'tag', clusterArn, accountId };
  const problem = `is not a cluster of account ${accountId}, which sent the event`;
  return { findings: [{ path, value: clusterArn, problem, remedy: 'Tag the cluster in its own account' }] };
}

/** The workspace that a cluster's tag names: an accepted name, or an accepted ARN. */
export function acceptedWorkspace(value: string, workspaces: Readonly<Record<string, string>>): string | undefined {
  if (Object.hasOwn(workspaces, value)) return workspaces[value];
  return Object.values(workspaces).find((arn) => arn === value);
}
