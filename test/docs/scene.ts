import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { acceleratedClock } from '../../local/state/clock.ts';
import type { ExecutionRecord, World } from '../../local/state/state.ts';
import type { Runtime, StageOptions } from '../../local/workflow/runtime.ts';
import type { Stage } from '../../local/workflow/stage.ts';
import { worldWith, type WorldFileText } from '../workflow/support.ts';

/** As fast as a machine that is busy keeps up with: the clock goes on between a function's calls. */
const SPEED = 3_000;

export type Death = NonNullable<StageOptions['death']>;
interface Run {
  workflow?: 'onboard' | 'offboard';
  faults?: readonly string[];
  death?: Death;
  adapt?: NonNullable<StageOptions['adapt']>;
  /** Entered by the execution, for the first time. */
  when?: { state: string; act: (stage: Stage, execution: ExecutionRecord) => void };
}

/** A world, and what has been done in it so far. */
export interface Scene {
  runtime: Runtime;
  world: World;
  /** Runs an execution, and whatever follows from it, to the end. */
  run(input: unknown, how?: Run): Promise<ExecutionRecord>;
  /** Does something beside what runs by itself. */
  play<Result>(act: (stage: Stage) => Promise<Result>, options?: Partial<StageOptions>): Promise<Result>;
}

/** In which a heading of runbook, alarms or procedures is read: what has happened before. */
export interface Situation {
  file?(file: WorldFileText): void;
  /** @returns the execution that the page's commands are about */
  produce(scene: Scene): Promise<ExecutionRecord>;
  /** Whether the heading is that execution's Error. */
  isError?: true;
  /** In which order the blocks are run where the page has alternatives. */
  order?: readonly number[];
  /** How fast the clock runs then. */
  speed?: number;
}

export function openScene(runtime: Runtime, { file = () => {} }: Situation): Scene {
  const world = worldWith(file);
  let runs = 0;
  async function play<Result>(act: (stage: Stage) => Promise<Result>, options: Partial<StageOptions> = {}) {
    const stage = runtime.open({ world, clock: acceleratedClock(world.now, SPEED), ...options });
    const result = await act(stage);
    await stage.idle();
    await stage.leave();
    return result;
  }
  return {
    runtime,
    world,
    play,
    run(input, { workflow = 'onboard', faults = [], when, ...options } = {}) {
      runs += 1;
      let opened: Stage | undefined;
      let isMet = false;
      const onEvent: StageOptions['onEvent'] = ({ kind, state, executionArn }) => {
        const execution = world.executions?.[executionArn];
        if (isMet || kind !== 'entered' || state !== when?.state || !opened || !execution) return;
        isMet = true;
        when.act(opened, execution);
      };
      const plan = faultPlan(faults.map((text) => parseFault(text, OPERATIONS)));
      return play(
        async (stage) => {
          opened = stage;
          const execution = stage.begin(runtime.stateMachineArn(workflow), `page-${runs}`, input);
          await stage.ended(execution.executionArn);
          return execution;
        },
        { ...options, onEvent, faults: plan },
      );
    },
  };
}
