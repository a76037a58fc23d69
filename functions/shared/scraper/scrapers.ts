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
import { readAnswer } from '../aws/answer.ts';
import { rawAnswer } from '../aws/rawAnswer.ts';
import type { ScraperState } from '../settings/changes.ts';
import { settingMembers, unknownMembers, updateRequest } from '../settings/members.ts';
import type { WholeSettings } from '../settings/settings.ts';
import { describedSettings, listedSettings } from '../settings/settingsTable.ts';

const text = z.string();

const scraperSummary = z.object({
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
const scraperPage = z.object({ scrapers: z.array(z.unknown()) });

/** A scraper as ListScrapers shows it. */
export interface ScraperSummary extends z.infer<typeof scraperSummary> {
  settings: Omit<WholeSettings, 'configuration'>;
}

/**
 * The scrapers of the account and Region, those that are being made or deleted included.
 * @param filters by `status`, `sourceArn`, `destinationArn` or `alias`: several values of one key are alternatives, several keys all hold.
 */
export async function listScrapers(amp: AmpClient, filters?: Record<string, string[]>): Promise<ScraperSummary[]> {
  const found: ScraperSummary[] = [];
  for await (const page of paginateListScrapers({ client: amp }, filters ? { filters } : {})) {
    const { scrapers } = readAnswer('aps:ListScrapers', scraperPage, page);
    found.push(
      ...scrapers.map((scraper) => ({
        ...readAnswer('aps:ListScrapers', scraperSummary, scraper),
        settings: readAnswer('aps:ListScrapers', listedSettings, settingMembers(scraper)),
      })),
    );
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

const described = z.object({ scraper: z.unknown() });

/** A scraper as DescribeScraper shows it. */
export interface DescribedScraper extends ScraperState {
  statusReason: string | undefined;
  createdAt: Date;
  lastModifiedAt: Date;
  /** The service-linked role that the service made for it. */
  roleArn: string;
}

/** Undefined when there is none of this id. */
export async function describeScraper(amp: AmpClient, scraperId: string): Promise<DescribedScraper | undefined> {
  const operation = 'aps:DescribeScraper';
  const command = new DescribeScraperCommand({ scraperId });
  const raw = rawAnswer(command);
  try {
    const { scraper } = readAnswer(operation, described, await amp.send(command));
    const summary = readAnswer(operation, scraperSummary, scraper);
    const { arn, roleArn, status, statusReason, createdAt, lastModifiedAt } = summary;
    return {
      scraperId,
      arn,
      statusCode: status.statusCode,
      statusReason,
      settings: readAnswer(operation, describedSettings, settingMembers(scraper)),
      unknownMembers: unknownMembers(readAnswer(operation, described, raw()).scraper),
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
 * Gives a scraper these settings in place, and these roles.
 * @param clientToken makes a call that comes twice one update.
 */
export async function updateScraper(
  amp: AmpClient,
  scraperId: string,
  settings: WholeSettings,
  clientToken: string,
): Promise<void> {
  await amp.send(new UpdateScraperCommand({ ...updateRequest(settings), scraperId, clientToken }));
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
