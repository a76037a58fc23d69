import { paginateListScrapers, type AmpClient } from '@aws-sdk/client-amp';
import * as z from 'zod/mini';
import { readAnswer } from '../aws/answer.ts';

const text = z.string();

/** A scraper as ListScrapers and DescribeScraper both show it, but for its settings: whoever asks for these reads YAML. */
export const listedScraper = z.object({
  scraperId: text,
  arn: text,
  status: z.object({ statusCode: text }),
  statusReason: z.optional(text),
  createdAt: z.date(),
  lastModifiedAt: z.date(),
  roleArn: text,
  tags: z.optional(z.record(text, text)),
  source: z.object({ eksConfiguration: z.optional(z.object({ clusterArn: text })) }),
  destination: z.object({ ampConfiguration: z.optional(z.object({ workspaceArn: text })) }),
  roleConfiguration: z.optional(z.object({ sourceRoleArn: z.optional(text), targetRoleArn: z.optional(text) })),
});
/** A scraper of either call's answer, parsed. */
export type ListedScraper = z.infer<typeof listedScraper>;

const page = z.object({ scrapers: z.array(z.unknown()) });

/**
 * The scrapers of the account and Region, those that are being made or deleted included.
 * @param read what is made of each, as ListScrapers answers it.
 * @param filters by `status`, `sourceArn`, `destinationArn` or `alias`: several values of one key are alternatives, several keys all hold.
 */
export async function listEach<One>(
  amp: AmpClient,
  read: (scraper: unknown) => One,
  filters?: Record<string, string[]>,
): Promise<One[]> {
  const found: One[] = [];
  for await (const answer of paginateListScrapers({ client: amp }, filters ? { filters } : {}))
    found.push(...readAnswer('aps:ListScrapers', page, answer).scrapers.map(read));
  return found;
}

/** All of them, without their settings. */
export function listWithoutSettings(amp: AmpClient): Promise<ListedScraper[]> {
  return listEach(amp, (scraper) => readAnswer('aps:ListScrapers', listedScraper, scraper));
}
