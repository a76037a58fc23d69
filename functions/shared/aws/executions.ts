import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  paginateListExecutions,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import * as z from 'zod/mini';
import type { EndedExecution } from '../product.ts';
import { readAnswer } from './answer.ts';
import { clientSettings, identifyCalls } from './client.ts';

/** The workflow account's Step Functions, as the function's own role. */
export function sfnClient(region: string, accountId: string): SFNClient {
  const client = new SFNClient(clientSettings(region));
  client.middlewareStack.use(identifyCalls('states', accountId));
  return client;
}

/** Starts an execution; one of that name that has already been started is the same event again, and is left alone. */
export async function startExecution(
  sfn: SFNClient,
  stateMachineArn: string,
  name: string,
  input: unknown,
): Promise<void> {
  try {
    await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}

const answer = z.object({
  status: z.string(),
  input: z.optional(z.string()),
  output: z.optional(z.string()),
  error: z.optional(z.string()),
  cause: z.optional(z.string()),
});

/** Undefined when there is no such execution. */
export async function describeExecution(sfn: SFNClient, executionArn: string): Promise<EndedExecution | undefined> {
  try {
    const described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return readAnswer('states:DescribeExecution', answer, described);
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}

const listed = z.object({ executions: z.array(z.object({ executionArn: z.string(), name: z.string() })) });

export interface RunningExecution {
  executionArn: string;
  name: string;
  input: string;
}

/** The RUNNING executions of a state machine that are chosen by name and input. */
export async function runningExecutions(
  sfn: SFNClient,
  stateMachineArn: string,
  isChosen: (execution: RunningExecution) => boolean,
): Promise<RunningExecution[]> {
  const chosen: RunningExecution[] = [];
  const pages = paginateListExecutions({ client: sfn }, { stateMachineArn, statusFilter: 'RUNNING' });
  for await (const page of pages) {
    for (const { executionArn, name } of readAnswer('states:ListExecutions', listed, page).executions) {
      const input = (await describeExecution(sfn, executionArn))?.input;
      if (input !== undefined && isChosen({ executionArn, name, input })) chosen.push({ executionArn, name, input });
    }
  }
  return chosen;
}

/** Stops a stack's own executions. What one had made is for a clean-up to take away, or for who comes next to go on with. */
export async function stopGivenUp(sfn: SFNClient, executions: readonly RunningExecution[]): Promise<void> {
  const cause = 'The stack that started it has given it up: it is being updated again, rolled back or deleted.';
  for (const { executionArn } of executions) {
    await sfn.send(new StopExecutionCommand({ executionArn, error: 'ProductGaveUp', cause }));
  }
}
