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
    detail: { 'changed-tag-keys': [clusterTagKey], service: ['eks'], 'resource-type': ['cluster'] },
  };
}

/**
 * Plan B, for when no tag event comes: EKS's TagResource as CloudTrail tells it. A refused call has an errorCode
 * (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html). That
 * requestParameters has the API's own `tags` is assumed.
 */
export function cloudTrailTagPattern({ clusterTagKey }: Configuration): object {
  return {
    source: ['aws.eks'],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: {
      eventSource: ['eks.amazonaws.com'],
      eventName: ['TagResource'],
      errorCode: [{ exists: false }],
      requestParameters: { tags: { [clusterTagKey]: [{ exists: true }] } },
    },
  };
}

/**
 * A cluster is deleted, as CloudTrail tells it, which needs a trail with management events; a refused call has an errorCode.
 * EKS itself sends no such event (https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-eks.html).
 */
export function clusterDeletedPattern(): object {
  return {
    source: ['aws.eks'],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: { eventSource: ['eks.amazonaws.com'], eventName: ['DeleteCluster'], errorCode: [{ exists: false }] },
  };
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
