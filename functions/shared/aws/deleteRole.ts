import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  NoSuchEntityException,
  type IAMClient,
} from '@aws-sdk/client-iam';
import { NotOurs } from '../errors.ts';
import { TAGS } from '../names.ts';
import { getRole } from './roles.ts';

export interface RoleDeletion {
  roleName: string;
  arn: string;
  connectionId: string;
  onlyCreatedBy: string | undefined;
  inlinePolicyName: string;
  managedPolicyArn?: string;
}

/**
 * Deletes a connection role with its policies. Every step takes what is gone already for done, so that it may be tried again.
 * @returns whether there was one to delete.
 * @throws NotOurs for a role of that name without the connection's tag; with `onlyCreatedBy` it is passed over.
 */
export async function deleteRole(iam: IAMClient, role: RoleDeletion): Promise<boolean> {
  const existing = await unlessGone(() => getRole(iam, role.roleName));
  if (existing === undefined) return false;
  const isOurs = existing.tags[TAGS.connection] === role.connectionId && existing.arn === role.arn;
  if (role.onlyCreatedBy !== undefined) {
    if (!isOurs || existing.tags[TAGS.execution] !== role.onlyCreatedBy) return false;
  } else if (!isOurs) {
    throw new NotOurs(
      `Role ${existing.arn} is not this connection's: its tag ${TAGS.connection} is ${existing.tags[TAGS.connection] ?? 'missing'}, not ${role.connectionId}. ` +
        "It was left as it is. Delete it yourself, or give it the tag if it is the connection's, then run again.",
    );
  }
  const { roleName: RoleName, managedPolicyArn: PolicyArn, inlinePolicyName: PolicyName } = role;
  if (PolicyArn) await unlessGone(() => iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })));
  await unlessGone(() => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })));
  await unlessGone(() => iam.send(new DeleteRoleCommand({ RoleName })));
  return true;
}

async function unlessGone<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}
