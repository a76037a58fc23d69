import { findPolicy } from '../policies/managedPolicies.ts';
import { policyDocument, storedPolicy } from '../policies/policyDocument.ts';
import { InvalidPrincipal, resolvePrincipals } from '../policies/trust.ts';
import type { Problem } from './problems.ts';
import type { Role, World } from '../state/state.ts';

function grammarProblems(at: string, text: string): Problem[] {
  const parsed = policyDocument.safeParse(JSON.parse(text));
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => ({ path: `${at}.${issue.path.join('.')}`, problem: issue.message }));
}

/** Keeps the ids of the roles that the trust policy names, as IAM does when it is saved. */
function trustProblems(world: World, role: Role, at: string): Problem[] {
  const grammar = grammarProblems(at, role.trustPolicy);
  if (grammar.length > 0) return grammar;
  try {
    role.trustedIds = resolvePrincipals(world, storedPolicy(role.trustPolicy, at));
    return [];
  } catch (error) {
    if (!(error instanceof InvalidPrincipal)) throw error;
    return [{ path: at, problem: error.message }];
  }
}

function roleProblems(world: World, role: Role, at: string): Problem[] {
  const boundary = role.permissionsBoundaryArn === undefined ? [] : [role.permissionsBoundaryArn];
  const missing = [...role.attachedPolicyArns, ...boundary].filter((arn) => findPolicy(world, arn) === undefined);
  const inline = Object.entries(role.inlinePolicies);
  return [
    ...missing.map((arn) => ({ path: at, problem: `there is no managed policy ${arn}` })),
    ...inline.flatMap(([name, text]) => grammarProblems(`${at}.inlinePolicies.${name}`, text)),
    ...trustProblems(world, role, `${at}.trustPolicy`),
  ];
}

/** Whatever is wrong with the policies of a new world; resolves whom the trust policies name. */
export function policyProblems(world: World): Problem[] {
  return Object.values(world.accounts).flatMap((account) => [
    ...Object.values(account.policies).flatMap((policy) =>
      grammarProblems(`accounts.${account.accountId}.policies.${policy.policyName}`, policy.document),
    ),
    ...Object.values(account.roles).flatMap((role) =>
      roleProblems(world, role, `accounts.${account.accountId}.roles.${role.roleName}`),
    ),
  ]);
}
