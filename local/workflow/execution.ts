import type { StateMachine } from 'aws-local-stepfunctions';
import * as z from 'zod';
import type { ExecutionRecord } from '../state/state.ts';
import { loadInterpreter, type Definition } from './interpreter.ts';
import type { VirtualTime } from './virtualTime.ts';

type RunOptions = NonNullable<Parameters<StateMachine['run']>[1]>;
type Input = Parameters<StateMachine['run']>[0];

/** What a timeline shows: a state was entered or left, a task failed and is tried again, an error was caught. */
export interface ExecutionEvent {
  executionArn: string;
  kind: 'entered' | 'exited' | 'retried' | 'caught';
  state: string;
  /** Milliseconds since the epoch, on the virtual clock. */
  at: number;
  output?: unknown;
  error?: string;
}

export interface ExecutionResult {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  output: unknown;
  error?: string;
  /** The error's message: what Lambda wraps around it is taken off. */
  cause?: string;
  /** The Cause as Step Functions has it. */
  lambdaCause?: string;
  /** A name per state entered, in order. */
  states: string[];
  /** Step Functions counts a transition per state entered, and one per retry. */
  transitions: number;
  elapsedSeconds: number;
}

export interface ExecutionOptions {
  execution: Pick<ExecutionRecord, 'executionArn' | 'input'>;
  definition: Definition;
  time: VirtualTime;
  /** Runs the function that a task names as its Resource. @throws TaskFailure */
  invoke(functionArn: string, event: unknown): Promise<unknown>;
  onEvent?: (event: ExecutionEvent) => void;
}

export interface RunningExecution {
  ended: Promise<ExecutionResult>;
  /** Ends it where it is; an invocation that is in flight goes on by itself, as it does in AWS. */
  abort(): void;
}

const json = z.json();
/** Checked and not copied: a copy would lose a key `__proto__`, which a request can have. */
const inputSchema = z.custom<Input>((value) => json.safeParse(value).success);
const eventSchema = z.looseObject({
  type: z.string(),
  state: z.object({ name: z.string(), output: z.unknown().optional() }).optional(),
  Error: z.string().optional(),
  Cause: z.unknown().optional(),
});

/** Starts one execution. Waits and retries take virtual time; invocations take none. */
export function runExecution(options: ExecutionOptions): RunningExecution {
  const { time, definition, execution } = options;
  const Interpreter = loadInterpreter(time);
  const machine = new Interpreter(definition, { validationOptions: { noValidate: true } });
  const started = time.Date.now();
  const run = machine.run(inputSchema.parse(JSON.parse(execution.input)), runOptions(options));
  const trace = followEvents(run.eventLogs, options);
  const end = run.result.then(
    (output) => ({ status: 'SUCCEEDED' as const, output }),
    (thrown: unknown) => ({ output: null, ...failureOf(thrown) }),
  );
  const ended = end.then(async (how) => ({
    ...how,
    ...(await trace),
    elapsedSeconds: Math.round((time.Date.now() - started) / 1000),
  }));
  return { ended, abort: () => run.abort() };
}

function runOptions({ execution, definition, time, invoke }: ExecutionOptions): RunOptions {
  const tasks = Object.entries(definition.States).flatMap(([name, state]) =>
    state.Type === 'Task' ? [{ name, functionArn: state.Resource }] : [],
  );
  const handlers = tasks.map(({ name, functionArn }) => [
    name,
    (event: unknown) => time.hold(invoke(functionArn, event).then((result) => json.parse(result))),
  ]);
  return {
    overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
    context: { Execution: { Id: execution.executionArn } },
  };
}

const KINDS: Readonly<Record<string, ExecutionEvent['kind']>> = {
  StateEntered: 'entered',
  StateExited: 'exited',
  StateRetried: 'retried',
  StateCaught: 'caught',
};

async function followEvents(
  events: AsyncIterable<unknown>,
  { execution, time, onEvent }: ExecutionOptions,
): Promise<{ states: string[]; transitions: number }> {
  const states: string[] = [];
  let retries = 0;
  let failure: string | undefined;
  for await (const raw of events) {
    const event = eventSchema.parse(raw);
    const kind = KINDS[event.type];
    if (event.Error) failure = event.Error;
    if (kind === undefined || event.state === undefined) continue;
    if (kind === 'entered') states.push(event.state.name);
    if (kind === 'retried') retries += 1;
    const { name, output } = event.state;
    onEvent?.({
      executionArn: execution.executionArn,
      kind,
      state: name,
      at: time.Date.now(),
      ...(output === undefined ? {} : { output }),
      ...(failure && (kind === 'retried' || kind === 'caught') ? { error: failure } : {}),
    });
  }
  return { states, transitions: states.length + retries };
}

const lambdaCause = z.object({ errorMessage: z.string() });

function failureOf(thrown: unknown): {
  status: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  error: string;
  cause: string;
  lambdaCause: string;
} {
  if (!(thrown instanceof Error)) throw new TypeError(`The interpreter threw ${String(thrown)}`);
  if (thrown.name === 'ExecutionAbortedError') return ending('ABORTED', 'ExecutionAborted', thrown.message);
  if (thrown.name === 'ExecutionTimeoutError') return ending('TIMED_OUT', 'States.Timeout', thrown.message);
  const error = thrown.cause instanceof Error ? thrown.cause : thrown;
  return ending('FAILED', error.name, error.message);
}

function ending<Status extends 'FAILED' | 'TIMED_OUT' | 'ABORTED'>(status: Status, error: string, cause: string) {
  return { status, error, cause: messageOf(cause), lambdaCause: cause };
}

function messageOf(cause: string): string {
  try {
    return lambdaCause.parse(JSON.parse(cause)).errorMessage;
  } catch {
    return cause;
  }
}
