import * as z from 'zod/mini';
import { BAD_ENDS, type BadEnd } from './badEnds.ts';

/** An execution's ARN; a name has no colon, slash or blank (https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html). */
const EXECUTION = /^arn:aws[a-z-]{0,16}:states:[a-z0-9-]{1,32}:\d{12}:execution:[\w-]{1,80}:[^\s:/]{1,80}$/;

/**
 * Step Functions' event of an execution whose status changed. Its detail has what DescribeExecution answers
 * (https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html); the page's samples are older than `error` and
 * `cause`, so that these may be missing, and an `input` or an `output` that is too large is (`inputDetails`, `outputDetails`).
 */
export const endedEvent = z.object({
  source: z.literal('aws.states'),
  'detail-type': z.literal('Step Functions Execution Status Change'),
  detail: z.object({
    executionArn: z.string().check(z.regex(EXECUTION)),
    status: z.string(),
    /** Milliseconds since the epoch, as the start is; null of one that is RUNNING. */
    stopDate: z.nullish(z.number()),
    input: z.nullish(z.string()),
    output: z.nullish(z.string()),
    error: z.nullish(z.string()),
    cause: z.nullish(z.string()),
  }),
});
/** As EventBridge hands it to notify, the rest of the envelope left out. */
export type EndedEvent = z.infer<typeof endedEvent>;

/** An execution that ended badly, as far as its event says. */
export interface Ended {
  executionArn: string;
  status: BadEnd;
  /** Step Functions gives one that timed out none. */
  error: string | undefined;
  /** JSON text of Lambda's, or a text; empty when the event has none. */
  cause: string;
  /** JSON text, whatever somebody started the execution with. */
  input: string | undefined;
}

/** Undefined for an execution that is at work or has succeeded. */
export function endedBadly({ detail }: EndedEvent): Ended | undefined {
  const status = BAD_ENDS.find((one) => one === detail.status);
  if (status === undefined) return undefined;
  const { executionArn, input, error, cause } = detail;
  return { executionArn, status, error: error ?? undefined, cause: cause ?? '', input: input ?? undefined };
}
