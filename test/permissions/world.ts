import { readFileSync } from 'node:fs';
import { boundaryArn, functionRoleArn, type HandlerName } from '../../functions/shared/names.ts';
import { parseConfiguration, readConfiguration, type Configuration } from '../../infra/configuration/configuration.ts';
import { findPolicy } from '../../local/policies/managedPolicies.ts';
import { storedPolicy } from '../../local/policies/policyDocument.ts';
import { resolvePrincipals } from '../../local/policies/trust.ts';
import { putDeployment } from '../../local/deployment/putDeployment.ts';
import type { Deployment } from '../../local/deployment/deployed.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import { DEFAULT_WORLD } from '../../local/deployedWorld.ts';
import { loadWorld } from '../../local/world/load.ts';
import type { World } from '../../local/state/state.ts';
import { NAMES, PROVISIONING_SECONDS, type WorldFileText } from '../workflow/support.ts';

export const SOURCE = '111111111111';
export const TARGET = '222222222222';
export const WORKFLOW = '333333333333';
/** Belongs to the organization, perhaps, but to no configuration. */
export const STRANGER = '444444444444';

export const OWN_WORKSPACE = `arn:aws:aps:us-west-2:${SOURCE}:workspace/ws-aaaaaaaa-1111-4111-8111-111111111111`;
/** Configured as well, in the account of the connection's own. */
export const SECOND_WORKSPACE = `arn:aws:aps:us-west-2:${TARGET}:workspace/ws-22222222-2222-4222-8222-222222222222`;
/** The workflow account's, in an organization. */
export const HUB_WORKSPACE = `arn:aws:aps:us-west-2:${WORKFLOW}:workspace/ws-33333333-2222-4222-8222-222222222222`;
/** Exists and is not configured. */
export const STRAY_WORKSPACE = `arn:aws:aps:us-west-2:${TARGET}:workspace/ws-88888888-2222-4222-8222-222222222222`;

export const PROVISIONER = `arn:aws:iam::${SOURCE}:role/amp-scraper-provisioner`;
export const TARGET_PROVISIONER = `arn:aws:iam::${TARGET}:role/amp-scraper-provisioner`;
export const STRAY_PROVISIONER = `arn:aws:iam::${STRANGER}:role/amp-scraper-provisioner`;
/** By its name, in whatever account. */
export function provisionerOf(accountId: string): string {
  return `arn:aws:iam::${accountId}:role/amp-scraper-provisioner`;
}
export const BOUNDARY = boundaryArn('amp-scraper', 'aws', SOURCE);
export const ADMINISTRATOR_ACCESS = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** How the accounts are configured. */
export const MODES = ['list', 'organization'] as const;
export type Mode = (typeof MODES)[number];

export const ORGANIZATION = 'o-a1b2c3d4e5';
export const ROOT = 'r-ab12';
export const NAMED_UNIT = 'ou-ab12-11111111';
export const UNNAMED_UNIT = 'ou-ab12-33333333';
const EXCLUDED = '555555555551';
const UNNAMED = '555555555552';
const SIBLING = '555555555553';
const LEFT = '555555555554';
export const FOREIGN = '555555555555';
/** Accounts that are none of the deployment's, each with a role of a provisioner's name that trusts the workflow account. */
export const OUTSIDERS = {
  'is excluded': EXCLUDED,
  'is in an OU that is not named': UNNAMED,
  "is in an OU whose id begins with a named one's": SIBLING,
  'has left the organization': LEFT,
  'is in another organization': FOREIGN,
} as const;

/** A world file's organizations: the source account is in a named OU, the account of the workspaces and the workflow's are not. */
const ORGANIZATIONS = [
  {
    id: ORGANIZATION,
    rootId: ROOT,
    managementAccountId: '999999999990',
    delegatedAdministrators: [WORKFLOW],
    units: [
      { id: NAMED_UNIT, name: 'clusters', parentId: ROOT },
      { id: `${NAMED_UNIT}2`, name: 'sibling', parentId: ROOT },
      { id: UNNAMED_UNIT, name: 'platform', parentId: ROOT },
    ],
    accounts: {
      '999999999990': ROOT,
      [WORKFLOW]: ROOT,
      [SOURCE]: NAMED_UNIT,
      [TARGET]: UNNAMED_UNIT,
      [EXCLUDED]: NAMED_UNIT,
      [UNNAMED]: UNNAMED_UNIT,
      [SIBLING]: `${NAMED_UNIT}2`,
    },
  },
  {
    id: 'o-zzzzzzzzzz',
    rootId: 'r-zz99',
    managementAccountId: FOREIGN,
    accounts: { [FOREIGN]: 'r-zz99' },
  },
];

function withOrganizations(file: WorldFileText): WorldFileText & { organizations: unknown } {
  const others = Object.fromEntries(['999999999990', ...Object.values(OUTSIDERS)].map((id) => [id, {}]));
  return { ...file, accounts: { ...file.accounts, ...others }, organizations: ORGANIZATIONS };
}

/** The same deployment with its accounts in a list or in an organization. */
function inMode(mode: Mode, configuration: Configuration): Configuration {
  if (mode === 'list') return configuration;
  const organization = { id: ORGANIZATION, organizationalUnitIds: [NAMED_UNIT], excludedAccounts: [EXCLUDED] };
  return parseConfiguration({ ...configuration, accounts: [], organization }, 'the organization');
}

/** What is deployed in a mode, the accounts' stacks in those of the connections and of the workflow. */
export function deploymentIn(mode: Mode, configuration: Configuration): Promise<Deployment> {
  const members = mode === 'list' ? [] : [SOURCE, TARGET, WORKFLOW];
  const reconcile = { ...configuration.reconcile, takesAway: true };
  return synthesizedDeployment(inMode(mode, { ...configuration, reconcile }), members);
}

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
  /** In the functions' path, as whoever changes IAM in the workflow account can make one. */
  member: `arn:aws:iam::${WORKFLOW}:role/amp-scraper-functions/member/administrator`,
  /** In a path that begins as the functions' does. */
  siblingPath: `arn:aws:iam::${WORKFLOW}:role/amp-scraper-functions2/member/amp-scraper-us-west-2-createSourceRole`,
  /** Of a configured account, and trusts the whole workflow account. */
  welcoming: `arn:aws:iam::${SOURCE}:role/welcoming`,
  /** A target role by its name, in an account that has left, which trusts all of the source account. */
  leftTarget: `arn:aws:iam::${LEFT}:role/amp-scraper/amp-scraper-target-ffffffffffffffffffff`,
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
/** The sample configuration with workspaces of accounts alone whose clusters an organization's OUs do not have. */
export const CLUSTERS_APART: Configuration = (() => {
  const { own: _own, ...workspaces } = readConfiguration().workspaces;
  return parseConfiguration(
    { ...inMode('organization', readConfiguration()), workspaces: { ...workspaces, hub: HUB_WORKSPACE } },
    "the removals' configuration",
  );
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
export async function deployedWorld(mode: Mode = 'list', configuration = readConfiguration()): Promise<World> {
  const { world } = loadWorld(mode === 'list' ? defaultWorldFile() : withOrganizations(withHubWorkspace()));
  putDeployment(world, await deploymentIn(mode, configuration));
  return world;
}

function withHubWorkspace(): WorldFileText {
  const file = defaultWorldFile();
  const workspaces = [{ workspaceId: HUB_WORKSPACE.slice(HUB_WORKSPACE.lastIndexOf('/') + 1) }];
  return { ...file, accounts: { ...file.accounts, [WORKFLOW]: { workspaces } } };
}

function defaultWorldFile(): WorldFileText {
  return { ...JSON.parse(readFileSync(DEFAULT_WORLD, 'utf8')), provisioningSeconds: PROVISIONING_SECONDS };
}

/** The same with all that an attack could aim at. */
export async function attackedWorld(mode: Mode = 'list'): Promise<World> {
  const file = withOrganizations(defaultWorldFile());
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
  putDeployment(world, await deploymentIn(mode, CONFIGURATION));
  putDeployment(world, await deploymentIn(mode, OTHER_CONFIGURATION));
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
  addRole(world, OTHERS.member, trustOf(WORKFLOW), administrator);
  addRole(world, OTHERS.siblingPath, trustOf(WORKFLOW), administrator);
  addRole(world, OTHERS.welcoming, trustOf(WORKFLOW), administrator);
  addRole(world, OTHERS.leftTarget, trustOf(SOURCE), administrator);
  for (const id of Object.values(OUTSIDERS)) addRole(world, provisionerOf(id), trustOf(WORKFLOW), administrator);
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
