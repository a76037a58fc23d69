import {
  DeleteScraperCommand,
  DescribeScraperCommand,
  paginateListScrapers,
  ResourceNotFoundException,
  TagResourceCommand,
  UpdateScraperCommand,
  type AmpClient,
} from '@aws-sdk/client-amp';
import * as z from 'zod/mini';
import type { ConnectionNames } from '../names.ts';
import type { ScraperState } from './changes.ts';
import type { ScraperSettings } from './settings.ts';
import { readAnswer } from '../aws/answer.ts';

const text = z.string();

const scraperSummary = z.object({
  scraperId: text,
  arn: text,
  status: z.object({ statusCode: text }),
  statusReason: z.optional(text),
  alias: z.optional(text),
  createdAt: z.date(),
  lastModifiedAt: z.date(),
  roleArn: text,
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

/** Those between the connection's cluster and its workspace. */
export function listScrapersOfPair(
  amp: AmpClient,
  { clusterArn, workspaceArn }: { clusterArn: string; workspaceArn: string },
): Promise<ScraperSummary[]> {
  return listScrapers(amp, { sourceArn: [clusterArn], destinationArn: [workspaceArn] });
}

const described = z.object({
  scraper: z.extend(scraperSummary, {
    scrapeConfiguration: z.object({ configurationBlob: z.instanceof(Uint8Array) }),
  }),
});

/** A scraper as DescribeScraper shows it: what the summary has, and the text of its scrape configuration. */
export interface DescribedScraper extends ScraperState {
  tags: Readonly<Record<string, string>>;
  statusReason: string | undefined;
  createdAt: Date;
  lastModifiedAt: Date;
  /** The service-linked role that the service made for it. */
  roleArn: string;
}

/** Undefined when there is none of this id. */
export async function describeScraper(amp: AmpClient, scraperId: string): Promise<DescribedScraper | undefined> {
  try {
    const answer = await amp.send(new DescribeScraperCommand({ scraperId }));
    const { scraper } = readAnswer('aps:DescribeScraper', described, answer);
    const { arn, status, statusReason, alias, source, roleConfiguration, createdAt, lastModifiedAt, roleArn } = scraper;
    const configuration = new TextDecoder().decode(scraper.scrapeConfiguration.configurationBlob);
    const { subnetIds = [], securityGroupIds = [] } = source.eksConfiguration ?? {};
    return {
      scraperId,
      arn,
      statusCode: status.statusCode,
      statusReason,
      settings: {
        ...(alias === undefined ? {} : { alias }),
        subnetIds,
        securityGroupIds: securityGroupIds ?? [],
        configuration,
      },
      sourceRoleArn: roleConfiguration?.sourceRoleArn,
      targetRoleArn: roleConfiguration?.targetRoleArn,
      tags: scraper.tags ?? {},
      createdAt,
      lastModifiedAt,
      roleArn,
    };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/**
 * Gives a scraper these settings in place, and these roles: an update that leaves the role configuration out can
 * drop it
 * (https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-how-to.html#cross-account-remote-write).
 * @param clientToken makes a call that comes twice one update.
 */
export async function updateScraper(
  amp: AmpClient,
  scraperId: string,
  { alias, configuration }: ScraperSettings,
  { sourceRoleArn, targetRoleArn }: Pick<ConnectionNames, 'sourceRoleArn' | 'targetRoleArn'>,
  clientToken: string,
): Promise<void> {
  await amp.send(
    new UpdateScraperCommand({
      scraperId,
      ...(alias === undefined ? {} : { alias }),
      // The SDK encodes the blob: base64 text here would be encoded twice.
      scrapeConfiguration: { configurationBlob: new TextEncoder().encode(configuration) },
      roleConfiguration: { sourceRoleArn, targetRoleArn },
      clientToken,
    }),
  );
}

/** One that is gone already is fine. */
export async function deleteScraper(amp: AmpClient, scraperId: string): Promise<void> {
  try {
    await amp.send(new DeleteScraperCommand({ scraperId }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}

/** Tags that are there and not named stay. */
export async function tagScraper(amp: AmpClient, arn: string, tags: Record<string, string>): Promise<void> {
  await amp.send(new TagResourceCommand({ resourceArn: arn, tags }));
}
