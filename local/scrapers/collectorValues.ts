import { isIP } from 'node:net';
import { RE2JS, RE2JSException } from 're2js';
import { durationSeconds } from './duration.ts';

export const MIN_INTERVAL_SECONDS = 30;
export const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Prometheus prints sections that nobody has set: they hold nothing. */
export function holdsSomething(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isMap(value) ? Object.values(value).some((part) => holdsSomething(part)) : value !== null && value !== '';
}

export const isDuration = (value: unknown) => durationSeconds(String(value)) !== undefined;
export const isTooShort = (value: unknown) =>
  (durationSeconds(String(value)) ?? MIN_INTERVAL_SECONDS) < MIN_INTERVAL_SECONDS;

export function isTarget(value: unknown): boolean {
  const host = String(value)
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  return isIP(host) !== 0 || host === 'kubernetes.default.svc';
}

export function isRegex(value: unknown): boolean {
  try {
    RE2JS.compile(`^(?s:${String(value)})$`);
    return true;
  } catch (error) {
    if (error instanceof RE2JSException) return false;
    throw error;
  }
}

export const ACTIONS =
  /^(?:replace|keep|drop|keepequal|dropequal|hashmod|labelmap|labeldrop|labelkeep|lowercase|uppercase)$/i;
export const hasAction = (rule: unknown, action: RegExp) =>
  isMap(rule) && action.test(String(rule['action'] ?? 'replace'));

export function isWithout(rule: unknown, key: string): boolean {
  return isMap(rule) && !holdsSomething(rule[key] ?? null);
}

export function isAuthorization(value: unknown): boolean {
  if (!isMap(value) || value['credentials_file'] !== TOKEN) return false;
  const { type = 'Bearer', credentials_file: _, ...rest } = value;
  return type === 'Bearer' && !Object.values(rest).some((part) => holdsSomething(part));
}

export function hasTwice(values: readonly unknown[]): boolean {
  return new Set(values.map(String)).size < values.length;
}

export function hasNameTwice(jobs: unknown): boolean {
  return Array.isArray(jobs) && hasTwice(jobs.map((job: unknown) => (isMap(job) ? job['job_name'] : job)));
}

export function isLongerThanInterval(job: unknown, root: unknown): boolean {
  if (!isMap(job) || !isMap(root)) return false;
  const global = isMap(root['global']) ? root['global'] : {};
  const interval = durationSeconds(String(job['scrape_interval'] ?? global['scrape_interval'] ?? '1m'));
  const timeout = durationSeconds(String(job['scrape_timeout'] ?? ''));
  return interval !== undefined && timeout !== undefined && timeout > interval;
}

const HTTP_OPTIONS = ['authorization', 'bearer_token_file', 'http_headers', 'proxy_url'];

export function hasOptionsWithoutServer(discovery: unknown): boolean {
  if (!isMap(discovery) || holdsSomething(discovery['api_server'] ?? null)) return false;
  const { follow_redirects: follows = true, enable_http2: http2 = true } = discovery;
  return follows !== true || http2 !== true || HTTP_OPTIONS.some((key) => holdsSomething(discovery[key] ?? null));
}
