import { findPolicy } from '../policies/managedPolicies.ts';
import { policyDocument, storedPolicy } from '../policies/policyDocument.ts';
import { InvalidPrincipal, resolvePrincipals } from '../policies/trust.ts';
import type { Problem } from './problems.ts';
import type { Organization, Role, World } from '../state/state.ts';

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

/** A service control policy is for whoever is in its account: it names no principal. */
function controlPolicyProblems(at: string, text: string): Problem[] {
  const grammar = grammarProblems(at, text);
  if (grammar.length > 0) return grammar;
  const names = storedPolicy(text, at).Statement.some(
    ({ Principal, NotPrincipal }) => (Principal ?? NotPrincipal) !== undefined,
  );
  return names ? [{ path: at, problem: 'a service control policy has no Principal' }] : [];
}

/**
 * Of one that an organization writes "the Principal element must be *", it can only deny, and no action is `*` alone
 * (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html).
 */
function resourceControlProblems(at: string, text: string): Problem[] {
  const grammar = grammarProblems(at, text);
  if (grammar.length > 0) return grammar;
  const isOne = storedPolicy(text, at).Statement.every(
    ({ Effect, Principal, Action }) => Effect === 'Deny' && Principal === '*' && ![Action].flat().includes('*'),
  );
  return isOne ? [] : [{ path: at, problem: 'a resource control policy denies named actions, and its Principal is *' }];
}

function organizationPolicyProblems(
  { serviceControlPolicies, resourceControlPolicies = [], delegationPolicy }: Organization,
  path: string,
): Problem[] {
  return [
    ...serviceControlPolicies.flatMap(({ document }, index) =>
      controlPolicyProblems(`${path}.serviceControlPolicies[${index}].document`, document),
    ),
    ...resourceControlPolicies.flatMap(({ document }, index) =>
      resourceControlProblems(`${path}.resourceControlPolicies[${index}].document`, document),
    ),
    ...(delegationPolicy === undefined ? [] : grammarProblems(`${path}.delegationPolicy`, delegationPolicy)),
  ];
}

/** Whatever is wrong with the policies of a new world; resolves whom the trust policies name. */
export function policyProblems(world: World): Problem[] {
  const organizations = (world.organizations ?? []).flatMap((organization, index) =>
    organizationPolicyProblems(organization, `organizations[${index}]`),
  );
  const accounts = Object.values(world.accounts).flatMap((account) => [
    ...Object.values(account.policies).flatMap((policy) =>
      grammarProblems(`accounts.${account.accountId}.policies.${policy.policyName}`, policy.document),
    ),
    ...Object.values(account.roles).flatMap((role) =>
      roleProblems(world, role, `accounts.${account.accountId}.roles.${role.roleName}`),
    ),
  ]);
  return [...accounts, ...organizations];
}
