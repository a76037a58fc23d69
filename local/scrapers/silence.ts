import type { Silence, SilenceReason } from '../state/silence.ts';
import type { Scraper } from '../state/state.ts';

/** The words of AMP's vended logs (https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-vended-logs.html), of a workspace that is not found; that they are the same of one that refuses, is assumed. */
export const EXPORT_FAILED = 'EXPORTER: Failed to export to the target workspace - Verify your scraper destination.';

/**
 * What the vended logs say, their component first: the texts of AWS's page, and behind those of the exporter the answer of the workspace
 * as https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-troubleshooting.html has it. Assumed: what is said where no target is
 * found, and of an endpoint that is not reached.
 */
const LOGGED: Readonly<Record<SilenceReason, string>> = {
  'write-forbidden': `${EXPORT_FAILED} server returned HTTP status 403 Forbidden`,
  'no-targets': 'SERVICE_DISCOVERY: no target found: the configuration selects nothing that the cluster has',
  'targets-down': 'COLLECTOR: Scrape failed: connect: connection refused',
  'targets-forbidden': 'COLLECTOR: Scrape failed: server returned HTTP status 403 Forbidden',
  'no-access': 'SERVICE_DISCOVERY: Failed to watch Service - Verify your scraper source permissions are valid.',
  unreachable: 'SERVICE_DISCOVERY: Failed to watch Service: dial tcp: i/o timeout',
  'ingestion-rate': `${EXPORT_FAILED} server returned HTTP status 429 Too Many Requests: ingestion rate limit exceeded`,
  'series-limit': `${EXPORT_FAILED} server returned HTTP status 429 Too Many Requests: per-user series limit exceeded`,
};

/** What is wrong with the scrapes up to a moment. */
export interface Silenced {
  logged: string;
  /** Whether samples arrive all the same: a target that cannot be scraped has an `up` of 0 (https://prometheus.io/docs/concepts/jobs_instances/). */
  isTold: boolean;
}

/** @param until milliseconds since the epoch. @returns undefined while nothing is wrong. */
export function silencedAt(silence: Silence | undefined, until: number): Silenced | undefined {
  if (silence === undefined || until < silence.from) return undefined;
  const { reason } = silence;
  return { logged: LOGGED[reason], isTold: reason === 'targets-down' || reason === 'targets-forbidden' };
}

/** The ends of the stretches up to `until` in which all scrapes are alike: its silence begins between two. */
export function stretchesOf({ silence, scrapes }: Scraper, until: number): number[] {
  const before = (silence?.from ?? Infinity) - 1;
  return before < until && before > (scrapes?.until ?? Infinity) ? [before, until] : [until];
}
