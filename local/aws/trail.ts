import type { CallContext, Operation, ServiceError } from './operation.ts';

/** How a call ended. */
export type CallEnd = { output: Record<string, unknown> } | { error: ServiceError };

/** A call as it came. */
export interface TrailedCall {
  operation: Operation;
  input: unknown;
  context: Pick<CallContext, 'caller' | 'region' | 'now'>;
  requestId: string;
}

/** Whether EventBridge is told of it: rules that are ENABLED get no record of a call that only reads ("Receiving read-only management events", eb-service-event-cloudtrail). Of the other services no rule here wants any. */
export function isTrailed({ service, http }: Operation): boolean {
  return service === 'eks' && http !== undefined && http.method !== 'GET';
}

/**
 * CloudTrail's record of a call, in EventBridge's envelope, as a trail with management events has it. Sources: "CloudTrail record contents"
 * in the CloudTrail User Guide; AWS's own sample of eks:CreateCluster
 * (https://docs.aws.amazon.com/eks/latest/userguide/understanding-service-name-entries.html), where times are seconds; for parameters of
 * the path, which stand there percent-encoded, the published records of eks:AssociateAccessPolicy
 * (https://stratus-red-team.cloud/attack-techniques/AWS/eks.lateral-movement.create-access-entry/). Assumed: that query parameters are decoded
 * lists, and that an answer without members is null. A refused call has an errorCode and no answer.
 */
export function callEvent(call: TrailedCall, end: CallEnd): Record<string, unknown> {
  const { operation, context, requestId } = call;
  const { caller, region, now } = context;
  const time = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    version: '0',
    id: requestId,
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${operation.service}`,
    account: caller.accountId,
    time,
    region,
    resources: [],
    detail: {
      eventVersion: '1.11',
      userIdentity: identityOf(caller),
      eventTime: time,
      eventSource: `${operation.service}.amazonaws.com`,
      eventName: operation.name,
      awsRegion: region,
      sourceIPAddress: '127.0.0.1',
      userAgent: 'aws-cli/2.31.0',
      ...('error' in end ? { errorCode: end.error.code, errorMessage: end.error.message } : {}),
      requestParameters: parametersOf(call),
      responseElements: 'error' in end || Object.keys(end.output).length === 0 ? null : recorded(end.output),
      requestID: requestId,
      eventID: requestId,
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: caller.accountId,
      eventCategory: 'Management',
    },
  };
}

function identityOf({ kind, arn, accountId }: TrailedCall['context']['caller']): Record<string, unknown> {
  return { type: kind === 'administrator' ? 'IAMUser' : 'AssumedRole', arn, accountId };
}

function parametersOf({ operation, input }: TrailedCall): unknown {
  const labels = [...(operation.http?.uri ?? '').matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  if (typeof input !== 'object' || input === null) return recorded(input);
  const members = Object.entries(input).map(([name, value]) => [
    name,
    labels.includes(name) ? encodeURIComponent(String(value)) : recorded(value),
  ]);
  return Object.fromEntries(members);
}

function recorded(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(recorded);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, recorded(member)]));
}
