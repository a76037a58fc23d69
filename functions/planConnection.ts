import * as z from 'zod/mini';
import { arnParts } from './shared/arn.ts';
import { dynamodbClient } from './shared/aws/services/dynamodb.ts';
import { readConnection } from './shared/connection/table/connectionReads.ts';
import { planOffboard } from './shared/plan/offboard.ts';
import { planOnboard } from './shared/plan/onboard.ts';
import { withinOutput } from './shared/plan/withinOutput.ts';
import { tagged } from './shared/request/requestedTags.ts';
import { connection, offboarding, type Output } from './shared/contract.ts';
import { defineHandler } from './shared/handler/handler.ts';
import { keptReason } from './shared/connection/wholeness.ts';
import { decideClaim, type Claimant, type ConnectionItem } from './shared/connection/table/lease.ts';

const input = z.discriminatedUnion('workflow', [
  z.object({
    executionArn: z.string(),
    startTime: z.string(),
    workflow: z.literal('onboard'),
    connection,
    input: z.unknown(),
  }),
  z.object({ executionArn: z.string(), workflow: z.literal('offboard'), connection: offboarding, input: z.unknown() }),
]);
type Input = z.infer<typeof input>;

/**
 * Serves PlanConnection of onboard and of offboard, the state of a dry run. `input` is the execution's own.
 * Says what a run of the same input would do, by the rules that a run goes by, and writes nothing: it does not even take the lease, so
 * that who is at work on the connection is a note. Planned ends with the output, which is the execution's.
 * @throws InvalidRequest, OwnedElsewhere, NotOurs, ReplacementNeeded, PreflightFailed where a run would.
 */
export const handler = defineHandler('planConnection', input, async (event, context): Promise<Output> => {
  const { region, connectionsTable: tableName } = context.environment;
  const client = dynamodbClient(region, arnParts(event.executionArn).accountId);
  const item = await readConnection(client, tableName, event.connection);
  const claim = decideClaim(item, claimantOf(event), false);
  if (claim.action === 'ignore') return { ...outputOf(event), outcome: 'IGNORED', reason: claim.reason };
  const plan =
    event.workflow === 'onboard'
      ? await planOnboard(tagged(event.connection, event.input), event.input, item?.settingsBefore, context)
      : await planOffboard(event.connection, context);
  if ('kept' in plan) return { ...outputOf(event), outcome: 'IGNORED', reason: keptReason(plan.kept) };
  return withinOutput({
    ...outputOf(event),
    outcome: 'PLANNED',
    warnings: event.workflow === 'onboard' ? event.connection.warnings : [],
    reason: plan.changes.length === 0 ? 'Nothing would be changed.' : `${plan.changes.length} changes would be made.`,
    plan: { ...plan, notes: [...plan.notes, ...holderNotes(item)] },
  });
});

function claimantOf(event: Input): Claimant {
  const { executionArn, workflow, connection: of } = event;
  const claimant = { executionArn, workflow, door: of.door, stackId: of.stackId, cleansUp: false };
  if (event.workflow === 'onboard')
    return { ...claimant, liftsAt: event.connection.liftRevoke ? event.startTime : undefined };
  const { cleansUp, onlyCreatedBy } = event.connection;
  return { ...claimant, cleansUp, onlyCreatedBy };
}

function outputOf({ connection: { id, door, clusterArn, workspaceArn } }: Input) {
  return { connectionId: id, door, clusterArn, workspaceArn, created: [], updated: [], repaired: [], warnings: [] };
}

function holderNotes(item: ConnectionItem | undefined): string[] {
  if (item?.lease === undefined) return [];
  return [`Execution ${item.lease} holds the connection's lease: what it does, if it still runs, is not in this plan.`];
}
