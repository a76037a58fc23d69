import { admissionProblem } from './admission.ts';
import { silencedAt, stretchesOf } from './silence.ts';
import { vendedText, vendLine } from './vendedLogs.ts';
import { exportProblem } from './chain.ts';
import type { ChainAuthorizer } from './chain.ts';
import { findCluster, findWorkspace, vpcsOf } from '../state/lookup.ts';
import { intervalSeconds, parseScrapeConfiguration } from './scrapeConfiguration.ts';
import type { ScrapeConfiguration, ScrapeJob } from './scrapeConfiguration.ts';
import type { Account, Cluster, Scraper, Series, Workspace, World } from '../state/state.ts';

/** Beside the interval between two scrapes: twice the 5 minutes that an instant selector looks back. */
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
  const listed = (job.static_configs ?? []).flatMap(({ targets }) => targets ?? []);
  if ((job.kubernetes_sd_configs ?? []).length === 0) return listed;
  const found = Array.from({ length: cluster.targets }, (_, index) => `10.0.${index >> 8}.${index & 255}:9090`);
  return [...listed, ...found];
}

/** The labels of every `up` series of a job. An external label never replaces a label that is there. */
function upLabels({ global }: ScrapeConfiguration, job: ScrapeJob, cluster: Cluster): Record<string, string>[] {
  const external = global?.external_labels ?? {};
  return instancesOf(job, cluster).map((instance) => ({ ...external, __name__: 'up', job: job.job_name, instance }));
}

/** Two maps of labels are the same series when they hold the same, in whatever order. */
function seriesKey(labels: Record<string, string>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Samples of one value. One at a time that the series has already is a duplicate: the workspace drops it. */
function append(series: Series, { times, value, intervalMs }: Scrapes): void {
  const fresh = times.filter((at) => !series.samples.some((sample) => sample.at === at));
  const all = [...series.samples, ...fresh.map((at) => ({ at, value }))].sort((a, b) => a.at - b.at);
  const oldest = (all.at(-1)?.at ?? 0) - RETENTION_MS - intervalMs;
  series.samples = all.filter((sample) => sample.at > oldest);
}

/** The scrapes of a job that are due. */
interface Scrapes {
  times: readonly number[];
  intervalMs: number;
  /** Of `up`. */
  value: 0 | 1;
}

/** The series of a workspace by their labels: those of hundreds of scrapers are not gone through at each scrape. */
const indexes = new WeakMap<readonly Series[], Map<string, Series>>();

/** What somebody else has put there is found too: nobody takes a single one out. */
function indexOf(all: readonly Series[]): Map<string, Series> {
  const known = indexes.get(all);
  if (known?.size === all.length) return known;
  const made = new Map(all.map((series) => [seriesKey(series.labels), series]));
  indexes.set(all, made);
  return made;
}

function write(workspace: Workspace, labelSets: Record<string, string>[], scrapes: Scrapes): void {
  const byKey = indexOf(workspace.series);
  for (const labels of labelSets) {
    const key = seriesKey(labels);
    let series = byKey.get(key);
    if (series === undefined) {
      series = { labels, samples: [] };
      byKey.set(key, series);
      workspace.series.push(series);
    }
    append(series, scrapes);
  }
}

/**
 * The scrapes of one job between two moments that a query can still see. Assumed: the first comes one interval after ACTIVE;
 * Prometheus spreads it over that interval.
 */
function dueTimes(
  { since, until: done }: { since: number; until: number },
  until: number,
  intervalMs: number,
): number[] {
  const count = Math.floor((until - since) / intervalMs);
  const first = Math.max(
    Math.floor((done - since) / intervalMs) + 1,
    count - Math.floor(RETENTION_MS / intervalMs) - 1,
    1,
  );
  return Array.from({ length: Math.max(0, count - first + 1) }, (_, index) => since + (first + index) * intervalMs);
}

/** The jobs with scrapes that are due up to `until`; moves the scraper past all of them. */
function takeDue(scraper: Scraper, until: number): { job: ScrapeJob; times: number[]; intervalMs: number }[] {
  const { scrapes } = scraper;
  if (scrapes === undefined || until <= scrapes.until) return [];
  const configuration = configurationOf(scraper);
  scraper.scrapes = { since: scrapes.since, until };
  return configuration.scrape_configs.flatMap((job) => {
    const intervalMs = intervalSeconds(configuration, job) * 1000;
    const times = dueTimes(scrapes, until, intervalMs);
    return times.length === 0 ? [] : [{ job, times, intervalMs }];
  });
}

async function scrape(world: World, scraper: Scraper, until: number, authorizer: ChainAuthorizer): Promise<void> {
  const due = takeDue(scraper, until);
  if (due.length === 0) return;
  const cluster = findCluster(world, scraper.clusterArn);
  const silenced = silencedAt(scraper.silence, until);
  const lack = discoveryProblem(world, scraper, cluster) ?? (silenced?.isTold === false ? silenced.logged : undefined);
  const problem = lack ?? (await exportProblem(world, scraper, authorizer));
  if (problem !== undefined) {
    scraper.lastExportProblem = problem;
    await vendLine(world, scraper, vendedText(problem), until);
    return;
  }
  delete scraper.lastExportProblem;
  if (silenced !== undefined) {
    scraper.lastExportProblem = silenced.logged;
    await vendLine(world, scraper, vendedText(silenced.logged), until);
  }
  const workspace = findWorkspace(world, scraper.workspaceArn);
  if (workspace === undefined || cluster === undefined) return;
  for (const { job, ...scrapes } of due) {
    const isDown = silenced !== undefined || cluster.unscrapableJobs.includes(job.job_name);
    const value = isDown ? 0 : 1;
    write(workspace, upLabels(configurationOf(scraper), job, cluster), { ...scrapes, value });
  }
}

/**
 * Does every scrape that is due up to `until`. Nothing else may change in the world before `until`: so one evaluation of a
 * scraper's chain answers for all its scrapes, and of a long stretch only the end has to be written.
 */
export async function scrapeUntil(
  world: World,
  accounts: readonly Account[],
  until: number,
  authorizer: ChainAuthorizer,
): Promise<void> {
  for (const { scrapers } of accounts) {
    for (const scraper of Object.values(scrapers)) {
      if (!SCRAPING.includes(scraper.status)) continue;
      for (const end of stretchesOf(scraper, until)) await scrape(world, scraper, end, authorizer);
    }
  }
}
