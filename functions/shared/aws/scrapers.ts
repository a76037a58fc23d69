import { paginateListScrapers, type AmpClient } from '@aws-sdk/client-amp';
import * as z from 'zod/mini';
import { readAnswer } from './answer.ts';

const text = z.string();

const scraperSummary = z.object({
  scraperId: text,
  arn: text,
  status: z.object({ statusCode: text }),
  statusReason: z.optional(text),
  alias: z.optional(text),
  createdAt: z.date(),
  lastModifiedAt: z.date(),
  tags: z.optional(z.record(text, text)),
  source: z.object({
    eksConfiguration: z.optional(
      z.object({ clusterArn: text, subnetIds: z.array(text), securityGroupIds: z.optional(z.array(text)) }),
    ),
  }),
  destination: z.object({ ampConfiguration: z.optional(z.object({ workspaceArn: text })) }),
  roleConfiguration: z.optional(z.object({ sourceRoleArn: z.optional(text), targetRoleArn: z.optional(text) })),
});
export type ScraperSummary = z.infer<typeof scraperSummary>;
const scraperPage = z.object({ scrapers: z.array(scraperSummary) });

/**
 * The scrapers of the account and Region, those that are being made or deleted included.
 * @param filters by `status`, `sourceArn`, `destinationArn` or `alias`: several values of one key are alternatives, several keys all hold.
 */
export async function listScrapers(amp: AmpClient, filters?: Record<string, string[]>): Promise<ScraperSummary[]> {
  const found: ScraperSummary[] = [];
  for await (const page of paginateListScrapers({ client: amp }, filters ? { filters } : {})) {
    found.push(...readAnswer('aps:ListScrapers', scraperPage, page).scrapers);
  }
  return found;
}
