import * as z from 'zod/mini';
import { prometheusClient, QueryFailed, type PrometheusClient } from './shared/ingestion/prometheus.ts';
import { onboardState, type Ingestion, type OnboardState, type SwitchedLogging } from './shared/contract.ts';
import { defineHandler } from './shared/handler/handler.ts';
import { endsInVain, isInVain, nextIngestion, type Observation, type Unasked } from './shared/ingestion/ingestion.ts';
import { jobTargets, targetsQuery } from './shared/ingestion/targets.ts';
import { loggingWarnings, switchLogging } from './shared/logging/logging.ts';
import { lastLinesSay } from './shared/logging/readLines.ts';
import type { ConnectionNames } from './shared/names.ts';

const DAY_SECONDS = 86_400;

const input = z.object({ executionArn: z.string(), state: onboardState });

/**
 * Serves VerifyIngestion of onboard. `state` is all that the state machine keeps, with its own last result as `ingestion`.
 * Asks the target workspace whether samples of this cluster arrive: ACTIVE does not prove it, since a scraper whose export is refused
 * stays ACTIVE. Its first look switches the scraper's logs, where that is asked for: the scraper is there, and nothing waits for them. A
 * query that fails is a warning in the end, and no failure.
 * SamplesArrived? reads `status`, WaitForSamples `waitSeconds`; the `output` of DONE is the execution's.
 * @throws NoSamples when the wait is over, nothing can be scraped and the request requires samples. Nothing is undone.
 */
export const handler = defineHandler('verifyIngestion', input, async ({ state }, context): Promise<Ingestion> => {
  const { connection, scraper } = state;
  const names = context.names(connection);
  const logging = await loggingOf(state, () => switchLogging(scraper, names, context));
  const session = context.session(names.partition);
  const workspace = prometheusClient(session, names.targetAccountId, connection.prometheusEndpoint);
  const seen = await observe(state, names, workspace).catch((error: unknown): Unasked => {
    if (!(error instanceof QueryFailed)) throw error;
    context.log('queryFailed', { reason: error.message });
    context.forgetSessions();
    return { since: sinceOf(state), problem: error.message };
  });
  const isLast = 'at' in seen && endsInVain(state, seen);
  const said = isLast ? { said: await lastLinesSay(session, names, scraper, seen.at) } : {};
  const next = nextIngestion(state, { ...seen, ...said, ...(logging === undefined ? {} : { logging }) });
  if (next.status !== 'DONE' || !scraper.settings.logs) return next;
  const warnings = [...next.output.warnings, ...(await loggingWarnings(scraper, names, context))];
  return { ...next, output: { ...next.output, warnings } };
});

/** What the first look has made of the logging; undefined where nobody asks for anything. */
async function loggingOf(
  { ingestion, scraper }: OnboardState,
  make: () => Promise<SwitchedLogging>,
): Promise<SwitchedLogging | undefined> {
  if (scraper.settings.logs === undefined) return undefined;
  return ingestion?.status === 'WAITING' ? ingestion.logging : make();
}

async function observe(state: OnboardState, names: ConnectionNames, workspace: PrometheusClient): Promise<Observation> {
  const at = await workspace.queryTime();
  const since = sinceOf(state) ?? at;
  const seconds = Math.floor(at - since);
  if (seconds < 1) return { since, at, jobs: [] };
  const ask = async (range: number, until: number) =>
    jobTargets(await workspace.queryUp(targetsQuery(names.ownLabels, range), until));
  const seen = { since, at, jobs: await ask(seconds, at) };
  return isInVain(state, seen) ? { ...seen, ...(await wasSampled(() => ask(DAY_SECONDS, since))) } : seen;
}

/** Tells what never sent from what has stopped. Without an answer neither is said. */
async function wasSampled(ask: () => Promise<unknown[]>): Promise<Pick<Observation, 'wasSampled'>> {
  try {
    return { wasSampled: (await ask()).length > 0 };
  } catch (error) {
    if (!(error instanceof QueryFailed)) throw error;
    return {};
  }
}

/**
 * From when on samples count: the later of ACTIVE and PatchTrust. A scraper that was seen pending after PatchTrust became
 * ACTIVE later. For one that was ACTIVE at the first look the order is not known, so the workspace's own clock at the first
 * query is taken, which is later than both; unknown until then.
 */
function sinceOf({ ingestion, scraper }: OnboardState): number | undefined {
  const { seenPending, activeAt } = scraper.progress;
  if (ingestion?.status === 'WAITING' && ingestion.since !== undefined) return ingestion.since;
  return seenPending && activeAt !== undefined ? Date.parse(activeAt) / 1000 : undefined;
}
