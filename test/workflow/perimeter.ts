import { readFileSync } from 'node:fs';
import { parseConfiguration } from '../../infra/configuration/configuration.ts';
import { membersOf } from '../../local/deployedWorld.ts';
import type { Deployment } from '../../local/deployment/deployed.ts';
import { putDeployment } from '../../local/deployment/putDeployment.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import type { Organization, World } from '../../local/state/state.ts';
import { enter, type DoorResult } from '../../local/workflow/doors/doors.ts';
import {
  FLEET_HUB,
  FLEET_ROOT,
  fleetConfiguration,
  fleetFile,
  fleetMember,
  fleetWorkspace,
} from '../../local/world/fleet.ts';
import { loadWorld } from '../../local/world/load.ts';
import { warmRuntime } from '../runtimes.ts';
import { PROVISIONING_SECONDS } from './support.ts';

const REGION = 'us-west-2';
export const MEMBER = fleetMember(0);
const CLUSTER = `arn:aws:eks:${REGION}:${MEMBER}:cluster/shop`;
export const REQUEST = { clusterArn: CLUSTER, workspaceArn: fleetWorkspace(REGION) };

/** What the tests change of an organization's configuration. */
type Change = Record<string, unknown>;

const deployments = new Map<string, Promise<Deployment>>();

function deploymentOf(change: Change, world: World): Promise<Deployment> {
  const key = JSON.stringify(change);
  const configuration = parseConfiguration(
    { ...fleetConfiguration(REGION), ...change },
    'the configuration of an organization with a perimeter',
  );
  const made = deployments.get(key) ?? synthesizedDeployment(configuration, membersOf(world, configuration));
  deployments.set(key, made);
  return made;
}

export interface Perimeter {
  services?: readonly object[];
  resources?: readonly object[];
}

/** A world whose organization has these policies at its root, and what is deployed into it under the configuration. */
export async function behind(
  { services = [], resources = [] }: Perimeter,
  change: Change = {},
  clusterTags: Readonly<Record<string, string>> = {},
): Promise<{ world: World; go: Go }> {
  const tags = { 'amp-scraper-workspace': 'central', ...clusterTags };
  const { world } = loadWorld({ ...fleetFile({ members: 1, tags }), provisioningSeconds: PROVISIONING_SECONDS });
  const go = await redeployed(world, change);
  const [organization] = world.organizations ?? [];
  if (organization !== undefined) {
    organization.serviceControlPolicies = [...atRoot(services)];
    organization.resourceControlPolicies = [...atRoot(resources)];
  }
  return { world, go };
}

type Go = (input?: object, options?: Partial<Parameters<typeof enter>[3]>) => Promise<DoorResult>;

/** What is in a world under another configuration. */
export async function redeployed(world: World, change: Change): Promise<Go> {
  const deployment = await deploymentOf(change, world);
  putDeployment(world, deployment);
  const runtime = await warmRuntime(deployment);
  return (input = REQUEST, options = {}) => enter(runtime, deployment, input, { world, ...options });
}

function atRoot(statements: readonly object[]): Organization['serviceControlPolicies'] {
  return statements.map((Statement, index) => ({
    name: `policy-${index}`,
    targetIds: [FLEET_ROOT],
    document: JSON.stringify({ Version: '2012-10-17', Statement }),
  }));
}

/** What a door hands in for the member's cluster. */
export const INPUTS = {
  console: () => REQUEST,
  tag: () => ({
    version: '0',
    id: 'tag',
    'detail-type': 'Tag Change on Resource',
    source: 'aws.tag',
    account: MEMBER,
    time: '2026-01-05T08:00:00Z',
    region: REGION,
    resources: [CLUSTER],
    detail: {
      'changed-tag-keys': ['amp-scraper-workspace'],
      service: 'eks',
      'resource-type': 'cluster',
      tags: { 'amp-scraper-workspace': 'central' },
    },
  }),
  product: (): object => {
    const event = JSON.parse(readFileSync(new URL('../../events/product-create.json', import.meta.url), 'utf8'));
    const properties = { ...event.ResourceProperties, clusterArn: CLUSTER };
    return JSON.parse(
      JSON.stringify({ ...event, ResourceProperties: properties }).replaceAll('333333333333', FLEET_HUB),
    );
  },
} as const;
