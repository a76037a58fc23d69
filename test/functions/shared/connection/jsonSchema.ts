import * as z from 'zod';

/** Of a JSON Schema, what the contracts here are made of: any other keyword is an error, not an agreement. */
const keywords = {
  $schema: z.string().optional(),
  type: z.enum(['object', 'array', 'string', 'number', 'boolean']).optional(),
  enum: z.array(z.json()).optional(),
  const: z.json().optional(),
  required: z.array(z.string()).default([]),
};
type Schema = z.infer<z.ZodObject<typeof keywords>> & {
  anyOf?: Schema[] | undefined;
  items?: Schema | undefined;
  properties?: Record<string, Schema> | undefined;
};
const schema: z.ZodType<Schema> = z.strictObject({
  ...keywords,
  get anyOf() {
    return z.array(schema).optional();
  },
  get items() {
    return schema.optional();
  },
  get properties() {
    return z.record(z.string(), schema).optional();
  },
});

/** What `taken` does not take of all that is `given`, a line each: where, and what is there. Members that are not listed are left alone. */
export function refusedBy(taken: unknown, given: unknown): string[] {
  return refused(schema.parse(taken), schema.parse(given), '');
}

function refused(taken: Schema, given: Schema, path: string): string[] {
  const ways = given.anyOf ?? valuesOf(given);
  if (ways !== undefined) return ways.flatMap((way) => refused(taken, way, path));
  const takes = taken.anyOf ?? valuesOf(taken);
  if (takes === undefined) return refusedOne(taken, given, path);
  const tried = takes.map((way) => refused(way, given, path));
  return tried.toSorted((one, other) => one.length - other.length || depth(other) - depth(one))[0] ?? [];
}

/** The way that fits furthest is the one that is told. */
function depth(lines: readonly string[]): number {
  return Math.max(0, ...lines.map((line) => line.split(/[.[]/).length));
}

function valuesOf({ enum: values }: Schema): Schema[] | undefined {
  return values?.map((one) => ({ const: one, required: [] }));
}

function refusedOne(taken: Schema, given: Schema, path: string): string[] {
  if (taken.type === undefined && taken.const === undefined) return [];
  if (taken.const !== undefined && JSON.stringify(taken.const) === JSON.stringify(given.const)) return [];
  const type = given.const === undefined ? given.type : typeof given.const;
  const fits = taken.const === undefined && taken.type === type;
  if (!fits)
    return [`${path}: is ${given.const === undefined ? (given.type ?? 'anything') : JSON.stringify(given.const)}`];
  if (taken.items && given.items) return refused(taken.items, given.items, `${path}[]`);
  return Object.entries(taken.properties ?? {}).flatMap(([name, member]) => {
    const absent = taken.required.includes(name) && !given.required.includes(name);
    const other = given.properties?.[name];
    return [
      ...(absent ? [`${path}.${name}: may be absent`] : []),
      ...(other === undefined ? [] : refused(member, other, `${path}.${name}`)),
    ];
  });
}
