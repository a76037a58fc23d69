import type { ExecutionRecord } from '../../../state/state.ts';

/** "Executions can be redriven for 14 days after completion" (https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html). */
const REDRIVABLE_PERIOD = 14 * 24 * 3600 * 1000;
/** A redrive needs room for one event more (the same page). */
const MAX_EVENTS = 24_999;

/** Why an execution cannot be redriven, in the words of DescribeExecution's `redriveStatusReason`; undefined for one that can. */
export function notRedrivable({ status, stopDate, history = [] }: ExecutionRecord, now: number): string | undefined {
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  if (stopDate !== undefined && now - stopDate > REDRIVABLE_PERIOD) return 'Execution redrivable period exceeded';
  return history.length > MAX_EVENTS ? 'Execution history event limit exceeded' : undefined;
}

/**
 * The members that DescribeExecution has for it
 * (https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html). @param now milliseconds since the epoch.
 */
export function redriveView(record: ExecutionRecord, now: number): Record<string, unknown> {
  const redriveStatusReason = notRedrivable(record, now);
  return { redriveStatus: redriveStatusReason === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE', redriveStatusReason };
}
