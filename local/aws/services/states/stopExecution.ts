import * as z from 'zod';
import { defineOperation, runnerOf } from '../../operation.ts';
import { statesCheck } from './arns.ts';
import { existingExecution } from './executions.ts';

const input = z.strictObject({
  executionArn: z.string().min(1).max(256),
  error: z.string().max(256).optional(),
  cause: z.string().max(32_768).optional(),
});

/** Stops one that is RUNNING: no Catch runs. One that has ended stays as it is, and its own stop date is answered (assumed). */
export const stopExecution = defineOperation<z.infer<typeof input>>({
  service: 'states',
  name: 'StopExecution',
  input,
  access: ({ executionArn }, call) => [statesCheck('StopExecution', executionArn, 'execution', call)],
  run({ executionArn, error, cause }, call) {
    const record = existingExecution(call, executionArn);
    const executions = runnerOf(call, 'executions');
    if (record.status === 'RUNNING') {
      const reason = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
      Object.assign(record, { status: 'ABORTED', stopDate: call.now, ...reason });
      executions.stop(record);
    }
    return { stopDate: new Date(record.stopDate ?? call.now) };
  },
});
