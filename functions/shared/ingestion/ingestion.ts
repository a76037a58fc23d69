import { arnParts } from '../arn.ts';
import type { Connection, Failure, Ingestion, JobTargets, OnboardState, Output, SwitchedLogging } from '../contract.ts';
import { NoSamples } from '../errors.ts';
import { causeMessage } from '../failure.ts';
import { limitMinutes, nextStep, samplesWait, UNWAITED } from '../waiting.ts';
import { admissionWarnings, mappingNote } from '../scraper/admission.ts';
import { manualSteps } from './manualSteps.ts';
import { downWarnings, isDown, targetsOf } from './targets.ts';

/** What is known beside the samples. */
interface OfLogs {
  logging?: SwitchedLogging;
  /** What the scraper's last lines mean, of a look that ends in vain. */
  said?: string;
}

/** What one look at the workspace showed. Seconds since the epoch, on AWS's clock. */
export interface Observation extends OfLogs {
  /** Samples have to be newer than this. */
  since: number;
  /** When it was asked. */
  at: number;
  /** By job, what the newest of those samples say; empty when there are none. */
  jobs: readonly JobTargets[];
  /** Whether the day before `since` has samples; absent where that was not asked, or not answered. */
  wasSampled?: boolean;
}

/** A look at a workspace that could not be asked. */
export interface Unasked extends OfLogs {
  since: number | undefined;
  problem: string;
}

/**
 * One look's step of the wait for samples. It is over with the first samples when of every job something can be scraped; a job of
 * which nothing can be is asked again until the limit.
 * @throws NoSamples when the wait is over, nothing can be scraped and the request requires samples. The scraper and the roles stay:
 * ACTIVE is ACTIVE.
 */
export function nextIngestion(state: OnboardState, seen: Observation | Unasked): Ingestion {
  const jobs = 'jobs' in seen ? seen.jobs : [];
  const isScraped = jobs.some(({ up }) => up > 0);
  if (isScraped && !jobs.some(isDown)) return onboarded(state, seen, jobs);
  const { wait, step } = waitOf(state);
  if (step !== undefined) {
    return {
      status: 'WAITING',
      ...step,
      ...(seen.since === undefined ? {} : { since: seen.since }),
      ...('problem' in seen ? { problem: seen.problem } : {}),
      ...(seen.logging === undefined ? {} : { logging: seen.logging }),
    };
  }
  if (isScraped) return onboarded(state, seen, jobs);
  const problem = 'problem' in seen ? seen.problem : undefined;
  const reason =
    jobs.length > 0 ? unscrapedReason(state, jobs, seen) : noSamplesReason(state, limitMinutes(wait), seen);
  if (state.connection.requireSamples) throw new NoSamples(reason);
  const result = output(state, { outcome: 'NO_SAMPLES', reason }, seen, problem);
  return done(state, undefined, { ...result, ...targetsOf(jobs) });
}

/** Whether this look is the last, and nothing could be scraped: what the scraper says is worth a call then. */
export function endsInVain(state: OnboardState, seen: Observation | Unasked): boolean {
  const jobs = 'jobs' in seen ? seen.jobs : [];
  return !jobs.some(({ up }) => up > 0) && waitOf(state).step === undefined;
}

/** Whether this look is the last, and saw nothing: what was before is worth a query then. */
export function isInVain(state: OnboardState, { jobs }: Observation): boolean {
  return jobs.length === 0 && waitOf(state).step === undefined;
}

function waitOf({ scraper, ingestion }: OnboardState) {
  const wait = samplesWait(scraper.shortestIntervalSeconds);
  return { wait, step: nextStep(wait, ingestion?.status === 'WAITING' ? ingestion : UNWAITED) };
}

function onboarded(state: OnboardState, seen: Observation | Unasked, jobs: readonly JobTargets[]): Ingestion {
  const result = output(state, { outcome: 'ONBOARDED' }, seen);
  const warnings = [...result.warnings, ...downWarnings(jobs)];
  return done(state, 'at' in seen ? seen.at : undefined, { ...result, warnings, ...targetsOf(jobs) });
}

function done(state: OnboardState, sampledAt: number | undefined, result: Output): Ingestion {
  return { status: 'DONE', output: { ...result, ...replacedOutput(state, sampledAt) } };
}

/** The collector reaches the workspace: neither trust nor permission is in the way. */
function unscrapedReason({ connection }: OnboardState, jobs: readonly JobTargets[], { said }: OfLogs): string {
  return (
    `Samples of ${connection.clusterArn} arrive in ${connection.workspaceArn}, and all of them say that a target was found and cannot be scraped. ` +
    `${[...downWarnings(jobs), ...(said === undefined ? [] : [said])].join(' ')} The scraper stays; run again to verify again.`
  );
}

/** What to look at, in the order in which AWS's troubleshooting does. */
function noSamplesReason({ connection, scraper }: OnboardState, minutes: number, seen: Observation | Unasked): string {
  const { clusterArn, workspaceArn, authenticationMode } = connection;
  const asked =
    'problem' in seen
      ? `The workspace could not be asked: ${seen.problem}.`
      : `No sample of ${clusterArn} that is newer than ACTIVE and the trust arrived in ${workspaceArn} within ${minutes} minutes.`;
  const before =
    'wasSampled' in seen && seen.wasSampled
      ? ' Samples of this connection from the day before are there: something has stopped them since.'
      : '';
  const mapping =
    authenticationMode === 'CONFIG_MAP'
      ? ' Do the manualSteps of the output first: the cluster does not admit the scraper before.'
      : admissionWarnings(scraper.arn, connection)
          .map((warning) => ` ${warning}`)
          .join('');
  const said = seen.said === undefined ? '' : ` ${seen.said}`;
  return (
    `${asked}${before}${mapping}${said} Look at both roles' trust policies, at the workspace's metrics (the reason of DiscardedSamples in AWS/Prometheus names a limit; ResourceCount in AWS/Usage has ActiveSeries and IngestionRate), ` +
    "and at whether the subnets and security groups reach the cluster's private endpoint. The scraper stays; run again to verify again."
  );
}

/**
 * The gap in the metrics: from the old scraper's deletion to the look that saw the new one's samples, which is at most a look later
 * than the first of them; both on AWS's clock.
 */
function replacedOutput({ scraper: { replaced } }: OnboardState, sampledAt: number | undefined) {
  if (replaced === undefined) return {};
  const { arn: scraperArn, stoppedAt } = replaced;
  if (stoppedAt === undefined || sampledAt === undefined) return { replaced: { scraperArn } };
  return { replaced: { scraperArn, gapSeconds: Math.round(sampledAt - Date.parse(stoppedAt) / 1000) } };
}

/** The release at the end of the execution says it too, and may have been heard: the item tells. */
function unestablishedWarning({ id, door }: Connection, { Error: error, Cause }: Failure): string {
  return (
    `The table could not be told that connection ${id} is established and the ${door} door's, ${error}: ${causeMessage(Cause)} ` +
    'The connection works. If its item still says established: false when this execution has ended, mend what the reason names and run onboard again.'
  );
}

/** A scraper in another's place, from which nothing has come. */
function isUnmapped({ connection, scraper }: OnboardState, outcome: Output['outcome']): boolean {
  return connection.authenticationMode === 'CONFIG_MAP' && scraper.replaced !== undefined && outcome === 'NO_SAMPLES';
}

function output(
  state: OnboardState,
  result: Pick<Output, 'outcome' | 'reason'>,
  { logging }: OfLogs,
  problem?: string,
): Output {
  const { connection, sourceRole, targetRole, scraper, trust } = state;
  const isRelogged = logging?.changed === true && !scraper.created;
  const { accountId: sourceAccountId } = arnParts(connection.clusterArn);
  const parts = [sourceRole, targetRole, scraper];
  return {
    ...result,
    connectionId: connection.id,
    door: connection.door,
    clusterArn: connection.clusterArn,
    workspaceArn: connection.workspaceArn,
    scraperArn: scraper.arn,
    sourceRoleArn: sourceRole.arn,
    targetRoleArn: targetRole.arn,
    created: parts.filter(({ created }) => created).map(({ arn }) => arn),
    updated: [
      ...new Set([
        ...parts.filter(({ updated }) => updated).map(({ arn }) => arn),
        ...(isRelogged ? [scraper.arn] : []),
        ...trust.updated,
      ]),
    ],
    repaired: [...parts, trust].flatMap(({ repaired }) => repaired),
    warnings: [
      ...connection.warnings,
      ...admissionWarnings(scraper.arn, connection),
      ...scraper.warnings,
      ...(logging?.warnings ?? []),
      ...(isUnmapped(state, result.outcome) ? [mappingNote(connection)] : []),
      ...(state.unestablished ? [unestablishedWarning(connection, state.unestablished)] : []),
      ...(problem ? [`The workspace could not be asked: ${problem}`] : []),
    ],
    ...(connection.authenticationMode === 'CONFIG_MAP' && scraper.progress.roleArn
      ? { manualSteps: manualSteps(connection.clusterArn, sourceAccountId, scraper.progress.roleArn) }
      : {}),
  };
}
