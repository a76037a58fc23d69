import { DeleteConflictException, DeleteRoleCommand, type IAMClient } from '@aws-sdk/client-iam';
import type { ConnectionNames } from '../names.ts';
import { isTaggedOurs } from '../connection/tags.ts';
import { attachedPolicies, deleteInlinePolicy, detach, inlinePolicyNames, readHead, unlessGone } from './roles.ts';
import { notOurs } from './foreign.ts';

interface RoleDeletion {
  roleName: string;
  arn: string;
  names: ConnectionNames;
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
  const existing = await readHead(iam, role.roleName);
  if (existing === undefined || !isDeletable(role, existing)) return false;
  const { roleName, managedPolicyArn, inlinePolicyName } = role;
  if (managedPolicyArn) await unlessGone(() => detach(iam, roleName, managedPolicyArn));
  await unlessGone(() => deleteInlinePolicy(iam, roleName, inlinePolicyName));
  await unlessGone(() => deleteWithRest(iam, roleName));
  return true;
}

/** @throws NotOurs unless it is only looked for what an execution created. */
export function isDeletable(
  { arn, roleName, names, onlyCreatedBy }: Pick<RoleDeletion, 'arn' | 'roleName' | 'names' | 'onlyCreatedBy'>,
  existing: { arn: string; tags: Readonly<Record<string, string>> },
): boolean {
  const isOurs = existing.arn === arn && isTaggedOurs(existing.tags, names);
  if (onlyCreatedBy !== undefined) return isOurs && existing.tags[names.tagKeys.execution] === onlyCreatedBy;
  if (isOurs) return true;
  throw notOurs({ arn, roleName, names }, existing);
}

/** IAM refuses to delete a role that has policies: those that somebody put on it beside the connection's go first. */
async function deleteWithRest(iam: IAMClient, RoleName: string): Promise<void> {
  try {
    await iam.send(new DeleteRoleCommand({ RoleName }));
  } catch (error) {
    if (!(error instanceof DeleteConflictException)) throw error;
    for (const policyArn of await attachedPolicies(iam, RoleName))
      await unlessGone(() => detach(iam, RoleName, policyArn));
    for (const name of await inlinePolicyNames(iam, RoleName))
      await unlessGone(() => deleteInlinePolicy(iam, RoleName, name));
    await iam.send(new DeleteRoleCommand({ RoleName }));
  }
}
