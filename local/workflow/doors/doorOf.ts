import * as z from 'zod/mini';

const eventShape = z.looseObject({ source: z.string(), 'detail-type': z.string() });

/** What CloudFormation sends for a custom resource, as far as the product's door is told by it. */
export const customResourceShape = z.looseObject({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  StackId: z.prefault(z.string(), ''),
  RequestId: z.prefault(z.string(), ''),
  ResourceProperties: z.looseObject({ ServiceToken: z.optional(z.string()) }),
});

/** Which door an input comes in by, told by its shape. */
export type DoorKind = 'request' | 'event' | 'customResource';

/** What is neither an event nor CloudFormation's is a request, which onboard checks itself. */
export function doorOf(input: unknown): DoorKind {
  if (eventShape.safeParse(input).success) return 'event';
  return customResourceShape.safeParse(input).success ? 'customResource' : 'request';
}
