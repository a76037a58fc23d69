import { isIP } from 'node:net';

/** The file in which a managed collector finds its token, and the only one that AWS's page allows. */
export const TOKEN_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/token';
/** The cluster's CA beside it. AWS's page names no CA file; that this one is accepted is assumed. */
export const CA_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt';
/** "the only server name that is recognized in this config is the Kubernetes api server" (AWS's page). */
export const API_SERVER = 'kubernetes.default.svc';

const UNITS: readonly (readonly [unit: string, milliseconds: number])[] = [
  ['y', 31_536_000_000],
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
];
const DURATION = new RegExp(`^${UNITS.map(([unit]) => `(?:(\\d+)${unit})?`).join('')}$`);
/** Prometheus counts nanoseconds in an int64. */
const MAX_MILLISECONDS = 2 ** 63 / 1e6;

/** A Prometheus duration in milliseconds (`30s`, `1m30s`, `30000ms`, `0`); undefined when it is none. */
export function durationMilliseconds(text: string): number | undefined {
  if (text === '0') return 0;
  const match = text === '' ? null : DURATION.exec(text);
  if (!match) return undefined;
  const total = UNITS.reduce((sum, [, milliseconds], index) => sum + Number(match[index + 1] ?? 0) * milliseconds, 0);
  return total < MAX_MILLISECONDS ? total : undefined;
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}

/** Whether a collector can reach it: an IP address (v6 in brackets) with or without a port, or the API server. */
export function isTarget(text: string): boolean {
  const match = /^(?:\[(?<v6>[^\]]*)\]|(?<host>[^:]*))(?::(?<port>.*))?$/.exec(text);
  const { v6, host, port } = match?.groups ?? {};
  if (port !== undefined && !isPort(port)) return false;
  if (v6 !== undefined) return isIP(v6) === 6;
  return host === API_SERVER ? port === undefined || port === '443' : host !== undefined && isIP(host) === 4;
}

/** The same for a URL, as in the `api_server` of a discovery. */
export function isReachableUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (!/^https?:$/.test(protocol) || username !== '' || password !== '') return false;
  return hostname === API_SERVER || isIP(hostname) === 4 || isIP(hostname.slice(1, -1)) === 6;
}

/** The label names of Prometheus 2: those in UTF-8 came later. */
export function isLabelName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}

/** What decides between YAML 1.1, which Prometheus reads, and 1.2: a field for a boolean takes these too. */
export function isBoolean(text: string): boolean {
  return /^(?:true|false|yes|no|on|off|y|n)$/i.test(text);
}

/** RE2, which Prometheus uses, has no lookaround, in which it differs from most other engines. */
export function hasLookaround(regex: string): boolean {
  return /(?<!\\)(?:\\\\)*\(\?<?[=!]/.test(regex);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
