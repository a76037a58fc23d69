import * as z from 'zod';
import { ServiceError, type CallContext, type Operation } from '../operation.ts';
import type { FiredFault } from './fault.ts';

const described = z.object({ executionArn: z.string() });

/** The one operation that `states:lag` touches. */
export function isDescribeExecution({ service, name }: Pick<Operation, 'service' | 'name'>): boolean {
  return service === 'states' && name === 'DescribeExecution';
}

/**
 * DescribeExecution as it is while it lags behind.
 * @throws ServiceError ExecutionDoesNotExist for an execution that has just started, or the operation's own.
 */
export function laggingDescription(
  operation: Operation,
  input: unknown,
  call: CallContext,
  faults: readonly FiredFault[],
): Record<string, unknown> {
  const output = operation.run(input, call);
  const { executionArn } = described.parse(input);
  const { startDate, stopDate } = call.world.executions?.[executionArn] ?? {};
  const isLate = (since: number | undefined) => {
    const late = faults.find(({ fault }) => isWithin(fault, since, call.now));
    if (late !== undefined) late.fired += 1;
    return late !== undefined;
  };
  if (isLate(startDate)) {
    throw new ServiceError('ExecutionDoesNotExist', 400, `Execution Does Not Exist: '${executionArn}'`);
  }
  if (!isLate(stopDate)) return output;
  const {
    stopDate: _stopped,
    output: _output,
    outputDetails: _details,
    error: _error,
    cause: _cause,
    ...before
  } = output;
  return { ...before, status: 'RUNNING' };
}

function isWithin(fault: FiredFault['fault'], since: number | undefined, now: number): boolean {
  return fault.kind === 'execution-lag' && since !== undefined && now < since + fault.seconds * 1000;
}
