import * as z from 'zod/mini';
import { arnParts, parseArn } from '../../arn.ts';
import type { Finding } from '../../errors.ts';

/**
 * What an event says: that a cluster's tags have changed, or that it goes; or nothing, when it is about something else. Nothing more is
 * believed of it: the cluster as it is now decides.
 */
export type ClusterEvent =
  | { asks: 'tags' | 'deletion'; clusterArn: string; repairs?: true; connected?: string }
  | { asks: 'nothing'; reason: string }
  | { findings: Finding[] };

const isEvent = z.object({ source: z.string(), 'detail-type': z.string() });

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/tag-monitor.html */
const tagChange = z.object({
  'detail-type': z.literal('Tag Change on Resource'),
  source: z.literal('aws.tag'),
  account: z.string(),
  resources: z.array(z.string()),
  /** Of our own alone: no member of an event's envelope is the sender's to choose. What is there is not left alone, but mended. */
  repair: z.exactOptional(z.literal(true)),
  /** Likewise: the id of the connection that was made just now, which is to be held against the tag and not looked at otherwise. */
  connected: z.exactOptional(z.string()),
});

/**
 * CloudTrail's record of a call of EKS, as EventBridge has it
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html). Parameters of the path stand there as they
 * were sent, percent-encoded: published records of AssociateAccessPolicy have `"principalArn": "arn%3Aaws%3Aiam..."`
 * (https://stratus-red-team.cloud/attack-techniques/AWS/eks.lateral-movement.create-access-entry/). There a cluster is called `name`, in
 * AWS's own sample of CreateCluster `clusterName`, in either answer `arn`
 * (https://docs.aws.amazon.com/eks/latest/userguide/understanding-service-name-entries.html). That those of TagResource,
 * UntagResource and DeleteCluster follow the API Reference is assumed: what cannot be read is an InvalidRequest.
 */
const record = z.object({
  'detail-type': z.literal('AWS API Call via CloudTrail'),
  source: z.literal('aws.eks'),
  account: z.string(),
  region: z.string(),
  detail: z.object({
    eventName: z.string(),
    errorCode: z.nullish(z.string()),
    requestParameters: z.nullish(
      z.object({
        resourceArn: z.optional(z.string()),
        name: z.optional(z.string()),
        clusterName: z.optional(z.string()),
      }),
    ),
    responseElements: z.nullish(z.object({ cluster: z.optional(z.object({ arn: z.optional(z.string()) })) })),
  }),
});
type CallRecord = z.infer<typeof record>;

/** The input that has a cluster's tags looked at again: the event that its tags have changed, as far as it is read. */
export function tagsAgain(
  clusterArn: string,
  how: { repair?: true; connected?: string } = {},
): z.infer<typeof tagChange> {
  const account = parseArn(clusterArn)?.accountId ?? '';
  return { 'detail-type': 'Tag Change on Resource', source: 'aws.tag', account, resources: [clusterArn], ...how };
}

/** The input that has all connections of a cluster taken away that is gone: CloudTrail's record of its end, as far as it is read. */
export function deletionAgain(clusterArn: string): z.infer<typeof record> {
  const { accountId: account, region, resource } = arnParts(clusterArn);
  const detail = { eventName: 'DeleteCluster', requestParameters: { name: resource.slice('cluster/'.length) } };
  return { 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.eks', account, region, detail };
}

/** @returns undefined for what is no event. */
export function readClusterEvent(input: unknown, partition: string): ClusterEvent | undefined {
  if (!isEvent.safeParse(input).success) return undefined;
  const change = tagChange.safeParse(input).data;
  if (change) {
    const asked = ofAccount('tags', 'resources[0]', change.resources[0], change.account);
    const { repair, connected } = change;
    if (!('asks' in asked) || asked.asks !== 'tags') return asked;
    return { ...asked, ...(repair ? { repairs: true } : {}), ...(connected === undefined ? {} : { connected }) };
  }
  const call = record.safeParse(input).data;
  return (call && readCall(call, partition)) ?? { findings: [notOfCluster] };
}

const notOfCluster: Finding = {
  path: '(event)',
  problem: 'is not an event about the tags of a cluster or its end',
  remedy: "Send EventBridge's events unchanged: the rule's target has no input transformer",
};

function readCall(call: CallRecord, partition: string): ClusterEvent | undefined {
  const { account, detail } = call;
  const { eventName, errorCode, requestParameters } = detail;
  if (typeof errorCode === 'string') {
    return { asks: 'nothing', reason: `The call eks:${eventName} was refused (${errorCode}): nothing has changed.` };
  }
  switch (eventName) {
    case 'TagResource':
    case 'UntagResource':
      return ofAccount('tags', PARAMETER, decoded(requestParameters?.resourceArn), account);
    case 'CreateCluster':
      return ofAccount('tags', CLUSTER, clusterOf(call, partition), account);
    case 'DeleteCluster':
      return ofAccount('deletion', CLUSTER, clusterOf(call, partition), account);
    default:
      return undefined;
  }
}

const PARAMETER = 'detail.requestParameters.resourceArn';
const CLUSTER = 'detail.responseElements.cluster.arn';

/** What was answered comes before what was asked. */
function clusterOf({ account, region, detail }: CallRecord, partition: string): string | undefined {
  const { requestParameters, responseElements } = detail;
  const name = decoded(requestParameters?.name ?? requestParameters?.clusterName);
  const named = name === undefined ? undefined : `arn:${partition}:eks:${region}:${account}:cluster/${name}`;
  return responseElements?.cluster?.arn ?? named;
}

/** An ARN has no `%` of its own, so that one that is not encoded stays as it is; what is encoded wrongly does, too. */
function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An account speaks of its own clusters alone; node groups, add-ons and what else EKS has can bear the same tag. */
function ofAccount(asks: 'tags' | 'deletion', path: string, arn: string | undefined, accountId: string): ClusterEvent {
  const parsed = arn === undefined ? undefined : parseArn(arn);
  if (arn !== undefined && parsed?.service === 'eks' && !parsed.resource.startsWith('cluster/')) {
    return { asks: 'nothing', reason: `The event is about ${arn}, which is no cluster: its tags ask for nothing.` };
  }
  if (arn !== undefined && parsed?.accountId === accountId) return { asks, clusterArn: arn };
  const problem = `is not a cluster of account ${accountId}, which sent the event`;
  return { findings: [{ path, value: arn, problem, remedy: 'Tag the cluster in its own account' }] };
}
