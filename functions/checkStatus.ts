import * as z from 'zod/mini';
import { ampClient } from './shared/aws/services/amp.ts';
import { connection, ensuredScraper, type Progress } from './shared/contract.ts';
import { ScraperFailed } from './shared/errors.ts';
import { defineHandler, type HandlerContext } from './shared/handler/handler.ts';
import { nextProgress } from './shared/scraper/progress.ts';
import { describeScraper, type DescribedScraper } from './shared/scraper/scrapers.ts';

const input = z.object({ executionArn: z.string(), connection, scraper: ensuredScraper });

/**
 * Serves CheckStatus of onboard: looks at the scraper once and says how long to wait before the next look; not at one that
 * CreateScraper has seen ACTIVE. `scraper.progress` is its own last result, or CreateScraper's.
 * ScraperActive? reads `status`, WaitForScraper `waitSeconds`; VerifyIngestion counts samples from `activeAt` on.
 * @throws ScraperFailed when the scraper failed, with the service's reason, or was deleted by somebody.
 * @throws ScraperTimeout when it is not ACTIVE within the limit of the wait.
 */
export const handler = defineHandler('checkStatus', input, async (event, context): Promise<Progress> => {
  const { progress } = event.scraper;
  const next =
    progress.activeAt === undefined
      ? nextProgress(progress, await look(event, context), context.environment.scraperQuota)
      : progress;
  if (next.status === 'ACTIVE') context.log('scraperActive', { waitedSeconds: next.waitedSeconds });
  return next;
});

async function look(
  { connection: of, scraper: { scraperId, arn } }: z.infer<typeof input>,
  context: HandlerContext,
): Promise<DescribedScraper> {
  const names = context.names(of);
  const scraper = await describeScraper(ampClient(context.session(names.partition), names.sourceAccountId), scraperId);
  if (scraper !== undefined) return scraper;
  throw new ScraperFailed(
    `Scraper ${arn} no longer exists: somebody deleted it while it was waited for. Run again to create a new one.`,
  );
}
