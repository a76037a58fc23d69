import * as z from 'zod';
import type { ExecutionRecord } from '../../../state/state.ts';
import { defineOperation, runnerOf } from '../../operation.ts';
import { statesCheck } from './arns.ts';
import { stateMachineDoesNotExist } from './errors.ts';
import { executionsOf, executionSummary, existingExecution } from './executions.ts';
import { pageInput, pageOf } from './pages.ts';
import { redriveView } from './redrivable.ts';

const arn = z.string().min(1).max(256);
/** Nothing here is encrypted with a key, so that who leaves data out loses nothing but them. */
export const includedData = z.enum(['ALL_DATA', 'METADATA_ONLY']).default('ALL_DATA');

const describeInput = z.strictObject({ executionArn: arn, includedData });

/**
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html: consistent here, unless a fault lets it lag.
 */
export const describeExecution = defineOperation<z.infer<typeof describeInput>>({
  service: 'states',
  name: 'DescribeExecution',
  input: describeInput,
  access: ({ executionArn }, call) => [statesCheck('DescribeExecution', executionArn, 'execution', call)],
  run({ executionArn, includedData: wanted }, call) {
    const record = existingExecution(call, executionArn);
    const included = wanted === 'ALL_DATA';
    const { input, output, error, cause } = record;
    return {
      ...executionSummary(record),
      ...redriveView(record, call.now),
      ...(included ? { input, output, error, cause } : {}),
      inputDetails: { included },
      outputDetails: output === undefined ? undefined : { included },
    };
  },
});

const listInput = z.strictObject({
  stateMachineArn: arn,
  statusFilter: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE']).optional(),
  redriveFilter: z.enum(['REDRIVEN', 'NOT_REDRIVEN']).optional(),
  ...pageInput,
});

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html, the newest first. */
export const listExecutions = defineOperation<z.infer<typeof listInput>>({
  service: 'states',
  name: 'ListExecutions',
  input: listInput,
  access: ({ stateMachineArn }, call) => [statesCheck('ListExecutions', stateMachineArn, 'stateMachine', call)],
  run({ stateMachineArn, statusFilter, redriveFilter, ...paging }, call) {
    if (!runnerOf(call, 'executions').has(stateMachineArn)) throw stateMachineDoesNotExist(stateMachineArn);
    const isWanted = ({ status, redriveCount = 0 }: ExecutionRecord) =>
      (statusFilter === undefined || status === statusFilter) &&
      (redriveFilter === undefined || (redriveFilter === 'REDRIVEN') === redriveCount > 0);
    const { page, nextToken } = pageOf(executionsOf(call, stateMachineArn).filter(isWanted), paging);
    return { executions: page.map(executionSummary), nextToken };
  },
});
