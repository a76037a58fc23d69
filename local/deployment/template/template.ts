import * as z from 'zod';

/** A property as a template has it: JSON in which any part may still be an intrinsic function. */
export type Json = string | number | boolean | null | Json[] | { [member: string]: Json };

/** By hand: zod's own takes longer for a deployment's templates than all the rest of reading them. */
export const json = z.custom<Json>(isJson, 'is not JSON');

function isJson(value: unknown): value is Json {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isJson);
  return typeof value === 'object' && Object.values(value).every(isJson);
}

const properties = z.record(z.string(), json);

const resource = z.looseObject({
  Type: z.string(),
  Properties: properties.default({}),
  Condition: z.string().optional(),
  DeletionPolicy: z.string().default('Delete'),
  UpdateReplacePolicy: z.string().default('Delete'),
});

const rule = z.strictObject({
  RuleCondition: json.optional(),
  Assertions: z.array(z.strictObject({ Assert: json, AssertDescription: z.string().optional() })).min(1),
});

/** The sections of a CloudFormation template that decide what is deployed. */
const template = z.looseObject({
  Parameters: z.record(z.string(), z.looseObject({ Type: z.string(), Default: json.optional() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), properties)).default({}),
  Conditions: properties.default({}),
  Rules: z.record(z.string(), rule).default({}),
  Resources: z.record(z.string(), resource).default({}),
  Outputs: z
    .record(z.string(), z.looseObject({ Value: json, Export: z.looseObject({ Name: json }).optional() }))
    .default({}),
});
/** What the CDK writes, as far as it decides what there is. */
export type Template = z.infer<typeof template>;
/** As the template has it, with its intrinsic functions. */
export type TemplateResource = Template['Resources'][string];

/** Where a template is deployed. The partition is the Region's. */
export interface Place {
  stackName: string;
  partition: string;
  region: string;
  accountId: string;
}

/** What a template holds that nothing here can make sense of: it names the stack, the resource and the path in it. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  constructor(stackName: string, path: string, problem: string, options?: ErrorOptions) {
    super(`Template of ${stackName}, ${path}: ${problem}`, options);
  }
}

/** @throws TemplateError when it is no template. */
export function parseTemplate(stackName: string, value: unknown): Template {
  const parsed = template.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new TemplateError(stackName, '(top)', `it is no template: ${z.prettifyError(parsed.error)}`);
}
