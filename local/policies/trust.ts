import { arnParts, parseArn } from '../../functions/shared/arn.ts';
import type { Role, World } from '../state/state.ts';
import { awsPrincipals, storedPolicy, type PolicyDocument, type PolicyStatement } from './policyDocument.ts';

/**
 * What IAM does to the principals of a trust policy when it is saved: each must exist, and a role is kept by its unique id.
 * Source: "AWS JSON policy elements: Principal" in the IAM User Guide.
 * @returns The ids by principal, for `Role.trustedIds`.
 * @throws InvalidPrincipal for the first that does not exist.
 */
export function resolvePrincipals(world: World, document: PolicyDocument): Record<string, string> {
  const resolved: Record<string, string> = {};
  for (const principal of document.Statement.flatMap(principalsOf)) {
    const id = principalId(world, principal);
    if (id === undefined) throw new InvalidPrincipal(principal);
    resolved[principal] = id;
  }
  return resolved;
}

/** A principal that a trust policy names and nobody is: in IAM's words, which answers a MalformedPolicyDocument. */
export class InvalidPrincipal extends Error {
  override readonly name = 'InvalidPrincipal';
  constructor(principal: string) {
    super(`Invalid principal in policy: "AWS":"${principal}"`);
  }
}

function principalsOf(statement: PolicyStatement): string[] {
  return [...awsPrincipals(statement.Principal), ...awsPrincipals(statement.NotPrincipal)];
}

/** The unique id of a role, the principal itself for what has none here (accounts, `*`); undefined when nothing has it. */
function principalId(world: World, principal: string): string | undefined {
  if (principal === '*') return principal;
  if (/^\d{12}$/.test(principal)) return world.accounts[principal] === undefined ? undefined : principal;
  if (/^AROA\w+$/.test(principal)) return roleWithId(world, principal)?.roleId;
  const arn = parseArn(principal);
  const account = arn === undefined ? undefined : world.accounts[arn.accountId];
  if (arn === undefined || account === undefined) return undefined;
  if (arn.service === 'iam' && arn.resource.startsWith('role/')) return account.roles[principal]?.roleId;
  if (arn.service === 'iam') return ['root', 'user/administrator'].includes(arn.resource) ? principal : undefined;
  const roleName = /^assumed-role\/([^/]+)\/[^/]+$/.exec(arn.resource)?.[1];
  return Object.values(account.roles).some((role) => role.roleName === roleName) ? principal : undefined;
}

function roleWithId(world: World, roleId: string): Role | undefined {
  return Object.values(world.accounts)
    .flatMap((account) => Object.values(account.roles))
    .find((role) => role.roleId === roleId);
}

/**
 * The trust policy as IAM sees and shows it today: a role that is gone, or was made again since the policy was saved, is
 * an id that nobody has any more.
 */
export function currentTrust(world: World, role: Role): PolicyDocument {
  const document = storedPolicy(role.trustPolicy, `The trust policy of ${role.arn}`);
  const statements = document.Statement.map((statement) => ({
    ...statement,
    ...(statement.Principal === undefined ? {} : { Principal: current(world, role, statement.Principal) }),
    ...(statement.NotPrincipal === undefined ? {} : { NotPrincipal: current(world, role, statement.NotPrincipal) }),
  }));
  return { ...document, Statement: statements };
}

type PrincipalElement = NonNullable<PolicyStatement['Principal']>;

function current(world: World, role: Role, element: PrincipalElement): PrincipalElement {
  const aws = element === '*' ? undefined : element['AWS'];
  if (element === '*' || aws === undefined) return element;
  const show = (principal: string) => currentPrincipal(world, role.trustedIds[principal], principal);
  return { ...element, AWS: typeof aws === 'string' ? show(aws) : aws.map(show) };
}

/**
 * A role's ARN says where it is, so that it is not looked for in a thousand accounts. One whose id was never resolved (a world that was
 * put together by hand) is trusted by nobody's leave: it is dead too.
 */
function currentPrincipal(world: World, id: string | undefined, principal: string): string {
  const isRole = /^(AROA|arn:[^:]+:iam::\d{12}:role\/)/.test(principal);
  if (!isRole) return principal;
  if (id === undefined) return 'AROAUNRESOLVED0000000';
  if (principal.startsWith('AROA')) return roleWithId(world, id)?.arn ?? id;
  const there = world.accounts[arnParts(principal).accountId]?.roles[principal];
  return there?.roleId === id ? principal : id;
}
