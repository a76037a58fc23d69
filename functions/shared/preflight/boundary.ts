import * as z from 'zod/mini';
import { PLATFORM_TASK, type Finding } from '../errors.ts';

/** What a connection role has to be able to do, whatever caps it. */
export interface Needed {
  action: string;
  resource: string;
}

/** The organization's policy in one account; the document undefined where there is none. */
export interface OrganizationsBoundary {
  /** The field of the request that the account follows from. */
  path: string;
  accountId: string;
  arn: string;
  document: unknown;
  needed: Needed;
}

const texts = z.union([
  z.pipe(
    z.string(),
    z.transform((one: string) => [one]),
  ),
  z.array(z.string()),
]);
const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.optional(texts),
  NotAction: z.optional(texts),
  Resource: z.optional(texts),
  NotResource: z.optional(texts),
  Condition: z.optional(z.unknown()),
});
type Statement = z.infer<typeof statement>;
const policy = z.object({
  Statement: z.union([
    z.pipe(
      statement,
      z.transform((one: Statement) => [one]),
    ),
    z.array(statement),
  ]),
});

/**
 * Whether a policy that is to cap a connection role would let it do its one step, as far as the document alone says it: what a condition
 * comes to is not known here, so that a conditional Allow counts and a conditional Deny does not.
 */
export function boundaryFindings({ path, accountId, arn, document, needed }: OrganizationsBoundary): Finding[] {
  const finding = (problem: string, remedy: string): Finding => ({ path, value: accountId, problem, remedy });
  const again = `${PLATFORM_TASK}, then run again`;
  if (document === undefined) {
    const problem = `is in an account that has no policy ${arn}, which the configuration names as the boundary of connection roles`;
    return [finding(problem, `Create it there, or correct connectionRoleBoundary, ${again}`)];
  }
  const { success, data } = policy.safeParse(document);
  if (success && mayAllow(data.Statement, needed)) return [];
  const problem = `is in an account whose policy ${arn}, the boundary of connection roles, does not allow ${needed.action} on ${needed.resource}`;
  return [finding(problem, `Have it allow all that the account's own boundary policy of this workflow does, ${again}`)];
}

function mayAllow(statements: readonly Statement[], needed: Needed): boolean {
  const matching = statements.filter((one) => concerns(one, needed));
  const isDenied = matching.some(({ Effect, Condition }) => Effect === 'Deny' && Condition === undefined);
  return !isDenied && matching.some(({ Effect }) => Effect === 'Allow');
}

function concerns({ Action, NotAction, Resource, NotResource }: Statement, { action, resource }: Needed): boolean {
  const lower = (patterns: readonly string[]) => patterns.map((one) => one.toLowerCase());
  const isAction =
    Action === undefined
      ? NotAction !== undefined && !isAmong(action.toLowerCase(), lower(NotAction))
      : isAmong(action.toLowerCase(), lower(Action));
  const isResource =
    Resource === undefined ? NotResource !== undefined && !isAmong(resource, NotResource) : isAmong(resource, Resource);
  return isAction && isResource;
}

/** A variable of a policy, such as `${aws:PrincipalAccount}`, is taken for anything. */
function isAmong(text: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matcher(pattern.replaceAll(/\$\{[^}]*\}/g, '*')).test(text));
}

function matcher(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll(/\*+/g, '.*').replaceAll('?', '.')}$`, 's');
}
