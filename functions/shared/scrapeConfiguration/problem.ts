import type { Finding } from '../errors.ts';
import { Plain } from './plain.ts';

/** The way to a node of the YAML: keys of maps and indices of lists. */
export type YamlPath = readonly PropertyKey[];

/** A Finding whose place is still a path within the YAML, or already a text such as `line 3, column 1`. */
export interface Problem {
  at: YamlPath | string;
  value?: unknown;
  problem: string;
  remedy: string;
  /** Set when the configuration is taken all the same: one of the versions of Prometheus reads it, or it only may go wrong. */
  warns?: true;
}

/** Sections in which a secret may stand, rightly or by mistake. Nothing below them is ever quoted. */
const SECRET_SECTIONS = new Set<PropertyKey>([
  'authorization',
  'basic_auth',
  'bearer_token',
  'bearer_token_file',
  'http_headers',
  'oauth2',
  'params',
  'password',
  'proxy_connect_header',
  'proxy_url',
  'sigv4',
  'tls_config',
]);

/** The one harmless field in those sections, worth quoting: `Basic` instead of `Bearer` is the usual mistake. */
const isAuthorizationType = (path: YamlPath) => path.at(-2) === 'authorization' && path.at(-1) === 'type';

/** `scrape_configs[2].static_configs[0].targets[1]`; a key that is no plain word is quoted in brackets. */
function formatYamlPath(path: YamlPath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    const name = String(key);
    if (!/^[\w-]+$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

/** A value that may go into a message: a scalar which is not, and does not contain, a possible secret. */
function quotable(path: YamlPath, value: unknown): unknown {
  if (path.some((key) => SECRET_SECTIONS.has(key)) && !isAuthorizationType(path)) return undefined;
  if (value instanceof Plain) return value.toJSON();
  return typeof value === 'string' && !value.includes('@') ? value : undefined;
}

/**
 * @param prefix where the YAML is in the request, e.g. `scrapeConfiguration.yaml`.
 * @param placeAt where a path of the YAML stands in its text.
 */
export function toFinding(
  { at, value, problem, remedy }: Problem,
  prefix: string,
  placeAt?: (path: YamlPath) => string,
): Finding {
  if (typeof at === 'string') return { path: at === '' ? prefix : `${prefix}: ${at}`, problem, remedy };
  const path = at.length === 0 ? prefix : `${prefix}: ${formatYamlPath(at)}`;
  const quoted = quotable(at, value);
  const where = placeAt === undefined ? {} : { place: placeAt(at) };
  return { path, ...where, ...(quoted === undefined ? {} : { value: quoted }), problem, remedy };
}
