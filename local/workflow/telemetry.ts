/** What AWS's own services tell CloudWatch of the things that run here. */

import { arnParts } from '../../functions/shared/arn.ts';
import { createHash } from 'node:crypto';
import { writeLine } from '../monitoring/logGroups.ts';
import { putMetric } from '../monitoring/metrics.ts';
import type { DeployedFunction } from '../deployment/deployed.ts';
import type { ExecutionRecord, World } from '../state/state.ts';
import { wasRun, type TaskFailure } from './lambda/functions.ts';

const ENDED_BADLY: Readonly<Partial<Record<ExecutionRecord['status'], string>>> = {
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};

/**
 * Counts an execution that ended badly. Nothing is sent for one that did not: whether Step Functions then sends a 0 is not
 * documented, and an alarm that needs one would be found out here.
 */
export function countExecution({ monitoring }: World, { stateMachineArn, status }: ExecutionRecord, at: number): void {
  const name = ENDED_BADLY[status];
  if (monitoring === undefined || name === undefined) return;
  const { accountId, region } = arnParts(stateMachineArn);
  const dimensions = { StateMachineArn: stateMachineArn };
  putMetric(monitoring, { accountId, region, namespace: 'AWS/States', name, dimensions }, at, 1);
}

/**
 * Counts what an invocation was: an error where the function threw, exited or was timed out, whatever it threw, and else 0, since
 * invocation metrics are sent with each; a throttle where Lambda refused it as one too many; nothing where Lambda could not serve it
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html).
 * @param at when the function was invoked, which is the metric's time, "not when the error occurred"
 */
export function countInvocation(world: World, functionArn: string, failure: TaskFailure | undefined, at: number): void {
  if (failure === undefined) putFunctionMetric(world, functionArn, 'Errors', at, 0);
  else if (wasRun(failure)) putFunctionMetric(world, functionArn, 'Errors', at, 1);
  else if (failure.name === 'Lambda.TooManyRequestsException')
    putFunctionMetric(world, functionArn, 'Throttles', at, 1);
}

/** Counts an event that Lambda took for a function and gave up. */
export function countDropped(world: World, functionArn: string, at: number): void {
  putFunctionMetric(world, functionArn, 'AsyncEventsDropped', at, 1);
}

function putFunctionMetric({ monitoring }: World, functionArn: string, name: string, at: number, value: number): void {
  if (monitoring === undefined) return;
  const { accountId, region, resource } = arnParts(functionArn);
  const [, FunctionName = ''] = resource.split(':');
  putMetric(monitoring, { accountId, region, namespace: 'AWS/Lambda', name, dimensions: { FunctionName } }, at, value);
}

/** Into the function's log group, under its stream of the day. @param at milliseconds since the epoch. */
export function writeLogLine({ monitoring }: World, deployed: DeployedFunction, text: string, at: number): void {
  if (monitoring === undefined) return;
  const { accountId, region, logGroup } = deployed;
  writeLine(monitoring, { accountId, region, logGroup, stream: streamOf(deployed, at), text, at });
}

/**
 * Of a group that functions share: `YYYY/MM/DD/function_name[function_version][execution_environment_GUID]`
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html). All lines are told as of $LATEST.
 */
function streamOf({ functionName, arn }: DeployedFunction, at: number): string {
  const day = new Date(at).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/${functionName}[$LATEST]${createHash('sha256').update(arn).digest('hex').slice(0, 32)}`;
}
