import { createHash } from 'node:crypto';

/** What a fleet is made of. */
export interface Fleet {
  /** Beside the management account and the hub. */
  members: number;
  /** OUs under the root that the members are spread over, one after the other; 1 unless given. */
  units?: number;
  /** Each member has a VPC and a cluster in each of them; us-west-2 unless given. */
  regions?: readonly string[];
  /** Tags of every cluster. */
  tags?: Readonly<Record<string, string>>;
}

export const FLEET_ORGANIZATION = 'o-fleet00000';
export const FLEET_ROOT = 'r-flt0';
export const FLEET_MANAGEMENT = '100000000001';
/** Where the workflow and the workspaces are, a delegated administrator. */
export const FLEET_HUB = '100000000002';

export function fleetUnit(index: number): string {
  return `ou-flt0-${String(index).padStart(8, '0')}`;
}

export function fleetMember(index: number): string {
  return String(200_000_000_000 + index);
}

/** The hub's workspace in the Region. */
export function fleetWorkspace(region: string): string {
  return `arn:aws:aps:${region}:${FLEET_HUB}:workspace/${workspaceId(region)}`;
}

/** The configuration of who connects the first unit's clusters of a Region to the hub's workspace of it. */
export function fleetConfiguration(region: string) {
  return {
    partition: 'aws',
    workflowAccountId: FLEET_HUB,
    regions: [region],
    organization: { id: FLEET_ORGANIZATION, organizationalUnitIds: [fleetUnit(0)] },
    workspaces: { central: fleetWorkspace(region) },
    provisionerExternalId: 'a-fleet',
  };
}

function workspaceId(region: string): string {
  return `ws-f1ee7000-0000-4000-8000-${createHash('sha256').update(region).digest('hex').slice(0, 12)}`;
}

/**
 * The file of a world with an organization of so many accounts: the same for the same fleet. Every member has a cluster `shop` in each
 * Region, and the hub a workspace.
 */
export function fleetFile({ members, units = 1, regions = ['us-west-2'], tags = {} }: Fleet): object {
  const ids = Array.from({ length: members }, (_, index) => fleetMember(index));
  const [region = 'us-west-2'] = regions;
  const hub = { workspaces: regions.map((one) => ({ workspaceId: workspaceId(one), region: one })) };
  return {
    region,
    accounts: {
      [FLEET_MANAGEMENT]: {},
      [FLEET_HUB]: hub,
      ...Object.fromEntries(ids.map((id) => [id, memberFile(regions, () => tags)])),
    },
    organizations: [
      {
        id: FLEET_ORGANIZATION,
        rootId: FLEET_ROOT,
        managementAccountId: FLEET_MANAGEMENT,
        units: Array.from({ length: units }, (_, index) => unitFile(index)),
        accounts: {
          [FLEET_MANAGEMENT]: FLEET_ROOT,
          [FLEET_HUB]: FLEET_ROOT,
          ...Object.fromEntries(ids.map((id, index) => [id, fleetUnit(index % units)])),
        },
        delegatedAdministrators: [FLEET_HUB],
      },
    ],
  };
}

function unitFile(index: number): object {
  return { id: fleetUnit(index), name: `unit ${index}`, parentId: FLEET_ROOT };
}

/** An account with a VPC and a cluster in each Region. */
export function memberFile(regions: readonly string[], tagsIn: (region: string) => Readonly<Record<string, string>>) {
  const networks = regions.map((region, index) => network(region, String(index).padStart(8, '0')));
  return {
    vpcs: networks.map(({ vpc }) => vpc),
    subnets: networks.flatMap(({ subnets }) => subnets),
    clusters: networks.map(({ vpc, subnets }) => ({
      name: 'shop',
      region: vpc.region,
      subnetIds: subnets.map(({ subnetId }) => subnetId),
      tags: tagsIn(vpc.region),
    })),
  };
}

function network(region: string, number: string) {
  const vpcId = `vpc-${number}`;
  const subnets = ['a', 'b'].map((zone) => ({
    subnetId: `subnet-${number}${zone}`,
    vpcId,
    availabilityZone: `${region}${zone}`,
  }));
  return { vpc: { vpcId, region }, subnets };
}
