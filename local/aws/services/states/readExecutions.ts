import * as z from 'zod';
import { defineOperation, runnerOf } from '../../operation.ts';
import { statesCheck } from './arns.ts';
import { invalidToken, stateMachineDoesNotExist } from './errors.ts';
import { executionsOf, executionSummary, existingExecution } from './executions.ts';

const arn = z.string().min(1).max(256);
const describeInput = z.strictObject({ executionArn: arn });

export const describeExecution = defineOperation<z.infer<typeof describeInput>>({
  service: 'states',
  name: 'DescribeExecution',
  input: describeInput,
  access: ({ executionArn }, call) => [statesCheck('DescribeExecution', executionArn, 'execution', call)],
  run({ executionArn }, call) {
    const record = existingExecution(call, executionArn);
    const { input, output, error, cause } = record;
    const outputDetails = output === undefined ? undefined : { included: true };
    return {
      ...executionSummary(record),
      input,
      inputDetails: { included: true },
      output,
      outputDetails,
      error,
      cause,
    };
  },
});

/** `maxResults` 0 is the default of 100. */
const listInput = z.strictObject({
  stateMachineArn: arn,
  statusFilter: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE']).optional(),
  maxResults: z.int().min(0).max(1000).default(0),
  nextToken: z.string().min(1).max(3096).optional(),
});

export const listExecutions = defineOperation<z.infer<typeof listInput>>({
  service: 'states',
  name: 'ListExecutions',
  input: listInput,
  access: ({ stateMachineArn }, call) => [statesCheck('ListExecutions', stateMachineArn, 'stateMachine', call)],
  run({ stateMachineArn, statusFilter, maxResults, nextToken = '0' }, call) {
    if (!runnerOf(call, 'executions').has(stateMachineArn)) throw stateMachineDoesNotExist(stateMachineArn);
    if (!/^\d+$/.test(nextToken)) throw invalidToken();
    const all = executionsOf(call, stateMachineArn);
    const wanted = all.filter(({ status }) => statusFilter === undefined || status === statusFilter);
    const start = Number(nextToken);
    const end = start + (maxResults === 0 ? 100 : maxResults);
    const page = wanted.slice(start, end).map((record) => executionSummary(record));
    return { executions: page, nextToken: end < wanted.length ? String(end) : undefined };
  },
});
