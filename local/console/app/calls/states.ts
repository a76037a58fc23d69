/** Step Functions, as far as the page asks it. Times are milliseconds since the epoch. */

import * as z from 'zod/mini';
import type { Calls } from '../../../calls/signedCalls.ts';

const text = z.string();
/** JSON 1.0 has seconds. */
const time = z.pipe(
  z.number(),
  z.transform((seconds: number) => Math.round(seconds * 1000)),
);
const status = z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']);

const machines = z.object({
  stateMachines: z.array(z.object({ stateMachineArn: text, name: text })),
  nextToken: z.optional(text),
});
type Machine = z.infer<typeof machines>['stateMachines'][number];

const listed = z.object({
  executionArn: text,
  stateMachineArn: text,
  name: text,
  status,
  startDate: time,
  stopDate: z.optional(time),
});
/** Of ListExecutions; times are milliseconds since the epoch. */
export type ListedExecution = z.infer<typeof listed>;
/** As Step Functions has it. */
export type ExecutionStatus = ListedExecution['status'];
/** In the order in which the page offers them. */
export const STATUSES: readonly ExecutionStatus[] = status.options;

const executions = z.object({ executions: z.array(listed), nextToken: z.optional(text) });
/** With `nextToken` where there are older ones. */
export type ExecutionPage = z.infer<typeof executions>;

const description = z.extend(listed, {
  input: z.optional(text),
  output: z.optional(text),
  error: z.optional(text),
  cause: z.optional(text),
});
/** Of DescribeExecution: input and output are JSON text. */
export type ExecutionDescription = z.infer<typeof description>;

const history = z.object({
  events: z.array(z.looseObject({ id: z.number(), type: text, timestamp: time })),
  nextToken: z.optional(text),
});
/** Events as Step Functions has them; their members depend on the type. */
export type HistoryPage = z.infer<typeof history>;

const definition = z.object({ definition: text });
const started = z.object({ executionArn: text });

const ask = (calls: Calls, operation: string, input: object) =>
  calls.json('states', 'AWSStepFunctions', operation, input);

/** Of the caller's account and Region: all of them. */
export async function listMachines(calls: Calls): Promise<Machine[]> {
  const found: Machine[] = [];
  for (let next: string | undefined, isFirst = true; isFirst || next !== undefined; isFirst = false) {
    const page = machines.parse(await ask(calls, 'ListStateMachines', next === undefined ? {} : { nextToken: next }));
    found.push(...page.stateMachines);
    next = page.nextToken;
  }
  return found;
}

/** The newest first, `maxResults` at most (1000 is AWS's own limit). */
export async function listExecutions(
  calls: Calls,
  input: { stateMachineArn: string; maxResults: number; statusFilter?: ExecutionStatus },
): Promise<ExecutionPage> {
  return executions.parse(await ask(calls, 'ListExecutions', input));
}

/** @throws Refused, also for one that Step Functions does not know. */
export async function describeExecution(calls: Calls, executionArn: string): Promise<ExecutionDescription> {
  return description.parse(await ask(calls, 'DescribeExecution', { executionArn }));
}

/** One page; the last events first where the order is reversed. */
export async function executionHistory(
  calls: Calls,
  input: { executionArn: string; reverseOrder: boolean; maxResults: number; nextToken?: string },
): Promise<HistoryPage> {
  return history.parse(await ask(calls, 'GetExecutionHistory', input));
}

/** The definition's text, as it was when the execution began. */
export async function definitionOfExecution(calls: Calls, executionArn: string): Promise<string> {
  return definition.parse(await ask(calls, 'DescribeStateMachineForExecution', { executionArn })).definition;
}

/** @param input JSON text. @returns the execution's ARN */
export async function startExecution(calls: Calls, stateMachineArn: string, input: string): Promise<string> {
  return started.parse(await ask(calls, 'StartExecution', { stateMachineArn, input })).executionArn;
}

/** It ends ABORTED: what it has made is taken away by a clean-up. */
export async function stopExecution(calls: Calls, executionArn: string): Promise<void> {
  await ask(calls, 'StopExecution', { executionArn });
}
