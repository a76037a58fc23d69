import { DescribeScraperCommand, ResourceNotFoundException } from '@aws-sdk/client-amp';
import * as z from 'zod/mini';
import { ampClient } from './shared/aws/amp.ts';
import { readAnswer } from './shared/aws/answer.ts';
import { connection, ensuredScraper, type Progress } from './shared/contract.ts';
import { ScraperFailed } from './shared/errors.ts';
import { defineHandler } from './shared/handler/handler.ts';
import { nextProgress } from './shared/scraper/progress.ts';

const input = z.object({ executionArn: z.string(), connection, scraper: ensuredScraper });

const answer = z.object({
  scraper: z.object({
    arn: z.string(),
    roleArn: z.string(),
    status: z.object({ statusCode: z.string() }),
    statusReason: z.optional(z.string()),
    lastModifiedAt: z.date(),
  }),
});

/** Looks at the scraper once and says how long to wait before the next look. */
export const handler = defineHandler('checkStatus', input, async (event, context): Promise<Progress> => {
  const { scraperId, arn, progress } = event.scraper;
  const names = context.names(event.connection);
  const amp = ampClient(context.session(names.partition), names.sourceAccountId);
  try {
    const described = await amp.send(new DescribeScraperCommand({ scraperId }));
    const { status, ...scraper } = readAnswer('aps:DescribeScraper', answer, described).scraper;
    const next = nextProgress(progress, { ...scraper, ...status });
    if (next.status === 'ACTIVE') context.log('scraperActive', { waitedSeconds: next.waitedSeconds });
    return next;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    throw new ScraperFailed(
      `Scraper ${arn} no longer exists: somebody deleted it while it was waited for. Run again to create a new one.`,
      { cause: error },
    );
  }
});
