import { AsyncLocalStorage } from 'node:async_hooks';
import { FUNCTION_TIMEOUT_SECONDS } from '../environment.ts';

/**
 * What Lambda hands to a handler beside its event, as far as it is read here
 * (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html).
 */
export interface Invocation {
  getRemainingTimeInMillis(): number;
}

/** Milliseconds before its function's end at which an invocation's calls are cut: for its answer and its last lines of log. */
const MARGIN_MS = 5_000;

interface Deadline {
  signal: AbortSignal;
  remainingMs(): number;
}

/** The deadline of the invocation that the code at work belongs to, whatever is kept while the function stays warm. */
const deadlines = new AsyncLocalStorage<Deadline>();

/** What a reader is told of a call that was cut. */
export const NO_MORE_TIME = 'The function had no more time for it; run again, nothing has to be cleaned up';

/** A call that the function had no more time for, under the name that the SDK gives to calls that are cut. */
export class NoMoreTime extends Error {
  override readonly name = 'AbortError';
  constructor() {
    super('the call was cut');
  }
}

/** An attempt that was not answered to the end within its own limit, under a name that the SDK tries again. */
class AttemptTimedOut extends Error {
  override readonly name = 'TimeoutError';
  constructor(limitMs: number) {
    super(`no whole answer within ${limitMs} ms`);
  }
}

/**
 * Runs an invocation, whose calls all end before its function does. What it leaves behind is cut when it ends: a call that
 * nobody waits for any more would go on in the next invocation, or fail there by this one's deadline.
 * @param invocation undefined where nobody says when the function ends: it is then the deployed time-out.
 */
export async function withDeadline<Output>(
  invocation: Invocation | undefined,
  run: () => Promise<Output>,
): Promise<Output> {
  const ends = invocation ?? deployedInvocation();
  return untilCut(() => ends.getRemainingTimeInMillis() - MARGIN_MS, run);
}

/**
 * Runs a part of an invocation, whose calls all end within a share of the time that the invocation has yet. What it leaves behind is cut
 * when it ends. A share, since what tells the time that is left is the invocation's own.
 */
export function withinShare<Output>(share: number, run: () => Promise<Output>): Promise<Output> {
  const outer = deadlines.getStore();
  if (outer === undefined) return run();
  const kept = outer.remainingMs() * (1 - share);
  return untilCut(() => outer.remainingMs() - kept, run);
}

async function untilCut<Output>(remainingMs: () => number, run: () => Promise<Output>): Promise<Output> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), Math.max(0, remainingMs()));
  try {
    return await deadlines.run({ signal: over.signal, remainingMs }, run);
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

function deployedInvocation(): Invocation {
  const endsAt = performance.now() + FUNCTION_TIMEOUT_SECONDS * 1_000;
  return { getRemainingTimeInMillis: () => endsAt - performance.now() };
}

/** Whether so many milliseconds are left before the invocation's deadline. */
export function hasTimeFor(milliseconds: number): boolean {
  return (deadlines.getStore()?.remainingMs() ?? Infinity) >= milliseconds;
}

/**
 * Waits for work until the invocation's deadline, and no longer than its own limit if it has one. The signal ends the work.
 * @throws NoMoreTime at the deadline.
 * @throws AttemptTimedOut at its own limit.
 */
export async function bounded<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  limitMs = Infinity,
): Promise<Result> {
  const deadline = deadlines.getStore()?.signal;
  if (deadline?.aborted === true) throw new NoMoreTime();
  const { promise: isCut, reject } = Promise.withResolvers<never>();
  const cut = new AbortController();
  const end = (error: Error) => {
    reject(error);
    cut.abort(error);
  };
  const atDeadline = () => end(new NoMoreTime());
  deadline?.addEventListener('abort', atDeadline);
  const timer = limitMs === Infinity ? undefined : setTimeout(() => end(new AttemptTimedOut(limitMs)), limitMs);
  try {
    return await Promise.race([isCut, work(cut.signal)]);
  } finally {
    clearTimeout(timer);
    deadline?.removeEventListener('abort', atDeadline);
  }
}
