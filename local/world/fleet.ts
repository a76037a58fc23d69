import { createHash } from 'node:crypto';

/** What a fleet is made of. */
export interface Fleet {
  /** Beside the management account and the hub. */
  members: number;
  /** OUs under the root that the members are spread over, one after the other; 1 unless given. */
  units?: number;
  /** Each member has a VPC and a cluster in each of them; us-west-2 unless given. */
  regions?: readonly string[];
  /** Clusters of each member in each Region: `shop`, then `shop-1` and so on; 1 unless given. */
  clusters?: number;
  /** The members that have a workspace in each Region too, by where they stand; none unless given. */
  targets?: readonly number[];
  /** Tags of every cluster, or of each of a member's, by where the member stands. */
  tags?: Tags | ((member: number) => Tags);
}

type Tags = Readonly<Record<string, string>>;

/** The id of the fleet's organization. */
export const FLEET_ORGANIZATION = 'o-fleet00000';
/** The id of its root, above all units. */
export const FLEET_ROOT = 'r-flt0';
const FLEET_MANAGEMENT = '100000000001';
/** Where the workflow and the workspaces are, a delegated administrator. */
export const FLEET_HUB = '100000000002';

/** The id of a unit, of the form that AWS's have. */
export function fleetUnit(index: number): string {
  return `ou-flt0-${String(index).padStart(8, '0')}`;
}

/** A member's account, of 12 digits. */
export function fleetMember(index: number): string {
  return String(200_000_000_000 + index);
}

/** A cluster's name; the first is called as the sample's. */
export function fleetCluster(index: number): string {
  return index === 0 ? 'shop' : `shop-${index}`;
}

/** The hub's workspace in the Region, or a member's. */
export function fleetWorkspace(region: string, account: string = FLEET_HUB): string {
  return `arn:aws:aps:${region}:${account}:workspace/${workspaceId(region, account)}`;
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

function workspaceId(region: string, account: string): string {
  const place = account === FLEET_HUB ? region : `${region} ${account}`;
  return `ws-f1ee7000-0000-4000-8000-${createHash('sha256').update(place).digest('hex').slice(0, 12)}`;
}

function workspacesFile(regions: readonly string[], account: string): object {
  return { workspaces: regions.map((region) => ({ workspaceId: workspaceId(region, account), region })) };
}

/**
 * The file of a world with an organization of so many accounts: the same for the same fleet. Every member has clusters in each Region,
 * and the hub a workspace.
 */
export function fleetFile(fleet: Fleet): object {
  const { members, units = 1, regions = ['us-west-2'], clusters = 1, targets = [], tags = {} } = fleet;
  const ids = Array.from({ length: members }, (_, index) => fleetMember(index));
  const tagsOf = (index: number) => (typeof tags === 'function' ? tags(index) : tags);
  const memberOf = (id: string, index: number): object => ({
    ...memberFile(regions, () => tagsOf(index), clusters),
    ...(targets.includes(index) ? workspacesFile(regions, id) : {}),
  });
  const [region = 'us-west-2'] = regions;
  return {
    region,
    accounts: {
      [FLEET_MANAGEMENT]: {},
      [FLEET_HUB]: workspacesFile(regions, FLEET_HUB),
      ...Object.fromEntries(ids.map((id, index) => [id, memberOf(id, index)])),
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

/** An account with a VPC and clusters in each Region. */
export function memberFile(regions: readonly string[], tagsIn: (region: string) => Tags, clusters = 1) {
  const networks = regions.map((region, index) => network(region, String(index).padStart(8, '0')));
  return {
    vpcs: networks.map(({ vpc }) => vpc),
    subnets: networks.flatMap(({ subnets }) => subnets),
    clusters: networks.flatMap(({ vpc, subnets }) =>
      Array.from({ length: clusters }, (_, index) => ({
        name: fleetCluster(index),
        region: vpc.region,
        subnetIds: subnets.map(({ subnetId }) => subnetId),
        tags: tagsIn(vpc.region),
      })),
    ),
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
