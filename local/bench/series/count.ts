import { seconds } from './alerts.ts';
import { sampleTarget } from './discovered.ts';
import type { Exposition } from './exposition.ts';
import type { Labels } from './relabel.ts';
import { seriesOf, type Configuration, type Job } from './scrape.ts';

/** The cluster that is counted for. */
export interface Cluster {
  nodes: number;
  pods: number;
  /** Endpoints of the API server, each a target of its own. */
  apiServers: number;
}

/** Series by what there is one set of them for. */
export interface Counted {
  job: string;
  /** Of one target. */
  exposed: number;
  stored: number;
  perTarget: number;
  perNode: number;
  perPod: number;
  total: number;
  samplesPerMonth: number;
}

/** What Prometheus adds of its own to each target: https://prometheus.io/docs/concepts/jobs_instances/. */
const OF_THE_SCRAPE = 5;
/** As AWS counts a month. */
const HOURS_PER_MONTH = 730;

/** Jobs that nobody has a recording of are left out. */
export function countSeries(
  configuration: Configuration,
  exposed: ReadonlyMap<string, Exposition>,
  cluster: Cluster,
): Counted[] {
  return configuration.scrape_configs.flatMap((job) => {
    const found = exposed.get(job.job_name);
    return found === undefined || found.series.length === 0 ? [] : [counted(job, found, cluster, configuration)];
  });
}

function counted(job: Job, { series }: Exposition, cluster: Cluster, { global }: Configuration): Counted {
  const target = sampleTarget(job);
  if (target === undefined) throw new Error(`The job ${job.job_name} has no sample target`);
  const stored = series.filter((one) => seriesOf(job, target, one) !== undefined);
  const isStateOfAll = job.job_name === 'kube-state-metrics';
  const isOfPod = ({ pod = '' }: Labels) => pod !== '';
  const isOfNode = (one: Labels) => isStateOfAll && !isOfPod(one) && (one['node'] ?? '') !== '';
  const perPod = stored.filter(isOfPod).length / Math.max(1, distinct(series, 'pod'));
  const perNode = stored.filter(isOfNode).length / Math.max(1, distinct(series, 'node'));
  const perTarget = stored.filter((one) => !isOfPod(one) && !isOfNode(one)).length + OF_THE_SCRAPE;
  const total = Math.round(perTarget * targetsOf(job, cluster) + perNode * cluster.nodes + perPod * cluster.pods);
  const interval = seconds(job.scrape_interval ?? global.scrape_interval);
  const samplesPerMonth = Math.round((total * HOURS_PER_MONTH * 3600) / interval);
  return {
    job: job.job_name,
    exposed: series.length,
    stored: stored.length,
    perTarget,
    perNode,
    perPod,
    total,
    samplesPerMonth,
  };
}

function distinct(series: readonly Labels[], label: string): number {
  const values = series.filter((one) => one[label]).map((one) => JSON.stringify([one['namespace'], one[label]]));
  return new Set(label === 'node' ? series.flatMap((one) => one['node'] ?? []).filter((one) => one !== '') : values)
    .size;
}

function targetsOf(job: Job, { nodes, apiServers }: Cluster): number {
  if (job.kubernetes_sd_configs.some(({ role }) => role === 'endpoints')) return apiServers;
  return job.job_name === 'kube-state-metrics' ? 1 : nodes;
}

/**
 * US dollars in us-east-1: https://aws.amazon.com/prometheus/pricing/, whose rates a script fills in; read from copies of them in two
 * public repositories that agree, and so UNVERIFIED at the source. The first step of the price per sample, up to 2 billion a month.
 */
export const PRICES = { perSampleIngested: 0.9 / 1e7, perSampleCollected: 0.03 / 1e7, perCollectorHour: 0.04 } as const;

/** US dollars of a month of 730 h: ingestion, and one collector with its samples. @param samples a month. */
export function pricePerMonth(samples: number): number {
  const { perSampleIngested, perSampleCollected, perCollectorHour } = PRICES;
  return samples * (perSampleIngested + perSampleCollected) + HOURS_PER_MONTH * perCollectorHour;
}
