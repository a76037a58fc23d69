import { boundaryArn, FUNCTION_NAMES } from '../../functions/shared/names.ts';
import { storedPolicy, type PolicyStatement } from '../../local/policies/policyDocument.ts';
import type { Role, World } from '../../local/state/state.ts';
import { CONNECTION, functionRole, SOURCE, TARGET, WORKFLOW } from './world.ts';

/** One policy as the world has it, so that a test can change what is deployed, whoever put it there. */
export interface DeployedPolicy {
  /** For test names, e.g. `provisioner of 111111111111`. */
  name: string;
  read(world: World): PolicyStatement[];
  write(world: World, statements: readonly PolicyStatement[]): void;
}

function roleOf(world: World, arn: string): Role {
  const role = world.accounts[arn.split(':')[4] ?? '']?.roles[arn];
  if (role === undefined) throw new Error(`The world has no role ${arn}.`);
  return role;
}

function document(statements: readonly PolicyStatement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** All inline policies of a role as one. */
function permissionsOf(name: string, roleArn: string): DeployedPolicy {
  return {
    name,
    read: (world) =>
      Object.values(roleOf(world, roleArn).inlinePolicies).flatMap((text) => storedPolicy(text, name).Statement),
    write(world, statements) {
      // IAM takes no policy without a statement.
      roleOf(world, roleArn).inlinePolicies = statements.length === 0 ? {} : { changed: document(statements) };
      world.iamRevision += 1;
    },
  };
}

function trustOf(name: string, roleArn: string): DeployedPolicy {
  return {
    name,
    read: (world) => storedPolicy(roleOf(world, roleArn).trustPolicy, name).Statement,
    write(world, statements) {
      roleOf(world, roleArn).trustPolicy = document(statements);
      world.iamRevision += 1;
    },
  };
}

function boundaryOf(accountId: string): DeployedPolicy {
  const arn = boundaryArn('amp-scraper', 'aws', accountId);
  const policy = (world: World) => {
    const found = world.accounts[accountId]?.policies[arn];
    if (found === undefined) throw new Error(`The world has no policy ${arn}.`);
    return found;
  };
  return {
    name: `boundary of ${accountId}`,
    read: (world) => storedPolicy(policy(world).document, arn).Statement,
    write(world, statements) {
      policy(world).document = document(statements);
      world.iamRevision += 1;
    },
  };
}

const provisioner = (accountId: string) => `arn:aws:iam::${accountId}:role/amp-scraper-provisioner`;

export const PROVISIONERS = [SOURCE, TARGET].map((id) => permissionsOf(`provisioner of ${id}`, provisioner(id)));
export const PROVISIONER_TRUSTS = [SOURCE, TARGET].map((id) => trustOf(`provisioner trust of ${id}`, provisioner(id)));
export const BOUNDARIES = [SOURCE, TARGET].map(boundaryOf);
export const FUNCTION_PERMISSIONS = FUNCTION_NAMES.map((name) => permissionsOf(`function ${name}`, functionRole(name)));
export const NOTIFY_PERMISSIONS = permissionsOf('function notify', functionRole('notify'));
const SCHEDULE = `arn:aws:iam::${WORKFLOW}:role/amp-scraper-us-west-2-schedule`;
export const SCHEDULE_PERMISSIONS = permissionsOf('schedule', SCHEDULE);
export const SCHEDULE_TRUST = trustOf('schedule trust', SCHEDULE);
/** What reconcile's state machine may call, without the delivery of its log. */
export const RECONCILE_PERMISSIONS = permissionsOf(
  'state machine reconcile',
  `arn:aws:iam::${WORKFLOW}:role/amp-scraper-reconcile-us-west-2`,
);
export const SOURCE_ROLE_PERMISSIONS = permissionsOf('source role', CONNECTION.sourceRoleArn);
export const TARGET_ROLE_PERMISSIONS = permissionsOf('target role', CONNECTION.targetRoleArn);
export const SOURCE_ROLE_TRUST = trustOf('source role trust', CONNECTION.sourceRoleArn);
export const TARGET_ROLE_TRUST = trustOf('target role trust', CONNECTION.targetRoleArn);

export const list = (element: string | readonly string[] | undefined): readonly string[] =>
  element === undefined ? [] : [element].flat();
