import type { TimeLimits } from '../functions/shared/environment.ts';
import type { Deployment } from '../local/deployment/deployed.ts';
import { startRuntime, type Runtime } from '../local/workflow/runtime.ts';
import type { World } from '../local/state/state.ts';
import { BUNDLED } from './bundles.ts';
import { isAtWork, unnamed } from './unnamed.ts';

interface Kept {
  runtime: Promise<Runtime>;
  /** How often something was played in it. */
  uses: number;
}

/** Those that are kept, the one that was used last at the end. */
const kept = new Map<string, Kept>();

/** As many as a file uses in turn. Each keeps a thread of every function, some 200 MB. */
const MOST_KEPT = 6;

/** The few that many files use are not let go of for those of one test. */
const OFTEN = 100;

/**
 * The runtime of a deployment, for all test files of a process: its functions load once and stay warm while it is one of those that were
 * used last, or often. The SDK's pauses between its attempts are cut short; waits of the state machine are on the virtual clock anyway.
 */
export function warmRuntime(deployment: Deployment): Promise<Runtime> {
  return keptRuntime(deployment, {});
}

/**
 * The same for faults that hang, which last as long as the functions' clients wait. On a busy machine a call that is slow
 * and no more can reach this limit too: it is then a lost answer, which a run rides out as it does the fault.
 */
export function impatientRuntime(deployment: Deployment): Promise<Runtime> {
  return keptRuntime(deployment, { limits: { connectionMs: 200, requestMs: 200 } });
}

async function keptRuntime(deployment: Deployment, options: { limits?: TimeLimits }): Promise<Runtime> {
  const key = JSON.stringify([deployment, options]);
  const one = kept.get(key) ?? { runtime: startKept(key, deployment, options), uses: 0 };
  moveToEnd(key, one);
  const seldom = [...kept].filter(([, { uses }]) => uses < OFTEN);
  const [oldest] = seldom;
  if (oldest === undefined || seldom.length <= MOST_KEPT) return one.runtime;
  const [oldestKey, { runtime }] = oldest;
  kept.delete(oldestKey);
  await (await runtime).close();
  return one.runtime;
}

async function startKept(key: string, deployment: Deployment, options: { limits?: TimeLimits }): Promise<Runtime> {
  const runtime = await startRuntime(deployment, { ...BUNDLED, hurry: 1_000, ...options });
  return held(runtime, () => {
    const one = kept.get(key);
    if (one === undefined) return;
    one.uses += 1;
    moveToEnd(key, one);
  });
}

function moveToEnd(key: string, one: Kept): void {
  kept.delete(key);
  kept.set(key, one);
}

/** As the runtime, and whatever a suite does in it: when nothing runs any more, nothing is left that nobody is told of. */
function held(runtime: Runtime, use: () => void): Runtime {
  return {
    ...runtime,
    open(options) {
      use();
      const stage = runtime.open(options);
      const { world } = options;
      const before = unnamed(world);
      const leave = async () => {
        const isCut = isAtWork(world);
        await stage.leave();
        if (!isCut) refuseUnnamed(world, before);
      };
      return { ...stage, leave };
    },
    async execute(options) {
      use();
      const before = unnamed(options.world);
      const result = await runtime.execute(options);
      refuseUnnamed(options.world, before);
      return result;
    },
  };
}

/** @throws Error when something is unnamed that was not before. */
function refuseUnnamed(world: World, before: readonly string[]): void {
  const found = isAtWork(world) ? [] : unnamed(world).filter((arn) => !before.includes(arn));
  if (found.length > 0) throw new Error(`No execution runs, and nothing names what is left: ${found.join(', ')}`);
}
