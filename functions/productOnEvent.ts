import { sfnClient, startExecution } from './shared/aws/executions.ts';
import { onEventInput, physicalResourceId, productRequest, type OnEventOutput } from './shared/product.ts';
import { defineProductHandler } from './shared/productHandler.ts';

/**
 * Starts what a product's stack asks for: onboard for Create and Update. An execution's name is the event's RequestId, so
 * that an event that comes twice starts one. A Delete takes nothing away yet: the connection stays as it is.
 */
export const handler = defineProductHandler(
  'productOnEvent',
  onEventInput,
  async (event, settings): Promise<OnEventOutput> => {
    if (event.RequestType === 'Delete') return { PhysicalResourceId: event.PhysicalResourceId ?? event.RequestId };
    const request = productRequest(event.ResourceProperties, settings.workspaces);
    const input = { door: 'product', stackId: event.StackId, request };
    await startExecution(sfnClient(settings.region), settings.onboardArn, event.RequestId, input);
    return { PhysicalResourceId: physicalResourceId(request) };
  },
);
