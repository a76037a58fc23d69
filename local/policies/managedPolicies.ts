import { parseArn } from '../../functions/shared/arn.ts';
import type { ManagedPolicy, World } from '../state/state.ts';

/** The text of `AdministratorAccess`. */
export const ADMINISTRATOR_ACCESS = document([{ Effect: 'Allow', Action: '*', Resource: '*' }]);

/** The text of the service control policy `FullAWSAccess`. */
export const FULL_AWS_ACCESS = ADMINISTRATOR_ACCESS;

/**
 * The AWS managed policies that exist here, in every partition, as published in the AWS Managed Policy Reference Guide:
 * AdministratorAccess v1, AmazonPrometheusRemoteWriteAccess v1.
 */
const AWS_MANAGED: Readonly<Record<string, string>> = {
  AdministratorAccess: ADMINISTRATOR_ACCESS,
  AmazonPrometheusRemoteWriteAccess: document([{ Action: ['aps:RemoteWrite'], Effect: 'Allow', Resource: '*' }]),
};

function document(statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** The managed policy of that ARN, an account's own or AWS's; undefined when there is none. */
export function findPolicy(world: World, arn: string): ManagedPolicy | undefined {
  const parts = parseArn(arn);
  if (parts?.service !== 'iam') return undefined;
  if (parts.accountId !== 'aws') return world.accounts[parts.accountId]?.policies[arn];
  const policyName = parts.resource.slice('policy/'.length);
  const text = parts.resource.startsWith('policy/') ? AWS_MANAGED[policyName] : undefined;
  return text === undefined ? undefined : { arn, policyName, path: '/', document: text };
}
