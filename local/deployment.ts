import { environmentOf } from '../functions/shared/environment.ts';
import {
  BOUNDARY_POLICY_NAME,
  boundaryArn,
  FUNCTION_NAMES,
  provisionerArn,
  PROVISIONER_ROLE_NAME,
  PRODUCT_FUNCTION_NAMES,
  type FunctionName,
  type ProductFunctionName,
} from '../functions/shared/names.ts';
import type { Configuration } from '../infra/configuration.ts';
import { boundaryDocument } from '../infra/permissions/boundary.ts';
import { functionPermissions, functionRoleArn } from '../infra/permissions/functions.ts';
import type { PolicyDocument } from '../infra/permissions/policyDocument.ts';
import { provisionerPermissions, provisionerTrust } from '../infra/permissions/provisioner.ts';
import { uniqueId } from './aws/ids.ts';
import type { World } from './world/state.ts';

/** Lambda's own principal, which a function's role trusts. */
const LAMBDA_TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/**
 * Puts into the world what the stacks would have deployed: the boundary and the provisioner into every configured account,
 * the functions' roles into the workflow account. Done again, it brings them up to date.
 * @throws Error naming the accounts that the configuration has and the world has not.
 */
export function deploy(world: World, configuration: Configuration): void {
  const { partition, accounts, workflowAccountId, regions } = configuration;
  const missing = [...accounts, workflowAccountId].filter((accountId) => world.accounts[accountId] === undefined);
  if (missing.length > 0) {
    throw new Error(`The configuration names accounts that the world has not: ${[...new Set(missing)].join(', ')}.`);
  }
  for (const accountId of accounts) deployAccount(world, configuration, accountId);
  for (const region of regions) {
    for (const name of FUNCTION_NAMES) {
      const arn = functionRoleArn(configuration, region, name);
      putRole(world, workflowAccountId, arn, LAMBDA_TRUST, functionPermissions(configuration));
    }
    for (const name of PRODUCT_FUNCTION_NAMES) {
      const arn = functionRoleArn(configuration, region, name);
      putRole(world, workflowAccountId, arn, LAMBDA_TRUST, { Version: '2012-10-17', Statement: [] });
    }
  }
  world.iamRevision += 1;

  function deployAccount(into: World, config: Configuration, accountId: string): void {
    const arn = boundaryArn(partition, accountId);
    const account = into.accounts[accountId];
    if (account === undefined) return;
    account.policies[arn] = {
      arn,
      policyName: BOUNDARY_POLICY_NAME,
      path: '/',
      document: JSON.stringify(boundaryDocument(config)),
    };
    const role = provisionerArn(partition, accountId);
    putRole(into, accountId, role, provisionerTrust(config), provisionerPermissions(config, accountId));
  }
}

function putRole(world: World, accountId: string, arn: string, trust: object, permissions: PolicyDocument): void {
  const account = world.accounts[accountId];
  if (account === undefined) return;
  const existing = account.roles[arn];
  account.roles[arn] = {
    roleName: arn.split('/').at(-1) ?? PROVISIONER_ROLE_NAME,
    roleId: existing?.roleId ?? uniqueId(world, 'AROA'),
    path: '/',
    arn,
    createdAt: existing?.createdAt ?? world.now,
    maxSessionDuration: 3600,
    trustPolicy: JSON.stringify(trust),
    trustedIds: {},
    tags: {},
    attachedPolicyArns: [],
    inlinePolicies: { permissions: JSON.stringify(permissions) },
  };
}

/** Where a function's file is when it runs from source. */
export function handlerFile(name: FunctionName | ProductFunctionName): URL {
  return new URL(`../functions/${name}.ts`, import.meta.url);
}

/** What the stacks set for every function, and LAMBDA_TASK_ROOT, under which its files are. */
export function functionEnvironment(configuration: Configuration, taskRoot: string): Record<string, string> {
  return { ...environmentOf(configuration), LAMBDA_TASK_ROOT: taskRoot };
}
