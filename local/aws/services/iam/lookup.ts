import type { Account, Role } from '../../../state/state.ts';
import type { CallContext } from '../../operation.ts';
import type { AccessCheck } from '../../../policies/accessCheck.ts';
import { noSuchEntity, unmodifiableEntity } from './errors.ts';

/** Its prefix in actions, and its name in the credential scope of a signature. */
export const SERVICE = 'iam';

/** The caller's: IAM has no call about another account's things. @throws Error for an account that the world has not, a defect. */
export function accountOf({ world, caller }: CallContext): Account {
  const account = world.accounts[caller.accountId];
  if (account === undefined) throw new Error(`There is no account ${caller.accountId}, though ${caller.arn} is of it.`);
  return account;
}

/** "Roles in an AWS account: 1,000" (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html), unless it was raised. */
const ROLES_QUOTA = 1000;

/** The most roles that the caller's account may have. */
export function rolesQuotaOf(call: CallContext): number {
  return accountOf(call).rolesQuota ?? ROLES_QUOTA;
}

/** Every change to IAM goes through here, so that no decision outlives it. */
export function iamChanged({ world }: CallContext): void {
  world.iamRevision += 1;
}

/** Role names are unique in an account whatever their path and case; a request has to have the case right. */
function findRole(call: CallContext, roleName: string): Role | undefined {
  return Object.values(accountOf(call).roles).find((role) => role.roleName === roleName);
}

/** @throws ServiceError NoSuchEntity */
export function existingRole(call: CallContext, roleName: string): Role {
  const role = findRole(call, roleName);
  if (role === undefined) throw noSuchEntity(`The role with name ${roleName} cannot be found.`);
  return role;
}

/**
 * A role that its owner may change; a service-linked one is changed by its service alone.
 * @throws ServiceError NoSuchEntity or UnmodifiableEntity
 */
export function modifiableRole(call: CallContext, roleName: string): Role {
  const role = existingRole(call, roleName);
  if (role.serviceLinked !== undefined) throw unmodifiableEntity(roleName);
  return role;
}

/**
 * The permission for an action on a role. A request names a role without its path: for one that does not exist, the resource
 * is therefore the ARN without path (assumed), and whoever may act on a path alone gets AccessDenied and not NoSuchEntity.
 */
export function roleCheck(
  call: CallContext,
  action: string,
  roleName: string,
  context: Record<string, string | string[]> = {},
): AccessCheck {
  const { partition, caller } = call;
  const resourceArn = findRole(call, roleName)?.arn ?? `arn:${partition}:iam::${caller.accountId}:role/${roleName}`;
  return { action: `iam:${action}`, resourceArn, resourceAccountId: caller.accountId, context };
}

/**
 * As roleCheck, with the boundary that the role has. AWS sends `iam:PermissionsBoundary` with some actions only ("Available
 * keys for IAM" in the IAM User Guide); a condition on it always denies the others.
 */
export function boundedRoleCheck(
  call: CallContext,
  action: string,
  roleName: string,
  context: Record<string, string | string[]> = {},
): AccessCheck {
  const boundary = findRole(call, roleName)?.permissionsBoundaryArn;
  const key = boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary };
  return roleCheck(call, action, roleName, { ...key, ...context });
}
