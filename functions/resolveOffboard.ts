import * as z from 'zod/mini';
import { arnParts } from './shared/arn.ts';
import { startAgain, type Again } from './shared/connection/again.ts';
import { connectionsTable, type Connections } from './shared/connection/table/connections.ts';
import {
  lastOffboarding,
  UNCLAIMED,
  UNDELETED,
  type Offboarding,
  type OffboardTally,
  type ResolvedOffboard,
} from './shared/contract.ts';
import { InvalidRequest } from './shared/errors.ts';
import { defineHandler } from './shared/handler/handler.ts';
import { candidatesOf } from './shared/offboard/candidates.ts';
import { countRemoval } from './shared/connection/table/removals.ts';
import { isBounded, LEFT_TO_RECONCILE, MAX_REMOVALS_AN_HOUR } from './shared/offboard/removals.ts';
import { ended } from './shared/offboard/ended.ts';
import { tallyAfter } from './shared/offboard/offboardEnd.ts';
import { retryCount } from './shared/handler/attempts.ts';
import { inputFindings } from './shared/request/inputSize.ts';
import { readOffboardDoor } from './shared/request/offboardRequest.ts';

const input = z.object({
  executionArn: z.string(),
  startTime: z.string(),
  input: z.unknown(),
  retryCount,
  last: lastOffboarding,
});

/**
 * Serves ResolveOffboard of offboard, its first Task, entered once more after each connection. `input` is what a door or a clean-up
 * handed in, `last` what the states of the connection before have left.
 * Names the next connection to take away, until there is none: a request or a product names one, an event any number. The table says
 * which connections a cluster has; whether one is wanted is told by the cluster as it is now. One that cannot be taken away keeps none of
 * the others: the execution fails when there is no next one. A pair that is to be revoked is noted as that.
 * ToOffboard? reads `decision`, and `connection.revoke` of OFFBOARD: DeleteTargetRole or ClaimConnection go on with `connection`,
 * `tally`, `claim`, `deletion` and `end`. PLAN has a `connection`, FAILED the `failure` that the execution ends with, DONE its `output`.
 * @throws InvalidRequest with all findings of a request.
 * @throws NotOurs when the item of a pair that is to be revoked is another pair's.
 * @throws AwsUnavailable when what an event tells of cannot be read; AccessDenied, which the state tries again for two minutes.
 */
export const handler = defineHandler('resolveOffboard', input, async (event, context): Promise<ResolvedOffboard> => {
  const { region, connectionsTable: tableName } = context.environment;
  const table = connectionsTable(region, arnParts(event.executionArn).accountId, tableName);
  const door = readOffboardDoor(event.input, context.environment);
  if ('findings' in door) throw new InvalidRequest(door.findings);
  const tooLarge = door.kind === 'request' ? inputFindings(event.input) : [];
  if (tooLarge.length > 0) throw new InvalidRequest(tooLarge);
  const found = await candidatesOf(door, table, context, event.retryCount);
  const { candidates, nothing, isPlan = false, again } = found;
  const tally = warned(tallyAfter(event.last), found.warning);
  const next = candidates.find(({ id }) => !tally.done.includes(id));
  if (next === undefined) {
    const asked =
      again ?? (door.kind === 'tagChanged' ? afterDeletion(door.clusterArn, tally, event.executionArn) : undefined);
    if (asked) await startAgain({ executionArn: event.executionArn, installation: context.environment.name }, asked);
    return ended(door, tally, event.last, nothing);
  }
  context.logger.appendKeys({ connectionId: next.id, door: next.door });
  if (isPlan) return { decision: 'PLAN', connection: next };
  if (isBounded(door, event.executionArn) && !(await countRemoval(context, event.startTime, MAX_REMOVALS_AN_HOUR))) {
    context.log('leftToReconcile', {});
    const warnings = tally.done.length === 0 ? tally.warnings : [...tally.warnings, LEFT_TO_RECONCILE];
    return ended(door, { ...tally, warnings }, event.last, LEFT_TO_RECONCILE);
  }
  if (next.revoke) await noteRevoked(next, event, table);
  const end = next.onlyCreatedBy === undefined ? 'GONE' : 'CLEANED';
  return {
    decision: 'OFFBOARD',
    connection: next,
    tally: { ...tally, done: [...tally.done, next.id], clusterArn: next.clusterArn },
    claim: UNCLAIMED,
    deletion: UNDELETED,
    end,
  };
});

/** Each is told once, however often the cluster is looked at. */
function warned(tally: OffboardTally, warning: string | undefined): OffboardTally {
  if (warning === undefined || tally.warnings.includes(warning)) return tally;
  return { ...tally, warnings: [...tally.warnings, warning] };
}

/**
 * Before anything is deleted, and without the lease: an onboard that has it finds the note before it opens the target role.
 * @throws NotOurs when the item of that id is another pair's.
 */
async function noteRevoked(
  connection: Offboarding,
  { executionArn, startTime }: z.infer<typeof input>,
  table: Connections,
): Promise<void> {
  await table.get(connection);
  await table.revoke(connection, { execution: executionArn, time: startTime }, connection.door);
}

/**
 * The tag was read before the lease was got: who set it in between found a connection that worked, and left it alone. So it is looked
 * at once more when something of it has been taken away. One that failed is not begun again by itself.
 */
function afterDeletion(
  clusterArn: string,
  { deleted, failed }: OffboardTally,
  executionArn: string,
): Again | undefined {
  return deleted.length === 0 || failed.length > 0 ? undefined : { clusterArn, asked: [executionArn] };
}
