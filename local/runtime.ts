import type { Configuration } from '../infra/configuration.ts';
import { serveWorld } from './aws/embeddedAws.ts';
import type { CallRecord } from './aws/server.ts';
import { virtualClock } from './clock.ts';
import { settle } from './world/scraperEngine.ts';
import type { World } from './world/state.ts';
import type { WorkflowName } from './workflow/definition.ts';
import {
  runExecution,
  type ExecutionEvent,
  type ExecutionOptions,
  type ExecutionResult,
} from './workflow/execution.ts';
import { startLambda, type Lambda, type LambdaOptions } from './workflow/lambda.ts';
import { virtualTime } from './workflow/virtualTime.ts';

/** A deployment at work: the embedded AWS and the warm functions. It runs executions, one after the other, in whatever world it is given. */
export interface Runtime {
  /**
   * Runs one execution on a virtual clock that starts at the world's own time, and leaves the world as it is then. The
   * product has to be deployed into the world.
   */
  execute(options: RunOptions): Promise<RunResult>;
  close(): Promise<void>;
}

export interface RunOptions {
  world: World;
  workflow?: WorkflowName;
  input: unknown;
  onEvent?: (event: ExecutionEvent) => void;
  onCall?: (record: CallRecord) => void;
  /** Changes the definition before it runs, for tests that leave a state out. */
  adapt?: NonNullable<ExecutionOptions['adapt']>;
}

export interface RunResult extends ExecutionResult {
  executionArn: string;
  /** What the functions have logged, by function. */
  logs: Record<string, readonly string[]>;
}

export async function startRuntime(
  configuration: Configuration,
  options: Pick<LambdaOptions, 'file'> = {},
): Promise<Runtime> {
  const [region = ''] = configuration.regions;
  const place = { partition: configuration.partition, region, accountId: configuration.workflowAccountId };
  const backend = await serveWorld();
  const lambda: Lambda = startLambda({ configuration, region, endpoint: backend.endpoint, ...options });
  let executions = 0;
  return {
    async execute({ world, workflow = 'onboard', input, onEvent, onCall, adapt }) {
      const clock = virtualClock(world.now);
      const time = virtualTime(clock);
      backend.serve({ world, clock, ...(onCall ? { onCall } : {}) });
      lambda.admit(world);
      executions += 1;
      world.nextId += 1;
      // Functions keep an execution's credentials: no two executions of one runtime may have the same name.
      const name = `run-${world.nextId}${executions > 1 ? `-${executions}` : ''}`;
      const executionArn = `arn:${place.partition}:states:${region}:${place.accountId}:execution:amp-scraper-${workflow}:${name}`;
      const result = await runExecution({
        workflow,
        executionArn,
        place,
        input,
        time,
        invoke: (functionName, event) => lambda.invoke(functionName, event),
        ...(onEvent ? { onEvent } : {}),
        ...(adapt ? { adapt } : {}),
      });
      await settle(world, clock.now());
      return { ...result, executionArn, logs: lambda.logs() };
    },
    async close() {
      await lambda.stop();
      await backend.close();
    },
  };
}
