/** Lambda's asynchronous invocation, which is how EventBridge calls a function: nobody waits for the answer. */

import { TaskFailure, wasRun } from './functions.ts';

/** Milliseconds between the attempts of a function that fails: three in all. */
const AFTER_ERRORS_MS = [60_000, 120_000];

/** How long an event may wait for a function that Lambda cannot run, and the pauses meanwhile, which double. */
const MAX_AGE_MS = 6 * 3600_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;

/** How an event is given to a function. */
export interface Delivery {
  /** @throws TaskFailure */
  attempt(): Promise<unknown>;
  pause(milliseconds: number): Promise<void>;
  /** Told when the event is given up. */
  onDropped(): void;
}

/**
 * Resolves when the function has taken the event, or Lambda has given it up: a function that fails is tried twice more, one that is
 * throttled or cannot be run for six hours
 * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html).
 */
export async function deliver({ attempt, pause, onDropped }: Delivery): Promise<void> {
  let errors = 0;
  let waited = 0;
  let nextPause = FIRST_PAUSE_MS;
  for (;;) {
    const failure = await failureOf(attempt);
    if (failure === undefined) return;
    const milliseconds = wasRun(failure) ? AFTER_ERRORS_MS[errors] : nextPause;
    if (wasRun(failure)) errors += 1;
    else nextPause = Math.min(2 * nextPause, LONGEST_PAUSE_MS);
    if (milliseconds === undefined || waited + milliseconds > MAX_AGE_MS) return onDropped();
    waited += milliseconds;
    await pause(milliseconds);
  }
}

/** @throws whatever is no failure of the function or of Lambda. */
async function failureOf(attempt: Delivery['attempt']): Promise<TaskFailure | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    if (error instanceof TaskFailure) return error;
    throw error;
  }
}
