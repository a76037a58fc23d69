import { readFileSync } from 'node:fs';
import { parseConfiguration, readConfiguration, type Configuration } from '../infra/configuration.ts';
import { serveWorld } from './aws/embeddedAws.ts';
import type { CallRecord } from './aws/server.ts';
import { virtualClock } from './clock.ts';
import { deploy } from './deployment.ts';
import { loadWorld } from './world/load.ts';
import { settle } from './world/scraperEngine.ts';
import type { World } from './world/state.ts';
import type { WorkflowName } from './workflow/definition.ts';
import {
  runExecution,
  type ExecutionEvent,
  type ExecutionOptions,
  type ExecutionResult,
} from './workflow/execution.ts';
import { startLambda, type LambdaOptions } from './workflow/lambda.ts';
import { virtualTime } from './workflow/virtualTime.ts';

export const DEFAULT_WORLD = new URL('world/defaultWorld.json', import.meta.url);

/** A world with the product deployed into it, ready to run workflows in. */
export interface Deployed {
  world: World;
  configuration: Configuration;
}

/** The world of a world file, with its own configuration or else the deployment's. @throws WorldFileError, TypeError */
export function deployWorldFile(fileJson: unknown, name: string): Deployed {
  const { world, configuration } = loadWorld(fileJson);
  const deployed = {
    world,
    configuration: configuration === undefined ? readConfiguration() : parseConfiguration(configuration, name),
  };
  deploy(world, deployed.configuration);
  return deployed;
}

/** The default world, as `npm start` has it. */
export function deployDefaultWorld(): Deployed {
  return deployWorldFile(JSON.parse(readFileSync(DEFAULT_WORLD, 'utf8')), DEFAULT_WORLD.pathname);
}

export interface RunOptions extends Deployed {
  workflow?: WorkflowName;
  input: unknown;
  onEvent?: (event: ExecutionEvent) => void | Promise<void>;
  onCall?: (record: CallRecord) => void;
  adapt?: NonNullable<ExecutionOptions['adapt']>;
  file?: NonNullable<LambdaOptions['file']>;
}

export interface RunResult extends ExecutionResult {
  executionArn: string;
  logs: Record<string, readonly string[]>;
}

/** Runs one execution in the world, on a virtual clock that starts at the world's own time, and leaves the world as it is then. */
export async function run(options: RunOptions): Promise<RunResult> {
  const { world, configuration, workflow = 'onboard', input, onEvent, onCall, adapt, file } = options;
  const [region = ''] = configuration.regions;
  const place = { partition: configuration.partition, region, accountId: configuration.workflowAccountId };
  const clock = virtualClock(world.now);
  const time = virtualTime(clock);
  const server = await serveWorld(world, clock, onCall ? { onCall } : {});
  const lambda = startLambda({ world, configuration, region, endpoint: server.endpoint, ...(file ? { file } : {}) });
  lambda.warm();
  world.nextId += 1;
  const executionArn = `arn:${place.partition}:states:${region}:${place.accountId}:execution:amp-scraper-${workflow}:run-${world.nextId}`;
  try {
    const result = await runExecution({
      workflow,
      executionArn,
      place,
      input,
      time,
      invoke: (name, event) => lambda.invoke(name, event),
      ...(onEvent ? { onEvent } : {}),
      ...(adapt ? { adapt } : {}),
    });
    await settle(world, clock.now());
    return { ...result, executionArn, logs: lambda.logs() };
  } finally {
    await lambda.stop();
    await server.close();
  }
}
