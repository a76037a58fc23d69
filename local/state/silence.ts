/**
 * What keeps the samples of an ACTIVE scraper away, or has all of them say that nothing could be scraped, of itself: beside what the
 * world lacks (a trust, an access entry, DNS), which shows without a fault. By what the vended logs of collectors tell apart
 * (https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-vended-logs.html) and by the reasons for which a workspace
 * discards samples (https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-troubleshooting.html). `unreachable` is a security group or
 * a route between the scraper and the cluster's private endpoint.
 */
export const SILENCE_REASONS = [
  'write-forbidden',
  'no-targets',
  'targets-down',
  'targets-forbidden',
  'no-access',
  'unreachable',
  'ingestion-rate',
  'series-limit',
] as const;
/** One of the reasons, as faults name them. */
export type SilenceReason = (typeof SILENCE_REASONS)[number];

/** Of a scraper that is there. */
export interface Silence {
  reason: SilenceReason;
  /** Milliseconds since the epoch, on the virtual clock: no scrape from then on is as it should be. */
  from: number;
}

/** Of one that is not ACTIVE yet. */
export interface PlannedSilence {
  reason: SilenceReason;
  /** From ACTIVE on; 0 for one of which no sample ever arrives. */
  afterSeconds: number;
}

/** @param activeAt milliseconds since the epoch. */
export function silenceAfter({ reason, afterSeconds }: PlannedSilence, activeAt: number): Silence {
  return { reason, from: activeAt + afterSeconds * 1000 };
}
