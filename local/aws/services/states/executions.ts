import type { ExecutionRecord } from '../../../state/state.ts';
import type { CallContext } from '../../operation.ts';
import { executionDoesNotExist } from './errors.ts';

/** "Execution history retention time: 90 days" after it is closed, in the quotas of Step Functions; then it is not known any more. */
const RETENTION = 90 * 24 * 3600 * 1000;

/** The executions of a state machine, the latest first, as ListExecutions answers them. */
export function executionsOf({ world, now }: CallContext, stateMachineArn: string): ExecutionRecord[] {
  const all = Object.values(world.executions ?? {}).toReversed();
  return all.filter((record) => record.stateMachineArn === stateMachineArn && isKept(record, now));
}

/** Undefined also for one that ended longer ago than Step Functions keeps them. */
export function findExecution({ world, now }: CallContext, arn: string): ExecutionRecord | undefined {
  const record = world.executions?.[arn];
  return record !== undefined && isKept(record, now) ? record : undefined;
}

/** @throws ServiceError ExecutionDoesNotExist */
export function existingExecution(call: CallContext, arn: string): ExecutionRecord {
  const record = findExecution(call, arn);
  if (record === undefined) throw executionDoesNotExist(arn);
  return record;
}

function isKept({ stopDate }: ExecutionRecord, now: number): boolean {
  return stopDate === undefined || now - stopDate < RETENTION;
}

/** As ListExecutions answers it; DescribeExecution adds what went in and came out. */
export function executionSummary(record: ExecutionRecord): Record<string, unknown> {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, redriveCount = 0, redriveDate } = record;
  return {
    executionArn,
    stateMachineArn,
    name,
    status,
    startDate: new Date(startDate),
    stopDate: stopDate === undefined ? undefined : new Date(stopDate),
    redriveCount,
    redriveDate: redriveDate === undefined ? undefined : new Date(redriveDate),
  };
}
