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
  /** Of a task that is a function; with what its invocation came to, when the time that it took has passed. */
  attempt(call: FunctionCall, invocation: Promise<unknown>): Promise<unknown>;
  /** How the execution has ended, by its record, or that it is cut off; nothing is written any more. */
  ended(): void;
}

/** What a task asks of Lambda. */
export interface FunctionCall {
  resource: string;
  input: unknown;
  /** The task's TimeoutSeconds. */
  timeoutInSeconds?: number | undefined;
}

const ENDS = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const satisfies Record<Exclude<ExecutionRecord['status'], 'RUNNING'>, string>;

/**
 * Keeps the history in the execution's record. One that timed out as a whole has its error there alone, as was measured of AWS
 * (https://github.com/floci-io/floci/issues/2733).
 */
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
    async attempt({ resource, input, timeoutInSeconds }, invocation) {
      const limit = timeoutInSeconds === undefined ? {} : { timeoutInSeconds };
      write('LambdaFunctionScheduled', { resource, input: JSON.stringify(input), ...limit });
      write('LambdaFunctionStarted');
      try {
        const output = await invocation;
        write('LambdaFunctionSucceeded', { output: JSON.stringify(output) });
        return output;
      } catch (error) {
        if (error instanceof TaskFailure) write(...failed(error));
        throw error;
      }
    },
    ended() {
      const { status, output, error, cause } = execution;
      if (status === 'TIMED_OUT') write(ENDS[status], { error: 'States.Timeout' });
      else if (status !== 'RUNNING') write(ENDS[status], status === 'SUCCEEDED' ? { output } : { error, cause });
      isOpen = false;
    },
  };
}

/**
 * A task whose own TimeoutSeconds have passed is an event without a cause, as it was recorded of AWS
 * (https://github.com/localstack/localstack/blob/v4.0.0/tests/aws/services/stepfunctions/v2/timeouts/test_timeouts.snapshot.json, of
 * `test_fixed_timeout_lambda`, with `timeoutInSeconds` too). That a function which Lambda times out is one that has failed is assumed: it
 * answers with an error type of its own.
 */
function failed({ name, message }: TaskFailure): [type: string, details: NonNullable<HistoryEvent['details']>] {
  if (name === 'States.Timeout') return ['LambdaFunctionTimedOut', { error: name }];
  return ['LambdaFunctionFailed', { error: name, cause: message }];
}

/** The state that an execution was in when it ended, with its input: where a redrive goes on. */
export function lastPosition(history: readonly HistoryEvent[]): { state: string; input: unknown } | undefined {
  const details = history.findLast(({ type }) => type.endsWith('StateEntered'))?.details;
  if (typeof details?.['name'] !== 'string' || typeof details['input'] !== 'string') return undefined;
  return { state: details['name'], input: JSON.parse(details['input']) };
}
