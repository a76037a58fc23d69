import { admissionProblem } from './admission.ts';
import { exportProblem } from './chain.ts';
import type { ChainAuthorizer } from './chain.ts';
import { accountOf, findCluster, findWorkspace, vpcsOf } from '../state/lookup.ts';
import { intervalSeconds, parseScrapeConfiguration } from './scrapeConfiguration.ts';
import type { ScrapeConfiguration, ScrapeJob } from './scrapeConfiguration.ts';
import type { Cluster, Scraper, Series, Workspace, World } from '../state/state.ts';

/** Twice the 5 minutes that a query looks back. */
const RETENTION_MS = 600_000;

/** Assumed: a scraper keeps writing with its old settings while it is updated, and when that failed. */
const SCRAPING = ['ACTIVE', 'UPDATING', 'UPDATE_FAILED'];

const parsed = new Map<string, ScrapeConfiguration>();

/** A scraper's configuration, which CreateScraper has validated; parsed once per text. */
function configurationOf(scraper: Scraper): ScrapeConfiguration {
  const known = parsed.get(scraper.scrapeConfiguration);
  if (known !== undefined) return known;
  const configuration = parseScrapeConfiguration(scraper.scrapeConfiguration);
  parsed.set(scraper.scrapeConfiguration, configuration);
  return configuration;
}

/** Milliseconds between two scrapes. */
export function intervalMs(scraper: Scraper): number {
  return intervalSeconds(configurationOf(scraper)) * 1000;
}

/** Why the collector finds no target in the cluster, in the manner of its vended logs (component SERVICE_DISCOVERY). */
function discoveryProblem(world: World, scraper: Scraper, cluster: Cluster | undefined): string | undefined {
  const prefix = 'SERVICE_DISCOVERY: no target found:';
  if (cluster === undefined) return `${prefix} the cluster ${scraper.clusterArn} does not exist`;
  if (!cluster.endpointPrivateAccess) return `${prefix} ${cluster.name} has no private endpoint access`;
  const refused = admissionProblem(cluster, scraper.roleArn);
  if (refused !== undefined) return `${prefix} ${refused}`;
  const vpc = vpcsOf(world, scraper.accountId, scraper.region).find(({ vpcId }) => vpcId === cluster.vpcId);
  if (vpc?.enableDnsSupport && vpc.enableDnsHostnames) return undefined;
  return `${prefix} DNS is not enabled in the VPC ${cluster.vpcId}`;
}

function instancesOf(job: ScrapeJob, cluster: Cluster): string[] {
  const listed = (job.static_configs ?? []).flatMap((config) => config.targets);
  if ((job.kubernetes_sd_configs ?? []).length === 0) return listed;
  const found = Array.from({ length: cluster.targets }, (_, index) => `10.0.${index >> 8}.${index & 255}:9090`);
  return [...listed, ...found];
}

/** The labels of every `up` series of a scraper. An external label never replaces a label that is there. */
function upLabels(scraper: Scraper, cluster: Cluster): Record<string, string>[] {
  const configuration = configurationOf(scraper);
  const external = configuration.global?.external_labels ?? {};
  return configuration.scrape_configs.flatMap((job) =>
    instancesOf(job, cluster).map((instance) => ({ ...external, __name__: 'up', job: job.job_name, instance })),
  );
}

/** Two maps of labels are the same series when they hold the same, in whatever order. */
function seriesKey(labels: Record<string, string>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A sample at a time that the series has already is a duplicate: the workspace drops it. */
function append(series: Series, times: readonly number[]): void {
  const fresh = times.filter((at) => !series.samples.some((sample) => sample.at === at));
  const all = [...series.samples, ...fresh.map((at) => ({ at, value: 1 }))].sort((a, b) => a.at - b.at);
  const oldest = (all.at(-1)?.at ?? 0) - RETENTION_MS;
  series.samples = all.filter((sample) => sample.at > oldest);
}

function write(workspace: Workspace, labelSets: Record<string, string>[], times: readonly number[]): void {
  const byKey = new Map(workspace.series.map((series) => [seriesKey(series.labels), series]));
  for (const labels of labelSets) {
    const key = seriesKey(labels);
    let series = byKey.get(key);
    if (series === undefined) {
      series = { labels, samples: [] };
      byKey.set(key, series);
      workspace.series.push(series);
    }
    append(series, times);
  }
}

/** The scrapes due up to `until` that a query can still see; moves the scraper past all of them. */
function takeDueTimes(scraper: Scraper, until: number): number[] {
  const interval = intervalMs(scraper);
  const next = scraper.nextScrapeAt ?? until + 1;
  if (next > until) return [];
  const last = next + Math.floor((until - next) / interval) * interval;
  scraper.nextScrapeAt = last + interval;
  const first = Math.max(next, last - Math.floor(RETENTION_MS / interval) * interval);
  return Array.from({ length: (last - first) / interval + 1 }, (_, index) => first + index * interval);
}

async function scrape(world: World, scraper: Scraper, until: number, authorizer: ChainAuthorizer): Promise<void> {
  const times = takeDueTimes(scraper, until);
  if (times.length === 0) return;
  const cluster = findCluster(world, scraper.clusterArn);
  const problem = discoveryProblem(world, scraper, cluster) ?? (await exportProblem(world, scraper, authorizer));
  if (problem !== undefined) {
    scraper.lastExportProblem = problem;
    return;
  }
  delete scraper.lastExportProblem;
  const workspace = findWorkspace(world, scraper.workspaceArn);
  if (workspace !== undefined && cluster !== undefined) write(workspace, upLabels(scraper, cluster), times);
}

/**
 * Does every scrape that is due up to `until`. Nothing else may change in the world before `until`: so one evaluation of a
 * scraper's chain answers for all its scrapes, and of a long stretch only the end has to be written.
 */
export async function scrapeUntil(world: World, until: number, authorizer: ChainAuthorizer): Promise<void> {
  for (const accountId of Object.keys(world.accounts)) {
    for (const scraper of Object.values(accountOf(world, accountId).scrapers)) {
      if (SCRAPING.includes(scraper.status)) await scrape(world, scraper, until, authorizer);
    }
  }
}
