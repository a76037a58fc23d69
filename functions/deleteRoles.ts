import * as z from 'zod/mini';
import { iamClient } from './shared/aws/services/iam.ts';
import { deleteRole } from './shared/roles/delete.ts';
import type { DeletedRoles } from './shared/contract.ts';
import { targetManagedPolicyArn } from './shared/roles/documents.ts';
import { defineHandler } from './shared/handler/handler.ts';
import { SOURCE_POLICY_NAME, TARGET_POLICY_NAME } from './shared/names.ts';
import { roleStays, unlessShutOut } from './shared/offboard/shutOut.ts';
import { retryCount } from './shared/handler/attempts.ts';

const input = z.object({
  executionArn: z.string(),
  connection: z.object({
    id: z.string(),
    clusterArn: z.string(),
    workspaceArn: z.string(),
    /** As the member of the input: of an offboard that cleans up after one execution. */
    onlyCreatedBy: z.exactOptional(z.string()),
    revoke: z.exactOptional(z.boolean()),
  }),
  /** The target role alone, before anything else. */
  only: z.exactOptional(z.literal('target')),
  retryCount,
  /** Takes away only what this execution created; everything of the connection's when absent. */
  onlyCreatedBy: z.exactOptional(z.string()),
});

/**
 * Serves UndoRoles of onboard, DeleteTargetRole and DeleteRoles of offboard.
 * Deletes both roles, in the reverse order of their making, once no scraper uses them. What is gone already is fine. An offboard that
 * revokes has it delete the target role first of all (`only`); a source account that lets nobody in keeps its role, which it then says.
 * The next state needs nothing of the output but that it is there: by it DeleteScraper's Choice knows the last look. ResolveOffboard adds
 * `deleted` and `warnings` to its tally.
 * @throws NotOurs for a role of that name without the connection's tag; with `onlyCreatedBy` it is passed over.
 */
export const handler = defineHandler('deleteRoles', input, async (event, context): Promise<DeletedRoles> => {
  const { connection } = event;
  const onlyCreatedBy = event.onlyCreatedBy ?? connection.onlyCreatedBy;
  const names = context.names(connection);
  const session = context.session(names.partition);
  const target = await deleteRole(iamClient(session, names.targetAccountId), {
    roleName: names.targetRoleName,
    arn: names.targetRoleArn,
    names,
    onlyCreatedBy,
    inlinePolicyName: TARGET_POLICY_NAME,
    managedPolicyArn: targetManagedPolicyArn(names),
  });
  const deleted = target ? [names.targetRoleArn] : [];
  if (event.only === 'target') return { deleted };
  const withSource = async (): Promise<DeletedRoles> => {
    const source = await deleteRole(iamClient(session, names.sourceAccountId), {
      roleName: names.sourceRoleName,
      arn: names.sourceRoleArn,
      names,
      onlyCreatedBy,
      inlinePolicyName: SOURCE_POLICY_NAME,
    });
    return { deleted: [...deleted, ...(source ? [names.sourceRoleArn] : [])] };
  };
  return unlessShutOut(withSource, event, (reason) => ({ deleted, warnings: [roleStays(names, reason)] }));
});
