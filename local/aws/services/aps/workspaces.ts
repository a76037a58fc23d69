import * as z from 'zod';
import { takeUuid } from '../../../state/ids.ts';
import { accountOf, resourceArn } from '../../../state/lookup.ts';
import type { Workspace } from '../../../state/state.ts';
import { defineOperation } from '../../operation.ts';
import type { CallContext } from '../../operation.ts';
import { wireInteger } from '../../wireTypes.ts';
import { notFound } from './errors.ts';
import { clientToken, paginationToken, tags, workspaceAlias, workspaceId } from './model.ts';
import { page } from './page.ts';
import { whereOf } from './scrapers.ts';
import { tagContext } from './tagging.ts';

/** Assumed: a workspace is ACTIVE within a minute. */
const WORKSPACE_SECONDS = 30;

/** Of the caller's account and Region, whether or not there is such a workspace. */
export function workspaceArnOf(call: CallContext, id: string): string {
  return resourceArn(whereOf(call), 'aps', `workspace/${id}`);
}

/** @throws ResourceNotFoundException: a workspace is named by its id from its own account and Region alone. */
export function workspaceOf(call: CallContext, id: string): Workspace {
  const workspace = accountOf(call.world, call.caller.accountId).workspaces[workspaceArnOf(call, id)];
  if (workspace === undefined) throw notFound('workspace', id);
  return workspace;
}

function summary(workspace: Workspace): Record<string, unknown> {
  return {
    workspaceId: workspace.workspaceId,
    alias: workspace.alias,
    arn: workspace.arn,
    status: { statusCode: workspace.status },
    createdAt: new Date(workspace.createdAt),
    tags: workspace.tags,
    kmsKeyArn: workspace.kmsKeyArn,
  };
}

const describeInput = z.strictObject({ workspaceId });

/**
 * A real one answers with `https://aps-workspaces.<region>.amazonaws.com/workspaces/<id>/`; this one with itself. The member is
 * optional in the API model; from when on a new one has it is not said.
 */
export const describeWorkspace = defineOperation<z.infer<typeof describeInput>>({
  service: 'aps',
  name: 'DescribeWorkspace',
  http: { method: 'GET', uri: '/workspaces/{workspaceId}' },
  input: describeInput,
  access: (input, call) => [
    {
      action: 'aps:DescribeWorkspace',
      resourceArn: workspaceArnOf(call, input.workspaceId),
      resourceAccountId: call.caller.accountId,
    },
  ],
  run(input, call) {
    const workspace = workspaceOf(call, input.workspaceId);
    const endpoint = `${call.endpoint}/workspaces/${workspace.workspaceId}/`;
    const prometheusEndpoint = workspace.hasEndpoint ? endpoint : undefined;
    return { workspace: { ...summary(workspace), prometheusEndpoint } };
  },
});

const listInput = z.strictObject({
  alias: workspaceAlias.optional(),
  nextToken: paginationToken.optional(),
  maxResults: wireInteger(1, 1000).optional(),
});

/** `alias` is the beginning of the alias, as the API reference says. */
export const listWorkspaces = defineOperation<z.infer<typeof listInput>>({
  service: 'aps',
  name: 'ListWorkspaces',
  http: { method: 'GET', uri: '/workspaces' },
  input: listInput,
  access: (_input, call) => [
    { action: 'aps:ListWorkspaces', resourceArn: '*', resourceAccountId: call.caller.accountId },
  ],
  run(input, call) {
    const prefix = resourceArn(whereOf(call), 'aps', 'workspace/');
    const all = Object.values(accountOf(call.world, call.caller.accountId).workspaces);
    const here = all.filter((workspace) => workspace.arn.startsWith(prefix));
    const found = page(
      here.filter((workspace) => (workspace.alias ?? '').startsWith(input.alias ?? '')),
      input,
    );
    return { workspaces: found.items.map(summary), nextToken: found.nextToken };
  },
});

/** A client token is accepted and not remembered; a key of KMS is kept and shown, and nobody asks whether there is one. */
const createInput = z.strictObject({
  alias: workspaceAlias.optional(),
  clientToken: clientToken.optional(),
  kmsKeyArn: z.string().min(20).max(2048).startsWith('arn:').optional(),
  tags: tags.optional(),
});

/** https://docs.aws.amazon.com/prometheus/latest/APIReference/API_CreateWorkspace.html, for who tries things out: no function calls it. */
export const createWorkspace = defineOperation<z.infer<typeof createInput>>({
  service: 'aps',
  name: 'CreateWorkspace',
  http: { method: 'POST', uri: '/workspaces', status: 202 },
  input: createInput,
  access: (input, call) => [
    {
      action: 'aps:CreateWorkspace',
      resourceArn: '*',
      resourceAccountId: call.caller.accountId,
      context: tagContext(input.tags ?? {}),
    },
  ],
  run(input, call) {
    const id = `ws-${takeUuid(call.world, 'workspace')}`;
    const workspace: Workspace = {
      workspaceId: id,
      arn: workspaceArnOf(call, id),
      ...(input.alias === undefined ? {} : { alias: input.alias }),
      status: 'CREATING',
      activeAt: call.now + WORKSPACE_SECONDS * 1000,
      createdAt: call.now,
      ...(input.kmsKeyArn === undefined ? {} : { kmsKeyArn: input.kmsKeyArn }),
      hasEndpoint: true,
      tags: { ...input.tags },
      series: [],
    };
    accountOf(call.world, call.caller.accountId).workspaces[workspace.arn] = workspace;
    return { workspaceId: id, arn: workspace.arn, status: { statusCode: 'CREATING' }, tags: workspace.tags };
  },
});
