import * as z from 'zod/mini';
import { arnParts } from './shared/arn.ts';
import { connectionsTable } from './shared/connection/connections.ts';
import { decideRelease, ENDS, leftNote } from './shared/connection/release.ts';
import { deletion, failure, type Released } from './shared/contract.ts';
import { failureText } from './shared/failure.ts';
import { defineHandler } from './shared/handler/handler.ts';

const input = z.object({
  executionArn: z.string(),
  connection: z.object({ id: z.string(), clusterArn: z.string(), workspaceArn: z.string() }),
  end: z.enum(ENDS),
  /** The first failure, of an execution that ends with it. */
  failure: z.exactOptional(failure),
  /** The undo's own trouble, when it had some. */
  undoFailure: z.exactOptional(failure),
  /** Of an offboard; one that has kept the connection ends with it CONNECTED. */
  deletion: z.exactOptional(deletion),
  /** What the scraper has now. */
  settings: z.exactOptional(z.unknown()),
});

/**
 * Gives the lease back, with how the execution ended. An execution whose lease was taken over has nothing to give back.
 */
export const handler = defineHandler('releaseConnection', input, async (event, context): Promise<Released> => {
  const { region, connectionsTable: tableName } = context.environment;
  const { connection, executionArn, deletion: ofScraper, undoFailure, ...end } = event;
  const table = connectionsTable(region, arnParts(executionArn).accountId, tableName);
  const kept = ofScraper?.status === 'KEPT' ? ofScraper.kept : undefined;
  const { written, note } = decideRelease(await table.get(connection), { executionArn, kept, ...end });
  const released = written
    ? await table.release(connection, executionArn, written)
    : await table.remove(connection, executionArn);
  if (!released) context.log('leaseNotHeld', {});
  return end.failure === undefined
    ? {}
    : failureText(end.failure, undoFailure, end.end === 'LEFT' ? leftNote(context.names(connection)) : note);
});
