import { MAX_MESSAGE_WEIGHT, WorkflowError } from '../errors.ts';
import { fitted } from '../size.ts';

/** Of an error outside the closed set, whose stack trace is all that tells where the defect is. */
const MAX_DEFECT_WEIGHT = 4_000;

/**
 * The error as Lambda may make a Cause of it: its JSON has the message, and the stack as its trace, which begins with the message
 * again. An error of the closed set says by itself what is wrong, so that it goes without the stack.
 */
export function withinCause(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  if (thrown instanceof WorkflowError) {
    thrown.message = fitted(thrown.message, MAX_MESSAGE_WEIGHT);
    thrown.stack = thrown.name;
    return thrown;
  }
  const { name, message, stack = '' } = thrown;
  const short = { message: fitted(message, MAX_DEFECT_WEIGHT), stack: fitted(stack, MAX_DEFECT_WEIGHT) };
  if (short.message === message && short.stack === stack) return thrown;
  return Object.assign(new Error(short.message), { name, stack: short.stack });
}
