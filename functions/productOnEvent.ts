import type { SFNClient } from '@aws-sdk/client-sfn';
import { sfnClient, startExecution, stopExecutions } from './shared/aws/executions.ts';
import type { ProductSettings } from './shared/environment.ts';
import { InvalidRequest } from './shared/errors.ts';
import {
  onEventInput,
  physicalResourceId,
  productRequest,
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

/** @returns another id for another pair: CloudFormation deletes the old one's resource then. */
async function onboard(event: OnEventInput, settings: ProductSettings): Promise<OnEventOutput> {
  const request = productRequest(event.ResourceProperties, settings.workspaces);
  const input = { door: 'product', stackId: event.StackId, request };
  const sfn = sfnClient(settings.region);
  if (event.RequestType === 'Update') await stopGivenUp(sfn, event, settings);
  await startExecution(sfn, settings.onboardArn, event.RequestId, input);
  return { PhysicalResourceId: physicalResourceId(request) };
}

/** The stack's own onboard that is still at work: CloudFormation has given it up, or it would not ask for the next thing. */
async function stopGivenUp(sfn: SFNClient, event: OnEventInput, settings: ProductSettings): Promise<void> {
  const isGivenUp = ({ name, input }: { name: string; input: string }) =>
    name !== event.RequestId && stackOfInput(input) === event.StackId;
  await stopExecutions(sfn, settings.onboardArn, isGivenUp);
}

async function offboard(event: OnEventInput, settings: ProductSettings): Promise<OnEventOutput> {
  const PhysicalResourceId = event.PhysicalResourceId ?? event.RequestId;
  const sfn = sfnClient(settings.region);
  await stopGivenUp(sfn, event, settings);
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
