import { afterAll, beforeAll } from 'vitest';
import { serveWorld, type EmbeddedAws } from '../../local/aws/embeddedAws.ts';
import type { RunResult, Runtime } from '../../local/workflow/runtime.ts';
import type { World } from '../../local/state/state.ts';
import { warmRuntime } from '../runtimes.ts';
import { REQUEST } from '../workflow/support.ts';
import { sceneIn, type Scene } from './clientsAsAnybody.ts';
import { attackedWorld, CONFIGURATION, deploymentIn, type Mode } from './world.ts';

/** One onboarded connection for all tests of a file, and a server for the attacks on it. */
export interface Onboarded {
  /** The world after the run, to be changed in copies alone. */
  world(): World;
  /** A scene in a copy of the world, or of the one that is given. */
  scene(world?: World): Scene;
  /** A further execution in a copy of the world. */
  run(input: unknown, change?: (world: World) => void): Promise<RunResult & { before: World; world: World }>;
}

export function useOnboarded(mode: Mode = 'list'): Onboarded {
  let aws: EmbeddedAws | undefined;
  let runtime: Runtime | undefined;
  let world: World | undefined;
  const started = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('The connection is onboarded before the first test.');
    return value;
  };
  beforeAll(async () => {
    aws = await serveWorld();
    runtime = await warmRuntime(await deploymentIn(mode, CONFIGURATION));
    const fresh = await attackedWorld(mode);
    const { status, cause } = await runtime.execute({ world: fresh, input: REQUEST });
    if (status !== 'SUCCEEDED') throw new Error(`The connection could not be onboarded: ${cause}`);
    world = fresh;
  });
  afterAll(async () => {
    await aws?.close();
  });
  return {
    world: () => started(world),
    scene: (changed) => sceneIn(started(aws), changed ?? started(world)),
    async run(input, change) {
      const copy = structuredClone(started(world));
      change?.(copy);
      const before = structuredClone(copy);
      const result = await started(runtime).execute({ world: copy, input });
      return { ...result, before, world: copy };
    },
  };
}
