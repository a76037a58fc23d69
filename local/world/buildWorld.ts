import { createHash } from 'node:crypto';
import { uniqueId } from '../state/uniqueId.ts';
import { DEFAULT_SCRAPER_CONFIGURATION } from '../scrapers/defaultScraperConfiguration.ts';
import { takeUuid } from '../state/ids.ts';
import { regionOfZone, resourceArn } from '../state/lookup.ts';
import type { OrganizationFile } from './organizationSchema.ts';
import type { AccountFile, ScraperFile, WorldFile } from './schema.ts';
import { silenceAfter } from '../state/silence.ts';
import { admitScraper } from '../scrapers/admission.ts';
import { createScraperRole, scraperRoleArn } from '../scrapers/role.ts';
import type {
  Account,
  Cluster,
  ManagedPolicy,
  Organization,
  Role,
  Scraper,
  Subnet,
  Vpc,
  Workspace,
  World,
} from '../state/state.ts';

/** What of a file an account's things are built with. */
interface Site {
  world: World;
  file: WorldFile;
  accountId: string;
}

function arnIn(site: Site, service: string, region: string | undefined, kindAndId: string): string {
  const where = { partition: site.file.partition, region: region ?? site.file.region, accountId: site.accountId };
  return resourceArn(where, service, kindAndId);
}

function byArn<Item extends { arn: string }>(items: readonly Item[]): Record<string, Item> {
  return Object.fromEntries(items.map((item) => [item.arn, item]));
}

function activeAt(world: World, seconds: number | undefined): { activeAt?: number } {
  return seconds === undefined ? {} : { activeAt: world.now + seconds * 1000 };
}

function buildVpc(site: Site, vpc: AccountFile['vpcs'][number]): [string, Vpc] {
  return [arnIn(site, 'ec2', vpc.region, `vpc/${vpc.vpcId}`), { ...vpc, region: vpc.region ?? site.file.region }];
}

function buildSubnet(site: Site, subnet: AccountFile['subnets'][number]): [string, Subnet] {
  const region = regionOfZone(subnet.availabilityZone);
  return [arnIn(site, 'ec2', region, `subnet/${subnet.subnetId}`), { ...subnet, region }];
}

/** An id that looks like a security group's and follows from the cluster. */
function securityGroupId(clusterArn: string): string {
  return `sg-${createHash('sha256').update(clusterArn).digest('hex').slice(0, 17)}`;
}

function buildCluster(site: Site, account: AccountFile, entry: AccountFile['clusters'][number]): Cluster {
  const { region, activeAfterSeconds, clusterSecurityGroupId, ...cluster } = entry;
  const arn = arnIn(site, 'eks', region, `cluster/${cluster.name}`);
  return {
    ...cluster,
    ...activeAt(site.world, activeAfterSeconds),
    arn,
    accessEntries: [],
    vpcId: account.subnets.find((subnet) => subnet.subnetId === cluster.subnetIds[0])?.vpcId ?? '',
    clusterSecurityGroupId: clusterSecurityGroupId ?? securityGroupId(arn),
    createdAt: site.world.now,
  };
}

function buildWorkspace(site: Site, entry: AccountFile['workspaces'][number]): Workspace {
  const { region, activeAfterSeconds, ...workspace } = entry;
  const arn = arnIn(site, 'aps', region, `workspace/${workspace.workspaceId}`);
  return { ...workspace, ...activeAt(site.world, activeAfterSeconds), arn, createdAt: site.world.now, series: [] };
}

function iamArn(site: Site, kind: string, path: string, name: string): string {
  return `arn:${site.file.partition}:iam::${site.accountId}:${kind}${path}${name}`;
}

/** Whom the trust policy means is settled when all roles of all accounts are there. */
function buildRole(site: Site, entry: AccountFile['roles'][number]): Role {
  const { trustPolicy, inlinePolicies, ...role } = entry;
  const texts = Object.entries(inlinePolicies).map(([name, document]) => [name, JSON.stringify(document)]);
  return {
    ...role,
    roleId: uniqueId(site.world, 'AROA'),
    arn: iamArn(site, 'role', role.path, role.roleName),
    createdAt: site.world.now,
    trustPolicy: JSON.stringify(trustPolicy),
    trustedIds: {},
    inlinePolicies: Object.fromEntries(texts),
  };
}

function buildPolicy(site: Site, entry: AccountFile['policies'][number]): ManagedPolicy {
  const arn = iamArn(site, 'policy', entry.path, entry.policyName);
  return { ...entry, arn, document: JSON.stringify(entry.document) };
}

function buildScraper(site: Site, clusters: Record<string, Cluster>, entry: ScraperFile): Scraper {
  const { clusterName, region, scrapeConfiguration, subnetIds, accessEntry, silence, ...scraper } = entry;
  const clusterArn = arnIn(site, 'eks', region, `cluster/${clusterName}`);
  const uuid = takeUuid(site.world, 'scraper');
  const cluster = clusters[clusterArn];
  const built: Scraper = {
    ...scraper,
    ...(silence === undefined ? {} : { silence: silenceAfter(silence, site.world.now) }),
    scraperId: `s-${uuid}`,
    arn: arnIn(site, 'aps', region, `scraper/s-${uuid}`),
    accountId: site.accountId,
    region: region ?? site.file.region,
    roleArn: scraperRoleArn(site.file.partition, site.accountId, uuid),
    createdAt: site.world.now,
    lastModifiedAt: site.world.now,
    scrapeConfiguration: scrapeConfiguration ?? DEFAULT_SCRAPER_CONFIGURATION,
    clusterArn,
    subnetIds: subnetIds ?? cluster?.subnetIds ?? [],
    securityGroupIds: cluster === undefined ? [] : [cluster.clusterSecurityGroupId],
  };
  if (cluster !== undefined) admitScraper(cluster, built.roleArn, accessEntry);
  return entry.status === 'ACTIVE' ? { ...built, scrapes: { since: site.world.now, until: site.world.now } } : built;
}

function buildAccount(site: Site, account: AccountFile): Account {
  const clusters = byArn(account.clusters.map((cluster) => buildCluster(site, account, cluster)));
  return {
    accountId: site.accountId,
    roles: byArn(account.roles.map((role) => buildRole(site, role))),
    policies: byArn(account.policies.map((policy) => buildPolicy(site, policy))),
    clusters,
    subnets: Object.fromEntries(account.subnets.map((subnet) => buildSubnet(site, subnet))),
    vpcs: Object.fromEntries(account.vpcs.map((vpc) => buildVpc(site, vpc))),
    workspaces: byArn(account.workspaces.map((workspace) => buildWorkspace(site, workspace))),
    scrapers: byArn(account.scrapers.map((scraper) => buildScraper(site, clusters, scraper))),
    ...(account.nextScraper === undefined ? {} : { nextScraper: account.nextScraper }),
  };
}

function buildOrganization(entry: OrganizationFile): Organization {
  const { serviceControlPolicies, resourceControlPolicies, delegationPolicy, ...organization } = entry;
  const stored = (policies: typeof serviceControlPolicies) =>
    policies.map((one) => ({ ...one, document: JSON.stringify(one.document) }));
  return {
    ...organization,
    serviceControlPolicies: stored(serviceControlPolicies),
    ...(resourceControlPolicies === undefined ? {} : { resourceControlPolicies: stored(resourceControlPolicies) }),
    ...(delegationPolicy === undefined ? {} : { delegationPolicy: JSON.stringify(delegationPolicy) }),
  };
}

function documentsOf(policies: NonNullable<WorldFile['keys']>): Record<string, string> {
  return Object.fromEntries(Object.entries(policies).map(([arn, policy]) => [arn, JSON.stringify(policy)]));
}

/** The world that a file, whose references have been checked, describes at its start time. */
export function buildWorld(file: WorldFile): World {
  const world: World = {
    now: Date.parse(file.startTime),
    iamRevision: 0,
    nextId: 0,
    provisioningSeconds: file.provisioningSeconds,
    accounts: {},
    ...(file.organizations === undefined ? {} : { organizations: file.organizations.map(buildOrganization) }),
    ...(file.keys === undefined ? {} : { keys: documentsOf(file.keys) }),
    sessions: {},
  };
  for (const [accountId, account] of Object.entries(file.accounts)) {
    world.accounts[accountId] = buildAccount({ world, file, accountId }, account);
  }
  for (const account of Object.values(world.accounts)) {
    for (const scraper of Object.values(account.scrapers)) createScraperRole(world, account.accountId, scraper.roleArn);
  }
  return world;
}
