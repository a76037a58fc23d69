import * as z from 'zod/mini';
import type { Problem, YamlPath } from './problem.ts';
import { scrapeConfigurationSchema } from './schema.ts';
import { isRecord } from './values.ts';

/** What is at a path of the parsed YAML. */
function valueAt(data: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)];
    return isRecord(value) ? value[String(key)] : undefined;
  }, data);
}

const DISCOVERY = /_sd_configs$/;
const SECRETS = new Set(['basic_auth', 'bearer_token', 'credentials', 'oauth2', 'proxy_connect_header', 'sigv4']);
const FILES = /_files?$/;
const SECTIONS = new Set(['alerting', 'otlp', 'remote_read', 'remote_write', 'runtime', 'storage', 'tracing']);

/** Why a key is refused, and what to do instead. Its value is never quoted: who misspells a key may misspell a secret's. */
function refusedKey(path: YamlPath): Problem {
  const key = String(path.at(-1));
  if (DISCOVERY.test(key)) {
    return {
      at: path,
      problem: 'is a discovery that a managed collector does not have',
      remedy: 'Use kubernetes_sd_configs, or static_configs with IP addresses',
    };
  }
  if (SECRETS.has(key)) {
    return {
      at: path,
      problem: 'is an authorization that a managed collector does not allow',
      remedy: 'Remove it, or use authorization with type Bearer and the credentials_file of the service account',
    };
  }
  if (FILES.test(key)) {
    return {
      at: path,
      problem: 'names files, of which a managed collector has none but its service account',
      remedy: 'Remove it',
    };
  }
  if (path.length === 1 && SECTIONS.has(key)) {
    return {
      at: path,
      problem: 'is a section that a managed collector does not take',
      remedy: 'Remove it: only global and scrape_configs may be there; the collector writes to its workspace by itself',
    };
  }
  return {
    at: path,
    problem: 'is not a key that is known here',
    remedy: 'Correct its spelling or its place, or remove it',
  };
}

const KINDS: Record<string, string> = { array: 'list', object: 'map', record: 'map', string: 'text' };

function missing(kind: string): Omit<Problem, 'at'> {
  return { problem: 'is missing', remedy: `Add it, as a ${kind}` };
}

function wrongKind(issue: z.core.$ZodIssue, value: unknown): Omit<Problem, 'at'> | undefined {
  if (issue.code === 'invalid_union') {
    if (value === undefined || value === null) return missing('single value');
    return { problem: 'is not a single value', remedy: 'Write a single value here' };
  }
  if (issue.code !== 'invalid_type') return undefined;
  const kind = KINDS[issue.expected] ?? issue.expected;
  if (value === undefined || value === null) return missing(kind);
  return { value, problem: `is not a ${kind}`, remedy: `Write a ${kind}; mind the indentation` };
}

/** The words that the schema gave its rule. */
function brokenRule(issue: z.core.$ZodIssue): Omit<Problem, 'at'> {
  if (issue.code === 'custom') {
    return { problem: String(issue.params?.['problem']), remedy: String(issue.params?.['remedy']) };
  }
  if (issue.code === 'invalid_key' && issue.issues[0] !== undefined) return brokenRule(issue.issues[0]);
  throw new TypeError(`The schema of the scrape configuration reports what nothing explains: ${issue.code}`);
}

function problemsOf(issue: z.core.$ZodIssue, data: unknown): Problem[] {
  const at = issue.path;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => refusedKey([...at, key]));
  const value = valueAt(data, at);
  return [{ at, ...(wrongKind(issue, value) ?? { value, ...brokenRule(issue) }) }];
}

/** What the schema alone finds in the parsed YAML, all of it. */
export function schemaProblems(data: unknown): Problem[] {
  const result = z.safeParse(scrapeConfigurationSchema, data);
  return result.success ? [] : result.error.issues.flatMap((issue) => problemsOf(issue, data));
}
