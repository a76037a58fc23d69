import type { StateMachine } from 'aws-local-stepfunctions';
import * as z from 'zod';
import type { ExecutionRecord } from '../../state/state.ts';
import { TaskFailure } from '../lambda/functions.ts';
import { loadInterpreter, type Definition } from './interpreter.ts';
import type { Journal } from './journal.ts';
import { holdFailure, openHistory, type History } from './limits.ts';
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

/** How an execution has ended, and what it took. Seconds are of the virtual clock. */
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
  /** Of its history, by Step Functions' count; none where there was no execution. */
  events?: number;
  elapsedSeconds: number;
  /** Where a redrive goes on; absent where nothing was begun. */
  last?: Position | undefined;
}

/** A state that was entered, with its input. */
interface Position {
  state: string;
  input: unknown;
}

interface ExecutionOptions {
  execution: Pick<ExecutionRecord, 'executionArn' | 'input' | 'redriveCount'>;
  definition: Definition;
  time: VirtualTime;
  /** Of a redrive: the state that did not end well. The first of the definition unless given. */
  from?: Position | undefined;
  /** Whether its history has it that this state was entered: an execution that was cut off, and never ended. */
  isCut?: boolean;
  /** Runs the function that a task names as its Resource. @throws TaskFailure */
  invoke(functionArn: string, event: unknown): Promise<unknown>;
  onEvent?: (event: ExecutionEvent) => void;
  /** Where its history is kept. */
  journal?: Journal | undefined;
}

/** An execution of this process; what AWS knows of it is its record in the world. */
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
  state: z.object({ name: z.string(), input: z.unknown().optional(), output: z.unknown().optional() }).optional(),
  Error: z.string().optional(),
  Cause: z.unknown().optional(),
});

/** Starts one execution. Waits and retries take virtual time; invocations take none. */
export function runExecution(options: ExecutionOptions): RunningExecution {
  const { time, definition, execution, from, isCut = false, journal } = options;
  const history = openHistory();
  const Interpreter = loadInterpreter(
    time,
    history,
    journal && withoutResumption(journal, isCut && from !== undefined),
  );
  const machine = new Interpreter(from ? resumed(definition, from) : definition, {
    validationOptions: { noValidate: true },
  });
  const started = time.Date.now();
  let isAborted = false;
  const run = machine.run(
    inputSchema.parse(JSON.parse(execution.input)),
    runOptions(options, history, () => isAborted),
  );
  const trace = followEvents(run.eventLogs, options);
  const end = run.result.then(
    (output) => ({ status: 'SUCCEEDED' as const, output }),
    (thrown: unknown) => ({ output: null, ...heldFailure(failureOf(thrown)) }),
  );
  const ended = end.then(async (how) => ({
    ...how,
    ...(await trace),
    events: history.events() + 1,
    elapsedSeconds: Math.round((time.Date.now() - started) / 1000),
  }));
  const abort = () => {
    isAborted = true;
    run.abort();
  };
  return { ended, abort };
}

/** As a state cannot be called: what comes before the state that a redrive goes on with, and hands it its input. */
const REDRIVE = '(redrive)';

/**
 * "Step Functions continues the failed execution from the unsuccessful step and uses the same input"
 * (https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html). The execution's own input stays what it was.
 */
function resumed(definition: Definition, { state, input }: Position): Definition {
  const changed = structuredClone(definition);
  Object.assign(changed.States, { [REDRIVE]: { Type: 'Pass', Result: input, Next: state } });
  return { ...changed, StartAt: REDRIVE };
}

/** @param isEntered whether the first state is in the journal as entered */
function withoutResumption(journal: Journal, isEntered: boolean): Journal {
  let isNoted = isEntered;
  return {
    ...journal,
    entered(type, state, input) {
      if (state === REDRIVE) return;
      if (!isNoted) journal.entered(type, state, input);
      isNoted = false;
    },
    exited: (type, state, output) => state !== REDRIVE && journal.exited(type, state, output),
  };
}

/** The interpreter would try a task again whose execution has been aborted: what fails then is told as what nothing retries. */
function runOptions(
  { execution, definition, time, invoke, journal }: ExecutionOptions,
  history: History,
  isAborted: () => boolean,
): RunOptions {
  const tasks = tasksOf(definition);
  const handlers = tasks.map(({ name, functionArn, timeoutInSeconds, parameters }) => {
    const attempt = retryCounting(parameters);
    return [
      name,
      async (event: unknown) => {
        history.attempt();
        try {
          return await attempt(event, (counted) => {
            const invocation = answered(invoke(functionArn, counted), time);
            const call = { resource: functionArn, input: counted, timeoutInSeconds };
            return journal?.attempt(call, invocation) ?? invocation;
          });
        } catch (error) {
          if (isAborted()) throw new TaskFailure('ExecutionAborted', 'The execution was aborted.');
          if (error instanceof TaskFailure) holdFailure(error.name, error.message);
          throw error;
        }
      },
    ];
  });
  return {
    overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
    context: {
      Execution: { Id: execution.executionArn, RedriveCount: execution.redriveCount ?? 0 },
      State: { RetryCount: 0 },
    },
  };
}

interface TaskOf {
  name: string;
  functionArn: string;
  timeoutInSeconds: number | undefined;
  parameters: unknown;
}

/** All tasks of a definition, those of its Maps included: the interpreter knows them by their names alone. */
function tasksOf({ States }: Pick<Definition, 'States'>): TaskOf[] {
  return Object.entries(States).flatMap(([name, state]) => {
    if (state.Type === 'Task') {
      const { Resource: functionArn, TimeoutSeconds: timeoutInSeconds, Parameters: parameters } = state;
      return [{ name, functionArn, timeoutInSeconds, parameters }];
    }
    return state.Type === 'Map' && state.ItemProcessor ? tasksOf(state.ItemProcessor) : [];
  });
}

const object = z.record(z.string(), z.unknown());

/**
 * The interpreter's context object does not change from one attempt to the next: a parameter that is `$$.State.RetryCount` is put in
 * here. A state that has succeeded begins anew. Of a Map's tasks, which run side by side, none has it.
 */
function retryCounting(parameters: unknown) {
  const counting = Object.entries(object.optional().parse(parameters) ?? {}).flatMap(([key, path]) =>
    path === '$$.State.RetryCount' ? [key.replace(/\.\$$/, '')] : [],
  );
  let failures = 0;
  return async (event: unknown, invoke: (event: unknown) => Promise<unknown>): Promise<unknown> => {
    const counts = Object.fromEntries(counting.map((key) => [key, failures]));
    failures += 1;
    const result = await invoke(counting.length === 0 ? event : { ...object.parse(event), ...counts });
    failures = 0;
    return result;
  };
}

/** Invocations take no virtual time, but those that end by a time-out. */
async function answered(invocation: Promise<unknown>, time: VirtualTime) {
  try {
    return await time.hold(invocation.then((result) => json.parse(result)));
  } catch (error) {
    const seconds = error instanceof TaskFailure ? error.seconds : 0;
    if (seconds > 0) await new Promise<void>((resolve) => time.setTimeout(resolve, seconds * 1000));
    throw error;
  }
}

const KINDS: Readonly<Record<string, ExecutionEvent['kind']>> = {
  StateEntered: 'entered',
  StateExited: 'exited',
  StateRetried: 'retried',
  StateCaught: 'caught',
};

async function followEvents(
  events: AsyncIterable<unknown>,
  { execution, definition, time, onEvent }: ExecutionOptions,
): Promise<Pick<ExecutionResult, 'states' | 'transitions' | 'last'>> {
  const states: string[] = [];
  let last: Position | undefined;
  let retries = 0;
  let failure: string | undefined;
  for await (const raw of events) {
    const event = eventSchema.parse(raw);
    const kind = KINDS[event.type];
    if (event.Error) failure = event.Error;
    if (kind === undefined || event.state === undefined || event.state.name === REDRIVE) continue;
    if (kind === 'entered') {
      states.push(event.state.name);
      // A redrive goes on with the Map that a state is in.
      if (Object.hasOwn(definition.States, event.state.name))
        last = { state: event.state.name, input: event.state.input };
    }
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
  return { states, transitions: states.length + retries, last };
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

/** As it would be where a Fail state, or whatever else ended it, had more to say than a history holds. */
function heldFailure(failure: ReturnType<typeof failureOf>): ReturnType<typeof failureOf> {
  try {
    holdFailure(failure.error, failure.lambdaCause);
    return failure;
  } catch (error) {
    return failureOf(error);
  }
}

function ending<Status extends 'FAILED' | 'TIMED_OUT' | 'ABORTED'>(status: Status, error: string, cause: string) {
  return { status, error, cause: messageOf(cause), lambdaCause: cause };
}

/** Without what Lambda wraps around an error's message. */
export function messageOf(cause: string): string {
  try {
    return lambdaCause.parse(JSON.parse(cause)).errorMessage;
  } catch {
    return cause;
  }
}
