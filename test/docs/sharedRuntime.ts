import type { Runtime, StageOptions } from '../../local/workflow/runtime.ts';
import type * as runtimes from '../../local/workflow/runtime.ts';
import type { Stage } from '../../local/workflow/stage.ts';
import { BUNDLED } from '../bundles.ts';

/**
 * `startRuntime` for many commands in one process: the functions are loaded once, from what is deployed, which is most of the
 * work of a command. A world of it has the ids that it has in a process of its own, so that two worlds may have the same; what
 * keeps them apart is the execution's name, which therefore differs from what a command by itself has. With it differs the hash
 * of the execution that a session is named by. Executions that the product's functions start keep their names: two product
 * events of these pages need two RequestIds. The SDK's pauses, which are real, are cut short.
 */
export function sharedRuntime({ startRuntime }: typeof runtimes): {
  startRuntime: typeof startRuntime;
  close(): Promise<void>;
} {
  const started = new Map<string, Promise<Runtime>>();
  return {
    async startRuntime(deployment) {
      const key = JSON.stringify(deployment);
      const runtime = started.get(key) ?? startRuntime(deployment, { ...BUNDLED, hurry: 1_000 });
      started.set(key, runtime);
      return commandsRuntime(await runtime);
    },
    async close() {
      for (const runtime of started.values()) await (await runtime).close();
    },
  };
}

let commands = 0;

function commandsRuntime(runtime: Runtime): Runtime {
  commands += 1;
  const suffix = `-of-${commands}`;
  function open(options: StageOptions): Stage {
    const { world } = options;
    const { nextId } = world;
    const stage = runtime.open(options);
    // A runtime's later worlds begin some millions further on.
    world.nextId = nextId + ((world.nextId - nextId) % 1_000_000);
    const { begin } = stage;
    return Object.assign(stage, {
      begin: (arn: string, name: string, input: unknown) => begin(arn, `${name}${suffix}`, input),
    });
  }
  return {
    ...runtime,
    open,
    async execute({ workflow = 'onboard', installation, input, ...options }) {
      const stage = open(options);
      options.world.nextId += 1;
      const stateMachineArn = runtime.stateMachineArn(workflow, installation);
      const { executionArn } = stage.begin(stateMachineArn, `run-${options.world.nextId}`, input);
      const result = await stage.ended(executionArn);
      await stage.idle();
      await stage.leave();
      return { ...result, executionArn, logs: runtime.logs() };
    },
    close: async () => {},
  };
}
