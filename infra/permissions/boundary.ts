import { connectionRolePrefix, roleArn } from '../../functions/shared/names.ts';
import { workspaceAccounts, workspaceArns, type Configuration } from '../configuration/configuration.ts';
import { SAME_ORGANIZATION } from './organization.ts';
import { policyDocument, type PolicyDocument, type Statement } from './policyDocument.ts';

/**
 * The permissions boundary of every connection role, and so the cap of what this product can ever hand out: whatever
 * policy a connection role gets, it can do no more than a scraper's two steps. The same document in every account.
 */
export function boundaryDocument(configuration: Configuration): PolicyDocument {
  return policyDocument(
    configuration.organization === undefined ? listedTargets(configuration) : organizationsTargets(configuration),
  );
}

/** Wildcard: a connection's id is known only when it is onboarded; the path and the prefix hold nothing else. */
function targetRoles({ name, partition }: Configuration, accountId: string): string {
  return roleArn(partition, accountId, `${connectionRolePrefix(name, 'target')}*`);
}

/** The accounts that have workspaces have target roles. */
function listedTargets(configuration: Configuration): Statement[] {
  const targets = workspaceAccounts(configuration);
  if (targets.length === 0) return [{ Sid: 'NoWorkspaceIsAccepted', Effect: 'Deny', Action: '*', Resource: '*' }];
  return [
    {
      Sid: 'AssumeTargetRoles',
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: targets.map((accountId) => targetRoles(configuration, accountId)),
    },
    {
      Sid: 'WriteToConfiguredWorkspaces',
      Effect: 'Allow',
      Action: 'aps:RemoteWrite',
      Resource: workspaceArns(configuration),
    },
  ];
}

/**
 * By no list: a target role of whatever account of the organization, and writing in the role's own account. Which workspace it is, the
 * target role's own policy says.
 */
function organizationsTargets(configuration: Configuration): Statement[] {
  return [
    {
      Sid: 'AssumeTargetRoles',
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: targetRoles(configuration, '*'),
      Condition: { StringEquals: SAME_ORGANIZATION },
    },
    {
      // Wildcards: Region and id are the workspace's; the condition names the account.
      Sid: 'WriteInOwnAccount',
      Effect: 'Allow',
      Action: 'aps:RemoteWrite',
      Resource: `arn:${configuration.partition}:aps:*:*:workspace/*`,
      Condition: { StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } },
    },
  ];
}
