import * as z from 'zod/mini';
import { ampClient } from './shared/aws/services/amp.ts';
import { connection, ensuredScraper, type Progress } from './shared/contract.ts';
import { ScraperFailed } from './shared/errors.ts';
import { defineHandler } from './shared/handler/handler.ts';
import { nextProgress } from './shared/scraper/progress.ts';
import { describeScraper } from './shared/scraper/scrapers.ts';

const input = z.object({ executionArn: z.string(), connection, scraper: ensuredScraper });

/** Looks at the scraper once and says how long to wait before the next look. */
export const handler = defineHandler('checkStatus', input, async (event, context): Promise<Progress> => {
  const { scraperId, arn, progress } = event.scraper;
  const names = context.names(event.connection);
  const amp = ampClient(context.session(names.partition), names.sourceAccountId);
  const scraper = await describeScraper(amp, scraperId);
  if (scraper === undefined)
    throw new ScraperFailed(
      `Scraper ${arn} no longer exists: somebody deleted it while it was waited for. Run again to create a new one.`,
    );
  const next = nextProgress(progress, scraper, context.environment.scraperQuota);
  if (next.status === 'ACTIVE') context.log('scraperActive', { waitedSeconds: next.waitedSeconds });
  return next;
});
