import type { Operation } from '../../../local/aws/operation.ts';
import { IAM_OPERATIONS } from '../../../local/aws/services/iam/operations.ts';
import { STS_OPERATIONS } from '../../../local/aws/services/sts/operations.ts';
import type { Account, World } from '../../../local/state/state.ts';

export const SOURCE = '111111111111';
export const TARGET = '222222222222';
const START = Date.UTC(2026, 0, 5, 8);

export const OPERATIONS: readonly Operation[] = [...IAM_OPERATIONS, ...STS_OPERATIONS];

function account(accountId: string): Account {
  const nothing = { roles: {}, policies: {}, clusters: {}, subnets: {}, vpcs: {}, workspaces: {}, scrapers: {} };
  return { accountId, ...structuredClone(nothing) };
}

/** Two accounts with nothing in them. */
export function emptyWorld(): World {
  return {
    now: START,
    iamRevision: 0,
    nextId: 0,
    provisioningSeconds: 1038,
    accounts: { [SOURCE]: account(SOURCE), [TARGET]: account(TARGET) },
    sessions: {},
  };
}

/** Runs an operation as the administrator of an account, validated, without asking for permission. */
export function invoke(world: World, accountId: string, name: string, input: Record<string, unknown>) {
  const operation = OPERATIONS.find((operation) => operation.name === name);
  if (operation === undefined) throw new Error(`No operation ${name}`);
  const arn = `arn:aws:iam::${accountId}:user/administrator`;
  return operation.run(operation.input.parse(input), {
    world,
    now: world.now,
    caller: { kind: 'administrator', accountId, arn },
    partition: 'aws',
    region: 'us-west-2',
    endpoint: 'http://127.0.0.1',
  });
}

export function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** `{Effect: 'Allow', Action: 'sts:AssumeRole', Principal}` with conditions. */
export function trust(Principal: unknown, Condition?: object, Effect = 'Allow'): string {
  return policy({ Effect, Principal, Action: 'sts:AssumeRole', ...(Condition === undefined ? {} : { Condition }) });
}

export interface RoleSeed {
  name: string;
  account?: string;
  path?: string;
  trust?: string;
  inline?: readonly object[];
  attached?: readonly string[];
  boundary?: readonly object[];
  tags?: Readonly<Record<string, string>>;
}

/** A role, made by IAM's own operations; its account's root is trusted when nobody else is. Returns its ARN. */
export function addRole(world: World, seed: RoleSeed): string {
  const { name, account: owner = SOURCE, path = '/', inline = [], attached = [], boundary, tags = {} } = seed;
  const PermissionsBoundary = boundary && addPolicy(world, owner, `${name}-boundary`, boundary);
  invoke(world, owner, 'CreateRole', {
    RoleName: name,
    Path: path,
    AssumeRolePolicyDocument: seed.trust ?? trust({ AWS: owner }),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    ...(PermissionsBoundary === undefined ? {} : { PermissionsBoundary }),
  });
  if (inline.length > 0) {
    invoke(world, owner, 'PutRolePolicy', { RoleName: name, PolicyName: 'inline', PolicyDocument: policy(...inline) });
  }
  for (const PolicyArn of attached) invoke(world, owner, 'AttachRolePolicy', { RoleName: name, PolicyArn });
  return `arn:aws:iam::${owner}:role${path}${name}`;
}

function addPolicy(world: World, owner: string, name: string, statements: readonly object[]): string {
  invoke(world, owner, 'CreatePolicy', { PolicyName: name, PolicyDocument: policy(...statements) });
  return `arn:aws:iam::${owner}:policy/${name}`;
}

export function deleteRole(world: World, owner: string, RoleName: string): void {
  const role = Object.values(world.accounts[owner]?.roles ?? {}).find((role) => role.roleName === RoleName);
  for (const PolicyName of Object.keys(role?.inlinePolicies ?? {})) {
    invoke(world, owner, 'DeleteRolePolicy', { RoleName, PolicyName });
  }
  for (const PolicyArn of role?.attachedPolicyArns ?? [])
    invoke(world, owner, 'DetachRolePolicy', { RoleName, PolicyArn });
  invoke(world, owner, 'DeleteRole', { RoleName });
}
