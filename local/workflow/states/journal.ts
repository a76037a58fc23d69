import type { ExecutionRecord, HistoryEvent } from '../../state/state.ts';
import { TaskFailure } from '../lambda/functions.ts';

/**
 * Writes an execution's history as Step Functions does: the types and the members of their details are those of HistoryEvent in its API
 * Reference (https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html).
 */
export interface Journal {
  begun(roleArn: string): void;
  redriven(): void;
  entered(stateType: string, state: string, input: unknown): void;
  exited(stateType: string, state: string, output: unknown): void;
  /** Of a task that is a function; with what its invocation came to. */
  attempt(functionArn: string, input: unknown, invocation: Promise<unknown>): Promise<unknown>;
  /** How the execution has ended, by its record; nothing is written any more. */
  ended(): void;
}

const ENDS = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const satisfies Record<Exclude<ExecutionRecord['status'], 'RUNNING'>, string>;

/** Keeps the history in the execution's record, whose first attempt or redrive begins with it. */
export function openJournal(execution: ExecutionRecord, now: () => number): Journal {
  const events = (execution.history ??= []);
  let isOpen = true;
  const write = (type: string, details?: HistoryEvent['details']) => {
    if (isOpen) events.push({ type, at: now(), ...(details === undefined ? {} : { details }) });
  };
  return {
    begun: (roleArn) => write('ExecutionStarted', { input: execution.input, roleArn }),
    redriven: () => write('ExecutionRedriven', { redriveCount: execution.redriveCount ?? 0 }),
    entered: (stateType, name, input) => write(`${stateType}StateEntered`, { name, input: JSON.stringify(input) }),
    exited: (stateType, name, output) => write(`${stateType}StateExited`, { name, output: JSON.stringify(output) }),
    async attempt(resource, input, invocation) {
      write('LambdaFunctionScheduled', { resource, input: JSON.stringify(input) });
      write('LambdaFunctionStarted');
      try {
        const output = await invocation;
        write('LambdaFunctionSucceeded', { output: JSON.stringify(output) });
        return output;
      } catch (error) {
        if (error instanceof TaskFailure) write('LambdaFunctionFailed', { error: error.name, cause: error.message });
        throw error;
      }
    },
    ended() {
      const { status, output, error, cause } = execution;
      if (status === 'RUNNING') return;
      write(ENDS[status], status === 'SUCCEEDED' ? { output } : { error, cause });
      isOpen = false;
    },
  };
}

/** The state that an execution was in when it ended, with its input: where a redrive goes on. */
export function lastPosition(history: readonly HistoryEvent[]): { state: string; input: unknown } | undefined {
  const details = history.findLast(({ type }) => type.endsWith('StateEntered'))?.details;
  if (typeof details?.['name'] !== 'string' || typeof details['input'] !== 'string') return undefined;
  return { state: details['name'], input: JSON.parse(details['input']) };
}
