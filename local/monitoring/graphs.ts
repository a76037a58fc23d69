import * as z from 'zod';
import type { MetricId, Monitoring } from '../state/monitoring.ts';
import { requireSent, statisticOf, valuesBetween } from './metrics.ts';

/** One line of a graph: a metric's statistic by period, periods without data left out. */
export interface GraphLine {
  name: string;
  dimensions: Record<string, string>;
  statistic: string;
  points: { at: number; value: number }[];
}

interface GraphRange {
  accountId: string;
  region: string;
  /** Milliseconds since the epoch; from the first, up to and without the second. */
  from: number;
  to: number;
}

const options = z.looseObject({ stat: z.string().default('Average'), period: z.number().default(300) });
const search = z.tuple([z.looseObject({ expression: z.string() })]);
const texts = z.array(z.string()).min(2);

/**
 * The lines that a row of a dashboard's widget shows: a metric's names and values one after the other, or SEARCH with a schema and
 * a metric's name (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html).
 * @throws Error for any other row, naming it.
 */
export function linesOf(monitoring: Monitoring, row: readonly unknown[], range: GraphRange): GraphLine[] {
  const searched = search.safeParse(row).data?.[0].expression;
  if (searched !== undefined) return found(monitoring, searched, range);
  const isPlain = typeof row.at(-1) === 'string';
  const { stat, period } = options.parse(isPlain ? {} : row.at(-1));
  const [namespace = '', name = '', ...pairs] = texts.parse(isPlain ? row : row.slice(0, -1));
  const dimensions = Object.fromEntries(pairs.flatMap((key, i) => (i % 2 === 0 ? [[key, pairs[i + 1] ?? '']] : [])));
  requireSent({ namespace, name });
  const { accountId, region } = range;
  return [lineOf(monitoring, { accountId, region, namespace, name, dimensions }, stat, period, range)];
}

const SEARCH = /^SEARCH\('\{([^}]+)\} MetricName="([^"]+)"', '(\w+)', (\d+)\)$/;

/** A metric has to have just the dimensions of the schema. */
function found(monitoring: Monitoring, expression: string, range: GraphRange): GraphLine[] {
  const [, schema, name, statistic = '', period] = SEARCH.exec(expression) ?? [];
  if (schema === undefined) throw new Error(`The expression ${expression} of a dashboard is not emulated.`);
  const [namespace, ...keys] = schema.split(',');
  return Object.values(monitoring.metrics)
    .filter((one) => one.accountId === range.accountId && one.region === range.region)
    .filter((one) => one.namespace === namespace && one.name === name)
    .filter(({ dimensions }) => sameKeys(Object.keys(dimensions), keys))
    .map((one) => lineOf(monitoring, one, statistic, Number(period), range));
}

function sameKeys(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}

function lineOf(monitoring: Monitoring, id: MetricId, statistic: string, period: number, { from, to }: GraphRange) {
  const points: GraphLine['points'] = [];
  for (let at = from; at < to; at += period * 1000) {
    const value = statisticOf(statistic, valuesBetween(monitoring, id, at, Math.min(at + period * 1000, to)));
    if (value !== undefined) points.push({ at, value });
  }
  return { name: id.name, dimensions: id.dimensions, statistic, points };
}
