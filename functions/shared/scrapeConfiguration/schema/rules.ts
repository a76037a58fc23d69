import { discoveryProblems } from './discovery.ts';
import { httpProblems } from './http.ts';
import { isScalar } from './kinds.ts';
import { fields, items } from '../parts.ts';
import type { Problem, YamlPath } from '../problem.ts';
import { addressProblems, intervalLabelProblem, intervalProblems, relabelProblems } from './relabel.ts';
import { durationMilliseconds } from '../values.ts';

/**
 * The rules of Prometheus that join several fields. They read the data as it came, whatever the schema says of it, so that
 * all findings come at once; what is of the wrong kind is the schema's finding and passed over here.
 */

type Section = Readonly<Record<string, unknown>>;

/** The default of Prometheus for `scrape_interval`. */
const DEFAULT_INTERVAL_MS = 60_000;

function milliseconds(value: unknown): number | undefined {
  return isScalar(value) ? durationMilliseconds(String(value)) : undefined;
}

function timeoutProblems(section: Section, inherited: number | undefined, at: YamlPath): Problem[] {
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

function protocolProblems(section: Section, at: YamlPath): Problem[] {
  const protocols = section['scrape_protocols'];
  if (!Array.isArray(protocols)) return [];
  const place = [...at, 'scrape_protocols'];
  if (protocols.length === 0) return [{ at: place, problem: 'is empty', remedy: 'Add a protocol, or remove it' }];
  const names = protocols.map((name: unknown) => String(name).toLowerCase());
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [
          {
            at: [...place, index],
            value: protocols[index],
            problem: 'stands there twice',
            remedy: 'Remove one of the two',
          },
        ],
  );
}

const ESCAPING = 'metric_name_escaping_scheme';
const VALIDATION = 'metric_name_validation_scheme';

/**
 * Names in UTF-8, which are asked for by default, and the older rules for names do not go together
 * (https://github.com/prometheus/prometheus/blob/v3.5.0/config/config.go, ScrapeConfig.Validate).
 */
function escapingProblems(job: Section, global: Section, at: YamlPath): Problem[] {
  const inherited = global[ESCAPING] || (global[VALIDATION] === 'legacy' ? 'underscores' : 'allow-utf-8');
  const escaping = job[ESCAPING] || inherited;
  const validation = job[VALIDATION] || global[VALIDATION];
  if (escaping !== 'allow-utf-8' || validation !== 'legacy') return [];
  const problem = `does not go with ${VALIDATION}: legacy while it is allow-utf-8, as it is by default`;
  return [{ at: [...at, ESCAPING], problem, remedy: 'Write underscores, or change the other' }];
}

function ruleProblems(job: Section, at: YamlPath): Problem[] {
  const own = items(job['relabel_configs']).flatMap(({ index, item }) =>
    [relabelProblems, addressProblems, intervalProblems].flatMap((check) =>
      check(item, [...at, 'relabel_configs', index]),
    ),
  );
  const metric = items(job['metric_relabel_configs']).flatMap(({ index, item }) =>
    relabelProblems(item, [...at, 'metric_relabel_configs', index]),
  );
  return [...own, ...metric];
}

function targetProblems(job: Section, at: YamlPath): Problem[] {
  return items(job['static_configs']).flatMap(({ index, item }) => {
    const name = '__scrape_interval__';
    return intervalLabelProblem(name, fields(item['labels'])[name], [...at, 'static_configs', index, 'labels', name]);
  });
}

function jobProblems(job: Section, global: Section, inherited: number | undefined, at: YamlPath): Problem[] {
  const discoveries = items(job['kubernetes_sd_configs']);
  return [
    ...timeoutProblems(job, inherited, at),
    ...protocolProblems(job, at),
    ...escapingProblems(job, global, at),
    ...httpProblems(job, at),
    ...discoveries.flatMap(({ index, item }) => discoveryProblems(item, [...at, 'kubernetes_sd_configs', index])),
    ...ruleProblems(job, at),
    ...targetProblems(job, at),
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
    ...protocolProblems(global, ['global']),
    ...jobs.flatMap(({ index, item }) => jobProblems(item, global, inherited, ['scrape_configs', index])),
    ...duplicateJobs(jobs),
  ];
}
