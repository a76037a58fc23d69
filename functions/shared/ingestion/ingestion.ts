import { arnParts } from '../arn.ts';
import type { Connection, Failure, Ingestion, OnboardState, Output } from '../contract.ts';
import { NoSamples } from '../errors.ts';
import { causeMessage } from '../failure.ts';
import { limitMinutes, nextStep, UNWAITED, WAITS } from '../waiting.ts';
import { admissionWarnings, mappingNote } from '../scraper/admission.ts';
import { manualSteps } from './manualSteps.ts';

/** When the newest sample of this cluster arrived: nothing else of a workspace that many clusters write to counts. */
export function newestSampleQuery(clusterArn: string): string {
  return `max(timestamp(up{clusterArn=${JSON.stringify(clusterArn)}}))`;
}

/** What one look at the workspace showed. Seconds since the epoch, on AWS's clock. */
export interface Observation {
  /** Samples have to be newer than this. */
  since: number;
  newestSample: number | undefined;
  /** Why the workspace could not be asked. */
  problem?: string;
}

/**
 * One look's step of the wait for samples.
 * @throws NoSamples when the wait is over and the request requires them. The scraper and the roles stay: ACTIVE is ACTIVE.
 */
export function nextIngestion(
  state: OnboardState,
  seen: Observation | { since: undefined; problem: string },
): Ingestion {
  if (seen.since !== undefined && seen.newestSample !== undefined && seen.newestSample > seen.since) {
    const replaced = replacedOutput(state, seen.newestSample);
    return { status: 'DONE', output: { ...output(state, { outcome: 'ONBOARDED' }), ...replaced } };
  }
  const step = nextStep(WAITS.samples, state.ingestion?.status === 'WAITING' ? state.ingestion : UNWAITED);
  if (step !== undefined) {
    return {
      status: 'WAITING',
      ...step,
      ...(seen.since === undefined ? {} : { since: seen.since }),
      ...(seen.problem ? { problem: seen.problem } : {}),
    };
  }
  const reason = noSamplesReason(state, seen.problem);
  if (state.connection.requireSamples) throw new NoSamples(reason);
  const replaced = replacedOutput(state, undefined);
  return { status: 'DONE', output: { ...output(state, { outcome: 'NO_SAMPLES', reason }, seen.problem), ...replaced } };
}

/** What to look at, in the order in which AWS's troubleshooting does. */
function noSamplesReason({ connection, scraper }: OnboardState, problem?: string): string {
  const { clusterArn, workspaceArn, authenticationMode } = connection;
  const asked = problem
    ? `The workspace could not be asked: ${problem}.`
    : `No sample with clusterArn="${clusterArn}" that is newer than ACTIVE and the trust arrived in ${workspaceArn} within ${limitMinutes(WAITS.samples)} minutes.`;
  const mapping =
    authenticationMode === 'CONFIG_MAP'
      ? ' Do the manualSteps of the output first: the cluster does not admit the scraper before.'
      : admissionWarnings(scraper.arn, connection)
          .map((warning) => ` ${warning}`)
          .join('');
  return (
    `${asked}${mapping} Look at the scraper's vended logs (EXPORTER: "Failed to export to the target workspace" is trust or permission; SERVICE_DISCOVERY: cluster access), ` +
    "at both roles' trust policies, and at whether the subnets and security groups reach the cluster's private endpoint. The scraper stays; run again to verify again."
  );
}

/**
 * The gap in the metrics: from the old scraper's deletion to the newest sample when the new one's are first seen, which
 * is at most a look later than its first; both on AWS's clock.
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

function output(state: OnboardState, result: Pick<Output, 'outcome' | 'reason'>, problem?: string): Output {
  const { connection, sourceRole, targetRole, scraper, trust } = state;
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
    updated: [...new Set([...parts.filter(({ updated }) => updated).map(({ arn }) => arn), ...trust.updated])],
    repaired: [...parts, trust].flatMap(({ repaired }) => repaired),
    warnings: [
      ...connection.warnings,
      ...admissionWarnings(scraper.arn, connection),
      ...scraper.warnings,
      ...(isUnmapped(state, result.outcome) ? [mappingNote(connection)] : []),
      ...(state.unestablished ? [unestablishedWarning(connection, state.unestablished)] : []),
      ...(problem ? [`The workspace could not be asked: ${problem}`] : []),
    ],
    ...(connection.authenticationMode === 'CONFIG_MAP' && scraper.progress.roleArn
      ? { manualSteps: manualSteps(connection.clusterArn, sourceAccountId, scraper.progress.roleArn) }
      : {}),
  };
}
