import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { collectorProblems } from './collectorProblems.ts';
import { durationSeconds } from './duration.ts';

/** Stated for CloudWatch's managed collectors; assumed for AMP's. */
const MAX_BYTES = 256 * 1024;
const MAX_ALIASES = 10_000;
/** Prometheus' own default of `global.scrape_interval`. */
const PROMETHEUS_DEFAULT_INTERVAL = '1m';

const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).nullish();
const text = z.coerce.string();

const job = z.looseObject({
  job_name: text,
  scrape_interval: z.string().nullish(),
  static_configs: listOf(z.looseObject({ targets: listOf(z.string()) })),
  kubernetes_sd_configs: listOf(z.looseObject({ role: z.string() })),
});

/** What is read of a configuration here; what it may hold, the rules say. */
const schema = z.looseObject({
  global: z
    .looseObject({ scrape_interval: z.string().nullish(), external_labels: z.record(z.string(), text).nullish() })
    .nullish(),
  scrape_configs: z.array(job),
});

/** What of a configuration decides the embedded scraper's samples. */
export type ScrapeConfiguration = z.infer<typeof schema>;
/** A job as it is written: `intervalSeconds` knows what it has of the global section. */
export type ScrapeJob = ScrapeConfiguration['scrape_configs'][number];

/** Why a text is no scrape configuration. AMP's own wording is not published: this one names the place and the problem. */
export class ScrapeConfigurationError extends Error {
  override readonly name = 'ScrapeConfigurationError';
}

/** By YAML 1.1, as Prometheus does; an alias may stand as often as one likes. */
function parseYaml(source: string): unknown {
  const documents = parseAllDocuments(source, { version: '1.1' });
  const [document] = documents;
  if (!Array.isArray(documents) || document === undefined) return undefined;
  const [error] = document.errors;
  if (error) throw new ScrapeConfigurationError(`it is not YAML: ${error.message}`, { cause: error });
  return document.toJS({ maxAliasCount: MAX_ALIASES });
}

/**
 * Parses a scrape configuration and holds it against what AMP's user guide and Prometheus say of it.
 * @throws ScrapeConfigurationError with all that is wrong.
 */
export function parseScrapeConfiguration(text: string): ScrapeConfiguration {
  const yaml = parseYaml(text);
  if (typeof yaml === 'string') {
    throw new ScrapeConfigurationError('it is a single text, not a mapping: was the YAML base64-encoded twice?');
  }
  const result = schema.safeParse(yaml);
  const shape = result.success ? [] : result.error.issues.map(({ path, message }) => ({ at: path, problem: message }));
  const problems = yaml === undefined || yaml === null ? shape : [...collectorProblems(yaml), ...shape];
  if (result.success && problems.length === 0) return result.data;
  const lines = problems.map(({ at, problem }) => `${z.core.toDotPath(at) || 'document'}: ${problem}`);
  throw new ScrapeConfigurationError(lines.join('; '));
}

/**
 * As `parseScrapeConfiguration`, of what the API takes: base64 of the YAML's UTF-8. Returns the text.
 * @throws ScrapeConfigurationError also for what is no base64, or too large.
 */
export function decodeScrapeConfiguration(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64').replace(/=+$/, '') !== base64.replace(/=+$/, '')) {
    throw new ScrapeConfigurationError('configurationBlob is not base64');
  }
  if (bytes.length > MAX_BYTES) {
    throw new ScrapeConfigurationError(`it has ${bytes.length} bytes, more than ${MAX_BYTES}`);
  }
  const text = bytes.toString('utf8');
  parseScrapeConfiguration(text);
  return text;
}

/** Seconds between two scrapes of a job: its own interval, or the one of all jobs. */
export function intervalSeconds({ global }: ScrapeConfiguration, { scrape_interval: own }: ScrapeJob): number {
  return durationSeconds(own ?? global?.scrape_interval ?? PROMETHEUS_DEFAULT_INTERVAL) ?? 60;
}
