import { isIP } from 'node:net';
import { RE2JS, RE2JSException } from 're2js';
import { durationSeconds } from './duration.ts';

/** AWS's limit (https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-how-to.html). */
export const MIN_INTERVAL_SECONDS = 30;
/** The service account's, the one file that a collector has. */
export const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** Of parsed YAML: no list, not null. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Prometheus prints sections that nobody has set: they hold nothing. */
export function holdsSomething(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isMap(value) ? Object.values(value).some((part) => holdsSomething(part)) : value !== null && value !== '';
}

/** In Prometheus' form; of a number, its digits are looked at. */
export const isDuration = (value: unknown) => durationSeconds(String(value)) !== undefined;
/** What is no duration is not too short: another rule says that of it. */
export const isTooShort = (value: unknown) =>
  (durationSeconds(String(value)) ?? MIN_INTERVAL_SECONDS) < MIN_INTERVAL_SECONDS;

/** An IP address, or the API server's name: a managed collector resolves no other. */
export function isTarget(value: unknown): boolean {
  const host = String(value)
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  return isIP(host) !== 0 || host === 'kubernetes.default.svc';
}

/** As Prometheus compiles it, anchored at both ends, by a port of RE2. */
export function isRegex(value: unknown): boolean {
  try {
    RE2JS.compile(`^(?s:${String(value)})$`);
    return true;
  } catch (error) {
    if (error instanceof RE2JSException) return false;
    throw error;
  }
}

/** Of relabel rules, in any case (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config). */
export const ACTIONS =
  /^(?:replace|keep|drop|keepequal|dropequal|hashmod|labelmap|labeldrop|labelkeep|lowercase|uppercase)$/i;
/** A rule without an action replaces. */
export const hasAction = (rule: unknown, action: RegExp) =>
  isMap(rule) && action.test(String(rule['action'] ?? 'replace'));

/** Whether a rule lacks what its action needs; an empty value is none. */
export function isWithout(rule: unknown, key: string): boolean {
  return isMap(rule) && !holdsSomething(rule[key] ?? null);
}

/** The one that a managed collector takes: the service account's token, as a Bearer. */
export function isAuthorization(value: unknown): boolean {
  if (!isMap(value) || value['credentials_file'] !== TOKEN) return false;
  const { type = 'Bearer', credentials_file: _, ...rest } = value;
  return type === 'Bearer' && !Object.values(rest).some((part) => holdsSomething(part));
}

/** By their texts. */
export function hasTwice(values: readonly unknown[]): boolean {
  return new Set(values.map(String)).size < values.length;
}

/** Prometheus refuses two jobs of one name. */
export function hasNameTwice(jobs: unknown): boolean {
  return Array.isArray(jobs) && hasTwice(jobs.map((job: unknown) => (isMap(job) ? job['job_name'] : job)));
}

/** Prometheus refuses a job whose time-out is longer than its interval, its own or the global one; 1 minute without both. */
export function isLongerThanInterval(job: unknown, root: unknown): boolean {
  if (!isMap(job) || !isMap(root)) return false;
  const global = isMap(root['global']) ? root['global'] : {};
  const interval = durationSeconds(String(job['scrape_interval'] ?? global['scrape_interval'] ?? '1m'));
  const timeout = durationSeconds(String(job['scrape_timeout'] ?? ''));
  return interval !== undefined && timeout !== undefined && timeout > interval;
}

const HTTP_OPTIONS = ['authorization', 'bearer_token_file', 'http_headers', 'proxy_url'];

/** Prometheus refuses HTTP options of a discovery that has no `api_server` to use them for. */
export function hasOptionsWithoutServer(discovery: unknown): boolean {
  if (!isMap(discovery) || holdsSomething(discovery['api_server'] ?? null)) return false;
  const { follow_redirects: follows = true, enable_http2: http2 = true } = discovery;
  return follows !== true || http2 !== true || HTTP_OPTIONS.some((key) => holdsSomething(discovery[key] ?? null));
}
