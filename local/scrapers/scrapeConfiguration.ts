import { isIP } from 'node:net';
import { parse } from 'yaml';
import * as z from 'zod';

/** Stated for CloudWatch's managed collectors; assumed for AMP's. */
const MAX_BYTES = 256 * 1024;
/** AMP's user guide, "Scraper limitations". */
const MIN_INTERVAL_SECONDS = 30;
/** Prometheus' own default of `global.scrape_interval`. */
const PROMETHEUS_DEFAULT_INTERVAL = '1m';
const SERVICE_ACCOUNT_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

const UNIT_SECONDS = { y: 31_536_000, w: 604_800, d: 86_400, h: 3600, m: 60, s: 1, ms: 0.001 };
const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** Seconds of a Prometheus duration such as `1m30s`; undefined when it is none. */
export function durationSeconds(text: string): number | undefined {
  const parts = text === '' ? null : DURATION.exec(text);
  if (parts === null) return text === '0' ? 0 : undefined;
  return Object.values(UNIT_SECONDS).reduce((sum, unit, index) => sum + unit * Number(parts[index + 1] ?? 0), 0);
}

const duration = z.string().refine((text) => durationSeconds(text) !== undefined, 'is not a duration such as 30s');
const interval = duration.refine(
  (text) => (durationSeconds(text) ?? MIN_INTERVAL_SECONDS) >= MIN_INTERVAL_SECONDS,
  `must be at least ${MIN_INTERVAL_SECONDS}s`,
);

/** An IP address, with or without a port, or the API server's name: the guide allows no other static target. */
function isAllowedTarget(target: string): boolean {
  const host = target.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return isIP(host) !== 0 || host === 'kubernetes.default.svc';
}

const staticConfig = z.looseObject({
  targets: z.array(z.string().refine(isAllowedTarget, 'must be an IP address or kubernetes.default.svc')).default([]),
});

const job = z
  .looseObject({
    job_name: z.string().min(1),
    scrape_interval: interval.optional(),
    scrape_timeout: duration.optional(),
    bearer_token_file: z.literal(SERVICE_ACCOUNT_TOKEN).optional(),
    authorization: z
      .strictObject({
        type: z.literal('Bearer').optional(),
        credentials_file: z.literal(SERVICE_ACCOUNT_TOKEN),
      })
      .optional(),
    static_configs: z.array(staticConfig).optional(),
    kubernetes_sd_configs: z.array(z.looseObject({ role: z.string() })).optional(),
  })
  .superRefine((value, issues) => {
    for (const key of Object.keys(value).filter((key) => isForbidden(key))) {
      issues.addIssue({ code: 'custom', path: [key], message: 'is not supported by the managed collector' });
    }
  });

/** Other ways to discover targets or to carry credentials. `authorization` and `bearer_token_file` are checked by value. */
function isForbidden(key: string): boolean {
  const otherDiscovery = key.endsWith('_sd_configs') && key !== 'kubernetes_sd_configs';
  return otherDiscovery || ['basic_auth', 'bearer_token', 'oauth2', 'sigv4', 'azuread'].includes(key);
}

const schema = z.strictObject({
  global: z
    .looseObject({
      scrape_interval: interval.default(PROMETHEUS_DEFAULT_INTERVAL),
      scrape_timeout: duration.optional(),
      external_labels: z.record(z.string(), z.string()).nullish(),
    })
    .nullish(),
  scrape_configs: z.array(job).min(1),
});

export type ScrapeConfiguration = z.infer<typeof schema>;
export type ScrapeJob = ScrapeConfiguration['scrape_configs'][number];

/** Why a text is no scrape configuration. AMP's own wording is not published: this one names the place and the problem. */
export class ScrapeConfigurationError extends Error {
  override readonly name = 'ScrapeConfigurationError';
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ScrapeConfigurationError(`it is not YAML: ${reason}`, { cause });
  }
}

/**
 * Parses a scrape configuration and holds it against what AMP's user guide says of managed collectors.
 * @throws ScrapeConfigurationError with all that is wrong.
 */
export function parseScrapeConfiguration(text: string): ScrapeConfiguration {
  const yaml = parseYaml(text);
  if (typeof yaml === 'string') {
    throw new ScrapeConfigurationError('it is a single text, not a mapping: was the YAML base64-encoded twice?');
  }
  const result = schema.safeParse(yaml);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    (issue) => `${z.core.toDotPath(issue.path) || 'document'}: ${issue.message}`,
  );
  throw new ScrapeConfigurationError(problems.join('; '));
}

/** As `parseScrapeConfiguration`, of what the API takes: base64 of the YAML's UTF-8. Returns the text. */
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
