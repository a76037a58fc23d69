import { policyDocument, type PolicyDocument } from './policyDocument.ts';

/** The sources that the workflow account's bus accepts. */
const ACCEPTED_SOURCES = ['aws.tag', 'aws.eks'];

/** What starts these state machines, and nothing else. */
export function startPermissions(...stateMachineArns: [string, ...string[]]): PolicyDocument {
  return policyDocument([
    {
      Sid: 'StartWorkflow',
      Effect: 'Allow',
      Action: 'states:StartExecution',
      Resource: stateMachineArns.length === 1 ? stateMachineArns[0] : stateMachineArns,
    },
  ]);
}

/** A source account's forwarding rules put events on the workflow account's bus, and nowhere else. */
export function forwardPermissions(eventBusArn: string): PolicyDocument {
  return policyDocument([
    { Sid: 'ForwardToWorkflow', Effect: 'Allow', Action: 'events:PutEvents', Resource: eventBusArn },
  ]);
}

/**
 * Who may put what on the workflow account's bus. Nobody but AWS can send events of these sources, so an account cannot
 * forge one; that the event's account is the cluster's is for ResolveRequest. A call can put several events, so the key has
 * several values: every one has to be accepted, and there has to be one.
 */
export function eventBusPolicy(partition: string, accountIds: string[], eventBusArn: string): PolicyDocument {
  return policyDocument([
    {
      Sid: 'ConfiguredAccountsForwardTagEvents',
      Effect: 'Allow',
      Principal: { AWS: accountIds.map((id) => `arn:${partition}:iam::${id}:root`) },
      Action: 'events:PutEvents',
      Resource: eventBusArn,
      Condition: {
        'ForAllValues:StringEquals': { 'events:source': ACCEPTED_SOURCES },
        Null: { 'events:source': 'false' },
      },
    },
  ]);
}
