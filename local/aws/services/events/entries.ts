import * as z from 'zod';

/** As the API model has it; what is wrong with its values is told by entry. */
export const entrySchema = z.strictObject({
  Time: z.number().optional(),
  Source: z.string().optional(),
  Resources: z.array(z.string().max(2048)).optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z
    .string()
    .min(1)
    .max(1600)
    .regex(/^(?:(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[.\-_A-Za-z0-9]+)$/)
    .optional(),
  TraceHeader: z.string().min(1).max(500).optional(),
});
/**
 * Of PutEvents. Members that are missing refuse the entry and not the call
 * (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html).
 */
export type Entry = z.infer<typeof entrySchema>;

/** Why an entry is not taken, as its result says it. */
export interface EntryProblem {
  ErrorCode: string;
  ErrorMessage: string;
}

/**
 * What EventBridge says of an entry that it does not take; undefined for one that it takes. Codes:
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html. No customer puts an event of a source that
 * begins with `aws.` (seen: https://github.com/aws-samples/serverless-patterns/pull/3089), into whichever bus.
 */
export function entryProblem(entry: Entry): EntryProblem | undefined {
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if ((entry[name] ?? '') !== '') continue;
    const ErrorMessage = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
    return { ErrorCode: 'InvalidArgument', ErrorMessage };
  }
  if (entry.Source?.startsWith('aws.') === true) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  return isObject(entry.Detail ?? '')
    ? undefined
    : { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
