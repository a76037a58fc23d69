import { parse } from 'yaml';
import * as z from 'zod';
import { sampleTarget } from './discovered.ts';
import type { Exposition } from './exposition.ts';
import type { Labels } from './relabel.ts';
import { seriesOf, type Configuration, type Job, type Target } from './scrape.ts';
import { exemplarOf, matches, selectorsOf, type Selector } from './selectors.ts';

const groups = z.array(
  z.object({
    name: z.string(),
    rules: z.array(
      z.object({
        alert: z.string().optional(),
        record: z.string().optional(),
        expr: z.union([z.string(), z.number()]).transform(String),
        labels: z.record(z.string(), z.string()).default({}),
      }),
    ),
  }),
);
/** A group of alerting and recording rules, as Prometheus' rule files have it. */
export type Group = z.infer<typeof groups>[number];
type Rule = Group['rules'][number];

/** Rules as Prometheus reads them, or a PrometheusRule of its operator. */
export function readRules(text: string): Group[] {
  const file = z.union([
    z.object({ groups }).transform((one) => one.groups),
    z.object({ spec: z.object({ groups }) }).transform((one) => one.spec.groups),
  ]);
  return file.parse(parse(text));
}

/** Whether an alert can fire at all with what a configuration leaves to be scraped. */
export interface AlertVerdict {
  group: string;
  alert: string;
  /** The metrics of which it finds no series. */
  missing: string[];
  /** The ranges in which there are fewer than two scrapes, so that no rate is computed. */
  tooShort: string[];
}

interface Source {
  job: Job;
  target: Target;
  exposed: Exposition;
}

/** What alerts find among the series that a configuration stores. */
export class Finder {
  readonly #sources: readonly Source[];
  readonly #external: Labels;
  readonly #rules: readonly Rule[];
  readonly #interval: string;

  /** @param exposed what a target of each job exposes, by the job's name. */
  constructor(configuration: Configuration, exposed: ReadonlyMap<string, Exposition>, all: readonly Group[]) {
    this.#external = configuration.global.external_labels;
    this.#interval = configuration.global.scrape_interval;
    this.#rules = all.flatMap(({ rules }) => rules);
    this.#sources = configuration.scrape_configs.flatMap((job) => {
      const target = sampleTarget(job);
      const found = exposed.get(job.job_name) ?? { names: new Set(), series: [] };
      return target === undefined ? [] : [{ job, target, exposed: found }];
    });
  }

  verdicts(all: readonly Group[]): AlertVerdict[] {
    return all.flatMap(({ name: group, rules }) =>
      rules.flatMap(({ alert, expr }) => {
        if (alert === undefined) return [];
        const selectors = selectorsOf(expr);
        const missing = selectors.filter((one) => !this.#isFound(one)).map(({ name }) => name);
        return [{ group, alert, missing: [...new Set(missing)], tooShort: this.#tooShort(selectors) }];
      }),
    );
  }

  #isFound(selector: Selector, within: readonly string[] = []): boolean {
    if (this.#sources.some((source) => this.#storesOne(source, selector))) return true;
    if (within.includes(selector.name)) return false;
    return this.#rules.some(
      ({ record, expr, labels }) =>
        record === selector.name &&
        selector.matchers.every((one) => !(one.label in labels) || matches(labels, one)) &&
        selectorsOf(expr).every((one) => this.#isFound(one, [...within, selector.name])),
    );
  }

  /** A series that was seen decides; of a name without one, a series is made up that has what the selector asks of the exporter. */
  #storesOne({ job, target, exposed }: Source, selector: Selector): boolean {
    const isWanted = (stored: Labels | undefined) =>
      stored !== undefined && selector.matchers.every((one) => matches({ ...this.#external, ...stored }, one));
    if (selector.name === 'up') return isWanted({ __name__: 'up', ...target.labels });
    if (!exposed.names.has(selector.name)) return false;
    const seen = exposed.series.filter(({ __name__: name }) => name === selector.name);
    const own = Object.entries(exemplarOf(selector)).filter(([name]) => !(name in target.labels));
    const made = Object.fromEntries(own);
    const steps = selector.name.endsWith('_bucket') && !('le' in made) ? { le: '+Inf' } : {};
    return [...seen, { ...made, ...steps }].some((one) => isWanted(seriesOf(job, target, one)));
  }

  #tooShort(selectors: readonly Selector[]): string[] {
    const least = 2 * seconds(this.#interval);
    const short = selectors.filter(({ range }) => range !== undefined && seconds(range) < least);
    return [...new Set(short.map(({ range = '' }) => range))];
  }
}

const SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/** @param duration in Prometheus' form, e.g. `1h30m`; 0 for what is none. */
export function seconds(duration: string): number {
  return [...duration.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (SECONDS[unit] ?? 0),
    0,
  );
}
