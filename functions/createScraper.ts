import { createHash } from 'node:crypto';
import { CreateScraperCommand, type AmpClient } from '@aws-sdk/client-amp';
import * as z from 'zod/mini';
import { ampClient } from './shared/aws/amp.ts';
import { readAnswer } from './shared/aws/answer.ts';
import { defaultConfiguration } from './shared/aws/defaultConfiguration.ts';
import { keptSettings, type KeptSettings } from './shared/aws/keptSettings.ts';
import {
  deleteScraper,
  describeScraper,
  listScrapersOfPair,
  tagScraper,
  updateScraper,
  type DescribedScraper,
} from './shared/aws/scrapers.ts';
import { claim, connection, type EnsuredScraper } from './shared/contract.ts';
import { digestOf } from './shared/digest.ts';
import { PreflightFailed, ScraperTimeout } from './shared/errors.ts';
import { defineHandler, type HandlerContext } from './shared/handler.ts';
import { connectionNames, TAGS, type ConnectionNames } from './shared/names.ts';
import { firstProgress } from './shared/progress.ts';
import { checkedConfiguration } from './shared/requestedConfiguration.ts';
import { refuseReplacement, reportOf } from './shared/scraperChanges.ts';
import { decideScraper } from './shared/scraperDecision.ts';
import { planScraper } from './shared/scraperPlan.ts';
import { wantedSettings, type ScraperSettings } from './shared/scraperSettings.ts';
import { tagChanges } from './shared/tagChanges.ts';
import { resourceTags } from './shared/tags.ts';

const input = z.object({
  executionArn: z.string(),
  /** When the execution started (ISO 8601): how old an existing scraper is, is told from it, not from a clock. */
  startTime: z.string(),
  connection,
  claim,
  input: z.unknown(),
});
type Input = z.infer<typeof input>;

/** All that the ways below work with. */
interface Work {
  event: Input;
  context: HandlerContext;
  names: ConnectionNames;
  amp: AmpClient;
  /** The configuration that the request names. */
  text: string | undefined;
  kept: KeptSettings;
  /** Whether the item keeps settings, or an earlier attempt of this execution may have put some there. */
  mayKeep: boolean;
}

/**
 * Finds the connection's scraper and gives it the settings that are asked for, or makes it. Returns with its ARN; a new one
 * becomes ACTIVE some 20 minutes later. What has to be waited for first is thrown as ScraperTimeout, which the state machine
 * retries.
 */
export const handler = defineHandler('createScraper', input, async (event, context): Promise<EnsuredScraper> => {
  const names = connectionNames(event.connection.clusterArn, event.connection.workspaceArn);
  const amp = ampClient(context.session(names.partition), names.sourceAccountId);
  const text = checkedConfiguration(event.connection, event.input, context.settings.taskRoot);
  const { claim: claimed, connection: wanted } = event;
  const kept = keptSettings(context, wanted.id);
  const mayKeep = wanted.replace || (claimed.status === 'CLAIMED' && claimed.keepsSettings);
  const work = { event, context, names, amp, text, kept, mayKeep };
  const decision = decideScraper(await listScrapersOfPair(amp, event.connection), names);
  switch (decision.action) {
    case 'create':
      return createScraper(work);
    case 'keep':
      return changeScraper(work, decision.scraper.scraperId);
    case 'deleteFailed':
      await deleteScraper(amp, decision.scraper.scraperId);
      throw stillThere(decision.scraper.arn, decision.scraper.status.statusCode);
    case 'awaitDeletion':
      if (mayKeep) await kept.noteStop(decision.scraper);
      throw stillThere(decision.scraper.arn, decision.scraper.status.statusCode);
  }
});

function stillThere(arn: string, statusCode: string): ScraperTimeout {
  return new ScraperTimeout(
    `Scraper ${arn} was ${statusCode} and is not gone yet; a new one is created when it is. Run again once "aws amp list-scrapers" no longer shows it.`,
  );
}

const created = z.object({ scraperId: z.string(), arn: z.string() });

/** A scraper that is made in another's place takes from that one what the request leaves open. */
async function createScraper(work: Work): Promise<EnsuredScraper> {
  const { event, names, amp, text, kept, mayKeep } = work;
  const { connection: wanted, executionArn } = event;
  const before = mayKeep ? await kept.read() : undefined;
  const replaced = before?.change === 'replace' ? before : undefined;
  const asked = wantedSettings(replaced?.settings, wanted, text);
  if (asked.subnetIds.length < 2) throw scraperVanished(asked.subnetIds);
  const configuration = asked.configuration ?? (await defaultConfiguration(amp, wanted.clusterArn));
  const { securityGroupIds } = asked;
  const answer = await amp.send(
    new CreateScraperCommand({
      alias: asked.alias,
      // The SDK encodes the blob: base64 text here would be encoded twice.
      scrapeConfiguration: { configurationBlob: new TextEncoder().encode(configuration) },
      source: {
        eksConfiguration: {
          clusterArn: wanted.clusterArn,
          subnetIds: asked.subnetIds,
          ...(securityGroupIds.length > 0 ? { securityGroupIds } : {}),
        },
      },
      destination: { ampConfiguration: { workspaceArn: wanted.workspaceArn } },
      roleConfiguration: { sourceRoleArn: names.sourceRoleArn, targetRoleArn: names.targetRoleArn },
      clientToken: clientToken(wanted.id, executionArn),
      tags: resourceTags(wanted, executionArn),
    }),
  );
  const { scraperId, arn } = readAnswer('aps:CreateScraper', created, answer);
  const stoppedAt = replaced?.stoppedAt;
  return {
    scraperId,
    arn,
    created: true,
    updated: false,
    mended: [],
    ...(replaced ? { replaced: { arn: replaced.scraperArn, ...(stoppedAt ? { stoppedAt } : {}) } } : {}),
    settings: inventoried({ ...asked, configuration }),
    warnings: [],
    progress: firstProgress('CREATING', 0, true),
  };
}

/** A retry of this execution is the same call, another execution's is another. */
function clientToken(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}

function scraperVanished(subnetIds: string[]): PreflightFailed {
  return new PreflightFailed([
    {
      path: 'subnetIds',
      value: subnetIds,
      problem: 'do not suffice for a new scraper, and the one that existed when the run began is gone',
      remedy: 'Run again',
    },
  ]);
}

function inventoried({ configuration, ...settings }: ScraperSettings): EnsuredScraper['settings'] {
  return { ...settings, configuration: digestOf(configuration) };
}

/** Changes in place what can be, deletes what has to be replaced, and leaves what is as it is to be. */
async function changeScraper(work: Work, scraperId: string): Promise<EnsuredScraper> {
  const { event, context, names, amp, text, kept } = work;
  const { connection: wanted, executionArn } = event;
  const scraper = await describeScraper(amp, scraperId);
  if (scraper === undefined) throw stillThere(scraperId, 'there');
  const mayBeRetry = scraper.statusCode !== 'ACTIVE' || wanted.given.length > 0;
  const before = work.mayKeep || mayBeRetry ? await kept.read() : undefined;
  const plan = planScraper(scraper, before, executionArn, wanted, text, names);
  if (!wanted.replace) refuseReplacement(scraper, plan.changes);
  const isOwnUpdate = before?.executionArn === executionArn && before.scraperArn === scraper.arn;
  if (scraper.statusCode === 'UPDATING' && !isOwnUpdate) throw stillBusy(scraper);
  if (plan.changes.length > 0) {
    if (scraper.statusCode === 'CREATING') throw stillBusy(scraper);
    const change = plan.changes.some(({ action }) => action === 'replace') ? 'replace' : 'update';
    const report = reportOf(scraper.arn, plan.changes);
    const scraperArn = scraper.arn;
    if (!isOwnUpdate) await kept.save({ change, executionArn, scraperArn, settings: plan.base, ...report });
    if (change === 'replace') return replaceScraper(work, scraper);
    await updateScraper(amp, scraperId, plan.wanted, names, clientToken('update', wanted.id, executionArn));
  }
  const report = isOwnUpdate ? before : reportOf(scraper.arn, plan.changes);
  const isCreator = scraper.tags[TAGS.execution] === executionArn;
  const tags = tagChanges(scraper.tags, resourceTags(wanted, executionArn));
  for (const { after } of tags) await tagScraper(amp, scraper.arn, after);
  const tagReport = reportOf(scraper.arn, tags);
  context.logger.appendKeys({ scraperChanges: plan.changes.map(({ action, part }) => `${action} ${part}`) });
  return {
    scraperId,
    arn: scraper.arn,
    created: isCreator,
    updated: report.updated || tagReport.updated,
    mended: [...report.mended, ...tagReport.mended],
    settings: inventoried(plan.wanted),
    warnings: [],
    progress:
      plan.changes.length > 0 ? firstProgress('UPDATING', 0) : firstProgress(scraper.statusCode, ageOf(scraper, event)),
  };
}

function stillBusy({ arn, statusCode }: DescribedScraper): ScraperTimeout {
  return new ScraperTimeout(
    `Scraper ${arn} is ${statusCode} and cannot be changed until it is ACTIVE. Run again then, or leave out what is to be changed.`,
  );
}

function ageOf({ statusCode, createdAt, lastModifiedAt }: DescribedScraper, { startTime }: Input): number {
  const since = statusCode === 'CREATING' ? createdAt : lastModifiedAt;
  return Math.max(0, Math.round((Date.parse(startTime) - since.getTime()) / 1000));
}

/** @throws ScraperTimeout: the next attempt finds it DELETING, or gone. */
async function replaceScraper({ amp, event, kept }: Work, { scraperId, arn }: DescribedScraper): Promise<never> {
  await deleteScraper(amp, scraperId);
  const leaving = (await listScrapersOfPair(amp, event.connection)).find((one) => one.arn === arn);
  if (leaving !== undefined) await kept.noteStop(leaving);
  throw stillThere(arn, 'to be replaced');
}
