import { invalidExecutionInput } from './errors.ts';

/** "Maximum input or output size for a task, state, or execution: 256 KiB of data as a UTF-8 encoded string" (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html). */
export const MAX_PAYLOAD_BYTES = 262_144;

/** @throws ServiceError InvalidExecutionInput, of what is larger, or no JSON. */
export function checkInput(text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_PAYLOAD_BYTES) throw invalidExecutionInput(`${bytes} bytes are more than ${MAX_PAYLOAD_BYTES}`);
  try {
    JSON.parse(text);
  } catch (error) {
    throw invalidExecutionInput(error instanceof Error ? error.message : String(error));
  }
}
