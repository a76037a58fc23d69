import * as z from 'zod/mini';
import type { Calls } from '../../../calls/signedCalls.ts';

const failure = z.looseObject({ errorMessage: z.string() });

/**
 * Invokes a function and waits for its answer.
 * @param event JSON text
 * @throws Error with the function's own message where it has failed
 */
export async function invokeFunction(calls: Calls, functionArn: string, event: string): Promise<unknown> {
  const path = `/2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`;
  const { headers, value } = await calls.rest('lambda', { method: 'POST', path, body: event });
  if (headers.get('x-amz-function-error') === null) return value;
  throw new Error(failure.safeParse(value).data?.errorMessage ?? JSON.stringify(value));
}
