import { CreateScraperCommand } from '@aws-sdk/client-amp';
import * as z from 'zod/mini';
import type { EnsuredScraper } from '../contract.ts';
import { firstProgress } from './progress.ts';
import { readAnswer } from '../aws/answer.ts';
import { shortestIntervalSeconds } from '../scrapeConfiguration/labels/interval.ts';
import { defaultConfiguration } from '../settings/defaultConfiguration.ts';
import { creationRequest } from '../settings/members.ts';
import { beingReplaced, newScraper } from '../settings/wanted.ts';
import { clientToken, inventoried, replacedBy, replacementWarnings, type ScraperWork } from './work.ts';

const created = z.object({ scraperId: z.string(), arn: z.string() });

/**
 * A scraper that is made in another's place takes from that one what the request leaves open.
 * @throws PreflightFailed as newScraper; QuotaExceeded, by AWS's answer, when the account has no room for one more.
 */
export async function makeScraper(work: ScraperWork): Promise<EnsuredScraper> {
  const { connection: wanted, executionArn, names, amp, text, kept, mayKeep } = work;
  const before = mayKeep ? await kept.read() : undefined;
  const { settings: asked, warnings } = newScraper(beingReplaced(before), executionArn, wanted, text, names);
  const configuration = asked.configuration ?? (await defaultConfiguration(amp, names));
  const settings = { ...asked, configuration };
  const request = { ...creationRequest(settings, wanted), clientToken: clientToken(wanted.id, executionArn) };
  const answer = await amp.send(new CreateScraperCommand(request));
  const { scraperId, arn } = readAnswer('aps:CreateScraper', created, answer);
  return {
    scraperId,
    arn,
    created: true,
    updated: false,
    repaired: [],
    ...replacedBy(arn, before),
    settings: inventoried(settings),
    shortestIntervalSeconds: shortestIntervalSeconds(configuration),
    warnings: [...warnings, ...replacementWarnings(arn, before, wanted)],
    progress: firstProgress('CREATING', 0, true),
  };
}
