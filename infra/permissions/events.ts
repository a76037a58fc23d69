import type { Organization } from '../configuration/fields.ts';
import { inConfiguredUnits } from './organization.ts';
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
 * Events of AWS's own services, which nobody but AWS can send, so that an account cannot forge one; that the event's account is the
 * cluster's is for ResolveRequest. A call can put several events, so the key has several values: every one has to be accepted, and
 * there has to be one.
 */
const FROM_AWS_ALONE = {
  'ForAllValues:StringEquals': { 'events:source': ACCEPTED_SOURCES },
  Null: { 'events:source': 'false' },
};

/**
 * Who of an organization may put what on the workflow account's bus: its accounts, those in the configured OUs where OUs are, but for
 * the exclusions. Of the sending role nothing is asked.
 */
export function organizationBusPolicy(organization: Organization, eventBusArn: string): PolicyDocument {
  const { id, excludedAccounts } = organization;
  return policyDocument([
    {
      Sid: 'OrganizationForwardsTagEvents',
      Effect: 'Allow',
      Principal: '*',
      Action: 'events:PutEvents',
      Resource: eventBusArn,
      Condition: {
        StringEquals: { 'aws:PrincipalOrgID': id },
        ...inConfiguredUnits('aws:PrincipalOrgPaths', organization),
        ...(excludedAccounts.length === 0 ? {} : { StringNotEquals: { 'aws:PrincipalAccount': excludedAccounts } }),
        ...FROM_AWS_ALONE,
      },
    },
  ]);
}

/** Who may put what on the workflow account's bus, where accounts are listed. */
export function eventBusPolicy(partition: string, accountIds: string[], eventBusArn: string): PolicyDocument {
  return policyDocument([
    {
      Sid: 'ConfiguredAccountsForwardTagEvents',
      Effect: 'Allow',
      Principal: { AWS: accountIds.map((id) => `arn:${partition}:iam::${id}:root`) },
      Action: 'events:PutEvents',
      Resource: eventBusArn,
      Condition: FROM_AWS_ALONE,
    },
  ]);
}
