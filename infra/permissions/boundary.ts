import { connectionRolePrefix, roleArn } from '../../functions/shared/names.ts';
import { workspaceArns, type Configuration } from '../configuration/configuration.ts';
import { policyDocument, type PolicyDocument } from './policyDocument.ts';

/**
 * The permissions boundary of every connection role, and so the cap of what this product can ever hand out: whatever
 * policy a connection role gets, it can do no more than a scraper's two steps. The same document in every account.
 */
export function boundaryDocument(configuration: Configuration): PolicyDocument {
  const { name, partition, accounts } = configuration;
  const targetRoles = accounts.map((accountId) =>
    // Wildcard: a connection's id is known only when it is onboarded; the path and the prefix hold nothing else.
    roleArn(partition, accountId, `${connectionRolePrefix(name, 'target')}*`),
  );
  const writable = workspaceArns(configuration);
  return policyDocument([
    { Sid: 'AssumeTargetRoles', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: targetRoles },
    // IAM takes no statement without a resource.
    ...(writable.length === 0
      ? []
      : [
          {
            Sid: 'WriteToConfiguredWorkspaces',
            Effect: 'Allow',
            Action: 'aps:RemoteWrite',
            Resource: writable,
          } as const,
        ]),
  ]);
}
