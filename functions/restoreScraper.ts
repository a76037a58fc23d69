import * as z from 'zod/mini';
import { ampClient } from './shared/aws/services/amp.ts';
import { keptSettings } from './shared/connection/table/keptSettings.ts';
import { describeScraper, updateScraper } from './shared/scraper/scrapers.ts';
import { clientToken } from './shared/scraper/work.ts';
import { restoration, type Restoration } from './shared/contract.ts';
import { defineHandler } from './shared/handler/handler.ts';
import { nextRestoration } from './shared/scraper/restoration.ts';
import { scraperChanges } from './shared/settings/changes.ts';

const input = z.object({
  executionArn: z.string(),
  connection: z.object({ id: z.string(), clusterArn: z.string(), workspaceArn: z.string() }),
  /** Its own last result, or that it has not looked yet. */
  restoration,
});

/**
 * Serves RestoreScraper of onboard, with which the undo begins. `restoration` is its own last result, or UNRESTORED.
 * Puts the settings back that this execution was changing in place when it failed, as the connection's item keeps them. What another
 * execution had changed is not its own to put back, and a scraper that was deleted for a new one has nothing to be put back to.
 * ScraperRestored? reads `status`, WaitForRestore `waitSeconds`; `isSent` is for its next look.
 * @throws ScraperFailed when the service refuses the settings before, too.
 * @throws ScraperTimeout when they are not in force within the limit of the wait.
 */
export const handler = defineHandler('restoreScraper', input, async (event, context): Promise<Restoration> => {
  const { connection, executionArn } = event;
  const before = await keptSettings(context, connection).read();
  const done: Restoration = { ...event.restoration, waitSeconds: 0, status: 'DONE' };
  if (before === undefined || before.change !== 'update' || before.executionArn !== executionArn) return done;
  const names = context.names(connection);
  const amp = ampClient(context.session(names.partition), names.sourceAccountId);
  const scraperId = before.scraperArn.slice(before.scraperArn.lastIndexOf('/') + 1);
  const scraper = await describeScraper(amp, scraperId);
  if (scraper === undefined || scraper.statusCode === 'DELETING') return done;
  // Roles that it did not have cannot be taken away by an update that leaves the destination as it is.
  const roleConfiguration = {
    sourceRoleArn: before.roles.sourceRoleArn ?? names.sourceRoleArn,
    targetRoleArn: before.roles.targetRoleArn ?? names.targetRoleArn,
  };
  const settings = { ...before.settings, roleConfiguration, tags: scraper.settings.tags };
  const isAsBefore = scraperChanges(scraper, settings).length === 0;
  const next = nextRestoration(event.restoration, { ...scraper, isAsBefore });
  const token = clientToken('restore', connection.id, executionArn);
  if (next.sendNow) await updateScraper(amp, scraperId, settings, token);
  return next.restoration;
});
