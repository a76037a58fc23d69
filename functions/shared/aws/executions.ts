import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import * as z from 'zod/mini';
import type { EndedExecution } from '../product.ts';
import { readAnswer } from './answer.ts';
import { clientSettings } from './client.ts';

/** The workflow account's Step Functions, as the function's own role. */
export function sfnClient(region: string): SFNClient {
  return new SFNClient(clientSettings(region));
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
