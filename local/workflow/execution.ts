import type { StateMachine } from 'aws-local-stepfunctions';
import * as z from 'zod';
import { FUNCTION_NAMES, type FunctionName } from '../../functions/shared/names.ts';
import { deployedDefinition, stateName, type WorkflowName } from './definition.ts';
import { loadInterpreter, type Definition } from './interpreter.ts';
import type { VirtualTime } from './virtualTime.ts';

type RunOptions = NonNullable<Parameters<StateMachine['run']>[1]>;
type Input = Parameters<StateMachine['run']>[0];

/** What a timeline shows: a state was entered or left, a task failed and is tried again, an error was caught. */
export interface ExecutionEvent {
  kind: 'entered' | 'exited' | 'retried' | 'caught';
  state: string;
  /** Milliseconds since the epoch, on the virtual clock. */
  at: number;
  output?: unknown;
  error?: string;
}

export interface ExecutionResult {
  status: 'SUCCEEDED' | 'FAILED';
  output: unknown;
  error?: string;
  /** The error's message: what Lambda wraps around it is taken off. */
  cause?: string;
  /** A name per state entered, in order. */
  states: string[];
  /** Step Functions counts a transition per state entered, and one per retry. */
  transitions: number;
  elapsedSeconds: number;
}

export interface ExecutionOptions {
  workflow: WorkflowName;
  executionArn: string;
  place: { partition: string; region: string; accountId: string };
  input: unknown;
  time: VirtualTime;
  invoke(name: FunctionName, event: unknown): Promise<unknown>;
  onEvent?: (event: ExecutionEvent) => void;
  /** Changes the definition before it runs, for tests that leave a state out. */
  adapt?: (definition: Definition) => Definition;
}

const json = z.json();
/** Checked and not copied: a copy would lose a key `__proto__`, which a request can have. */
const inputSchema = z.custom<Input>((value) => json.safeParse(value).success);
const definitionSchema = z.custom<Definition>((value) => typeof value === 'object' && value !== null);
const eventSchema = z.looseObject({
  type: z.string(),
  state: z.object({ name: z.string(), output: z.unknown().optional() }).optional(),
  Error: z.string().optional(),
  Cause: z.unknown().optional(),
});

/** Runs one execution to its end. Waits and retries take virtual time; invocations take none. */
export async function runExecution(options: ExecutionOptions): Promise<ExecutionResult> {
  const { time, workflow, place, adapt = (definition) => definition } = options;
  const Interpreter = loadInterpreter(time);
  const definition = adapt(definitionSchema.parse(JSON.parse(deployedDefinition(workflow, place))));
  const machine = new Interpreter(definition, { validationOptions: { noValidate: true } });
  const started = time.Date.now();
  const execution = machine.run(inputSchema.parse(options.input), runOptions(options));
  const trace = followEvents(execution.eventLogs, options);
  const end = await execution.result.then(
    (output) => ({ status: 'SUCCEEDED' as const, output }),
    (thrown: unknown) => ({ status: 'FAILED' as const, output: null, ...failureOf(thrown) }),
  );
  return { ...end, ...(await trace), elapsedSeconds: Math.round((time.Date.now() - started) / 1000) };
}

function runOptions({ executionArn, time, invoke }: ExecutionOptions): RunOptions {
  const handlers = FUNCTION_NAMES.map((name) => [
    stateName(name),
    (event: unknown) => time.hold(invoke(name, event).then((result) => json.parse(result))),
  ]);
  return {
    overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
    context: { Execution: { Id: executionArn } },
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
  { time, onEvent }: ExecutionOptions,
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

function failureOf(thrown: unknown): { error: string; cause: string } {
  const wrapped = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  if (!(wrapped instanceof Error)) return { error: 'States.Runtime', cause: String(wrapped) };
  return { error: wrapped.name, cause: messageOf(wrapped.message) };
}

function messageOf(cause: string): string {
  try {
    return lambdaCause.parse(JSON.parse(cause)).errorMessage;
  } catch {
    return cause;
  }
}
