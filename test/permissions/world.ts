import { readFileSync } from 'node:fs';
import { boundaryArn, functionRoleArn, type HandlerName } from '../../functions/shared/names.ts';
import { parseConfiguration, readConfiguration, type Configuration } from '../../infra/configuration/configuration.ts';
import { findPolicy } from '../../local/policies/managedPolicies.ts';
import { storedPolicy } from '../../local/policies/policyDocument.ts';
import { resolvePrincipals } from '../../local/policies/trust.ts';
import { putDeployment } from '../../local/deployment/putDeployment.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import { DEFAULT_WORLD } from '../../local/deployedWorld.ts';
import { loadWorld } from '../../local/world/load.ts';
import type { World } from '../../local/state/state.ts';
import { NAMES, type WorldFileText } from '../workflow/support.ts';

export const SOURCE = '111111111111';
export const TARGET = '222222222222';
export const WORKFLOW = '333333333333';
/** Belongs to the organization, perhaps, but to no configuration. */
export const STRANGER = '444444444444';

export const OWN_WORKSPACE = `arn:aws:aps:us-west-2:${SOURCE}:workspace/ws-aaaaaaaa-1111-4111-8111-111111111111`;
/** Configured as well, in the account of the connection's own. */
export const SECOND_WORKSPACE = `arn:aws:aps:us-west-2:${TARGET}:workspace/ws-22222222-2222-4222-8222-222222222222`;
/** Exists and is not configured. */
export const STRAY_WORKSPACE = `arn:aws:aps:us-west-2:${TARGET}:workspace/ws-88888888-2222-4222-8222-222222222222`;

export const PROVISIONER = `arn:aws:iam::${SOURCE}:role/amp-scraper-provisioner`;
export const TARGET_PROVISIONER = `arn:aws:iam::${TARGET}:role/amp-scraper-provisioner`;
export const STRAY_PROVISIONER = `arn:aws:iam::${STRANGER}:role/amp-scraper-provisioner`;
export const BOUNDARY = boundaryArn('amp-scraper', 'aws', SOURCE);
export const ADMINISTRATOR_ACCESS = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** Roles that are none of ours, or that only look like ours. */
export const OTHERS = {
  /** Another team's. */
  payments: `arn:aws:iam::${SOURCE}:role/payments`,
  /** Another team's, which happens to have our boundary. */
  reporting: `arn:aws:iam::${SOURCE}:role/reporting`,
  /** Has our path and name and no boundary. */
  boundless: `arn:aws:iam::${SOURCE}:role/amp-scraper/amp-scraper-target-00000000000000000000`,
  /** A target role that trusts all of the source account. */
  gullible: `arn:aws:iam::${TARGET}:role/amp-scraper/amp-scraper-target-ffffffffffffffffffff`,
  /** The source role of another connection, which may assume whatever its boundary lets it. */
  otherSource: `arn:aws:iam::${SOURCE}:role/amp-scraper/amp-scraper-source-ffffffffffffffffffff`,
  deployer: `arn:aws:iam::${WORKFLOW}:role/deployer`,
  /** Beside the functions that act in the workflow account alone. */
  localFunction: `arn:aws:iam::${WORKFLOW}:role/amp-scraper-functions/local/amp-scraper-us-west-2-createSourceRole`,
  /** A function's role by its name, under no path. */
  pathless: `arn:aws:iam::${WORKFLOW}:role/amp-scraper-us-west-2-createSourceRole`,
  /** A function's role of another installation, whose name ours begins with. */
  otherInstallation: functionRoleArn({ ...readConfiguration(), name: 'amp' }, 'us-west-2', 'createSourceRole'),
  /** A function's role by its name, in an account that runs no workflow. */
  namesake: functionRoleArn({ ...readConfiguration(), workflowAccountId: TARGET }, 'us-west-2', 'createSourceRole'),
} as const;

export function functionRole(name: HandlerName): string {
  return functionRoleArn(readConfiguration(), 'us-west-2', name);
}

/** The sample configuration with a second workspace in the target account, so that the own one is not the only one there. */
export const CONFIGURATION: Configuration = (() => {
  const sample = readConfiguration();
  const workspaces = { ...sample.workspaces, second: SECOND_WORKSPACE };
  return parseConfiguration({ ...sample, workspaces }, "the attacks' configuration");
})();
export const [EXTERNAL_ID] = CONFIGURATION.provisionerExternalId;

/** Installed beside the other in the same accounts and Region; its name is the beginning of the other's. */
export const OTHER_INSTALLATION = 'amp';
export const OTHER_EXTERNAL_ID = 'amp-provisioner';
const OTHER_CONFIGURATION: Configuration = parseConfiguration(
  {
    ...readConfiguration(),
    name: OTHER_INSTALLATION,
    clusterTagKey: undefined,
    provisionerExternalId: OTHER_EXTERNAL_ID,
  },
  "the other installation's configuration",
);
export const OTHER_PROVISIONER = `arn:aws:iam::${SOURCE}:role/${OTHER_INSTALLATION}-provisioner`;

/** The sample configuration's stacks, as they are synthesized, in the default world. */
export async function deployedWorld(): Promise<World> {
  const { world } = loadWorld(defaultWorldFile());
  putDeployment(world, await synthesizedDeployment(readConfiguration()));
  return world;
}

function defaultWorldFile(): WorldFileText {
  return JSON.parse(readFileSync(DEFAULT_WORLD, 'utf8'));
}

/** The same with all that an attack could aim at. */
export async function attackedWorld(): Promise<World> {
  const file = defaultWorldFile();
  const { [SOURCE]: source, [TARGET]: target, ...others } = file.accounts;
  const scraper = { clusterName: 'legacy', workspaceArn: OWN_WORKSPACE, tags: { team: 'payments' } };
  const workspaces = [SECOND_WORKSPACE, STRAY_WORKSPACE].map((arn) => ({
    workspaceId: arn.slice(arn.lastIndexOf('/') + 1),
  }));
  const accounts = {
    ...others,
    [SOURCE]: { ...source, scrapers: [scraper] },
    [TARGET]: { ...target, workspaces: [...workspacesOf(target), ...workspaces] },
    [STRANGER]: {},
  };
  const { world } = loadWorld({ ...file, accounts });
  putDeployment(world, await synthesizedDeployment(CONFIGURATION));
  putDeployment(world, await synthesizedDeployment(OTHER_CONFIGURATION));
  addOthers(world);
  return world;
}

function workspacesOf(account: object | undefined): unknown[] {
  const listed: unknown = account === undefined ? [] : Reflect.get(account, 'workspaces');
  return Array.isArray(listed) ? listed : [];
}

function addOthers(world: World): void {
  const administrator = { attached: [ADMINISTRATOR_ACCESS] };
  const trustOf = (accountId: string) => ({ AWS: `arn:aws:iam::${accountId}:root` });
  addRole(world, OTHERS.payments, trustOf(SOURCE), {});
  addRole(world, OTHERS.reporting, trustOf(SOURCE), { boundary: BOUNDARY });
  addRole(world, OTHERS.boundless, trustOf(SOURCE), {});
  addRole(world, OTHERS.gullible, trustOf(SOURCE), { boundary: boundaryArn('amp-scraper', 'aws', TARGET) });
  addRole(world, OTHERS.otherSource, trustOf(SOURCE), { ...administrator, boundary: BOUNDARY });
  addRole(world, OTHERS.deployer, trustOf(WORKFLOW), administrator);
  addRole(world, OTHERS.localFunction, trustOf(WORKFLOW), administrator);
  addRole(world, OTHERS.pathless, trustOf(WORKFLOW), administrator);
  addRole(world, OTHERS.otherInstallation, trustOf(WORKFLOW), administrator);
  addRole(world, OTHERS.namesake, trustOf(TARGET), administrator);
  addRole(world, STRAY_PROVISIONER, trustOf(WORKFLOW), administrator);
}

/** Puts a role into the world as its owner would have made it. */
export function addRole(
  world: World,
  arn: string,
  principal: Record<string, string>,
  { attached = [], boundary }: { attached?: readonly string[]; boundary?: string },
): void {
  const [, , , , accountId = '', resource = ''] = arn.split(':');
  if (boundary !== undefined && findPolicy(world, boundary) === undefined) throw new Error(`No policy ${boundary}.`);
  const statement = { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' };
  const trustPolicy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const roles = world.accounts[accountId]?.roles;
  if (roles === undefined) throw new Error(`The world has no account ${accountId}.`);
  world.nextId += 1;
  roles[arn] = {
    roleName: resource.slice(resource.lastIndexOf('/') + 1),
    roleId: `AROA${String(world.nextId).padStart(17, '0')}`,
    path: resource.slice('role'.length, resource.lastIndexOf('/') + 1),
    arn,
    createdAt: world.now,
    maxSessionDuration: 3600,
    trustPolicy,
    trustedIds: resolvePrincipals(world, storedPolicy(trustPolicy, arn)),
    tags: {},
    attachedPolicyArns: [...attached],
    inlinePolicies: {},
    ...(boundary === undefined ? {} : { permissionsBoundaryArn: boundary }),
  };
  world.iamRevision += 1;
}

/** The connection that is onboarded in it. */
export const CONNECTION = NAMES;
