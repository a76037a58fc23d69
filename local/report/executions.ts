import type { CallRecord } from '../aws/server.ts';
import type { World } from '../state/state.ts';
import { workflowOf } from '../workflow/states/definition.ts';
import { messageOf, type ExecutionEvent } from '../workflow/states/execution.ts';
import { isTasks } from './timeline.ts';

/** Equal calls of a state together: a function has several under way at once, and none comes first on every run. */
interface CallReport {
  accountId: string;
  /** E.g. `iam:CreateRole`. */
  operation: string;
  /** Of HTTP. */
  status: number;
  error?: string;
  times: number;
}

/** One passage through a state. */
interface StateReport {
  name: string;
  /** ISO 8601, on the virtual clock. */
  entered: string;
  /** Absent where the execution ended in it, by a Fail state or an error that nothing caught. */
  left?: string;
  retries: number;
  calls: CallReport[];
  /** The last that it was tried again for, was caught, or that ended the execution. */
  error?: string;
}

/** An execution as `npm start -- --json` has it. */
export interface ExecutionReport {
  executionArn: string;
  machine: string;
  status: string;
  error?: string;
  cause?: string;
  output: unknown;
  states: StateReport[];
}

/** What is kept of a run's executions while they run: as a timeline is told. */
export interface Recorder {
  task(executionArn: string | undefined): void;
  event(event: ExecutionEvent): void;
  call(record: CallRecord): void;
  /** In the order of their starts. */
  report(world: World): ExecutionReport[];
}

/** Gathers while a run goes on: what is over is not asked again. */
export function recordExecutions(): Recorder {
  const stories = new Map<string, StateReport[]>();
  let working: { executionArn: string; state?: StateReport | undefined } | undefined;
  return {
    task(executionArn) {
      working = executionArn === undefined ? undefined : { executionArn };
    },
    event(event) {
      const states = stories.get(event.executionArn) ?? [];
      stories.set(event.executionArn, states);
      const state = states.findLast(({ name }) => name === event.state);
      if (event.kind === 'entered') states.push(entered(event));
      else if (state !== undefined) follow(state, event);
    },
    call(record) {
      if (working === undefined || !isTasks(record)) return;
      // A task can be told of before its state is: not before the first of its calls.
      working.state ??= stories.get(working.executionArn)?.at(-1);
      if (working.state !== undefined) count(working.state.calls, record);
    },
    report: (world) =>
      Object.keys(world.executions ?? {}).flatMap((executionArn) => {
        const states = stories.get(executionArn);
        return states === undefined ? [] : [ended(world, executionArn, states)];
      }),
  };
}

function entered({ state, at }: ExecutionEvent): StateReport {
  return { name: state, entered: new Date(at).toISOString(), retries: 0, calls: [] };
}

function follow(state: StateReport, { kind, at, error }: ExecutionEvent): void {
  if (error !== undefined) state.error = error;
  if (kind === 'retried') state.retries += 1;
  else state.left = new Date(at).toISOString();
}

function count(calls: CallReport[], { accountId = '', service, operation, status, errorCode }: CallRecord): void {
  const call = { accountId, operation: `${service}:${operation}`, status, ...(errorCode ? { error: errorCode } : {}) };
  const same = calls.find((one) => keyOf(one) === keyOf(call));
  if (same === undefined) calls.push({ ...call, times: 1 });
  else same.times += 1;
}

function keyOf({ accountId, operation, status, error = '' }: Omit<CallReport, 'times'>): string {
  return `${accountId} ${operation} ${status} ${error}`;
}

function ended(world: World, executionArn: string, states: readonly StateReport[]): ExecutionReport {
  const { stateMachineArn = '', status = 'RUNNING', output, error, cause } = world.executions?.[executionArn] ?? {};
  const parsed: unknown = output === undefined ? null : JSON.parse(output);
  return {
    executionArn,
    machine: workflowOf(stateMachineArn) ?? stateMachineArn,
    status,
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause: messageOf(cause) }),
    output: parsed,
    states: states.map((state) => told(state, error)),
  };
}

function told(state: StateReport, error: string | undefined): StateReport {
  const { name, entered: at, left, retries, calls } = state;
  const why = state.error ?? (left === undefined ? error : undefined);
  const sorted = calls.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const times = { entered: at, ...(left === undefined ? {} : { left }) };
  return { name, ...times, retries, calls: sorted, ...(why === undefined ? {} : { error: why }) };
}
