import type { Finding } from '../errors.ts';
import { jsonBytes } from '../size.ts';

/**
 * Of an execution's input as JSON without blanks. Step Functions hands a task 262,144 bytes, input and state together: the state of
 * an onboard, and two failures of an offboard, have room beside so much.
 */
export const MAX_INPUT_BYTES = 222 * 1024;

/** What is too large for the states that it would have to pass. */
export function inputFindings(input: unknown): Finding[] {
  const bytes = jsonBytes(input);
  if (bytes <= MAX_INPUT_BYTES) return [];
  return [
    {
      path: '(request)',
      problem: `has ${bytes} bytes as JSON, more than the ${MAX_INPUT_BYTES} that Step Functions can pass on with it`,
      remedy:
        'Give the scrape configuration as base64 in scrapeConfiguration.configurationBlob, where JSON escapes nothing, or have it shipped with the workflow and give its name',
    },
  ];
}
