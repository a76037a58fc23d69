import { policyDocument, type PolicyDocument } from './policyDocument.ts';

/** A state machine calls its own functions, and nothing else of ours: each by all of its versions, or by its name alone. */
export function stateMachinePermissions(functionArns: string[]): PolicyDocument {
  return policyDocument([
    { Sid: 'InvokeOwnFunctions', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functionArns },
  ]);
}

/**
 * What Step Functions needs to deliver its log and its traces
 * (https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html, .../concepts-xray-tracing.html).
 */
export function deliveryPermissions(): PolicyDocument {
  return policyDocument([
    {
      // `*`: log deliveries and resource policies have no resource type.
      Sid: 'DeliverLog',
      Effect: 'Allow',
      Action: [
        'logs:CreateLogDelivery',
        'logs:GetLogDelivery',
        'logs:UpdateLogDelivery',
        'logs:DeleteLogDelivery',
        'logs:ListLogDeliveries',
        'logs:PutResourcePolicy',
        'logs:DescribeResourcePolicies',
        'logs:DescribeLogGroups',
      ],
      Resource: '*',
    },
    {
      // `*`: none of X-Ray's has a resource type.
      Sid: 'Trace',
      Effect: 'Allow',
      Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
      Resource: '*',
    },
  ]);
}

/** Both, for a state machine that has one policy. */
export function deliveringStateMachinePermissions(functionArns: string[]): PolicyDocument {
  return policyDocument([...stateMachinePermissions(functionArns).Statement, ...deliveryPermissions().Statement]);
}
