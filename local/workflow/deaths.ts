import { TaskFailure } from './functions.ts';

/**
 * How an invocation ends without the function's own answer: its process exits before it has done anything, or after it has
 * done all; or Lambda's time-out cuts it off after it has done all, or while it had done nothing.
 */
export type FunctionDeath = 'exit-before' | 'exit-after' | 'time-out-before' | 'time-out-after';

type Invoke = (functionArn: string, event: unknown) => Promise<unknown>;

/**
 * As `invoke`, but for the invocations that die.
 * @param death which they are, told before each; `nth` counts those of one function from 1.
 */
export function withDeaths(
  invoke: Invoke,
  death: ((functionArn: string, nth: number, event: unknown) => FunctionDeath | undefined) | undefined,
): Invoke {
  if (death === undefined) return invoke;
  const counts = new Map<string, number>();
  return async (functionArn, event) => {
    const nth = (counts.get(functionArn) ?? 0) + 1;
    counts.set(functionArn, nth);
    const how = death(functionArn, nth, event);
    if (how === undefined) return invoke(functionArn, event);
    if (how.endsWith('-after')) await invoke(functionArn, event);
    throw failureOf(how);
  };
}

function failureOf(how: FunctionDeath): TaskFailure {
  const [errorType, errorMessage] = how.startsWith('exit')
    ? ['Runtime.ExitError', 'Runtime exited with error: signal: killed']
    : ['Sandbox.Timedout', 'Task timed out after 60.00 seconds'];
  return new TaskFailure(errorType, JSON.stringify({ errorType, errorMessage }));
}
