import * as z from 'zod';
import { parseArn } from '../../functions/shared/arn.ts';
import { findPolicy } from '../policies/managedPolicies.ts';
import { uniqueId } from '../state/uniqueId.ts';
import { storedPolicy } from '../policies/policyDocument.ts';
import { ensureTable } from '../aws/services/dynamodb/tables.ts';
import { resolvePrincipals } from '../policies/trust.ts';
import type { Role, World } from '../state/state.ts';
import type { DeployedRole, Deployment } from './deployed.ts';
import { WorldFileError } from '../world/problems.ts';
import { putMonitoring } from './putMonitoring.ts';

/** Of CreateTable's members, those that decide what a table is. */
const tableDefinition = z.object({
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
});

/**
 * Puts a deployment's tables, roles, managed policies and what tells people into the world, those of the CDK's own functions
 * included. Done again, it
 * brings them up to date: a role keeps its unique id, as in an update of its stack. What an earlier deployment had and this
 * one has not stays.
 * @throws WorldFileError naming the accounts that the deployment has and the world has not
 * @throws Error naming a policy that does not exist, or a principal of a trust policy that does not
 */
export function putDeployment(world: World, deployment: Deployment): void {
  requireAccounts(world, deployment);
  for (const { accountId, arn, policyName, path, document } of deployment.managedPolicies) {
    accountOf(world, accountId).policies[arn] = { arn, policyName, path, document };
  }
  for (const { arn, definition, keyArn } of deployment.tables) {
    ensureTable(world, arn, tableDefinition.parse(definition), keyArn);
  }
  for (const role of deployment.roles) putRole(world, role);
  // Roles may trust each other: all of them exist before the first trust policy is resolved.
  for (const role of deployment.roles) {
    requirePolicies(world, role);
    accountOf(world, role.accountId).roles[role.arn] = {
      ...existing(world, role),
      trustedIds: trustedIds(world, role),
    };
  }
  putMonitoring(world, deployment);
  world.iamRevision += 1;
}

function requireAccounts(world: World, { roles, managedPolicies, functions }: Deployment): void {
  const wanted = new Set([...roles, ...managedPolicies, ...functions].map(({ accountId }) => accountId));
  const missing = [...wanted].filter((accountId) => world.accounts[accountId] === undefined);
  if (missing.length === 0) return;
  throw new WorldFileError('The world does not fit the configuration', [
    {
      path: 'accounts',
      problem: `The deployment is for accounts that the world has not: ${missing.toSorted().join(', ')}.`,
    },
  ]);
}

function accountOf(world: World, accountId: string): World['accounts'][string] {
  const account = world.accounts[accountId];
  if (account === undefined) throw new Error(`The world has no account ${accountId}.`);
  return account;
}

function existing(world: World, { accountId, arn }: DeployedRole): Role {
  const role = accountOf(world, accountId).roles[arn];
  if (role === undefined) throw new Error(`The world has no role ${arn}.`);
  return role;
}

function putRole(world: World, { accountId, ...role }: DeployedRole): void {
  const { roles } = accountOf(world, accountId);
  const before = roles[role.arn];
  roles[role.arn] = {
    ...structuredClone(role),
    roleId: before?.roleId ?? uniqueId(world, 'AROA'),
    createdAt: before?.createdAt ?? world.now,
    trustedIds: {},
  };
}

/**
 * A boundary and an account's own policies have to exist, as in AWS. AWS's own are not all here: a role that has another one
 * (a Service Catalog launch role, say) is there, and evaluating one of its calls fails by naming the policy.
 */
function requirePolicies(world: World, { arn, attachedPolicyArns, permissionsBoundaryArn }: DeployedRole): void {
  const own = attachedPolicyArns.filter((policy) => parseArn(policy)?.accountId !== 'aws');
  const wanted = [...own, ...(permissionsBoundaryArn === undefined ? [] : [permissionsBoundaryArn])];
  const missing = wanted.filter((policy) => findPolicy(world, policy) === undefined);
  if (missing.length === 0) return;
  throw new Error(`${arn} cannot be deployed: Policy ${missing.join(', ')} does not exist or is not attachable.`);
}

function trustedIds(world: World, { arn, trustPolicy }: DeployedRole): Role['trustedIds'] {
  try {
    return resolvePrincipals(world, storedPolicy(trustPolicy, `The trust policy of ${arn}`));
  } catch (cause) {
    throw new Error(`${arn} cannot be deployed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
