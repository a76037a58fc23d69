import {
  DeleteScraperLoggingConfigurationCommand,
  DescribeScraperLoggingConfigurationCommand,
  ResourceNotFoundException,
  UpdateScraperLoggingConfigurationCommand,
  type AmpClient,
} from '@aws-sdk/client-amp';
import * as z from 'zod/mini';
import { readAnswer } from '../aws/answer.ts';
import { withinShare } from '../aws/deadline.ts';
import { endsSession, translateAwsError } from '../aws/errors/translate.ts';
import { ampClient } from '../aws/services/amp.ts';
import type { EnsuredScraper, SwitchedLogging } from '../contract.ts';
import { PreflightFailed } from '../errors.ts';
import type { HandlerContext } from '../handler/handler.ts';
import type { ConnectionNames } from '../names.ts';
import {
  COMPONENTS,
  decideLogging,
  failedWarning,
  isOurs,
  ownLogGroupArn,
  refusedWarning,
  type Logging,
} from './decision.ts';

/** Of an invocation's time, what its calls may take: the logs are no reason to miss what it is for. */
const SHARE = 1 / 4;

const text = z.string();
const answer = z.object({
  status: z.object({ statusCode: text, statusReason: z.optional(text) }),
  loggingDestination: z.object({ cloudWatchLogs: z.optional(z.object({ logGroupArn: text })) }),
  scraperComponents: z.prefault(z.array(z.object({ type: text })), []),
});

/** Undefined when the scraper has none. */
async function readLogging(amp: AmpClient, scraperId: string): Promise<Logging | undefined> {
  try {
    const got = await amp.send(new DescribeScraperLoggingConfigurationCommand({ scraperId }));
    const { status, loggingDestination, scraperComponents } = readAnswer(
      'aps:DescribeScraperLoggingConfiguration',
      answer,
      got,
    );
    return {
      ...status,
      logGroupArn: loggingDestination.cloudWatchLogs?.logGroupArn,
      components: scraperComponents.map(({ type }) => type),
    };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

type Sessions = Pick<HandlerContext, 'session' | 'forgetSessions'>;

/**
 * Makes a scraper's logging what is asked for. Whatever stands in the way is a warning: a connection works without its logs. A session that has
 * ended, which the frame mends for what fails, is made anew here.
 */
export async function switchLogging(
  { scraperId, arn, settings: { logs: wanted } }: EnsuredScraper,
  names: ConnectionNames,
  context: Sessions,
): Promise<SwitchedLogging> {
  if (wanted === undefined) return { changed: false, warnings: [] };
  const work = () => switchBy(ampOf(names, context), { scraperId, arn, wanted }, names);
  try {
    return await withNewSession(() => withinShare(SHARE, work), context);
  } catch (error) {
    return { changed: false, warnings: [refusedWarning(arn, wanted, reasonOf(error), names.installation)] };
  }
}

function ampOf({ partition, sourceAccountId }: ConnectionNames, context: Sessions): AmpClient {
  return ampClient(context.session(partition), sourceAccountId);
}

async function withNewSession<Result>(work: () => Promise<Result>, context: Sessions): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!endsSession(translateAwsError(error))) throw error;
    context.forgetSessions();
    return work();
  }
}

interface Wanted {
  scraperId: string;
  arn: string;
  wanted: boolean;
}

async function switchBy(
  amp: AmpClient,
  { scraperId, arn, wanted }: Wanted,
  names: ConnectionNames,
): Promise<SwitchedLogging> {
  const { action, warnings } = decideLogging(arn, wanted, await readLogging(amp, scraperId), names);
  if (action === 'on') {
    const loggingDestination = { cloudWatchLogs: { logGroupArn: ownLogGroupArn(names) } };
    const scraperComponents = COMPONENTS.map((type) => ({ type }));
    await amp.send(new UpdateScraperLoggingConfigurationCommand({ scraperId, loggingDestination, scraperComponents }));
  }
  if (action === 'off') await amp.send(new DeleteScraperLoggingConfigurationCommand({ scraperId }));
  return { changed: action !== 'none', warnings };
}

/** What became of logging that was switched on: nothing to tell where nobody can say. */
export async function loggingWarnings(
  { scraperId, arn }: EnsuredScraper,
  names: ConnectionNames,
  context: Sessions,
): Promise<string[]> {
  const amp = ampOf(names, context);
  const has = await withinShare(SHARE, () => readLogging(amp, scraperId)).catch(() => undefined);
  const warning = has && failedWarning(arn, has);
  return warning === undefined ? [] : [warning];
}

/** What a plan goes by. */
export async function seeLogging(
  amp: AmpClient,
  scraperId: string,
): Promise<{ has: Logging | undefined } | { unread: string }> {
  try {
    return { has: await withinShare(SHARE, () => readLogging(amp, scraperId)) };
  } catch (error) {
    return { unread: reasonOf(error) };
  }
}

/** Whether a scraper's logs go to our log group; where nobody can say, they do not. */
export async function logsToUs(amp: AmpClient, scraperId: string, names: ConnectionNames): Promise<boolean> {
  const has = await withinShare(SHARE, () => readLogging(amp, scraperId)).catch(() => undefined);
  return isOurs(has, names);
}

/** In one line, as a warning is. */
function reasonOf(error: unknown): string {
  const translated = translateAwsError(error);
  if (translated instanceof PreflightFailed) {
    return translated.findings.map(({ path, problem }) => `${path}: ${problem}.`).join(' ');
  }
  return translated instanceof Error ? translated.message : String(translated);
}
