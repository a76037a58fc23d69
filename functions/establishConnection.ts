import * as z from 'zod/mini';
import { arnParts } from './shared/arn.ts';
import { connectionsTable } from './shared/connection/table/connections.ts';
import { refuseRevoked } from './shared/connection/table/revoked.ts';
import { OwnedElsewhere } from './shared/errors.ts';
import { defineHandler } from './shared/handler/handler.ts';
import { DOOR_NAMES } from './shared/request/doors/doors.ts';

const input = z.object({
  executionArn: z.string(),
  connection: z.object({
    id: z.string(),
    clusterArn: z.string(),
    workspaceArn: z.string(),
    door: z.enum(DOOR_NAMES),
    stackId: z.exactOptional(z.string()),
  }),
});

/**
 * Serves EstablishConnection of onboard: says in the table that the connection is there and whose it is, as soon as its scraper is seen
 * ACTIVE. From then on nothing is undone, however the execution ends. One that was established before has this owner already, or the
 * claim would have refused it.
 * It has no output: VerifyIngestion goes on with the state as it was.
 * @throws OwnedElsewhere when the lease is another's by now. Like every failure here it becomes a warning of the output, but for the
 * next.
 * @throws InvalidRequest when the pair was revoked meanwhile: it is not connected, and what was made is undone.
 */
export const handler = defineHandler('establishConnection', input, async (event, context): Promise<void> => {
  const { region, connectionsTable: tableName } = context.environment;
  const table = connectionsTable(region, arnParts(event.executionArn).accountId, tableName);
  const { connection, executionArn } = event;
  const { door, stackId } = connection;
  const owner = { door, ...(stackId === undefined ? {} : { stackId }) };
  const { isDone, met } = await table.establish(connection, executionArn, owner);
  if (isDone) return;
  refuseRevoked(connection, met?.revoked);
  throw new OwnedElsewhere(
    `Table ${tableName}: the lease of connection ${connection.id} is no longer held by ${executionArn}: its item was removed, or another execution is at work. ` +
      'Look at the item, then run again.',
  );
});
