import * as z from 'zod';
import { policyDocument } from '../../policies/policyDocument.ts';
import type { ResolvedStack, ResourceOf } from './intrinsics.ts';
import { json, TemplateError, type Json } from './template.ts';

/** Reads one resource type's properties; what does not fit is an error that says where. */
export interface Read<Properties> {
  stack: ResolvedStack;
  resource: ResourceOf;
  properties: Properties;
  arn: string;
}

/**
 * The resources of one type, with the properties of `schema` resolved and checked; other properties stay unread.
 * @throws TemplateError naming the resource and what of it does not fit.
 */
export function readAll<Shape extends z.ZodRawShape>(
  stack: ResolvedStack,
  type: string,
  schema: z.ZodObject<Shape>,
): Read<z.infer<z.ZodObject<Shape>>>[] {
  return stack.resources(type).map((resource) => {
    const values = Object.keys(schema.shape).map((name) => [name, resource.property(name)] as const);
    const parsed = schema.safeParse(Object.fromEntries(values.filter(([, value]) => value !== undefined)));
    if (!parsed.success) {
      throw new TemplateError(stack.place.stackName, `${resource.logicalId} (${type})`, z.prettifyError(parsed.error));
    }
    return { stack, resource, properties: parsed.data, arn: resource.physical.arn ?? resource.physical.ref };
  });
}

/**
 * The same for a type of which nothing may stay unread, or what is deployed here would not do what it does in AWS.
 * @param withoutEffect Properties that change nothing of what happens here.
 * @throws TemplateError for a property that is neither of the schema nor without effect, naming it.
 */
export function readWhole<Shape extends z.ZodRawShape>(
  stack: ResolvedStack,
  type: string,
  schema: z.ZodObject<Shape>,
  withoutEffect: readonly string[] = [],
): Read<z.infer<z.ZodObject<Shape>>>[] {
  const known = new Set([...Object.keys(schema.shape), ...withoutEffect]);
  for (const { logicalId, properties } of stack.resources(type)) {
    const unknown = properties.filter((name) => !known.has(name));
    if (unknown.length === 0) continue;
    throw new TemplateError(stack.place.stackName, `${logicalId} (${type})`, `not emulated: ${unknown.join(', ')}.`);
  }
  return readAll(stack, type, schema);
}

/** A policy document as JSON text, checked against the grammar of policies. */
export const policyText = z.union([z.record(z.string(), json), z.string()]).transform((value, context) => {
  const checked = policyDocument.safeParse(typeof value === 'string' ? parseJson(value) : value);
  if (checked.success) return typeof value === 'string' ? value : JSON.stringify(value);
  context.issues.push({ code: 'custom', message: `no policy: ${z.prettifyError(checked.error)}`, input: value });
  return z.NEVER;
});

/** CloudFormation takes numbers and booleans as text too. */
export const number = z.coerce.number();

/** CloudFormation's form of most resources' tags. */
export const tags = z.array(z.object({ Key: z.string(), Value: z.string() })).default([]);

/** By key; the last of two equal keys counts. */
export function tagMap(list: z.infer<typeof tags>): Record<string, string> {
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
}

/** Undefined when the text is no JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return json.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
