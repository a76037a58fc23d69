import * as z from 'zod/mini';
import { arnParts } from './shared/arn.ts';
import { startAgain } from './shared/connection/again.ts';
import { connectionsTable, type Connections, type Written } from './shared/connection/table/connections.ts';
import type { ConnectionItem } from './shared/connection/table/lease.ts';
import {
  decideRelease,
  ENDS,
  leftNote,
  releaseOfAny,
  SHELL,
  type EndingExecution,
  type Release,
} from './shared/connection/release.ts';
import { deletion, failure, type Released } from './shared/contract.ts';
import { AwsUnavailable } from './shared/errors.ts';
import { failureText } from './shared/failure.ts';
import { defineHandler } from './shared/handler/handler.ts';
import { WORKFLOW_NAMES } from './shared/names.ts';
import { DOOR_NAMES } from './shared/request/doors/doors.ts';

const input = z.object({
  executionArn: z.string(),
  workflow: z.enum(WORKFLOW_NAMES),
  connection: z.object({
    id: z.string(),
    clusterArn: z.string(),
    workspaceArn: z.string(),
    door: z.enum(DOOR_NAMES),
    stackId: z.exactOptional(z.string()),
  }),
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
type Connection = z.infer<typeof input>['connection'];

/** How often one invocation looks anew at an item that others ask again in at the same moment. */
const LOOKS = 3;

/**
 * Serves ReleaseConnection, ReleaseUndone, ReleaseAfterFailedUndo and ReleaseUnverified of onboard, ReleaseConnection and ReleaseLeft of
 * offboard, which differ in `end` and in the failure that they hand on.
 * Gives the lease back, with how the execution ended, if nobody has asked again since that was decided; then starts what was asked for.
 * The ask stays in the item until that has been started, so that an invocation that dies in between does it when it is tried again. An
 * execution whose lease was taken over has nothing to give back.
 * OnboardFailed ends with the output's `error` and `cause`; the states after a success need nothing of it.
 * @throws AwsUnavailable when others wrote the item at each of its looks.
 * @throws NotOurs when the item of that id is another pair's.
 */
export const handler = defineHandler('releaseConnection', input, async (event, context): Promise<Released> => {
  const { region, connectionsTable: tableName, name: installation } = context.environment;
  const { connection, executionArn, workflow, deletion: ofScraper, undoFailure, ...end } = event;
  const restores = workflow === 'onboard' || end.end !== 'LEFT';
  const table = connectionsTable(region, arnParts(executionArn).accountId, tableName);
  const kept = ofScraper?.status === 'KEPT' ? ofScraper.kept : undefined;
  const ending: EndingExecution = { executionArn, door: connection.door, kept, ...end };
  for (let look = 0; look < LOOKS; look += 1) {
    const { isDone: isReleased, met: item } = await lookAt(table, connection, ending, look === 0);
    const release = decideRelease(item, ending);
    const isHeld = item?.lease === executionArn;
    const isDone =
      isReleased ||
      (isHeld
        ? await giveBack(table, item, release)
        : !restores || (await writeAnew(table, item, connection, release)));
    if (!isDone) continue;
    if (!isHeld) context.log('leaseNotHeld', {});
    if (isHeld || item?.lease === undefined) await meetAsk(table, connection, release, { executionArn, installation });
    const note = end.end === 'LEFT' ? leftNote(context.names(connection)) : release.note;
    return end.failure === undefined ? {} : failureText(end.failure, undoFailure, note);
  }
  throw new AwsUnavailable(
    `The item of connection ${connection.id} in table ${tableName} was written by others at each of ${LOOKS} looks; tried again. ` +
      'Run again: the next execution replaces a holder that has ended.',
  );
});

/** The first look gives the lease back where that depends on nothing that the item has. */
async function lookAt(
  table: Connections,
  connection: Connection,
  ending: EndingExecution,
  isFirst: boolean,
): Promise<Written> {
  const end = isFirst ? releaseOfAny(ending) : undefined;
  if (end !== undefined) return table.releaseUnasked(connection, ending.executionArn, end);
  return { isDone: false, met: await table.get(connection) };
}

/** @returns false when somebody has written meanwhile. */
async function giveBack(table: Connections, item: ConnectionItem, { written, askedAgain }: Release): Promise<boolean> {
  if (written === undefined && askedAgain === undefined) return table.remove(item);
  return table.release(item, { ...(written ?? SHELL), askedAgain });
}

/**
 * The item of a connection that is there, or of which something is left, and that somebody has removed meanwhile. What an offboard
 * could not take away its Cause names: one that never got the lease makes no item of a connection that there may never have been.
 */
async function writeAnew(
  table: Connections,
  item: ConnectionItem | undefined,
  connection: Connection,
  { written, askedAgain }: Release,
): Promise<boolean> {
  if (item !== undefined || written === undefined) return true;
  const { door, stackId } = connection;
  const owner = written.owner ?? { door, ...(stackId ? { stackId } : {}) };
  return table.restore(connection, { ...written, owner, askedAgain });
}

/** Only then is the ask forgotten, or the item removed of a connection of which there is nothing else. */
async function meetAsk(
  table: Connections,
  connection: Connection,
  { askedAgain }: Release,
  by: { executionArn: string; installation: string },
): Promise<void> {
  if (askedAgain === undefined) return;
  const ofItsOwn = askedAgain === by.executionArn ? { connected: connection.id } : {};
  await startAgain(by, { clusterArn: connection.clusterArn, asked: [connection.id, askedAgain], ...ofItsOwn });
  const { isDone, met } = await table.forgetAsk(connection, askedAgain);
  if (isDone || met?.askedAgain !== askedAgain) return;
  if (await table.remove(met)) return;
  await table.forgetAsk(connection, askedAgain);
}
