import { functionRoleName, provisionerArn, roleArn, type FunctionName } from '../../functions/shared/names.ts';
import type { Configuration } from '../configuration.ts';
import { policyDocument, type PolicyDocument } from './policyDocument.ts';

/** A function's own role can do nothing but become the provisioner of a configured account; logs come with its log group. */
export function functionPermissions({ partition, accounts }: Configuration): PolicyDocument {
  return policyDocument([
    {
      Sid: 'AssumeProvisioners',
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: accounts.map((accountId) => provisionerArn(partition, accountId)),
    },
  ]);
}

/** The fixed ARN by which the provisioners know a function. */
export function functionRoleArn(configuration: Configuration, region: string, name: FunctionName): string {
  return roleArn(configuration.partition, configuration.workflowAccountId, functionRoleName(region, name));
}
