import type { SFNClient } from '@aws-sdk/client-sfn';
import { arnParts } from './shared/arn.ts';
import {
  runningExecutions,
  sfnClient,
  startExecution,
  stopGivenUp,
  type RunningExecution,
} from './shared/aws/executions.ts';
import type { ProductSettings } from './shared/environment.ts';
import { InvalidRequest } from './shared/errors.ts';
import {
  onEventInput,
  physicalResourceId,
  productRequest,
  rolledBack,
  stackOfInput,
  type OnEventInput,
  type OnEventOutput,
} from './shared/product.ts';
import { defineProductHandler } from './shared/productHandler.ts';

/**
 * Starts what a product's stack asks for: onboard for Create and Update, offboard for Delete. An execution's name is the
 * event's RequestId, so that an event that comes twice starts one.
 */
export const handler = defineProductHandler('productOnEvent', onEventInput, (event, settings): Promise<OnEventOutput> =>
  event.RequestType === 'Delete' ? offboard(event, settings) : onboard(event, settings),
);

/**
 * Stops what was given up only when the new execution has started: an event that comes again finds the same then.
 * @returns another id for another pair: CloudFormation deletes the old one's resource then.
 */
async function onboard(event: OnEventInput, settings: ProductSettings): Promise<OnEventOutput> {
  const asked = productRequest(event.ResourceProperties, settings.workspaces);
  const sfn = sfnClient(settings.region, arnParts(settings.onboardArn).accountId);
  const before = event.RequestType === 'Update' ? await givenUp(sfn, event, settings) : [];
  const inputs = before.map(({ input }) => input);
  const input = { door: 'product', stackId: event.StackId, request: rolledBack(asked, inputs) };
  await startExecution(sfn, settings.onboardArn, event.RequestId, input);
  await stopGivenUp(sfn, before);
  return { PhysicalResourceId: physicalResourceId(asked) };
}

/** The stack's own onboards that are still at work: CloudFormation has given them up, or it would not ask for the next thing. */
function givenUp(sfn: SFNClient, event: OnEventInput, settings: ProductSettings): Promise<RunningExecution[]> {
  return runningExecutions(
    sfn,
    settings.onboardArn,
    ({ name, input }) => name !== event.RequestId && stackOfInput(input) === event.StackId,
  );
}

async function offboard(event: OnEventInput, settings: ProductSettings): Promise<OnEventOutput> {
  const PhysicalResourceId = event.PhysicalResourceId ?? event.RequestId;
  const sfn = sfnClient(settings.region, arnParts(settings.onboardArn).accountId);
  await stopGivenUp(sfn, await givenUp(sfn, event, settings));
  const request = deletedRequest(event, settings);
  if (request === undefined) return { PhysicalResourceId, NothingToDo: true };
  const input = { door: 'product', stackId: event.StackId, request };
  await startExecution(sfn, settings.offboardArn, event.RequestId, input);
  return { PhysicalResourceId };
}

/** Properties that no connection can have been made of, as after a Create that failed for them, leave nothing to delete. */
function deletedRequest(event: OnEventInput, settings: ProductSettings) {
  try {
    const { clusterArn, workspaceArn } = productRequest(event.ResourceProperties, settings.workspaces);
    return { clusterArn, workspaceArn };
  } catch (error) {
    if (error instanceof InvalidRequest) return undefined;
    throw error;
  }
}
