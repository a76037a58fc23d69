import { regionOfZone } from '../state/lookup.ts';
import type { Problem } from './problems.ts';
import { parseScrapeConfiguration, ScrapeConfigurationError } from '../scrapers/scrapeConfiguration.ts';
import { organizationProblems } from './organizationReferences.ts';
import type { AccountFile, ClusterFile, ScraperFile, WorldFile } from './schema.ts';

/** The names that occur more than once in a list. */
function duplicates(path: string, names: readonly string[]): Problem[] {
  const once = new Set<string>();
  const twice = names.filter((name) => once.has(name) || !once.add(name));
  return [...new Set(twice)].map((name) => ({ path, problem: `${name} is there more than once` }));
}

function names(account: AccountFile, path: string): Problem[] {
  return [
    ...duplicates(
      `${path}.vpcs`,
      account.vpcs.map((vpc) => vpc.vpcId),
    ),
    ...duplicates(
      `${path}.subnets`,
      account.subnets.map((subnet) => subnet.subnetId),
    ),
    ...duplicates(
      `${path}.clusters`,
      account.clusters.map((cluster) => `${cluster.region ?? ''} ${cluster.name}`.trim()),
    ),
    ...duplicates(
      `${path}.workspaces`,
      account.workspaces.map((workspace) => workspace.workspaceId),
    ),
    ...duplicates(
      `${path}.roles`,
      account.roles.map((role) => role.roleName.toLowerCase()),
    ),
  ];
}

function subnetReferences(file: WorldFile, account: AccountFile, path: string): Problem[] {
  return account.subnets.flatMap((subnet, index) => {
    const at = `${path}.subnets[${index}]`;
    const owner = subnet.ownerId === undefined ? account : file.accounts[subnet.ownerId];
    const vpc = owner?.vpcs.find((item) => item.vpcId === subnet.vpcId);
    const whose = subnet.ownerId === undefined ? 'the account' : `account ${subnet.ownerId}`;
    if (vpc === undefined) return [{ path: `${at}.vpcId`, problem: `${whose} has no VPC ${subnet.vpcId}` }];
    const region = vpc.region ?? file.region;
    if (regionOfZone(subnet.availabilityZone) === region) return [];
    return [
      { path: `${at}.availabilityZone`, problem: `${subnet.availabilityZone} is not in ${region}, where its VPC is` },
    ];
  });
}

function clusterReferences(file: WorldFile, account: AccountFile, cluster: ClusterFile, at: string): Problem[] {
  const path = `${at}.subnetIds`;
  const subnets = account.subnets.filter((subnet) => cluster.subnetIds.includes(subnet.subnetId));
  const missing = cluster.subnetIds.filter((id) => !subnets.some((subnet) => subnet.subnetId === id));
  const problems = missing.map((id) => ({ path, problem: `the account has no subnet ${id}` }));
  if (cluster.subnetIds.length === 0 && cluster.connectorProvider === undefined)
    problems.push({ path, problem: 'only a cluster with a connectorProvider has none' });
  if (new Set(subnets.map((subnet) => subnet.vpcId)).size > 1)
    problems.push({ path, problem: 'they are not all in one VPC' });
  const region = cluster.region ?? file.region;
  const elsewhere = subnets.filter((subnet) => regionOfZone(subnet.availabilityZone) !== region);
  return [
    ...problems,
    ...elsewhere.map((subnet) => ({ path, problem: `${subnet.subnetId} is not in the cluster's Region ${region}` })),
  ];
}

function lateStart(item: { status: string; activeAfterSeconds?: number | undefined }, at: string): Problem[] {
  if (item.activeAfterSeconds === undefined || item.status === 'CREATING') return [];
  return [{ path: `${at}.activeAfterSeconds`, problem: `only a status of CREATING has it, not ${item.status}` }];
}

function configurationProblems(scraper: ScraperFile, at: string): Problem[] {
  try {
    if (scraper.scrapeConfiguration !== undefined) parseScrapeConfiguration(scraper.scrapeConfiguration);
    return [];
  } catch (error) {
    if (!(error instanceof ScrapeConfigurationError)) throw error;
    return [{ path: `${at}.scrapeConfiguration`, problem: error.message }];
  }
}

function scraperReferences(file: WorldFile, account: AccountFile, scraper: ScraperFile, at: string): Problem[] {
  const region = scraper.region ?? file.region;
  const cluster = account.clusters.find(
    (item) => item.name === scraper.clusterName && (item.region ?? file.region) === region,
  );
  const subnetIds = account.subnets.map((subnet) => subnet.subnetId);
  const missing = (scraper.subnetIds ?? []).filter((id) => !subnetIds.includes(id));
  const problems = [
    ...missing.map((id) => ({ path: `${at}.subnetIds`, problem: `the account has no subnet ${id}` })),
    ...configurationProblems(scraper, at),
  ];
  if (cluster === undefined) {
    problems.push({
      path: `${at}.clusterName`,
      problem: `the account has no cluster ${scraper.clusterName} in ${region}`,
    });
  }
  if ((scraper.sourceRoleArn === undefined) !== (scraper.targetRoleArn === undefined)) {
    problems.push({ path: at, problem: 'sourceRoleArn and targetRoleArn are given together or not at all' });
  }
  return problems;
}

/** What is wrong with a well-formed file: names that clash and references that lead nowhere. Policies are checked later. */
export function referenceProblems(file: WorldFile): Problem[] {
  return [...accountReferences(file), ...organizationProblems(file)];
}

function accountReferences(file: WorldFile): Problem[] {
  return Object.entries(file.accounts).flatMap(([accountId, account]) => {
    const path = `accounts.${accountId}`;
    return [
      ...names(account, path),
      ...subnetReferences(file, account, path),
      ...account.clusters.flatMap((cluster, index) => [
        ...clusterReferences(file, account, cluster, `${path}.clusters[${index}]`),
        ...lateStart(cluster, `${path}.clusters[${index}]`),
      ]),
      ...account.workspaces.flatMap((workspace, index) => lateStart(workspace, `${path}.workspaces[${index}]`)),
      ...account.scrapers.flatMap((scraper, index) =>
        scraperReferences(file, account, scraper, `${path}.scrapers[${index}]`),
      ),
    ];
  });
}
