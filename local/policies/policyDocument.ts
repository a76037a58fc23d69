import * as z from 'zod';

const oneOrMore = z.union([z.string(), z.array(z.string())]);
const value = z.union([z.string(), z.boolean(), z.number()]);
const principal = z.union([z.literal('*'), z.record(z.string(), oneOrMore)]);

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: principal.optional(),
  NotPrincipal: principal.optional(),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.union([value, z.array(value)]))).optional(),
});

/** The grammar of the IAM JSON policy language, as the IAM User Guide gives it. */
export const policyDocument = z.strictObject({
  Version: z.enum(['2012-10-17', '2008-10-17']).optional(),
  Id: z.string().optional(),
  Statement: z.union([statement.transform((one) => [one]), z.array(statement)]),
});

/** A policy as it was given to AWS, but that its statements are a list. */
export type PolicyDocument = z.infer<typeof policyDocument>;
/** Its members are one text or several, as they were given. */
export type PolicyStatement = PolicyDocument['Statement'][number];

/** A policy as it is kept: its text, and the name that errors have for it. */
export interface NamedPolicy {
  name: string;
  document: string;
}

/** A policy that IAM has taken, parsed. @throws Error when it is none after all, naming where it comes from. */
export function storedPolicy(text: string, where: string): PolicyDocument {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${where} is not JSON: ${String(cause)}`, { cause });
  }
  const parsed = policyDocument.safeParse(json);
  if (!parsed.success) throw new Error(`${where} is no policy: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** The ARNs, account numbers and ids under `AWS` in a Principal or NotPrincipal; `*` when it is that. */
export function awsPrincipals(element: PolicyStatement['Principal']): string[] {
  if (element === undefined) return [];
  return element === '*' ? ['*'] : [element['AWS'] ?? []].flat();
}
