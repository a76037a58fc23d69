import {
  DeleteScraperCommand,
  DescribeScraperCommand,
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
import { listEach, listedScraper, type ListedScraper } from './listed.ts';

/** A scraper as ListScrapers shows it. */
export interface ScraperSummary extends ListedScraper {
  settings: Omit<WholeSettings, 'configuration'>;
}

/** The scrapers of the account and Region, with their settings. @param filters as of `listEach`. */
export function listScrapers(amp: AmpClient, filters?: Record<string, string[]>): Promise<ScraperSummary[]> {
  const read = (scraper: unknown): ScraperSummary => ({
    ...readAnswer('aps:ListScrapers', listedScraper, scraper),
    settings: readAnswer('aps:ListScrapers', listedSettings, settingMembers(scraper)),
  });
  return listEach(amp, read, filters);
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
    const summary = readAnswer(operation, listedScraper, scraper);
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
