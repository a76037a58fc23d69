import { arnParts } from './shared/arn.ts';
import { executionArnOf, runningOf, sfnClient, startExecution, stopGivenUp } from './shared/aws/services/executions.ts';
import { productNotes, type ProductNote, type ProductNotes } from './shared/product/notes.ts';
import { translateAwsError } from './shared/aws/errors/translate.ts';
import type { ProductEnvironment } from './shared/environment.ts';
import { connectionId } from './shared/names.ts';
import {
  executionNames,
  productName,
  onEventInput,
  pairOfResourceId,
  physicalResourceId,
  productRequest,
  rolledBack,
  type OnEventInput,
  type OnEventOutput,
  type Pair,
} from './shared/product/product.ts';
import { logFailure } from './shared/handler/failures.ts';
import type { Log } from './shared/handler/logLines.ts';
import { productInput } from './shared/request/doors/doors.ts';
import { defineProductHandler } from './shared/handler/productHandler.ts';

/** What an operation works with. */
interface Work {
  event: OnEventInput;
  environment: ProductEnvironment;
  log: Log;
  sfn: ReturnType<typeof sfnClient>;
  notes: ProductNotes;
}

/**
 * Serves no state: the provider framework of the product's custom resource calls it with CloudFormation's event.
 * Starts what a product's stack asks for: onboard for Create and Update, offboard for Delete. An execution's name is the event's
 * RequestId, so that an event that comes twice starts one; it is noted in the table before it is started, so that a later event of the
 * stack finds it, and stops it if it still runs: CloudFormation has given it up, or it would not ask for the next thing.
 * productIsComplete needs `executionArn`, or the `problem` for which none was started.
 * @throws InvalidRequest when the product's parameters name no cluster or no accepted workspace.
 * @throws Error when every execution of a Delete's RequestId has failed; AccessDenied or AwsUnavailable as DynamoDB and Step Functions
 * answer.
 */
export const handler = defineProductHandler(
  'productOnEvent',
  onEventInput,
  (event, { environment, log }): Promise<OnEventOutput> => {
    const { region, connectionsTable: tableName } = environment;
    const { accountId } = arnParts(environment.onboardArn);
    const notes = productNotes({ region, accountId, tableName }, event.StackId);
    const work = { event, environment, log, sfn: sfnClient(region, accountId), notes };
    return event.RequestType === 'Delete' ? offboard(work) : onboard(work);
  },
);

/**
 * Stops what was given up only when the new execution has started: an event that comes again finds the same then.
 * @returns another id for another pair: CloudFormation deletes the old one's resource then.
 */
async function onboard(work: Work): Promise<OnEventOutput> {
  const { event, environment } = work;
  const asked = productRequest(event.ResourceProperties, environment.workspaces);
  const PhysicalResourceId = physicalResourceId(asked);
  try {
    return { PhysicalResourceId, executionArn: await startOnboard(work, asked) };
  } catch (caught) {
    const error = translateAwsError(caught);
    logFailure(work.log, error);
    return { PhysicalResourceId, problem: problemOf(error) };
  }
}

function problemOf(error: unknown): string {
  const { name, message } = asError(error);
  return (
    `${name}: ${message} Whether an execution was started is not known; what was, is stopped and taken away when the stack ` +
    'is rolled back, updated again or deleted.'
  );
}

async function startOnboard(work: Work, asked: ReturnType<typeof productRequest>): Promise<string> {
  const { event, environment, sfn, notes } = work;
  const known = await notes.read();
  const own = executionNames(event.RequestId).map((name) => executionArnOf(environment.onboardArn, name));
  // Nothing is given up before there is something: a stack's Creates go on side by side.
  const earlier = event.RequestType === 'Update' ? executionsOf(known).filter((arn) => !own.includes(arn)) : [];
  const givenUp = await runningOf(sfn, earlier);
  const request = rolledBack(
    asked,
    givenUp.map(({ input }) => input),
  );
  const note = noteOf(environment.name, asked);
  const kept = known.find(({ id }) => id === note.id)?.executionArns ?? [];
  const stillRunning = givenUp.map(({ executionArn }) => executionArn).filter((arn) => kept.includes(arn));
  const executionArn = await startNext(work, environment.onboardArn, request, {
    before: (arn) => notes.put({ ...note, executionArns: [arn, ...stillRunning] }),
    isOwn: (arn) => kept.includes(arn),
  });
  await stopGivenUp(sfn, givenUp);
  return executionArn;
}

async function offboard(work: Work): Promise<OnEventOutput> {
  const { event, environment, sfn, notes } = work;
  const { PhysicalResourceId = event.RequestId } = event;
  const pair = pairOfResourceId(PhysicalResourceId);
  const known = await notes.read();
  await stopGivenUp(sfn, await runningOf(sfn, executionsOf(known)));
  if (pair === undefined) return { PhysicalResourceId };
  const { id } = noteOf(environment.name, pair);
  const isNoted = known.some((note) => note.id === id);
  const executionArn = await startNext(work, environment.offboardArn, pair, { isOwn: () => !isNoted });
  await notes.remove(id);
  return { PhysicalResourceId, executionArn };
}

function executionsOf(notes: readonly ProductNote[]): string[] {
  return notes.flatMap(({ executionArns }) => executionArns);
}

function noteOf(installation: string, { clusterArn, workspaceArn }: Pair) {
  return { id: connectionId(installation, clusterArn, workspaceArn), clusterArn, workspaceArn };
}

interface Starting {
  /** Called with an execution's ARN before it is started. */
  before?(executionArn: string): Promise<void>;
  /** Whether one that has succeeded under the event's RequestId did so for this very event. */
  isOwn(executionArn: string): boolean;
}

/**
 * Starts the operation's execution under the first of its names that no earlier operation has used up: CloudFormation tries a
 * failed operation again under the same RequestId, and Step Functions keeps a name for 90 days.
 */
async function startNext(
  { event, sfn }: Work,
  stateMachineArn: string,
  request: object,
  { before, isOwn }: Starting,
): Promise<string> {
  const input = JSON.stringify(productInput(event.StackId, request, productName(event.ResourceProperties)));
  for (const name of executionNames(event.RequestId)) {
    const executionArn = executionArnOf(stateMachineArn, name);
    await before?.(executionArn);
    const status = await startExecution(sfn, { stateMachineArn, name, input });
    if (status === 'RUNNING' || (status === 'SUCCEEDED' && isOwn(executionArn))) return executionArn;
  }
  throw new Error(`Every execution of request ${event.RequestId} has failed. Update or delete the stack anew.`);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
