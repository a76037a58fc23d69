import { arnParts } from '../../functions/shared/arn.ts';
import type { LogGroup } from './monitoring.ts';
import type { Account, Cluster, Scraper, Subnet, Vpc, Workspace, World } from './state.ts';

/** The account of a caller or of an ARN that has been checked before. @throws TypeError for any other, which is a defect. */
export function accountOf(world: World, accountId: string): Account {
  const account = world.accounts[accountId];
  if (account === undefined) {
    throw new TypeError(`The world has no account ${accountId}; it has ${Object.keys(world.accounts).join(', ')}`);
  }
  return account;
}

/** `arn:<partition>:<service>:<region>:<account>:<kind>/<id>`. */
export function resourceArn(
  where: { partition: string; region: string; accountId: string },
  service: string,
  kindAndId: string,
): string {
  return `arn:${where.partition}:${service}:${where.region}:${where.accountId}:${kindAndId}`;
}

/** Undefined also where the ARN's account is not of the world. */
export function findCluster(world: World, arn: string): Cluster | undefined {
  return world.accounts[arnParts(arn).accountId]?.clusters[arn];
}

/** Undefined also where the ARN's account is not of the world. */
export function findWorkspace(world: World, arn: string): Workspace | undefined {
  return world.accounts[arnParts(arn).accountId]?.workspaces[arn];
}

/** The subnets of an account and Region, in the order of the world. */
export function subnetsOf(world: World, accountId: string, region: string): Subnet[] {
  return Object.values(accountOf(world, accountId).subnets).filter((subnet) => subnet.region === region);
}

/** Of those that the account sees: its own, and those that are shared with it. */
export function findSubnet(world: World, accountId: string, subnetId: string): Subnet | undefined {
  return Object.values(accountOf(world, accountId).subnets).find((subnet) => subnet.subnetId === subnetId);
}

/** The VPCs of an account and Region, and those of which others share subnets with it. */
export function vpcsOf(world: World, accountId: string, region: string): (Vpc & { ownerId: string })[] {
  const { vpcs, subnets } = accountOf(world, accountId);
  const own = Object.values(vpcs).map((vpc) => ({ ...vpc, ownerId: accountId }));
  const shared = Object.values(subnets).flatMap(({ ownerId, vpcId }) => {
    const vpc = ownerId === undefined ? undefined : findVpc(world, ownerId, vpcId);
    return vpc === undefined || ownerId === undefined ? [] : [{ ...vpc, ownerId }];
  });
  const once = new Map([...own, ...shared].map((vpc) => [vpc.vpcId, vpc]));
  return [...once.values()].filter((vpc) => vpc.region === region);
}

/** `us-west-2` of `us-west-2a` and of the Local Zone `us-west-2-lax-1a`. */
export function regionOfZone(zone: string): string {
  return /^[a-z]{2}(-[a-z]+)+-\d/.exec(zone)?.[0] ?? zone;
}

function findVpc(world: World, accountId: string, vpcId: string): Vpc | undefined {
  return Object.values(accountOf(world, accountId).vpcs).find((vpc) => vpc.vpcId === vpcId);
}

/** The scrapers of an account and Region, the oldest first. */
export function scrapersOf(world: World, accountId: string, region: string): Scraper[] {
  return Object.values(accountOf(world, accountId).scrapers).filter((scraper) => scraper.region === region);
}

/** The ids of the security groups of a VPC: its own and those of its clusters. */
export function securityGroupsOf(world: World, accountId: string, vpcId: string): string[] {
  const clusters = Object.values(accountOf(world, accountId).clusters).filter((cluster) => cluster.vpcId === vpcId);
  const ofClusters = clusters.flatMap((cluster) => [cluster.clusterSecurityGroupId, ...cluster.securityGroupIds]);
  return [...new Set([...(findVpc(world, accountId, vpcId)?.securityGroupIds ?? []), ...ofClusters])];
}

/** @param arn with `:*` behind it or without. */
export function findLogGroup({ monitoring }: World, arn: string): LogGroup | undefined {
  const bare = arn.replace(/:\*$/, '');
  return Object.values(monitoring?.logGroups ?? {}).find((group) => group.arn.replace(/:\*$/, '') === bare);
}
