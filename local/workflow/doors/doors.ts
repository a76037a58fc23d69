/** The ways in, from outside the workflow account: each kind of input goes through what AWS puts before an execution. */

import * as z from 'zod';
import { arnParts, parseArn } from '../../../functions/shared/arn.ts';
import type { MachineName } from '../../../functions/shared/names.ts';
import { isLost } from '../../aws/faults/eventLoss.ts';
import { ServiceError } from '../../aws/operation.ts';
import { deliverEvent } from '../../deployment/events/deliverEvent.ts';
import type { Stop } from '../../deployment/events/routeEvent.ts';
import type { CustomResourceProvider, Deployment } from '../../deployment/deployed.ts';
import { customResourceShape, doorOf } from './doorOf.ts';
import { launchProblem } from './launch.ts';
import type { Runtime, StageOptions } from '../runtime.ts';
import type { Stage } from '../stage.ts';
import type { ExecutionRecord, World } from '../../state/state.ts';
import { workflowOf } from '../states/definition.ts';
import type { ExecutionResult } from '../states/execution.ts';

/** What CloudFormation is told of a custom resource. */
const answerSchema = z.looseObject({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string(),
  PhysicalResourceId: z.string(),
  Data: z.record(z.string(), z.unknown()).optional(),
});
type CloudFormationAnswer = z.infer<typeof answerSchema>;

/** How the execution that the door started has ended. */
export interface DoorResult extends ExecutionResult {
  /** Of the product door alone. */
  cloudFormation?: CloudFormationAnswer;
}

/** A product that CloudFormation was told of as FAILED has failed, even where its execution succeeded: its stack is rolled back. */
export function hasSucceeded({ status, cloudFormation }: DoorResult): boolean {
  return status === 'SUCCEEDED' && cloudFormation?.Status !== 'FAILED';
}

/** Takes an input the way that it takes in AWS, to the end of what it starts. A request starts the named state machine. */
export async function enter(
  runtime: Runtime,
  deployment: Deployment,
  input: unknown,
  { workflow = 'onboard', ...options }: StageOptions & { workflow?: MachineName },
): Promise<DoorResult> {
  switch (doorOf(input)) {
    case 'request':
      return runtime.execute({ ...options, ...placeOf(deployment, input), workflow, input }).catch(notStarted);
    case 'event':
      return onStage(runtime, options, (stage) => deliver(stage, deployment, input, options));
    case 'customResource':
      return onStage(runtime, options, (stage) => provide(stage, deployment, input, options));
  }
}

const requestShape = z.looseObject({ clusterArn: z.string() });

/** A person starts the machine of the Region that the cluster is in, where there is one. */
function placeOf({ stateMachines }: Deployment, input: unknown): { region?: string } {
  const region = requestShape.safeParse(input).data?.clusterArn.split(':')[3];
  return region !== undefined && stateMachines.some((one) => one.region === region) ? { region } : {};
}

/** What StartExecution refuses is no execution. */
function notStarted(error: unknown): DoorResult {
  if (error instanceof ServiceError) return failed(error.code, error.message);
  throw error;
}

async function onStage(
  runtime: Runtime,
  options: StageOptions,
  play: (stage: Stage) => Promise<DoorResult>,
): Promise<DoorResult> {
  const stage = runtime.open(options);
  const result = await play(stage);
  await stage.idle();
  await stage.leave();
  return result;
}

/**
 * EventBridge: the rules' own patterns and the policies of buses and roles say which state machines an event starts.
 * @returns the executions, begun, and where else the event went no further.
 */
export async function beginByEvent(
  stage: Stage,
  deployment: Deployment,
  event: unknown,
  world: World,
): Promise<{ begun: ExecutionRecord[]; stops: readonly Stop[] }> {
  const { deliveries, stops } = await deliverEvent(world, deployment, event, stage.now());
  const begun = deliveries
    .filter(({ targetArn }) => targetArn.includes(':stateMachine:'))
    // Of an event that starts both, what onboard says of it comes first.
    .toSorted((one, other) => Number(isOffboard(one.targetArn)) - Number(isOffboard(other.targetArn)))
    .map(({ targetArn, input }) => {
      world.nextId += 1;
      return stage.begin(targetArn, `event-${world.nextId}`, input);
    });
  return { begun, stops };
}

const LOST =
  'EventBridge never got the event: the service sends it with best effort. No rule was asked, no dead-letter queue has it, and nothing was started.';

async function deliver(
  stage: Stage,
  deployment: Deployment,
  event: unknown,
  { world, faults }: StageOptions,
): Promise<DoorResult> {
  if (isLost(event, world, faults)) return failed('Lost', LOST);
  const { begun, stops } = await beginByEvent(stage, deployment, event, world);
  if (begun.length === 0) {
    const [stop] = stops;
    return failed(stop?.kind ?? 'NotMatched', stop?.reason ?? 'No rule has a state machine for the event.');
  }
  return mostTelling(await Promise.all(begun.map(({ executionArn }) => stage.ended(executionArn))));
}

/** Of several executions the one that failed, else the one that did something. */
function mostTelling(results: ExecutionResult[]): ExecutionResult {
  const outcome = z.looseObject({ outcome: z.literal('IGNORED') });
  const found =
    results.find(({ status }) => status !== 'SUCCEEDED') ??
    results.find(({ output }) => !outcome.safeParse(output).success) ??
    results[0];
  return found ?? failed('NotMatched', 'Nothing was started.');
}

const functionResult = z.object({ submitted: answerSchema.nullable() });

/**
 * CloudFormation: as the launch role, of a stack that Service Catalog has launched, invokes the provider, whose waiter calls
 * isComplete until there is an answer. Several stacks' operations can be under way on a stage.
 */
export async function provide(
  stage: Stage,
  deployment: Deployment,
  event: unknown,
  { world }: StageOptions,
): Promise<DoorResult> {
  const { ResourceProperties, ...operation } = customResourceShape.parse(event);
  const { ServiceToken } = ResourceProperties;
  const inRegion = ({ onEventArn }: CustomResourceProvider) =>
    arnParts(onEventArn).region === parseArn(operation.StackId)?.region;
  const provider =
    deployment.providers.find(({ onEventArn }) => onEventArn === ServiceToken) ??
    deployment.providers.find(inRegion) ??
    deployment.providers[0];
  if (provider === undefined) return failed('NotMatched', 'The deployment has no custom resource provider.');
  const refused = await launchProblem(world, deployment, { ...operation, providerArn: provider.onEventArn });
  if (refused !== undefined) return failed('AccessDenied', refused);
  const before = new Set(Object.keys(world.executions ?? {}));
  const { payload, functionError } = await stage.invoke(provider.onEventArn, JSON.stringify(event));
  if (functionError) return failed('CustomResourceFailed', payload);
  const isOwn = ({ name, input }: ExecutionRecord) => [name, input].some((text) => text.includes(operation.RequestId));
  const started = Object.values(world.executions ?? {}).filter((one) => !before.has(one.executionArn) && isOwn(one));
  const waiter = started.find(({ stateMachineArn }) => stateMachineArn === provider.waiterStateMachineArn);
  const answer = functionResult.parse(JSON.parse(payload)).submitted ?? (await waiterAnswer(stage, waiter));
  const ran = started.filter(isWorkflow).map(({ executionArn }) => stage.ended(executionArn));
  const [execution] = await Promise.all(ran);
  return { ...(execution ?? withoutExecution(answer)), cloudFormation: answer };
}

async function waiterAnswer(stage: Stage, waiter: ExecutionRecord | undefined): Promise<CloudFormationAnswer> {
  if (waiter === undefined) throw new Error('The provider neither answered nor began to wait.');
  const { status, output, cause } = await stage.ended(waiter.executionArn);
  const answer = functionResult.safeParse(output).data?.submitted;
  if (answer) return answer;
  throw new Error(`The provider's waiter ended ${status} without an answer: ${cause}`);
}

function isOffboard(stateMachineArn: string): boolean {
  return workflowOf(stateMachineArn) === 'offboard';
}

function isWorkflow({ stateMachineArn }: ExecutionRecord): boolean {
  return workflowOf(stateMachineArn) !== undefined;
}

function withoutExecution({ Status, Reason }: CloudFormationAnswer): ExecutionResult {
  if (Status === 'FAILED') return failed('CustomResourceFailed', Reason);
  return { status: 'SUCCEEDED', output: null, states: [], transitions: 0, elapsedSeconds: 0 };
}

function failed(error: string, cause: string): ExecutionResult {
  return { status: 'FAILED', error, cause, output: null, states: [], transitions: 0, elapsedSeconds: 0 };
}
