import * as z from 'zod/mini';
import { ampClient } from './shared/aws/services/amp.ts';
import { changeScraper } from './shared/scraper/change.ts';
import { keptSettings } from './shared/connection/table/keptSettings.ts';
import { makeScraper } from './shared/scraper/make.ts';
import { deleteScraper, listScrapersOfPair } from './shared/scraper/scrapers.ts';
import { stillThere, type ScraperWork } from './shared/scraper/work.ts';
import { claim, connection, type EnsuredScraper } from './shared/contract.ts';
import { defineHandler, type HandlerContext } from './shared/handler/handler.ts';
import { acceptedConfiguration } from './shared/request/configuration/acceptedConfiguration.ts';
import { tagged } from './shared/request/requestedTags.ts';
import { decideScraper } from './shared/scraper/decision.ts';
import { foreignWarnings } from './shared/scraper/foreign.ts';

const input = z.object({
  executionArn: z.string(),
  startTime: z.string(),
  connection,
  claim,
  input: z.unknown(),
});

/**
 * Serves CreateScraper of onboard: finds the connection's scraper and gives it the settings that are asked for, or makes it. `input` is
 * the execution's own, which has the scrape configuration and the tags; `startTime` (ISO 8601) is its start.
 * Returns with its ARN; a new one becomes ACTIVE some 20 minutes later. PatchTrust needs `arn`, and `created` to tell a repair;
 * WaitForScraper `progress.waitSeconds`; VerifyIngestion all of it.
 * @throws ScraperTimeout for what has to be waited for first: a scraper that is going, or busy. The state tries again for 45 minutes.
 * @throws ReplacementNeeded for a change that the service does not make in place, where the request does not allow a new scraper.
 * @throws NotOurs for a scraper with the connection's roles or id and without its tags.
 * @throws InvalidRequest when the configuration is not the one that ResolveRequest read: other functions were deployed in between.
 * @throws PreflightFailed for more tags than AWS takes, or subnets that a new scraper cannot take over.
 * @throws OwnedElsewhere when another execution has become the one writer.
 * @throws QuotaExceeded when the account has no room for one more scraper.
 */
export const handler = defineHandler('createScraper', input, async (event, context): Promise<EnsuredScraper> => {
  const work = workOf(event, context);
  const found = await listScrapersOfPair(work.amp, event.connection);
  const decision = decideScraper(found, work.names);
  const foreign = foreignWarnings(found, work.names);
  switch (decision.action) {
    case 'create':
      return warned(await makeScraper(work), foreign);
    case 'keep':
      return warned(await changeScraper(work, decision.scraper.scraperId), foreign);
    case 'deleteFailed':
      await deleteScraper(work.amp, decision.scraper.scraperId);
      throw stillThere(decision.scraper.arn, decision.scraper.status.statusCode);
    case 'awaitDeletion':
      if (work.mayKeep) await work.kept.noteStop(decision.scraper);
      throw stillThere(decision.scraper.arn, decision.scraper.status.statusCode);
  }
});

function warned(scraper: EnsuredScraper, foreign: string[]): EnsuredScraper {
  return { ...scraper, warnings: [...foreign, ...scraper.warnings] };
}

function workOf(
  { connection: wanted, claim: claimed, ...event }: z.infer<typeof input>,
  context: HandlerContext,
): ScraperWork {
  const names = context.names(wanted);
  return {
    connection: tagged(wanted, event.input),
    executionArn: event.executionArn,
    startTime: event.startTime,
    names,
    amp: ampClient(context.session(names.partition), names.sourceAccountId),
    logger: context.logger,
    text: acceptedConfiguration(wanted, names, event.input, context.environment.taskRoot),
    kept: keptSettings(context, wanted),
    mayKeep:
      wanted.replace !== false ||
      wanted.clusterMadeAt !== undefined ||
      (claimed.status === 'CLAIMED' && claimed.keepsSettings),
  };
}
