import * as z from 'zod/mini';
import { ampClient } from './shared/aws/services/amp.ts';
import { deleteScraper, listScrapersOfPair } from './shared/scraper/scrapers.ts';
import { wholeConnection } from './shared/connection/whole.ts';
import { deletion, type Deletion } from './shared/contract.ts';
import { foreignWarnings } from './shared/scraper/foreign.ts';
import { deletableScraper, isFirstLook, nextDeletion } from './shared/scraper/deletion.ts';
import { defineHandler, type HandlerContext } from './shared/handler/handler.ts';
import { scraperStays, unlessShutOut } from './shared/offboard/shutOut.ts';
import { retryCount } from './shared/handler/attempts.ts';

const input = z.object({
  executionArn: z.string(),
  connection: z.object({
    id: z.string(),
    clusterArn: z.string(),
    workspaceArn: z.string(),
    /** As the member of the input: of an offboard that cleans up after one execution. */
    onlyCreatedBy: z.exactOptional(z.string()),
    createdForStack: z.exactOptional(z.string()),
    revoke: z.exactOptional(z.boolean()),
  }),
  retryCount,
  /** Takes away only what this execution created; everything of the connection's when absent or empty. */
  onlyCreatedBy: z.exactOptional(z.string()),
  /** Its own last result, or that it has not waited yet. */
  deletion,
});

/**
 * Serves UndoScraper of onboard and DeleteScraper of offboard: deletes the connection's scraper and says how long to wait before the next
 * look, until it is gone. The service refuses the deletion while a scraper is CREATING or UPDATING: that is waited out.
 *
 * A clean-up first asks AWS whether the connection works: from ACTIVE on nothing is undone, before it everything. Which of the two it is,
 * the first look decides. A scraper that becomes ACTIVE while its deletion is waited for is deleted: the service deletes none before
 * that, so that asking again would leave every connection whose onboard was cut short. The undo of an onboard, which gives
 * `onlyCreatedBy` itself, has failed before ACTIVE and asks nothing.
 *
 * Of an offboard that revokes, a source account that lets nobody in keeps its scraper, which it then says.
 *
 * ScraperUndone? and ScraperGone? read `status`: GONE leads to the roles, or on when they are gone; KEPT, of a clean-up, to the release;
 * WAIT comes back after `waitSeconds`. The state is entered once more after the roles, for a scraper that a call in flight made.
 * @throws NotOurs for a scraper with the connection's roles or id and without its tags; the undo passes it over.
 * @throws ScraperTimeout when it is still there at the limit of the wait.
 */
export const handler = defineHandler('deleteScraper', input, (event, context): Promise<Deletion> => {
  const { deleted } = event.deletion;
  const gone = (reason: string): Deletion => ({
    status: 'GONE',
    deleted: [],
    warnings: [scraperStays(context.names(event.connection), event.connection, deleted, reason)],
  });
  return unlessShutOut(() => look(event, context), event, gone);
});

async function look(event: z.infer<typeof input>, context: HandlerContext): Promise<Deletion> {
  const { connection } = event;
  const onlyCreatedBy = event.onlyCreatedBy ?? connection.onlyCreatedBy;
  const names = context.names(connection);
  const amp = ampClient(context.session(names.partition), names.sourceAccountId);
  const found = await listScrapersOfPair(amp, connection);
  if (event.onlyCreatedBy === undefined && connection.onlyCreatedBy !== undefined && isFirstLook(event.deletion)) {
    const cleanedUp = { ...connection, onlyCreatedBy: connection.onlyCreatedBy };
    const kept = await wholeConnection(found, cleanedUp, context);
    if (kept !== undefined) return { status: 'KEPT', kept, deleted: [] };
  }
  const scraper = deletableScraper(found, names, onlyCreatedBy);
  if (scraper === undefined) {
    const warnings = onlyCreatedBy === undefined ? foreignWarnings(found, names) : [];
    return { status: 'GONE', deleted: event.deletion.deleted, warnings };
  }
  const next = nextDeletion(event.deletion, scraper);
  if (next.deleteNow) await deleteScraper(amp, scraper.scraperId);
  return next.deletion;
}
