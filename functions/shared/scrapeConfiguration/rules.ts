import type { Problem, YamlPath } from './problem.ts';
import { API_SERVER, durationMilliseconds, isRecord, isTarget } from './values.ts';

/**
 * The rules of Prometheus that join several fields. They read the data as it came, whatever the schema says of it, so that
 * all findings come at once; what is of the wrong kind is the schema's finding and passed over here.
 */

/** The default of Prometheus for `scrape_interval`. */
const DEFAULT_INTERVAL_MS = 60_000;

function fields(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function items(value: unknown): { index: number; item: Record<string, unknown> }[] {
  return Array.isArray(value) ? value.map((item: unknown, index) => ({ index, item: fields(item) })) : [];
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function milliseconds(value: unknown): number | undefined {
  return isScalar(value) ? durationMilliseconds(String(value)) : undefined;
}

function timeoutProblems(section: Record<string, unknown>, inherited: number | undefined, at: YamlPath): Problem[] {
  const own = section['scrape_interval'] ?? undefined;
  const interval = own === undefined ? inherited : milliseconds(own);
  const timeout = milliseconds(section['scrape_timeout']);
  if (interval === undefined || timeout === undefined || timeout <= interval) return [];
  return [
    {
      at: [...at, 'scrape_timeout'],
      value: section['scrape_timeout'],
      problem: `is longer than the scrape interval of ${interval / 1000}s`,
      remedy: 'Make the timeout at most as long as the interval',
    },
  ];
}

function authorizationProblems(section: Record<string, unknown>, at: YamlPath): Problem[] {
  if ((section['authorization'] ?? undefined) === undefined) return [];
  if ((section['bearer_token_file'] ?? undefined) === undefined) return [];
  return [
    {
      at: [...at, 'bearer_token_file'],
      problem: 'stands beside authorization, and Prometheus takes only one of them',
      remedy: 'Remove one of the two',
    },
  ];
}

const ACTIONS_WITH_TARGET = new Set(['replace', 'hashmod', 'lowercase', 'uppercase', 'keepequal', 'dropequal']);
const ACTIONS_WITH_REGEX_ONLY = new Set(['labeldrop', 'labelkeep']);
const NOT_WITH_REGEX_ONLY = ['source_labels', 'target_label', 'modulus', 'separator', 'replacement'] as const;

/** Mirrors the checks of Prometheus on a relabel_config; without an action it replaces. */
function relabelProblems(rule: Record<string, unknown>, at: YamlPath): Problem[] {
  const action = String(rule['action'] ?? 'replace').toLowerCase();
  const problems: Problem[] = [];
  if (ACTIONS_WITH_TARGET.has(action) && (rule['target_label'] ?? '') === '') {
    problems.push({
      at: [...at, 'target_label'],
      problem: `is missing, and the action ${action} needs it`,
      remedy: 'Add the label that the result goes to',
    });
  }
  if (action === 'hashmod' && Number(rule['modulus'] ?? 0) === 0) {
    problems.push({
      at: [...at, 'modulus'],
      problem: 'is missing or 0, and the action hashmod needs it',
      remedy: 'Add a whole number of 1 or more',
    });
  }
  const surplus = ACTIONS_WITH_REGEX_ONLY.has(action) ? NOT_WITH_REGEX_ONLY : [];
  for (const key of surplus.filter((name) => (rule[name] ?? undefined) !== undefined)) {
    problems.push({ at: [...at, key], problem: `cannot stand with the action ${action}`, remedy: 'Remove it' });
  }
  return problems;
}

/** A relabelling that writes a fixed machine name into the address is held to the rule for targets. */
function addressProblems(rule: Record<string, unknown>, at: YamlPath): Problem[] {
  const { replacement, target_label: target } = rule;
  const replaces = String(rule['action'] ?? 'replace').toLowerCase() === 'replace';
  if (!replaces || target !== '__address__' || !isScalar(replacement)) return [];
  if (String(replacement).includes('$') || isTarget(String(replacement))) return [];
  return [
    {
      at: [...at, 'replacement'],
      value: replacement,
      problem: 'makes the address a name, and a managed collector resolves none but that of the API server',
      remedy: `Write an IP address with or without a port, or ${API_SERVER}:443`,
    },
  ];
}

function jobProblems(job: Record<string, unknown>, inherited: number | undefined, at: YamlPath): Problem[] {
  const discoveries = items(job['kubernetes_sd_configs']);
  return [
    ...timeoutProblems(job, inherited, at),
    ...authorizationProblems(job, at),
    ...discoveries.flatMap(({ index, item }) => authorizationProblems(item, [...at, 'kubernetes_sd_configs', index])),
    ...['relabel_configs', 'metric_relabel_configs'].flatMap((key) =>
      items(job[key]).flatMap(({ index, item }) => relabelProblems(item, [...at, key, index])),
    ),
    ...items(job['relabel_configs']).flatMap(({ index, item }) =>
      addressProblems(item, [...at, 'relabel_configs', index]),
    ),
  ];
}

function duplicateJobs(jobs: ReturnType<typeof items>): Problem[] {
  const first = new Map<string, number>();
  return jobs.flatMap(({ index, item }) => {
    const name = item['job_name'];
    if (!isScalar(name)) return [];
    const earlier = first.get(String(name));
    if (earlier === undefined) {
      first.set(String(name), index);
      return [];
    }
    const problem = `is already the name of scrape_configs[${earlier}]`;
    return [{ at: ['scrape_configs', index, 'job_name'], value: name, problem, remedy: 'Give each job its own name' }];
  });
}

/** What is wrong with fields in their combination, all of it. */
export function combinationProblems(data: unknown): Problem[] {
  const global = fields(fields(data)['global']);
  const jobs = items(fields(data)['scrape_configs']);
  const own = global['scrape_interval'] ?? undefined;
  const inherited = own === undefined ? DEFAULT_INTERVAL_MS : milliseconds(own);
  return [
    ...timeoutProblems(global, DEFAULT_INTERVAL_MS, ['global']),
    ...jobs.flatMap(({ index, item }) => jobProblems(item, inherited, ['scrape_configs', index])),
    ...duplicateJobs(jobs),
  ];
}
