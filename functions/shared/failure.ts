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
 * How a failed execution ends: with the first Error and Cause as they were, and when the undo had trouble of its own, that
 * beside them, so that who reads the Cause learns what is left.
 */
export function failureText(first: Failure, undo: Failure | undefined): { error: string; cause: string } {
  if (undo === undefined) return { error: first.Error, cause: first.Cause };
  const message = `${causeMessage(first.Cause)}\nUndoing it did not end well either, ${undo.Error}: ${causeMessage(undo.Cause)}`;
  return { error: first.Error, cause: JSON.stringify({ errorType: first.Error, errorMessage: message }) };
}
