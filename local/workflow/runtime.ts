/** The machinery of a deployment: one server, one set of warm functions. What happens in it is on a stage (stage.ts). */

import { ENVIRONMENT } from '../../functions/shared/environment.ts';
import { deployedName, type MachineName } from '../../functions/shared/names.ts';
import { serveWorld } from '../aws/embeddedAws.ts';
import { isLost } from '../aws/faults/eventLoss.ts';
import type { FaultPlan } from '../aws/faults/faultPlan.ts';
import type { Pages } from '../aws/browser/pages.ts';
import type { Events, Runners } from '../aws/running.ts';
import type { CallRecord } from '../aws/server.ts';
import type { Deployment } from '../deployment/deployed.ts';
import { deliverEvent } from '../deployment/events/deliverEvent.ts';
import type { Delivery } from '../deployment/events/routeEvent.ts';
import { putDeployment } from '../deployment/putDeployment.ts';
import { openStage, type Stage } from './stage.ts';
import { endedEvent } from './statusChange.ts';
import { tagChangeEvent } from './tagChange.ts';
import type { AcceleratedClock } from '../state/clock.ts';
import type { ExecutionRecord, World } from '../state/state.ts';
import type { ExecutionEvent, ExecutionResult } from './states/execution.ts';
import { parseDefinition, type Definition } from './states/interpreter.ts';
import { keepLines } from '../monitoring/logGroups.ts';
import { withDeaths, type Deaths } from './lambda/deaths.ts';
import { bundledCode } from './lambda/bundles.ts';
import { startLambda, type LambdaOptions } from './lambda/lambda.ts';
import { TaskFailure } from './lambda/functions.ts';
import { pacedTime } from './states/pacedTime.ts';
import { countDropped, countExecution, countInvocation, writeLogLine } from './telemetry.ts';

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
    options: StageOptions & { workflow?: MachineName; installation?: string; region?: string; input: unknown },
  ): Promise<RunResult>;
  /**
   * Deploys over what runs, which goes on: CloudFormation's update of the stacks, in the world that is on the stage.
   * @param file Where the handlers of this deployment are.
   */
  update(world: World, deployment: Deployment, file?: LambdaOptions['file']): void;
  /** @param installation and @param region the deployment's first unless given */
  stateMachineArn(workflow: MachineName, installation?: string, region?: string): string;
  /** What the functions have logged since the stage was opened, by function. */
  logs(): Record<string, readonly string[]>;
  close(): Promise<void>;
}

/** One run's world, and what is done to it or told of it. */
export interface StageOptions {
  world: World;
  onEvent?: (event: ExecutionEvent) => void;
  /** As StageSetup has it. */
  onTask?: (executionArn: string) => void;
  onCall?: (record: CallRecord) => void;
  /** What goes wrong at the wire, in IAM and with scrapers. */
  faults?: FaultPlan;
  /** Changes the definitions before they run, for tests that leave a state out. */
  adapt?: (definition: Definition) => Definition;
  /** Which invocations of a function fail as Lambda itself lets them fail. */
  death?: Deaths;
  /** A clock that runs by itself, for clients that look on: histories are kept for them, and tag changes have their event. */
  clock?: AcceleratedClock;
  /** Whether the histories of executions are kept without such a clock too. */
  keepsHistories?: boolean;
}

/** How the execution has ended, with the lines of each function by its name. */
export interface RunResult extends ExecutionResult {
  executionArn: string;
  logs: Record<string, readonly string[]>;
}

/** Ids of two worlds of one runtime never meet: the functions keep credentials by the execution's name. */
const IDS_PER_STAGE = 1_000_000;

/** What is deployed in all Regions is at work: an event goes to the machines of its own. */
export async function startRuntime(
  deployment: Deployment,
  {
    port,
    pages,
    ...options
  }: Pick<LambdaOptions, 'file' | 'worker' | 'hurry' | 'limits'> & { port?: number; pages?: Pages } = {},
): Promise<Runtime> {
  const server = await serveWorld({
    ...(port === undefined ? {} : { port }),
    ...(pages === undefined ? {} : { pages }),
  });
  let current = deployment;
  let stages = 0;
  let playing: { world: World; stage: Stage } | undefined;
  const lambda = startLambda({
    deployed: current,
    endpoint: server.endpoint,
    ...(options.file === undefined ? await bundledCode() : {}),
    ...options,
    onLine: (deployed, line) => playing && writeLogLine(playing.world, deployed, line, playing.stage.now()),
  });

  function stateMachineArn(
    workflow: MachineName,
    installation = firstInstallation(current),
    region = firstRegion(current),
  ): string {
    const wanted = deployedName(installation, workflow);
    const found = current.stateMachines.find((one) => one.name === wanted && one.region === region);
    if (found === undefined) throw new Error(`The deployment has no state machine ${wanted} in ${region}.`);
    return found.arn;
  }

  function open({
    world,
    onEvent,
    onTask,
    onCall,
    faults,
    death,
    clock: ownClock,
    keepsHistories = ownClock !== undefined,
    adapt = (definition) => definition,
  }: StageOptions): Stage {
    world.nextId += stages * IDS_PER_STAGE;
    stages += 1;
    lambda.forgetLogs();
    lambda.admit(world);
    if (ownClock !== undefined && world.monitoring !== undefined) keepLines(world.monitoring);
    const stage = openStage({
      world,
      machineOf: (arn) => {
        const found = current.stateMachines.find((one) => one.arn === arn);
        return found && { definition: adapt(parseDefinition(found.definition)), roleArn: found.roleArn, view: found };
      },
      machines: () => current.stateMachines,
      hasFunction: (arn) => lambda.has(arn),
      invoke: counted(
        withDeaths(
          (arn, event) => lambda.invoke(arn, event),
          death,
          () => stage.now(),
        ),
        world,
        () => stage.now(),
      ),
      ...(onEvent ? { onEvent } : {}),
      onTask,
      onDropped: (arn) => countDropped(world, arn, stage.now()),
      onEnded: (execution, on) => tell(execution, on, world, faults),
      time: ownClock && pacedTime(ownClock),
      keepsHistories,
      ...(faults ? { faults } : {}),
    });
    playing = { world, stage };
    const clock = { now: () => stage.now() };
    const openedAt = stage.now();
    server.serve({
      world,
      clock,
      runners: { executions: stage, functions: stage, events: eventsOn(stage, world), ...shown(openedAt) },
      async onTrail(event) {
        if (!isLost(event, world, faults)) await tellOfCall(event, 'trail-', stage, world);
        const tagged = ownClock && tagChangeEvent(world, event, stage.now());
        if (tagged && !isLost(tagged, world, faults)) await tellOfCall(tagged, 'tag-', stage, world);
      },
      ...(onCall ? { onCall } : {}),
      ...(faults ? { faults } : {}),
    });
    return stage;
  }

  /** What is only looked at: nothing here changes a stack, and no schedule is ever due. */
  function shown(createdAt: number): Pick<Runners, 'stacks' | 'schedules'> {
    return {
      stacks: { all: () => current.stacks.map((one) => ({ ...one, createdAt })) },
      schedules: { all: () => current.schedules.map((one) => ({ ...one, createdAt })) },
    };
  }

  function eventsOn(stage: Stage, world: World): Events {
    return {
      policyOf: (busArn) => current.buses.find(({ arn }) => arn === busArn)?.policy,
      buses: () => current.buses.map(({ arn }) => arn),
      rules: () => current.rules,
      async put(busArn, event) {
        const { deliveries } = await deliverEvent(world, current, event, stage.now(), busArn);
        await carry(deliveries, 'put-', stage, world);
      },
    };
  }

  /** What a rule sends to functions and state machines; topics have theirs by now. */
  async function carry(deliveries: readonly Delivery[], prefix: string, stage: Stage, world: World): Promise<void> {
    for (const { targetArn, input } of deliveries) {
      if (targetArn.includes(':function:')) await stage.send(targetArn, input);
      if (!targetArn.includes(':stateMachine:')) continue;
      world.nextId += 1;
      stage.begin(targetArn, `${prefix}${world.nextId}`, input);
    }
  }

  /** EventBridge is told of a call, by CloudTrail's record or a change of tags; the deployed rules say what it starts. */
  async function tellOfCall(event: Record<string, unknown>, prefix: string, stage: Stage, world: World): Promise<void> {
    const { deliveries } = await deliverEvent(world, current, event, stage.now());
    for (const { targetArn, input } of deliveries.filter((one) => one.targetArn.includes(':stateMachine:'))) {
      world.nextId += 1;
      stage.begin(targetArn, `${prefix}${world.nextId}`, input);
    }
  }

  /** CloudWatch and EventBridge are told of an execution that has ended; the deployed rules say who is told then. */
  async function tell(execution: ExecutionRecord, stage: Stage, world: World, faults?: FaultPlan): Promise<void> {
    countExecution(world, execution, stage.now());
    const event = endedEvent(execution);
    if (isLost(event, world, faults)) return;
    const { deliveries } = await deliverEvent(world, current, event, stage.now());
    await carry(deliveries, CLEAN_UP_PREFIX, stage, world);
  }

  return {
    endpoint: server.endpoint,
    open,
    async execute({ workflow = 'onboard', installation, region, input, ...stageOptions }) {
      const stage = open(stageOptions);
      const { world } = stageOptions;
      world.nextId += 1;
      const machineArn = stateMachineArn(workflow, installation, region);
      const { executionArn } = stage.begin(machineArn, `run-${world.nextId}`, input);
      const result = await stage.ended(executionArn);
      await stage.idle();
      await stage.leave();
      return { ...result, executionArn, logs: lambda.logs() };
    },
    update(world, next, file) {
      current = next;
      lambda.deploy(current, file);
      putDeployment(world, next);
      lambda.admit(world);
    },
    stateMachineArn,
    logs: () => lambda.logs(),
    async close() {
      await lambda.stop();
      await server.close();
    },
  };
}

type Invoke = (functionArn: string, event: unknown) => Promise<unknown>;

/** As `invoke`, and CloudWatch is told how it ended. */
function counted(invoke: Invoke, world: World, now: () => number): Invoke {
  return async (functionArn, event) => {
    const at = now();
    try {
      const result = await invoke(functionArn, event);
      countInvocation(world, functionArn, undefined, at);
      return result;
    } catch (error) {
      if (error instanceof TaskFailure) countInvocation(world, functionArn, error, at);
      throw error;
    }
  };
}

/** How executions are named that a rule starts for one that ended badly. */
export const CLEAN_UP_PREFIX = 'ended-';

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
