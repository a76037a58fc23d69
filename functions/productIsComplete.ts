import { arnParts } from './shared/arn.ts';
import { describeExecution, sfnClient } from './shared/aws/executions.ts';
import { completion, executionArn, isCompleteInput, type IsCompleteOutput } from './shared/product.ts';
import { defineProductHandler } from './shared/productHandler.ts';

/** Whether the execution that onEvent started has ended, and how. Called every half minute, within CloudFormation's hour. */
export const handler = defineProductHandler(
  'productIsComplete',
  isCompleteInput,
  async (event, settings): Promise<IsCompleteOutput> => {
    if (event.NothingToDo) return { IsComplete: true };
    const stateMachineArn = event.RequestType === 'Delete' ? settings.offboardArn : settings.onboardArn;
    const arn = executionArn(stateMachineArn, event.RequestId);
    const execution = await describeExecution(sfnClient(settings.region, arnParts(settings.onboardArn).accountId), arn);
    if (execution === undefined) throw new Error(`Execution ${arn} does not exist. Try the operation again.`);
    return completion(execution);
  },
);
