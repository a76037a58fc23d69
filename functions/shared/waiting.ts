/** How often to look at what is waited for, and for how long. */
export interface Wait {
  limitSeconds: number;
  stepSeconds: number;
  /** Stretches with a step of their own, before the rest: until so many seconds have been waited. */
  first?: readonly { untilSeconds: number; stepSeconds: number }[];
}

/** Seconds between two looks at a new scraper when it can be ACTIVE. */
const CLOSEST_LOOKS_SECONDS = 10;

/**
 * Looks a second at all scrapers of an account and Region: half of the 10 calls a second that AMP takes of all its management
 * operations there (https://docs.aws.amazon.com/prometheus/latest/userguide/AMP_quotas.html).
 */
const LOOKS_A_SECOND = 5;

/** Scrapers of an account and Region that can be looked at as closely as a new one is, all at once. */
export const LOOKED_AT_CLOSELY = LOOKS_A_SECOND * CLOSEST_LOOKS_SECONDS;

/** All waits of the state machines that a function paces: it says how long its Wait state lasts, and when the limit is over. */
export const WAITS = {
  /**
   * For a new scraper to be ACTIVE. The published procedure says that creation "can take ~20 minutes"; at 45 a scraper is taken for
   * stuck. AWS's own cross-account sample went from createdAt 16:37:58 to ACTIVE 16:55:17, 1,038 s
   * (https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-how-to.html#cross-account-remote-write). So the looks
   * are closest between 15 and 25 minutes: every 10 s, a mean lag of 5 s. Before that nothing can be ready, but a scraper can
   * already have failed: a failure is seen within 3 minutes. After it, 30 s.
   */
  active: {
    first: [
      { untilSeconds: 900, stepSeconds: 180 },
      { untilSeconds: 1_500, stepSeconds: CLOSEST_LOOKS_SECONDS },
    ],
    stepSeconds: 30,
    limitSeconds: 2_700,
  },
  /**
   * For a change of a scraper to be in force. How long an update takes is not documented; Terraform gives it 2 minutes
   * (https://github.com/hashicorp/terraform-provider-aws, internal/service/amp/scraper.go). A look within the first minute may
   * show what was before (`LAG_SECONDS`).
   */
  update: {
    first: [
      { untilSeconds: 60, stepSeconds: 60 },
      { untilSeconds: 300, stepSeconds: 15 },
    ],
    stepSeconds: 60,
    limitSeconds: 2_700,
  },
  /** For a scraper to go: as long as it may take to become deletable, which is that of `active`, and to go then. */
  deletion: { first: [{ untilSeconds: 300, stepSeconds: 15 }], stepSeconds: 30, limitSeconds: 2_700 },
  /** For the settings before a change to be in force again: as long as an update may take that is under way. */
  restoration: { stepSeconds: 15, limitSeconds: 2_700 },
  /** For the connection's lease: longer than its holder may wait for ACTIVE and then, for the most part, for its undo. */
  turn: { stepSeconds: 15, limitSeconds: 4_500 },
} as const satisfies Record<string, Wait>;

/** What samples may take beside the first scrape, which comes an interval after ACTIVE at the latest: discovery, trust, the write. */
const SAMPLES_MARGIN_SECONDS = 240;

/** For samples: 5 minutes, or the interval between two scrapes and a margin where that is longer. */
export function samplesWait(intervalSeconds: number): Wait {
  return { stepSeconds: 30, limitSeconds: Math.max(300, intervalSeconds + SAMPLES_MARGIN_SECONDS) };
}

/** Longer than the functions' own time-out: after it nothing that a function called is in flight any more. */
export const IN_FLIGHT_SECONDS = 65;

/**
 * Until a read shows what was written. IAM is eventually consistent and names no time; AMP's reference does not say whether
 * ListScrapers and DescribeScraper are: assumed.
 */
export const LAG_SECONDS = 60;

/** For who takes over a lease, once: until what the holder before had in flight has taken effect, and is shown. */
export const TAKE_OVER_SECONDS = IN_FLIGHT_SECONDS + LAG_SECONDS;

/**
 * How long DescribeExecution may not know an execution that has started. That it is eventually consistent is documented
 * (https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html), for how long is not: assumed.
 */
export const YOUNG_SECONDS = 300;

/** Where a wait stands: what had been waited when it was said, and what is to be waited before the next look. */
export interface Waited {
  waitedSeconds: number;
  waitSeconds: number;
}

/** Of a wait that has not begun. */
export const UNWAITED = { waitedSeconds: 0, waitSeconds: 0 } as const satisfies Waited;

/** Seconds that have been waited at the look after `before`. */
export function waitedSince({ waitedSeconds, waitSeconds }: Waited): number {
  return waitedSeconds + waitSeconds;
}

/** Where a wait stands after the look that follows `before`; undefined when the limit is over. */
export function nextStep(wait: Wait, before: Waited): Waited | undefined {
  const waitedSeconds = waitedSince(before);
  const waitSeconds = nextWait(wait, waitedSeconds);
  return waitSeconds === undefined ? undefined : { waitedSeconds, waitSeconds };
}

/**
 * Seconds until the next look, for who has waited `waitedSeconds` so far; undefined when the limit is over.
 * Always a whole number of at least 1, since a Wait state takes no other. A wait never crosses the end of its stretch, so
 * whoever starts mid-way falls into the same steps, and the waits always add up to the limit exactly.
 *
 * @throws RangeError for a negative number or none at all: a defect of the caller.
 */
export function nextWait({ first = [], ...rest }: Wait, waitedSeconds: number): number | undefined {
  if (!(waitedSeconds >= 0)) throw new RangeError(`Not a number of seconds waited: ${waitedSeconds}`);
  const waited = Math.ceil(waitedSeconds);
  const stretches = [...first, { untilSeconds: rest.limitSeconds, stepSeconds: rest.stepSeconds }];
  const current = stretches.find(({ untilSeconds }) => waited < untilSeconds);
  return current && Math.min(current.stepSeconds, current.untilSeconds - waited);
}

/**
 * The wait with looks so far apart that those of all scrapers in flight stay within half of AMP's calls.
 * @param inFlight scrapers of the account and Region at most: its quota.
 */
export function pacedFor(inFlight: number, wait: Wait): Wait {
  const least = Math.ceil(inFlight / LOOKS_A_SECOND);
  const atLeast = <Stretch extends { stepSeconds: number }>(stretch: Stretch): Stretch => ({
    ...stretch,
    stepSeconds: Math.max(stretch.stepSeconds, least),
  });
  return { ...atLeast(wait), ...(wait.first === undefined ? {} : { first: wait.first.map(atLeast) }) };
}

/** A limit as messages and documents tell it. */
export function limitMinutes({ limitSeconds }: Wait): number {
  return limitSeconds / 60;
}
