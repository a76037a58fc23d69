/**
 * The limit of the wait for a scraper, in seconds since the first look at it. The published procedure says that creation
 * "can take ~20 minutes"; at 45 a scraper is taken for stuck.
 */
export const WAIT_LIMIT_SECONDS = 2700;

/** A stretch of the wait: until `untilSeconds` have been waited, every single wait is `stepSeconds` long. */
export interface WaitPhase {
  untilSeconds: number;
  stepSeconds: number;
}

/**
 * How often to look. AWS's own cross-account sample went from createdAt 16:37:58 to ACTIVE 16:55:17, 1,038 s
 * (https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-how-to.html#cross-account-remote-write); the
 * Observability Best Practices say "~20 minutes". So the looks are closest between 15 and 25 minutes: every 15 s, a mean
 * lag of 7.5 s. Before that nothing can be ready, but a scraper can already have failed, which is why the coarse part is
 * looks a minute apart and not one long wait. After it, 30 s.
 */
export const WAIT_PHASES: readonly WaitPhase[] = [
  { untilSeconds: 900, stepSeconds: 60 },
  { untilSeconds: 1500, stepSeconds: 15 },
  { untilSeconds: WAIT_LIMIT_SECONDS, stepSeconds: 30 },
];

/**
 * Seconds until the next DescribeScraper, for who has waited `waitedSeconds` so far; undefined when the limit is over.
 * Always a whole number of at least 1, since a Wait state takes no other. A wait never crosses the end of its phase, so
 * whoever starts mid-way falls into the same steps, and the waits always add up to the limit exactly.
 *
 * @throws RangeError for a negative number or none at all: a defect of the caller.
 */
export function nextWait(waitedSeconds: number): number | undefined {
  if (!(waitedSeconds >= 0)) throw new RangeError(`Not a number of seconds waited: ${waitedSeconds}`);
  const waited = Math.ceil(waitedSeconds);
  const phase = WAIT_PHASES.find(({ untilSeconds }) => waited < untilSeconds);
  return phase && Math.min(phase.stepSeconds, phase.untilSeconds - waited);
}
