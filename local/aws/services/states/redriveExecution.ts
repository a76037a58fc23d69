import * as z from 'zod';
import { defineOperation, runnerOf, ServiceError } from '../../operation.ts';
import { statesCheck } from './arns.ts';
import { executionNotRedrivable } from './errors.ts';
import { existingExecution } from './executions.ts';
import { notRedrivable } from './redrivable.ts';

const input = z.strictObject({
  executionArn: z.string().min(1).max(256),
  /** That a repeated token is taken for another call is assumed: the execution is then RUNNING and refused. */
  clientToken: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[!-~]+$/)
    .optional(),
});

/**
 * Has an execution that did not end well go on at the state it was in. One whose history was not kept, as `npm start` keeps none, cannot
 * be redriven here: where it was is not known.
 */
export const redriveExecution = defineOperation<z.infer<typeof input>>({
  service: 'states',
  name: 'RedriveExecution',
  input,
  access: ({ executionArn }, call) => [statesCheck('RedriveExecution', executionArn, 'execution', call)],
  run({ executionArn }, call) {
    const record = existingExecution(call, executionArn);
    const reason = notRedrivable(record, call.now);
    if (reason !== undefined) throw executionNotRedrivable(executionArn, reason);
    runnerOf(call, 'executions');
    if (record.history !== undefined) return {};
    throw new ServiceError('NotEmulated', 501, `${executionArn} has no history here: where it was is not known.`);
  },
  finishesApart: true,
  async finish({ executionArn }, call) {
    const { redriveDate = call.now } = await runnerOf(call, 'executions').redrive(executionArn);
    return { redriveDate: new Date(redriveDate) };
  },
});
