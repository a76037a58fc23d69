import { organizationOf, parentsOf } from '../../state/organizations.ts';
import type { Organization, World } from '../../state/state.ts';
import { FULL_AWS_ACCESS } from '../managedPolicies.ts';
import type { NamedPolicy } from '../policyDocument.ts';

/** The control policies of one level: the root, an OU, the account. */
export interface ControlLevel {
  id: string;
  policies: NamedPolicy[];
}

/**
 * The service control policies that are in force in an account, from the root down: each level has to allow, none may deny. They "don't
 * affect users or roles in the management account", nor service-linked roles
 * (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html).
 */
export function controlPolicies(world: World, accountId: string): ControlLevel[] {
  const organization = organizationOf(world, accountId);
  if (organization === undefined || organization.managementAccountId === accountId) return [];
  return [...parentsOf(organization, accountId), accountId].map((id) => ({
    id,
    policies: attachedTo(organization, id),
  }));
}

/** "AWS Organizations attaches an AWS managed SCP named FullAWSAccess to every root, OU and account when it's created" (ibid.). */
function attachedTo({ serviceControlPolicies, withoutFullAccess = [] }: Organization, id: string): NamedPolicy[] {
  const own = serviceControlPolicies.filter(({ targetIds }) => targetIds.includes(id));
  const full = withoutFullAccess.includes(id) ? [] : [{ name: 'FullAWSAccess', document: FULL_AWS_ACCESS }];
  return [...full, ...own.map(({ name, document }) => ({ name, document }))];
}

/** "RCPs apply to resources for a subset of AWS services" (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html). */
const RESOURCES_CONTROLLED = new Set([
  'aoss',
  'cognito-identity',
  'cognito-idp',
  'dynamodb',
  'ecr',
  'kms',
  'logs',
  's3',
  'secretsmanager',
  'sqs',
  'sts',
]);

/**
 * The resource control policies that are in force on an account's resources, from the root down, whoever asks, AWS's services included.
 * They "don't affect resources in the management account", nor calls of service-linked roles (ibid.).
 */
export function resourceControlPolicies(world: World, accountId: string, action: string): ControlLevel[] {
  const organization = organizationOf(world, accountId);
  const { resourceControlPolicies: all = [], managementAccountId } = organization ?? {};
  const [service = ''] = action.split(':');
  if (organization === undefined || managementAccountId === accountId || !RESOURCES_CONTROLLED.has(service)) return [];
  return [...parentsOf(organization, accountId), accountId].map((id) => ({
    id,
    policies: all.filter(({ targetIds }) => targetIds.includes(id)).map(({ name, document }) => ({ name, document })),
  }));
}
