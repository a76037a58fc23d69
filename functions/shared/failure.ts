import * as z from 'zod/mini';
import type { Failure } from './contract.ts';

const lambdaCause = z.looseObject({ errorMessage: z.string() });

/** A Cause's message: Lambda's JSON around it taken off. */
export function causeMessage(cause: string): string {
  try {
    return lambdaCause.parse(JSON.parse(cause)).errorMessage;
  } catch {
    return cause;
  }
}

/**
 * How a failed execution ends: with the first Error and Cause as they were, and beside them what the undo had trouble with, and
 * what else who reads the Cause has to know of what is left.
 */
export function failureText(
  first: Failure,
  undo: Failure | undefined,
  note?: string,
): { error: string; cause: string } {
  const more = [
    ...(undo ? [`Undoing it did not end well either, ${undo.Error}: ${causeMessage(undo.Cause)}`] : []),
    ...(note ? [note] : []),
  ];
  if (more.length === 0) return { error: first.Error, cause: first.Cause };
  const errorMessage = [causeMessage(first.Cause), ...more].join('\n');
  return { error: first.Error, cause: JSON.stringify({ errorType: first.Error, errorMessage }) };
}

/**
 * How a product's operation ends whose execution failed or could not be started. No state machine knows it; its message is the
 * reason that CloudFormation shows.
 */
export class OperationFailed extends Error {
  /** The execution's Error, or why there is no execution. */
  readonly errorName: string;
  constructor(message: string, errorName: string) {
    super(message);
    this.errorName = errorName;
  }
}
