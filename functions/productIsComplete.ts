import { describeExecution, sfnClient } from './shared/aws/executions.ts';
import { completion, executionArn, onEventInput, type IsCompleteOutput } from './shared/product.ts';
import { defineProductHandler } from './shared/productHandler.ts';

/** Whether the execution that onEvent started has ended, and how. Called every half minute, within CloudFormation's hour. */
export const handler = defineProductHandler(
  'productIsComplete',
  onEventInput,
  async (event, settings): Promise<IsCompleteOutput> => {
    if (event.RequestType === 'Delete') return { IsComplete: true };
    const arn = executionArn(settings.onboardArn, event.RequestId);
    const execution = await describeExecution(sfnClient(settings.region), arn);
    if (execution === undefined) throw new Error(`Execution ${arn} does not exist. Try the operation again.`);
    return completion(execution);
  },
);
