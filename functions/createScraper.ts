import { createHash } from 'node:crypto';
import {
  CreateScraperCommand,
  DeleteScraperCommand,
  DescribeScraperCommand,
  GetDefaultScraperConfigurationCommand,
  ResourceNotFoundException,
  type AmpClient,
} from '@aws-sdk/client-amp';
import * as z from 'zod/mini';
import { ampClient } from './shared/aws/amp.ts';
import { readAnswer } from './shared/aws/answer.ts';
import { listScrapers, type ScraperSummary } from './shared/aws/scrapers.ts';
import { connection, type Connection, type EnsuredScraper } from './shared/contract.ts';
import { InvalidRequest, PreflightFailed, ScraperTimeout } from './shared/errors.ts';
import { defineHandler, type HandlerContext } from './shared/handler.ts';
import { connectionNames, TAGS, type ConnectionNames } from './shared/names.ts';
import { requestSchema } from './shared/request.ts';
import { requestedConfiguration } from './shared/requestedConfiguration.ts';
import { addClusterLabel } from './shared/scrapeConfiguration/index.ts';
import { decideScraper, refuseReplacement } from './shared/scraperDecision.ts';
import { resourceTags } from './shared/tags.ts';
import { firstProgress } from './shared/progress.ts';

const input = z.object({
  executionArn: z.string(),
  /** When the execution started (ISO 8601): how old an existing scraper is, is told from it, not from a clock. */
  startTime: z.string(),
  connection,
  input: z.unknown(),
});
type Input = z.infer<typeof input>;

/** Finds the connection's scraper, or makes it. Returns with its ARN; it becomes ACTIVE some 20 minutes later. */
export const handler = defineHandler('createScraper', input, async (event, context): Promise<EnsuredScraper> => {
  const names = connectionNames(event.connection.clusterArn, event.connection.workspaceArn);
  const amp = ampClient(context.session(names.partition), names.sourceAccountId);
  const found = await listScrapers(amp, {
    sourceArn: [event.connection.clusterArn],
    destinationArn: [event.connection.workspaceArn],
  });
  const decision = decideScraper(found, event.connection.id);
  switch (decision.action) {
    case 'create':
      return createScraper(amp, names, event, context);
    case 'keep':
      refuseReplacement(decision.scraper, event.connection, names);
      return keepScraper(amp, decision.scraper, event, context);
    case 'deleteFailed':
      await deleteFailed(amp, decision.scraper.scraperId);
      throw stillThere(decision.scraper);
    case 'awaitDeletion':
      throw stillThere(decision.scraper);
  }
});

/** Retried by the state machine until the scraper is gone. */
function stillThere({ arn, status }: ScraperSummary): ScraperTimeout {
  return new ScraperTimeout(
    `Scraper ${arn} was ${status.statusCode} and is not gone yet; a new one is created when it is. Run again once "aws amp list-scrapers" no longer shows it.`,
  );
}

async function deleteFailed(amp: AmpClient, scraperId: string): Promise<void> {
  try {
    await amp.send(new DeleteScraperCommand({ scraperId }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}

const created = z.object({ scraperId: z.string(), arn: z.string() });

async function createScraper(
  amp: AmpClient,
  names: ConnectionNames,
  event: Input,
  context: HandlerContext,
): Promise<EnsuredScraper> {
  const { connection: wanted } = event;
  if (wanted.subnetIds.length < 2) throw scraperVanished(wanted);
  const text = (await wantedConfiguration(event, context)) ?? (await defaultConfiguration(amp, wanted.clusterArn));
  const answer = await amp.send(
    new CreateScraperCommand({
      alias: wanted.alias,
      // The SDK encodes the blob: base64 text here would be encoded twice.
      scrapeConfiguration: { configurationBlob: new TextEncoder().encode(text) },
      source: {
        eksConfiguration: {
          clusterArn: wanted.clusterArn,
          subnetIds: wanted.subnetIds,
          ...(wanted.securityGroupIds.length > 0 ? { securityGroupIds: wanted.securityGroupIds } : {}),
        },
      },
      destination: { ampConfiguration: { workspaceArn: wanted.workspaceArn } },
      roleConfiguration: { sourceRoleArn: names.sourceRoleArn, targetRoleArn: names.targetRoleArn },
      clientToken: clientToken(wanted.id, event.executionArn),
      tags: resourceTags(wanted, event.executionArn),
    }),
  );
  const { scraperId, arn } = readAnswer('aps:CreateScraper', created, answer);
  return { scraperId, arn, created: true, warnings: [], progress: firstProgress('CREATING', 0, true) };
}

/** A retry of this execution gets the same scraper, another execution a new one. */
function clientToken(connectionId: string, executionArn: string): string {
  return createHash('sha256').update(`${connectionId}\n${executionArn}`).digest('hex');
}

function scraperVanished({ subnetIds }: Connection): PreflightFailed {
  return new PreflightFailed([
    {
      path: 'subnetIds',
      value: subnetIds,
      problem: 'do not suffice for a new scraper, and the one that existed when the run began is gone',
      remedy: 'Run again',
    },
  ]);
}

/** The text that the request asks for, as ResolveRequest accepted it; undefined for the service's default. */
async function wantedConfiguration(event: Input, { settings }: HandlerContext): Promise<string | undefined> {
  const { configuration, clusterArn } = event.connection;
  if (configuration.from === 'service') return undefined;
  const asked =
    configuration.from === 'named'
      ? { name: configuration.name }
      : requestSchema.parse(event.input).scrapeConfiguration;
  const { text, source, findings } = requestedConfiguration(asked, clusterArn, settings.taskRoot);
  if (findings.length > 0) throw new InvalidRequest(findings);
  if (source.from !== configuration.from || source.digest !== configuration.digest) {
    throw new InvalidRequest([
      {
        path: 'scrapeConfiguration',
        problem: 'is no longer the one that was checked',
        remedy: 'Run again: the workflow was deployed in between',
      },
    ]);
  }
  return text;
}

const defaultAnswer = z.object({ configuration: z.instanceof(Uint8Array) });

/** The service's default, with the label that tells this cluster's series from another's. */
async function defaultConfiguration(amp: AmpClient, clusterArn: string): Promise<string> {
  const answer = await amp.send(new GetDefaultScraperConfigurationCommand({}));
  const { configuration } = readAnswer('aps:GetDefaultScraperConfiguration', defaultAnswer, answer);
  return addClusterLabel(new TextDecoder().decode(configuration), clusterArn);
}

const described = z.object({
  scraper: z.object({ scrapeConfiguration: z.object({ configurationBlob: z.instanceof(Uint8Array) }) }),
});

/** Settings that could be changed in place, but that this workflow leaves: said, not done. */
async function keepScraper(
  amp: AmpClient,
  scraper: ScraperSummary,
  event: Input,
  context: HandlerContext,
): Promise<EnsuredScraper> {
  const { connection: wanted } = event;
  const { scraperId, arn, alias } = scraper;
  const warnings: string[] = [];
  if (wanted.given.includes('alias') && alias !== wanted.alias) {
    warnings.push(`The scraper's alias is ${alias ?? 'none'}, asked for ${wanted.alias}: it was left as it is.`);
  }
  const text = await wantedConfiguration(event, context);
  if (text !== undefined) {
    const answer = readAnswer(
      'aps:DescribeScraper',
      described,
      await amp.send(new DescribeScraperCommand({ scraperId })),
    );
    const has = new TextDecoder().decode(answer.scraper.scrapeConfiguration.configurationBlob);
    if (has !== text)
      warnings.push("The scraper's scrape configuration is not the one asked for: it was left as it is.");
  }
  const since = scraper.status.statusCode === 'CREATING' ? scraper.createdAt : scraper.lastModifiedAt;
  const age = Math.max(0, Math.round((Date.parse(event.startTime) - since.getTime()) / 1000));
  return {
    scraperId,
    arn,
    created: scraper.tags?.[TAGS.execution] === event.executionArn,
    warnings,
    progress: firstProgress(scraper.status.statusCode, age),
  };
}
