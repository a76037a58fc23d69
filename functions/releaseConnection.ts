import * as z from 'zod/mini';
import { arnParts } from './shared/arn.ts';
import { connectionsTable } from './shared/connection/connections.ts';
import { deletion, failure, type Released } from './shared/contract.ts';
import { failureText } from './shared/failure.ts';
import { defineHandler } from './shared/handler/handler.ts';

/**
 * How an execution ends for its connection: it is there; it is gone; only an execution's own things were taken away, or what
 * it made was undone, so that there is what was there before; or something of a failure is left.
 */
const ENDS = ['CONNECTED', 'GONE', 'CLEANED', 'UNDONE', 'LEFT'] as const;

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
 * Gives the lease back, with how the execution ended. A connection that is not there has no item; what an earlier execution
 * left stays in the table until an offboard has taken all of it away, or an onboard has made it whole. An execution whose lease
 * was taken over has nothing to give back.
 */
export const handler = defineHandler('releaseConnection', input, async (event, context): Promise<Released> => {
  const { region, connectionsTable: tableName } = context.settings;
  const table = connectionsTable(region, arnParts(event.executionArn).accountId, tableName);
  const { connection, failure: first, undoFailure, settings } = event;
  const kept = event.deletion?.status === 'KEPT' ? event.deletion.kept : undefined;
  const end = kept ? 'CONNECTED' : event.end;
  const item = await table.get(connection);
  const established = end === 'CONNECTED' || (end !== 'GONE' && (item?.established ?? false));
  const before = item?.settingsBefore;
  const isReplacing = end === 'UNDONE' && before?.change === 'replace';
  const isOwnUpdate = before?.executionArn === event.executionArn && !isReplacing;
  const leftBefore = end !== 'GONE' && (item?.outcome !== undefined || isReplacing);
  const released =
    established || end === 'LEFT' || leftBefore
      ? await table.release(connection, event.executionArn, {
          established,
          outcome: first?.Error ?? end,
          owner: kept?.owner,
          ...(settings === undefined ? {} : { settings: JSON.stringify(settings) }),
          forgetsSettingsBefore: (end === 'CONNECTED' && !kept) || (end === 'UNDONE' && isOwnUpdate),
        })
      : await table.remove(connection, event.executionArn);
  if (!released) context.log('leaseNotHeld', {});
  if (first === undefined) return {};
  return failureText(first, undoFailure, isReplacing && before.stoppedAt ? replacedNote(before.scraperArn) : undefined);
});

function replacedNote(scraperArn: string): string {
  return (
    `Scraper ${scraperArn} had been deleted to be replaced. Unless another has taken its place by now, no metrics arrive: ` +
    'the roles and its settings are kept, and onboard run again makes it anew.'
  );
}
