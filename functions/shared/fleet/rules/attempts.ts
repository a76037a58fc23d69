/** What reconcile has tried for a cluster that is not connected yet, or whose samples have stopped. Per cluster: another tag value changes nothing. */
export interface Attempt {
  clusterArn: string;
  /** The execution that was started last. */
  executionArn: string;
  /** What it was for: a cluster without a connection, or one whose samples had stopped. */
  kind: 'connect' | 'repair';
  /** Failures in a row. */
  failures: number;
  /** When the last failure was seen (ISO 8601); absent before the first. */
  failedAt?: string | undefined;
  /** The error of the last failure, by its name. */
  error?: string | undefined;
}

/** How an execution that was started is doing: undefined where Step Functions does not know it. */
export interface AttemptEnd {
  status: string | undefined;
  error?: string | undefined;
}

/** Failures in a row after which nothing more is tried until a person has looked. */
const QUARANTINE_FAILURES = 5;
const HOUR_MS = 3_600_000;

/**
 * What is to be kept of an attempt, by how its execution ended: one that runs, or may, stays as it is; a failure counts, and is counted
 * once; of a success the failures are forgotten, and a repair stays noted, since it is tried once.
 * @param now ISO 8601.
 */
export function attemptAfter(attempt: Attempt, { status, error }: AttemptEnd, now: string): Attempt | undefined {
  if (status === undefined || status === 'RUNNING' || attempt.failedAt !== undefined) return attempt;
  if (status !== 'SUCCEEDED')
    return { ...attempt, failures: attempt.failures + 1, failedAt: now, error: error ?? status };
  return attempt.kind === 'repair' ? { ...attempt, failures: 0 } : undefined;
}

/** The attempt that begins with an execution, after those before it. */
export function nextAttempt(
  before: Attempt | undefined,
  { clusterArn, executionArn, kind }: Pick<Attempt, 'clusterArn' | 'executionArn' | 'kind'>,
): Attempt {
  return { clusterArn, executionArn, kind, failures: before?.failures ?? 0 };
}

/** Whether a cluster has failed so often that a person has to look before anything more is tried. */
export function isQuarantined({ failures }: Attempt): boolean {
  return failures >= QUARANTINE_FAILURES;
}

/** When a cluster may be tried again (ISO 8601): an hour after the first failure, and twice as long after each other. */
export function nextTryAt({ failures, failedAt }: Attempt): string | undefined {
  if (failedAt === undefined) return undefined;
  return new Date(Date.parse(failedAt) + HOUR_MS * 2 ** (failures - 1)).toISOString();
}
