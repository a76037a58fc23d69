import { parseYaml } from '../yaml/parse.ts';
import { durationMilliseconds, isRecord } from '../values.ts';

/** The default of Prometheus for `scrape_interval`, in milliseconds. */
const DEFAULT_INTERVAL_MS = 60_000;

/**
 * Seconds between two scrapes of the job that scrapes most often: from that job the first samples come. What cannot be read is
 * taken for the default of Prometheus.
 */
export function shortestIntervalSeconds(text: string): number {
  const parsed = parseYaml(text);
  const data = 'data' in parsed ? parsed.data : {};
  const inherited = intervalOf(data['global']) ?? DEFAULT_INTERVAL_MS;
  const jobs: unknown[] = Array.isArray(data['scrape_configs']) ? data['scrape_configs'] : [];
  const shortest = jobs.reduce((least: number, job) => Math.min(least, intervalOf(job) ?? inherited), Infinity);
  return Math.ceil((shortest === Infinity ? inherited : shortest) / 1000);
}

function intervalOf(section: unknown): number | undefined {
  const own = isRecord(section) ? section['scrape_interval'] : undefined;
  const milliseconds = typeof own === 'string' ? durationMilliseconds(own) : undefined;
  return milliseconds === 0 ? undefined : milliseconds;
}
