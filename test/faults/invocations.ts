import * as z from 'zod';
import {
  FUNCTION_NAMES,
  PRODUCT_FUNCTION_NAMES,
  type FunctionName,
  type ProductFunctionName,
} from '../../functions/shared/names.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan, type FaultPlanOptions } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import type { World } from '../../local/state/state.ts';
import type { Definition } from '../../local/workflow/states/interpreter.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import type { Stage } from '../../local/workflow/stage.ts';

/** An invocation of a function by itself, as it was in the middle of a run. */
export interface RecordedInvocation {
  name: FunctionName | ProductFunctionName;
  functionArn: string;
  event: unknown;
  /** As it was before. */
  world: World;
  /** What it called: `<service>:<Operation>`, in order. */
  calls: string[];
}

const NAMES = [...FUNCTION_NAMES, ...PRODUCT_FUNCTION_NAMES];

function planOf(faults: readonly string[], options?: FaultPlanOptions) {
  return faultPlan(
    faults.map((text) => parseFault(text, OPERATIONS)),
    options,
  );
}

/** Every invocation of our functions in what is played in a world. */
export async function record(
  runtime: Runtime,
  world: World,
  play: (stage: Stage) => Promise<unknown>,
  faults: readonly string[] = [],
): Promise<RecordedInvocation[]> {
  const seen: RecordedInvocation[] = [];
  const stage = runtime.open({
    world,
    faults: planOf(faults),
    death(functionArn, _nth, _at, event) {
      const name = NAMES.find((one) => functionArn.endsWith(`-${one}`));
      const before = { ...world, now: stage.now() };
      if (name) seen.push({ name, functionArn, event, world: structuredClone(before), calls: [] });
      return undefined;
    },
    onCall({ service, operation, callerArn = '' }) {
      seen.findLast(({ name }) => callerArn.includes(name))?.calls.push(`${service}:${operation}`);
    },
  });
  await play(stage);
  await stage.idle();
  await stage.leave();
  return seen;
}

export interface Replayed {
  /** The function's answer, or its error as Lambda tells it: JSON. */
  payload: string;
  hasFailed: boolean;
  /** How often each of the faults has. */
  fired: number[];
}

/** The same invocation again, under faults; `attempts` as its state has them. What it starts waits, so that nothing is at work beside it. */
export async function replay(
  runtime: Runtime,
  recorded: RecordedInvocation,
  faults: readonly string[],
  { attempts = 1, ...options }: FaultPlanOptions & { attempts?: number } = {},
): Promise<Replayed> {
  const { functionArn, event, world } = inAnExecutionOfItsOwn(recorded, runtime.endpoint);
  const plan = planOf(faults, options);
  const stage = runtime.open({ world, faults: plan, adapt: waiting });
  const invoke = () => stage.invoke(functionArn, JSON.stringify(event));
  let ended = await invoke();
  for (let left = attempts - 1; left > 0 && ended.functionError !== undefined; left -= 1) ended = await invoke();
  await stage.leave();
  const { payload, functionError } = ended;
  return { payload, hasFailed: functionError !== undefined, fired: plan.fired().map(({ fired }) => fired) };
}

function waiting(definition: Definition): Definition {
  return { ...definition, StartAt: 'Waiting', States: { Waiting: { Type: 'Wait', Seconds: 3_600, End: true } } };
}

const ofExecution = z.looseObject({ executionArn: z.string() });
let replays = 0;

/**
 * A function that stays warm has the credentials of the execution that it worked for last, which another world does not know.
 * And a world names the endpoint at which it was served.
 */
function inAnExecutionOfItsOwn(recorded: RecordedInvocation, endpoint: string): RecordedInvocation {
  replays += 1;
  const { executionArn } = ofExecution.safeParse(recorded.event).data ?? {};
  const served = JSON.stringify(recorded).replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, endpoint);
  const copy: RecordedInvocation = JSON.parse(
    executionArn === undefined
      ? served
      : served.replaceAll(wholeArn(executionArn), `${executionArn}-replay-${replays}`),
  );
  return copy;
}

/** And no longer one that begins with it. */
function wholeArn(executionArn: string): RegExp {
  return new RegExp(`${RegExp.escape(executionArn)}(?![\\w-])`, 'g');
}
