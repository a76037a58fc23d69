/** The machinery of a deployment: one server, one set of warm functions. What happens in it is on a stage (stage.ts). */

import { arnParts } from '../../functions/shared/arn.ts';
import { ENVIRONMENT } from '../../functions/shared/environment.ts';
import { deployedName, type WorkflowName } from '../../functions/shared/names.ts';
import { serveWorld } from '../aws/embeddedAws.ts';
import type { FaultPlan } from '../aws/faults/faultPlan.ts';
import type { CallRecord } from '../aws/server.ts';
import type { Deployment } from '../deployment/deployed.ts';
import { routeEvent } from '../deployment/events/routeEvent.ts';
import { openStage, type Stage } from './stage.ts';
import type { ExecutionRecord, World } from '../state/state.ts';
import type { ExecutionEvent, ExecutionResult } from './execution.ts';
import { parseDefinition, type Definition } from './interpreter.ts';
import { workflowOf } from './definition.ts';
import { withDeaths, type Deaths } from './deaths.ts';
import { startLambda, type LambdaOptions } from './lambda.ts';

/**
 * A deployment at work: the embedded AWS and the warm functions. It plays on one stage at a time: a world into which the
 * deployment has been put.
 */
export interface Runtime {
  /** Where its embedded AWS listens. */
  endpoint: string;
  open(options: StageOptions): Stage;
  /** Runs one execution by itself on a virtual clock that starts at the world's own time, and leaves the world as it is then. */
  execute(
    options: StageOptions & { workflow?: WorkflowName; installation?: string; input: unknown },
  ): Promise<RunResult>;
  /** @param installation the deployment's first unless given */
  stateMachineArn(workflow: WorkflowName, installation?: string): string;
  /** What the functions have logged, by function. */
  logs(): Record<string, readonly string[]>;
  close(): Promise<void>;
}

export interface StageOptions {
  world: World;
  onEvent?: (event: ExecutionEvent) => void;
  onCall?: (record: CallRecord) => void;
  /** What goes wrong at the wire, in IAM and with scrapers. */
  faults?: FaultPlan;
  /** Changes the definitions before they run, for tests that leave a state out. */
  adapt?: (definition: Definition) => Definition;
  /** Which invocations of a function fail as Lambda itself lets them fail. */
  death?: Deaths;
}

export interface RunResult extends ExecutionResult {
  executionArn: string;
  logs: Record<string, readonly string[]>;
}

/** Ids of two worlds of one runtime never meet: the functions keep credentials by the execution's name. */
const IDS_PER_STAGE = 1_000_000;

/** @param region of the workflow stack that runs here: the deployment's first when absent. */
export async function startRuntime(
  deployment: Deployment,
  {
    region = firstRegion(deployment),
    ...options
  }: Pick<LambdaOptions, 'file' | 'hurry' | 'limits'> & { region?: string } = {},
): Promise<Runtime> {
  const server = await serveWorld();
  const functions = deployment.functions.filter((one) => one.region === region);
  const stateMachines = deployment.stateMachines.filter((one) => one.region === region);
  const lambda = startLambda({ functions, endpoint: server.endpoint, ...options });
  let stages = 0;

  function stateMachineArn(workflow: WorkflowName, installation = firstInstallation(deployment)): string {
    const wanted = deployedName(installation, workflow);
    const found = stateMachines.find(({ name }) => name === wanted);
    if (found === undefined) throw new Error(`The deployment has no state machine ${wanted} in ${region}.`);
    return found.arn;
  }

  function open({ world, onEvent, onCall, faults, death, adapt = (definition) => definition }: StageOptions): Stage {
    world.nextId += stages * IDS_PER_STAGE;
    stages += 1;
    lambda.admit(world);
    const stage = openStage({
      world,
      definitionOf: (arn) => {
        const found = stateMachines.find((one) => one.arn === arn);
        return found && adapt(parseDefinition(found.definition));
      },
      hasFunction: (arn) => lambda.has(arn),
      invoke: withDeaths(
        (arn, event) => lambda.invoke(arn, event),
        death,
        () => stage.now(),
      ),
      ...(onEvent ? { onEvent } : {}),
      onEnded: (execution, on) => tell(execution, on, world),
      ...(faults ? { faults } : {}),
    });
    const clock = { now: () => stage.now() };
    server.serve({
      world,
      clock,
      runners: { executions: stage, functions: stage },
      ...(onCall ? { onCall } : {}),
      ...(faults ? { faults } : {}),
    });
    return stage;
  }

  /** EventBridge tells of an execution that ended badly; the deployed rules say whom. */
  async function tell(execution: ExecutionRecord, stage: Stage, world: World): Promise<void> {
    if (
      execution.status === 'SUCCEEDED' ||
      !stateMachines.some(({ arn }) => arn === execution.stateMachineArn && workflowOf(arn) !== undefined)
    )
      return;
    const { deliveries } = await routeEvent(world, deployment, endedEvent(execution, region));
    for (const { targetArn, input } of deliveries.filter((one) => one.targetArn.includes(':stateMachine:'))) {
      world.nextId += 1;
      stage.begin(targetArn, `${CLEAN_UP_PREFIX}${world.nextId}`, input);
    }
  }

  return {
    endpoint: server.endpoint,
    open,
    async execute({ workflow = 'onboard', installation, input, ...stageOptions }) {
      const stage = open(stageOptions);
      const { world } = stageOptions;
      world.nextId += 1;
      const { executionArn } = stage.begin(stateMachineArn(workflow, installation), `run-${world.nextId}`, input);
      const result = await stage.ended(executionArn);
      await stage.idle();
      await stage.leave();
      return { ...result, executionArn, logs: lambda.logs() };
    },
    stateMachineArn,
    logs: () => lambda.logs(),
    async close() {
      await lambda.stop();
      await server.close();
    },
  };
}

/** How executions are named that a rule starts for one that ended badly. */
export const CLEAN_UP_PREFIX = 'ended-';

/** As Step Functions sends it (https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html). */
function endedEvent(execution: ExecutionRecord, region: string): Record<string, unknown> {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate = startDate, input } = execution;
  return {
    version: '0',
    id: `${name}-${status}`,
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: arnParts(executionArn).accountId,
    time: new Date(stopDate).toISOString(),
    region,
    resources: [executionArn],
    detail: { executionArn, stateMachineArn, name, status, startDate, stopDate, input, output: null },
  };
}

/** Every function knows the name of its installation. */
function firstInstallation({ functions }: Deployment): string {
  const [name] = functions.flatMap(({ environment }) => environment[ENVIRONMENT.name] ?? []);
  if (name === undefined) throw new Error('The deployment has no function that names its installation.');
  return name;
}

function firstRegion({ stateMachines }: Deployment): string {
  const region = stateMachines[0]?.region;
  if (region === undefined) throw new Error('The deployment has no state machine.');
  return region;
}
