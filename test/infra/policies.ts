import * as z from 'zod';
import type { Resource } from './support.ts';

const listed = <Schema extends z.ZodType>(schema: Schema) =>
  z.union([schema, z.array(schema)]).transform((value) => [value].flat());

/** A statement of any policy; resources that are known only when deployed stay as CloudFormation has them. */
const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: listed(z.string()),
  Resource: listed(z.unknown()).default([]),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  Principal: z.unknown().optional(),
});
export type PolicyStatement = z.infer<typeof statement>;

const document = z.object({ Statement: listed(statement) });

/** Every policy document of a resource, whatever property it is in. */
export function statementsOf({ properties }: Resource): PolicyStatement[] {
  return documentsIn(properties).flatMap(({ Statement }) => [Statement].flat());
}

function documentsIn(value: unknown): z.infer<typeof document>[] {
  const parsed = document.safeParse(value);
  if (parsed.success) return [parsed.data];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(documentsIn);
}
