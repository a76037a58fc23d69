import { deployedName, type WorkflowName } from '../functions/shared/names.ts';
import type { Configuration } from '../infra/configuration.ts';
import { serveWorld } from './aws/embeddedAws.ts';
import type { CallRecord } from './aws/server.ts';
import { openStage, type Stage } from './stage.ts';
import type { World } from './world/state.ts';
import { deployedDefinition, functionArn, type Place } from './workflow/definition.ts';
import type { ExecutionEvent, ExecutionResult } from './workflow/execution.ts';
import { parseDefinition, type Definition } from './workflow/interpreter.ts';
import { startLambda, type LambdaOptions } from './workflow/lambda.ts';

/**
 * A deployment at work: the embedded AWS and the warm functions. It plays on one stage at a time: a world into which the
 * product has been deployed.
 */
export interface Runtime {
  open(options: StageOptions): Stage & { stateMachineArn(workflow: WorkflowName): string };
  /** Runs one execution by itself on a virtual clock that starts at the world's own time, and leaves the world as it is then. */
  execute(options: StageOptions & { workflow?: WorkflowName; input: unknown }): Promise<RunResult>;
  /** What the functions have logged, by function. */
  logs(): Record<string, readonly string[]>;
  close(): Promise<void>;
}

export interface StageOptions {
  world: World;
  onEvent?: (event: ExecutionEvent) => void;
  onCall?: (record: CallRecord) => void;
  /** Changes the definitions before they run, for tests that leave a state out. */
  adapt?: (definition: Definition) => Definition;
}

export interface RunResult extends ExecutionResult {
  executionArn: string;
  logs: Record<string, readonly string[]>;
}

/** Ids of two worlds of one runtime never meet: the functions keep credentials by the execution's name. */
const IDS_PER_STAGE = 1_000_000;

export async function startRuntime(
  configuration: Configuration,
  options: Pick<LambdaOptions, 'file'> = {},
): Promise<Runtime> {
  const place = placeOf(configuration);
  const server = await serveWorld();
  const lambda = startLambda({ configuration, region: place.region, endpoint: server.endpoint, ...options });
  const stateMachineArn = (workflow: WorkflowName) =>
    `arn:${place.partition}:states:${place.region}:${place.accountId}:stateMachine:${deployedName(workflow)}`;
  const functionOf = (arn: string) => lambda.names.find((name) => functionArn(place, name) === arn);
  let stages = 0;

  function open({ world, onEvent, onCall, adapt = (definition) => definition }: StageOptions) {
    world.nextId += stages * IDS_PER_STAGE;
    stages += 1;
    lambda.admit(world);
    const stage = openStage({
      world,
      definitionOf: (arn) =>
        arn === stateMachineArn('onboard') ? adapt(parseDefinition(deployedDefinition('onboard', place))) : undefined,
      hasFunction: (arn) => functionOf(arn) !== undefined,
      invoke: (arn, event) => {
        const name = functionOf(arn);
        return name ? lambda.invoke(name, event) : Promise.reject(new Error(`There is no function ${arn}.`));
      },
      ...(onEvent ? { onEvent } : {}),
    });
    const clock = { now: () => stage.now() };
    server.serve({ world, clock, hooks: { executions: stage, functions: stage }, ...(onCall ? { onCall } : {}) });
    return { ...stage, stateMachineArn };
  }

  return {
    open,
    async execute({ workflow = 'onboard', input, ...stageOptions }) {
      const stage = open(stageOptions);
      const { world } = stageOptions;
      world.nextId += 1;
      const { executionArn } = stage.begin(stateMachineArn(workflow), `run-${world.nextId}`, input);
      const result = await stage.ended(executionArn);
      await stage.leave();
      return { ...result, executionArn, logs: lambda.logs() };
    },
    logs: () => lambda.logs(),
    async close() {
      await lambda.stop();
      await server.close();
    },
  };
}

/** Where the state machines and functions of a configuration are; the first of its Regions is the one that runs here. */
export function placeOf({ partition, regions, workflowAccountId }: Configuration): Place {
  const [region] = regions;
  if (region === undefined) throw new TypeError('The configuration has no Region.');
  return { partition, region, accountId: workflowAccountId };
}
