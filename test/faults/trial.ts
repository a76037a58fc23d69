import { deployedName, FUNCTION_NAMES, type FunctionName, type WorkflowName } from '../../functions/shared/names.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { isWaitedFor } from '../../local/aws/faults/fault.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import type { Stage } from '../../local/workflow/stage.ts';
import type { ExecutionRecord, World } from '../../local/state/state.ts';
import type { ExecutionEvent, ExecutionResult } from '../../local/workflow/states/execution.ts';
import type { Definition } from '../../local/workflow/states/interpreter.ts';
import type { FunctionDeath } from '../../local/workflow/lambda/deaths.ts';
import { impatientRuntime } from '../runtimes.ts';
import { DEPLOYMENT, isOfNotify, REQUEST } from '../workflow/support.ts';
import {
  endOf,
  MAX_TRANSITIONS,
  momentViolations,
  trustViolations,
  violations,
  type Clean,
  type End,
} from './invariants.ts';
import { foreignText, worldWithForeign, shapeOf } from './ownAndForeign.ts';

/** One run under faults, and what is done while it runs. */
export interface Trial {
  workflow?: WorkflowName;
  input?: unknown;
  /** Where it starts: with nothing unless given. Never shared: the run changes it. */
  world?: World;
  /** As `npm start -- --fault` takes them. */
  faults?: readonly string[];
  death?: (name: FunctionName, nth: number, at: number) => FunctionDeath | undefined;
  /** Lets go of what AWS itself holds on to, before a third end has to be mended. */
  release?: (world: World) => void;
  /** Changes the definitions, as they are begun in order. */
  adapt?: (definition: Definition) => Definition;
  /** Told of every event of every execution. */
  meanwhile?: (event: ExecutionEvent, first: ExecutionRecord, stage: Stage) => void;
  /** Done when nothing runs any more. @param calls all so far, in order */
  afterwards?: (first: ExecutionRecord, stage: Stage, calls: readonly string[]) => Promise<void>;
}

export interface Ended {
  first: ExecutionRecord;
  result: ExecutionResult;
  world: World;
  end: End;
  /** By fault, as they were given. */
  fired: number[];
  /** `<service>:<Operation>`, in order. */
  calls: string[];
  /** Broken invariants, of the end and of every moment before. */
  broken: string[];
}

export interface Stand {
  clean: Clean;
  /** A world with the connection whole. */
  onboarded(): World;
  run(trial: Trial): Promise<Ended>;
  /** As `run`; a third end has then to be mended by one more onboard, and by one more offboard. */
  check(trial: Trial): Promise<Ended>;
}

/** Runs trials in a runtime, one after another; those with a hang in one whose clients do not wait long. */
export async function openStand(runtime: Runtime): Promise<Stand> {
  const nothing = worldWithForeign();
  const whole = worldWithForeign();
  const clean: Clean = { nothing: shapeOf(nothing), whole: '' };
  await play(runtime, { world: whole }, clean);
  clean.whole = shapeOf(whole);
  const run = (trial: Trial) => play(runtime, trial, clean);
  return {
    clean,
    onboarded: () => structuredClone(whole),
    run,
    async check(trial) {
      const ended = await run(trial);
      trial.release?.(ended.world);
      if (ended.end === 'left') ended.broken.push(...(await unmended(run, ended.world)));
      return ended;
    },
  };
}

async function unmended(run: Stand['run'], world: World): Promise<string[]> {
  const broken: string[] = [];
  for (const [workflow, wanted] of [
    ['onboard', 'whole'],
    ['offboard', 'nothing'],
  ] as const) {
    const again = await run({ workflow, world: structuredClone(world) });
    if (again.end !== wanted) {
      broken.push(`One more ${workflow} leaves it ${again.end}: ${again.result.error} ${again.result.cause}`);
    }
    broken.push(...again.broken);
  }
  return broken;
}

async function play(patient: Runtime, trial: Trial, clean: Clean): Promise<Ended> {
  const {
    workflow = 'onboard',
    input = REQUEST,
    world = worldWithForeign(),
    faults = [],
    death,
    adapt,
    meanwhile,
    afterwards,
  } = trial;
  const plan = faultPlan(faults.map((text) => parseFault(text, OPERATIONS)));
  const runtime = plan.fired().some(({ fault }) => isWaitedFor(fault)) ? await impatientRuntime(DEPLOYMENT) : patient;
  const foreign = foreignText(world);
  const calls: string[] = [];
  const broken = new Set<string>();
  const evaluations = new Set<Promise<string[]>>();
  const look = () => {
    for (const violation of momentViolations(world)) broken.add(violation);
    evaluations.add(trustViolations(world));
  };
  const begun: ExecutionRecord[] = [];
  const stage = runtime.open({
    world,
    faults: plan,
    onCall: ({ service, operation, callerArn = '' }) => {
      if (!isOfNotify(callerArn)) calls.push(`${service}:${operation}`);
      look();
    },
    onEvent: (event) => {
      for (const first of begun) meanwhile?.(event, first, stage);
    },
    ...(adapt ? { adapt } : {}),
    ...(death ? { death: (arn, nth, at) => ofExecutions(arn).map((name) => death(name, nth, at))[0] } : {}),
  });
  world.nextId += 1;
  const first = stage.begin(runtime.stateMachineArn(workflow), `trial-${world.nextId}`, input);
  begun.push(first);
  const result = await stage.ended(first.executionArn);
  await stage.idle();
  await afterwards?.(first, stage, calls);
  await stage.idle();
  await stage.leave();
  const end = endOf(world, clean);
  if (result.transitions > MAX_TRANSITIONS) broken.add(`${result.transitions} transitions`);
  const found = [...(await Promise.all(evaluations)).flat(), ...(await violations(world, end, foreign))];
  return {
    first,
    result,
    world,
    end,
    fired: plan.fired().map(({ fired }) => fired),
    calls,
    broken: [...new Set([...broken, ...found])],
  };
}

/** The function of an execution that has the ARN; none for the one that tells people. */
function ofExecutions(arn: string): FunctionName[] {
  return FUNCTION_NAMES.filter((name) => arn.endsWith(`:${deployedName('amp-scraper', name)}`));
}
