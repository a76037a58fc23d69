import * as z from 'zod/mini';
import { connectionsTable } from './shared/connection/connections.ts';
import { describeExecution, sfnClient } from './shared/aws/executions.ts';
import { claim as claimSchema, type Claim } from './shared/contract.ts';
import { AwsUnavailable } from './shared/errors.ts';
import { arnParts } from './shared/arn.ts';
import { defineHandler, type HandlerContext } from './shared/handler/handler.ts';
import { decideClaim, nextTurn, type Claimant, type ConnectionItem } from './shared/connection/lease.ts';
import { WORKFLOW_NAMES } from './shared/names.ts';
import { DOOR_NAMES } from './shared/request/doors.ts';
import { IN_FLIGHT_SECONDS, UNWAITED } from './shared/waiting.ts';

const input = z.object({
  executionArn: z.string(),
  workflow: z.enum(WORKFLOW_NAMES),
  connection: z.object({
    id: z.string(),
    clusterArn: z.string(),
    workspaceArn: z.string(),
    door: z.enum(DOOR_NAMES),
    stackId: z.exactOptional(z.string()),
    cleansUp: z.exactOptional(z.boolean()),
    onlyCreatedBy: z.exactOptional(z.string()),
  }),
  /** Its own last result, or that it has not waited yet. */
  claim: claimSchema,
});
type Input = z.infer<typeof input>;

/**
 * Makes the execution the connection's one writer, before its first write. A holder that is no longer RUNNING is replaced,
 * so that an execution that was cut short needs no clean-up; one that runs is waited for.
 */
export const handler = defineHandler('claimConnection', input, async (event, context): Promise<Claim> => {
  const { region, connectionsTable: tableName } = context.environment;
  const table = connectionsTable(region, arnParts(event.executionArn).accountId, tableName);
  const item = await table.get(event.connection);
  const claimant = claimantOf(event);
  const decision = decideClaim(item, claimant, await isRunning(item?.lease, event.executionArn, context));
  switch (decision.action) {
    case 'ignore':
      return ignored(event, decision.reason);
    case 'wait':
      return { status: 'WAIT', ...nextTurn(event.claim.status === 'WAIT' ? event.claim : UNWAITED, decision.holder) };
    case 'take':
      if (await table.claim(claimedItem(item, event), claimant, decision.replaces))
        return claimed(event, decision.replaces, item?.settingsBefore !== undefined);
      throw new AwsUnavailable(
        `Another execution claimed connection ${event.connection.id} at the same moment; tried again.`,
      );
  }
});

/**
 * Who takes the place of a holder that ended without giving its lease back holds it and waits once: what that one had in
 * flight may take effect until its function times out.
 */
function claimed({ executionArn }: Input, replaces: string | undefined, keepsSettings: boolean): Claim {
  if (replaces === undefined || replaces === executionArn) return { status: 'CLAIMED', keepsSettings };
  return { status: 'WAIT', ...UNWAITED, waitSeconds: IN_FLIGHT_SECONDS };
}

function claimantOf({ executionArn, workflow, connection }: Input): Claimant {
  const { door, stackId, cleansUp = false, onlyCreatedBy } = connection;
  return { executionArn, workflow, door, stackId, cleansUp, onlyCreatedBy };
}

async function isRunning(holder: string | undefined, own: string, { environment }: HandlerContext): Promise<boolean> {
  if (holder === undefined || holder === own) return false;
  const execution = await describeExecution(sfnClient(environment.region, arnParts(own).accountId), holder);
  return execution?.status === 'RUNNING';
}

/** An established connection keeps its owner; offboard makes no owner of its own. */
function claimedItem(item: ConnectionItem | undefined, { executionArn, workflow, connection }: Input): ConnectionItem {
  const { id, clusterArn, workspaceArn, door, stackId, onlyCreatedBy } = connection;
  const owner =
    item && (item.established || workflow === 'offboard')
      ? { door: item.door, stackId: item.stackId }
      : { door, stackId };
  // A holder that ended without giving its lease back may have left something: its item outlives a failure of this one.
  const abandoned = item?.lease !== undefined && item.lease !== executionArn && item.lease !== onlyCreatedBy;
  const outcome = item?.outcome ?? (abandoned ? 'ABANDONED' : undefined);
  const established = item?.established ?? false;
  return { connectionId: id, clusterArn, workspaceArn, established, ...(outcome ? { outcome } : {}), ...owner };
}

/** An onboard ends with it; an offboard goes on to its next connection. */
function ignored({ workflow, connection }: Input, reason: string): Claim {
  const ignore = { status: 'IGNORE', reason } as const;
  if (workflow === 'offboard') return ignore;
  const { id, door, clusterArn, workspaceArn } = connection;
  const nothing = { created: [], updated: [], repaired: [], warnings: [] };
  const output = { outcome: 'IGNORED', reason, connectionId: id, door, clusterArn, workspaceArn, ...nothing } as const;
  return { ...ignore, output };
}
