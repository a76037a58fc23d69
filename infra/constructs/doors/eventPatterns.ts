import type { Configuration } from '../../configuration/configuration.ts';

/**
 * The tag door's events: a cluster's tag of our key was set, changed or removed. `detail.service` and
 * `detail.resource-type` of a cluster's event are assumed: the page shows other services' alone
 * (https://docs.aws.amazon.com/tag-editor/latest/userguide/tag-monitor.html).
 */
export function clusterTagPattern({ clusterTagKey }: Configuration): object {
  return {
    source: ['aws.tag'],
    'detail-type': ['Tag Change on Resource'],
    detail: { 'changed-tag-keys': clusterTagKey, service: ['eks'], 'resource-type': ['cluster'] },
  };
}

/**
 * Plan B, for when no tag event comes: the calls of EKS that set or remove our tag, as CloudTrail tells them. Tags that CreateCluster sets
 * are in its record alone. That the parameters have the names of the API Reference is assumed, and that a key is encoded there or not.
 */
export function cloudTrailTagPattern({ clusterTagKey }: Configuration): object {
  const keys = [...new Set(clusterTagKey.flatMap((key) => [key, encodeURIComponent(key)]))];
  return callPattern({
    $or: [
      ...clusterTagKey.map((key) => ({
        eventName: ['CreateCluster', 'TagResource'],
        requestParameters: { tags: { [key]: [{ exists: true }] } },
      })),
      { eventName: ['UntagResource'], requestParameters: { tagKeys: keys } },
    ],
  });
}

/**
 * A cluster is deleted, as CloudTrail tells it, which needs a trail with management events. EKS itself sends no such event
 * (https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-eks.html).
 */
export function clusterDeletedPattern(): object {
  return callPattern({ eventName: ['DeleteCluster'] });
}

/**
 * Calls of EKS. A refused one has an errorCode
 * (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html); one that only reads
 * reaches no rule that is merely ENABLED (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html).
 */
function callPattern(detail: object): object {
  return {
    source: ['aws.eks'],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: { eventSource: ['eks.amazonaws.com'], errorCode: [{ exists: false }], ...detail },
  };
}

/** Executions of a state machine that ended, well or badly. */
export function endedExecutionPattern(stateMachineArns: string[]): object {
  return failedExecutionPattern(stateMachineArns, ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']);
}

/** Executions of a state machine that ended badly; one that was aborted or timed out has run no Catch. */
export function failedExecutionPattern(
  stateMachineArns: string[],
  status: readonly string[] = ['FAILED', 'TIMED_OUT', 'ABORTED'],
): object {
  return {
    source: ['aws.states'],
    'detail-type': ['Step Functions Execution Status Change'],
    detail: { stateMachineArn: stateMachineArns, status },
  };
}
