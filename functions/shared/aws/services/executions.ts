import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import * as z from 'zod/mini';
import { AwsUnavailable } from '../../errors.ts';
import { readAnswer } from '../answer.ts';
import { ownClient } from '../client.ts';
import { hasTimeFor } from '../deadline.ts';
import { translateAwsError } from '../errors/translate.ts';

/** The workflow account's Step Functions, as the function's own role. */
export const sfnClient = ownClient('states', SFNClient);

/** An execution's ARN follows from its state machine's and its name. */
export function executionArnOf(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

/**
 * What an execution is started with. `name` is unique in its state machine for 90 days
 * (https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html).
 */
export interface StartedExecution {
  stateMachineArn: string;
  name: string;
  /** JSON text. */
  input: string;
}

/**
 * Starts an execution under a name that is no other's: one that has it was started by an earlier attempt. Whether that runs still
 * makes no difference
 * (https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html).
 */
export async function beginExecution(
  sfn: SFNClient,
  { stateMachineArn, name, input }: StartedExecution,
): Promise<void> {
  try {
    await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}

/** Milliseconds between the attempts to settle whether an execution was started, each with the SDK's own three attempts. */
const SETTLING_PAUSES = [500, 2_000];

/**
 * Starts an execution, once: whether one whose answer was lost was started is settled by looking at that name, and by starting
 * it again, which Step Functions takes for the same while it is RUNNING
 * (https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html).
 * @returns the status of the execution that has the name; a status that is not RUNNING is an earlier one's, or of one that has
 *   ended since.
 * @throws what StartExecution was refused with, when there is no such execution as far as can be seen.
 */
export async function startExecution(
  sfn: SFNClient,
  { stateMachineArn, name, input }: StartedExecution,
): Promise<string> {
  const pauses = SETTLING_PAUSES.values();
  for (;;) {
    try {
      await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
      return 'RUNNING';
    } catch (error) {
      const found = await statusOf(sfn, executionArnOf(stateMachineArn, name));
      const exists = error instanceof ExecutionAlreadyExists;
      // DescribeExecution is eventually consistent: what it does not know yet has just begun.
      if (exists && found === 'NONE') return 'RUNNING';
      if (found !== 'NONE' && found !== 'UNSEEN') return found;
      const { value: pause } = pauses.next();
      const isPassing = exists || translateAwsError(error) instanceof AwsUnavailable;
      if (pause === undefined || !hasTimeFor(pause) || !isPassing) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** NONE when there is no such execution, UNSEEN when that cannot be told. */
async function statusOf(sfn: SFNClient, executionArn: string): Promise<string> {
  try {
    return (await describeExecution(sfn, executionArn))?.status ?? 'NONE';
  } catch {
    return 'UNSEEN';
  }
}

const answer = z.object({
  status: z.string(),
  input: z.optional(z.string()),
  output: z.optional(z.string()),
  error: z.optional(z.string()),
  cause: z.optional(z.string()),
});

/** What DescribeExecution says of an execution, as far as somebody here asks. */
export type DescribedExecution = z.infer<typeof answer>;

/** Undefined when there is no such execution, or none yet: it is eventually consistent. */
export async function describeExecution(sfn: SFNClient, executionArn: string): Promise<DescribedExecution | undefined> {
  const described = await unlessUnknown(sfn.send(new DescribeExecutionCommand({ executionArn })));
  return described && readAnswer('states:DescribeExecution', answer, described);
}

/** Undefined for an execution that Step Functions does not know. */
async function unlessUnknown<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}

interface RunningExecution {
  executionArn: string;
  input: string;
}

/** Those of the executions that are RUNNING, or may be: one that DescribeExecution does not know may have started a moment ago. */
export async function runningOf(sfn: SFNClient, executionArns: readonly string[]): Promise<RunningExecution[]> {
  const found = await Promise.all(
    executionArns.map(async (executionArn) => {
      const { status = 'RUNNING', input = '{}' } = (await describeExecution(sfn, executionArn)) ?? {};
      return status === 'RUNNING' ? [{ executionArn, input }] : [];
    }),
  );
  return found.flat();
}

/**
 * Stops a stack's own executions. What one had made is for a clean-up to take away, or for who comes next to go on with. That
 * StopExecution knows an execution as soon as it has started, unlike DescribeExecution, is assumed: what it does not know has never
 * started, or ended long ago.
 */
export async function stopGivenUp(sfn: SFNClient, executions: readonly RunningExecution[]): Promise<void> {
  const cause = 'The stack that started it has given it up: it is being updated again, rolled back or deleted.';
  for (const { executionArn } of executions) {
    await unlessUnknown(sfn.send(new StopExecutionCommand({ executionArn, error: 'ProductGaveUp', cause })));
  }
}
