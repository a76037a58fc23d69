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

const URL_PARTS = /^https?:\/\/(?<host>\[[^\]]*\]|[^/?#:@[\]]*)(?::(?<port>\d{1,5}))?\/?$/;

/** The same for a URL, as in the `api_server` of a discovery. */
export function isReachableUrl(text: string): boolean {
  const { host, port } = URL_PARTS.exec(text)?.groups ?? {};
  if (host === undefined || (port !== undefined && !isPort(port))) return false;
  return host === API_SERVER || isIP(host) === 4 || isIP(host.slice(1, -1)) === 6;
}

const HOST = /^(?:[\w.~!$&'()*+,;="<>-]|%(?:25|[89A-F][\dA-F])|\P{ASCII})*$/iu;

function isAuthority(text: string): boolean {
  const { v6, host = '' } = /^(?:[^@]*@)?(?:\[(?<v6>[^\]]*)\]|(?<host>[^[\]:]*))(?::\d*)?$/.exec(text)?.groups ?? {
    host: ' ',
  };
  return v6 === undefined ? HOST.test(host) : isIP(v6.replace('%25', '%')) === 6;
}

/** Whether a text is a URL as Prometheus reads it, relative ones included (https://pkg.go.dev/net/url#Parse). */
export function isUrl(text: string): boolean {
  const { scheme, rest = '' } = /^(?:(?<scheme>[^/?#]*?):)?(?<rest>[^#]*)/s.exec(text)?.groups ?? {};
  if (/[\p{Cc}--[\u{80}-\u{9F}]]/v.test(text) || /%(?![\da-f]{2})/i.test(text.replace(/\?[^#]*/, ''))) return false;
  if (scheme !== undefined && !/^[a-z][a-z\d+.-]*$/i.test(scheme)) return false;
  const authority = /^\/\/([^/?]*)/.exec(rest)?.[1];
  return authority === undefined || isAuthority(authority);
}

/** The label names of Prometheus 2: those in UTF-8 came later. */
export function isLabelName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}

const SIZE = /^\+?(?:0|(?:\d+\.?\d*|\.\d+)(?:B|[KMGTPE]iB)(?:(?:\d+\.?\d*|\.\d+)(?:B|[KMGTPE]iB))*)$/;
const OLD_SIZE = new RegExp(SIZE.source.replaceAll('iB', 'B'));
/** Prometheus counts bytes in an int64. */
const MAX_BYTES = 2 ** 63;
const POWERS = 'BKMGTPE';

function bytes(text: string): number {
  const parts = [...text.matchAll(/([\d.]+)([A-Z]?)/g)];
  return parts.reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * 1024 ** Math.max(POWERS.indexOf(unit || 'B'), 0),
    0,
  );
}

/**
 * A size as Prometheus reads it, of which K is 1,024 in either spelling; the two do not go together in one
 * (https://github.com/alecthomas/units, ParseBase2Bytes).
 */
export function isSize(text: string): boolean {
  return (SIZE.test(text) || OLD_SIZE.test(text)) && bytes(text) <= MAX_BYTES;
}

/** A map of the data; its scalars are objects too, of a class of theirs. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
