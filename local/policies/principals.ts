import type { Role, World } from '../state/state.ts';
import { controlPolicies, type ControlLevel } from './organizations/controlPolicies.ts';
import { ADMINISTRATOR_ACCESS, findPolicy } from './managedPolicies.ts';
import type { Caller } from './caller.ts';
import type { NamedPolicy } from './policyDocument.ts';
import { principalOrganization, type Context } from './organizations/organizationContext.ts';

/**
 * Who asks. Besides the callers of the server:
 * `role`: any session of the role; `service`: an AWS service by its principal, on behalf of a resource and its account;
 * `arn`: any user or account root, taken to have AdministratorAccess, so that only the other side can refuse it.
 */
export type Principal =
  | Caller
  | { kind: 'role'; roleArn: string; sessionName?: string; sourceFunctionArn?: string }
  | { kind: 'service'; service: string; sourceArn?: string; sourceAccount?: string }
  | { kind: 'arn'; arn: string };

/** What the evaluation needs to know of a principal. */
export interface PrincipalFacts {
  /** As messages name it. */
  arn: string;
  accountId: string | undefined;
  identityPolicies: readonly NamedPolicy[];
  boundary?: NamedPolicy;
  /** Of a session that has one of its own. */
  sessionPolicy?: NamedPolicy;
  /** Of the organization; none for a principal that they do not affect. */
  controlPolicies: readonly ControlLevel[];
  /** A service-linked role, which resource control policies do not concern either. */
  isServiceLinked?: boolean;
  context: Context;
}

/** @throws Error for a role that does not exist: whoever asks for one has checked that. */
export function principalFacts(world: World, principal: Principal): PrincipalFacts {
  switch (principal.kind) {
    case 'administrator':
      return userFacts(world, principal.arn);
    case 'arn':
      return userFacts(world, principal.arn);
    case 'service':
      return serviceFacts(principal);
    case 'role':
    case 'roleSession':
      return roleFacts(world, principal);
  }
}

function userFacts(world: World, arn: string): PrincipalFacts {
  const [, , , , accountId = '', resource = ''] = arn.split(':');
  const isRoot = resource === 'root';
  const context = {
    'aws:PrincipalArn': arn,
    'aws:PrincipalAccount': accountId,
    'aws:PrincipalType': isRoot ? 'Account' : 'User',
    'aws:PrincipalIsAWSService': 'false',
    ...(isRoot ? {} : { 'aws:username': resource.split('/').at(-1) ?? '' }),
    ...principalOrganization(world, accountId),
  };
  const identityPolicies = [{ name: 'AdministratorAccess', document: ADMINISTRATOR_ACCESS }];
  return { arn, accountId, identityPolicies, controlPolicies: controlPolicies(world, accountId), context };
}

function serviceFacts({ service, sourceArn, sourceAccount }: Principal & { kind: 'service' }): PrincipalFacts {
  const context = {
    'aws:PrincipalIsAWSService': 'true',
    'aws:PrincipalServiceName': service,
    ...(sourceArn === undefined ? {} : { 'aws:SourceArn': sourceArn }),
    ...(sourceAccount === undefined ? {} : { 'aws:SourceAccount': sourceAccount }),
  };
  return { arn: service, accountId: undefined, identityPolicies: [], controlPolicies: [], context };
}

function roleFacts(world: World, principal: Principal & { kind: 'role' | 'roleSession' }): PrincipalFacts {
  const { roleArn, sessionName = 'session', sourceFunctionArn } = principal;
  const [, partition = '', , , accountId = ''] = roleArn.split(':');
  const role = world.accounts[accountId]?.roles[roleArn];
  if (role === undefined) throw new Error(`There is no role ${roleArn} that could ask for anything.`);
  const boundary = boundaryOf(world, role);
  const policy = principal.kind === 'roleSession' ? principal.policy : undefined;
  return {
    arn: `arn:${partition}:sts::${accountId}:assumed-role/${role.roleName}/${sessionName}`,
    accountId,
    identityPolicies: identityPoliciesOf(world, role),
    ...(boundary === undefined ? {} : { boundary }),
    ...(policy === undefined ? {} : { sessionPolicy: { name: 'session', document: policy } }),
    ...(role.serviceLinked === undefined
      ? { controlPolicies: controlPolicies(world, accountId) }
      : { controlPolicies: [], isServiceLinked: true }),
    context: {
      ...sessionContext(role, accountId, sessionName),
      ...principalOrganization(world, accountId),
      ...(sourceFunctionArn === undefined ? {} : { [SOURCE_FUNCTION]: sourceFunctionArn }),
    },
  };
}

/** Lambda puts it into the requests of a function's code (https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html). */
const SOURCE_FUNCTION = 'lambda:SourceFunctionArn';

/** A session's aws:PrincipalArn is the role's ARN, with its path. Source: "AWS global condition context keys". */
function sessionContext(role: Role, accountId: string, sessionName: string): Record<string, string> {
  const tags = Object.entries(role.tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]);
  return {
    'aws:PrincipalArn': role.arn,
    'aws:PrincipalAccount': accountId,
    'aws:PrincipalType': 'AssumedRole',
    'aws:PrincipalIsAWSService': 'false',
    'aws:userid': `${role.roleId}:${sessionName}`,
    ...Object.fromEntries(tags),
  };
}

function identityPoliciesOf(world: World, role: Role): NamedPolicy[] {
  const inline = Object.entries(role.inlinePolicies).map(([name, document]) => ({ name, document }));
  return [...role.attachedPolicyArns.map((arn) => managed(world, arn, role)), ...inline];
}

function boundaryOf(world: World, role: Role): NamedPolicy | undefined {
  return role.permissionsBoundaryArn === undefined ? undefined : managed(world, role.permissionsBoundaryArn, role);
}

function managed(world: World, arn: string, role: Role): NamedPolicy {
  const policy = findPolicy(world, arn);
  if (policy === undefined) throw new Error(`${role.arn} refers to the policy ${arn}, which does not exist.`);
  return { name: arn, document: policy.document };
}
