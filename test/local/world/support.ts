import { loadWorld } from '../../../local/world/load.ts';
import type { Cluster, Role, Scraper, Workspace, World } from '../../../local/state/state.ts';
import { resolvePrincipals } from '../../../local/policies/trust.ts';
import { storedPolicy } from '../../../local/policies/policyDocument.ts';

export const SOURCE = '111111111111';
export const TARGET = '222222222222';
export const REGION = 'us-west-2';
export const CLUSTER_ARN = `arn:aws:eks:${REGION}:${SOURCE}:cluster/shop`;
export const WORKSPACE_ARN = `arn:aws:aps:${REGION}:${TARGET}:workspace/ws-11111111-2222-3333-4444-555555555555`;
export const OWN_WORKSPACE_ARN = `arn:aws:aps:${REGION}:${SOURCE}:workspace/ws-aaaaaaaa-1111-4111-8111-111111111111`;
export const SUBNETS = ['subnet-0000000a', 'subnet-0000000b'] as const;
export const PLACEHOLDER_ARN = `arn:aws:aps:${REGION}:${SOURCE}:scraper/PLACEHOLDER`;
export const SOURCE_ROLE_ARN = `arn:aws:iam::${SOURCE}:role/amp-scraper/source`;
export const TARGET_ROLE_ARN = `arn:aws:iam::${TARGET}:role/amp-scraper/target`;

export const CONFIGURATION = `\
global: { scrape_interval: 30s, external_labels: { clusterArn: shop } }
scrape_configs: [{ job_name: pods, kubernetes_sd_configs: [{ role: pod }] }]
`;

/** The thing, which the test knows to be there. */
export function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('The test expected it to be there.');
  return value;
}

function policy(statement: Record<string, unknown>): { Version: string; Statement: object[] } {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] };
}

export function sourceTrust(scraperArn: string): object {
  return policy({
    Principal: { Service: 'scraper.aps.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: { ArnEquals: { 'aws:SourceArn': scraperArn }, StringEquals: { 'AWS:SourceAccount': SOURCE } },
  });
}

export function targetTrust(scraperArn: string): object {
  return policy({
    Principal: { AWS: SOURCE_ROLE_ARN },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': scraperArn } },
  });
}

const NETWORK = {
  vpcs: [{ vpcId: 'vpc-00000001' }],
  subnets: [
    { subnetId: SUBNETS[0], vpcId: 'vpc-00000001', availabilityZone: 'us-west-2a' },
    { subnetId: SUBNETS[1], vpcId: 'vpc-00000001', availabilityZone: 'us-west-2b' },
    { subnetId: 'subnet-000000a2', vpcId: 'vpc-00000001', availabilityZone: 'us-west-2a' },
    { subnetId: 'subnet-0000000f', vpcId: 'vpc-00000001', availabilityZone: 'us-west-2b', availableIpAddressCount: 0 },
  ],
};

export interface Changes {
  cluster?: object;
  vpc?: object;
  /** Of the source account. */
  account?: object;
}

/** The file of a small world: a cluster in one account, a workspace in each, the two roles, still with the placeholder. */
export function worldFile(changes: Changes = {}): object {
  const cluster = { name: 'shop', subnetIds: [...SUBNETS], targets: 2, ...changes.cluster };
  const sourceRole = {
    roleName: 'source',
    path: '/amp-scraper/',
    trustPolicy: sourceTrust(PLACEHOLDER_ARN),
    inlinePolicies: { assume: policy({ Action: 'sts:AssumeRole', Resource: TARGET_ROLE_ARN }) },
  };
  const targetRole = {
    roleName: 'target',
    path: '/amp-scraper/',
    trustPolicy: targetTrust(PLACEHOLDER_ARN),
    attachedPolicyArns: ['arn:aws:iam::aws:policy/AmazonPrometheusRemoteWriteAccess'],
  };
  return {
    accounts: {
      [SOURCE]: {
        ...NETWORK,
        vpcs: [{ ...NETWORK.vpcs[0], ...changes.vpc }],
        clusters: [cluster],
        workspaces: [{ workspaceId: 'ws-aaaaaaaa-1111-4111-8111-111111111111' }],
        roles: [sourceRole],
        ...changes.account,
      },
      [TARGET]: {
        workspaces: [{ workspaceId: 'ws-11111111-2222-3333-4444-555555555555', alias: 'central' }],
        roles: [targetRole],
      },
    },
  };
}

/** An ACTIVE scraper from the cluster to the other account's workspace, through the two roles. */
export const CROSS_ACCOUNT_SCRAPER = {
  clusterName: 'shop',
  workspaceArn: WORKSPACE_ARN,
  scrapeConfiguration: CONFIGURATION,
  sourceRoleArn: SOURCE_ROLE_ARN,
  targetRoleArn: TARGET_ROLE_ARN,
};

export function smallWorld(changes: Changes = {}): World {
  return loadWorld(worldFile(changes)).world;
}

export function scraperIn(world: World): Scraper {
  return must(Object.values(must(world.accounts[SOURCE]).scrapers)[0]);
}

export function clusterIn(world: World): Cluster {
  return must(must(world.accounts[SOURCE]).clusters[CLUSTER_ARN]);
}

export function workspaceIn(world: World, arn: string = WORKSPACE_ARN): Workspace {
  return must(Object.values(world.accounts).find((account) => account.workspaces[arn])?.workspaces[arn]);
}

export function roleIn(world: World, arn: string): Role {
  return must(Object.values(world.accounts).find((account) => account.roles[arn])?.roles[arn]);
}

/** As UpdateAssumeRolePolicy does it. */
export function saveTrust(world: World, roleArn: string, trust: object): void {
  const role = roleIn(world, roleArn);
  role.trustPolicy = JSON.stringify(trust);
  role.trustedIds = resolvePrincipals(world, storedPolicy(role.trustPolicy, roleArn));
  world.iamRevision += 1;
}

/** Both trust policies admit this scraper, the target role's saved last. */
export function patchTrust(world: World, scraperArn: string): void {
  saveTrust(world, SOURCE_ROLE_ARN, sourceTrust(scraperArn));
  saveTrust(world, TARGET_ROLE_ARN, targetTrust(scraperArn));
}
