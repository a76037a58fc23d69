import { arnParts } from './shared/arn.ts';
import { describeExecution, sfnClient } from './shared/aws/services/executions.ts';
import { translateAwsError } from './shared/aws/errors/translate.ts';
import { completion, failedOperation, isCompleteInput, type IsCompleteOutput } from './shared/product/product.ts';
import { failureFields } from './shared/handler/failures.ts';
import { defineProductHandler } from './shared/handler/productHandler.ts';

/**
 * Serves no state: the provider framework of the product's custom resource calls it every half minute, within CloudFormation's hour, with
 * what productOnEvent returned.
 * Whether the execution that onEvent started has ended, and how. A look that failed says nothing about the execution: the next one does,
 * or the framework's total time-out. The framework ends the operation with the `Data` of `IsComplete: true`.
 * @throws OperationFailed when the execution, or its start, has failed: its message becomes the reason in the stack's events.
 */
export const handler = defineProductHandler(
  'productIsComplete',
  isCompleteInput,
  async (event, { environment, log }): Promise<IsCompleteOutput> => {
    const { executionArn, problem } = event;
    if (problem !== undefined) throw failedOperation(event, problem);
    if (executionArn === undefined) return { IsComplete: true };
    const sfn = sfnClient(environment.region, arnParts(executionArn).accountId);
    const execution = await describeExecution(sfn, executionArn).catch((error: unknown) => {
      log('notSeen', failureFields(translateAwsError(error)));
      return undefined;
    });
    return execution === undefined ? { IsComplete: false } : completion(event, execution);
  },
);
