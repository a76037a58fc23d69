import type { MetricQuery, Monitoring } from '../state/monitoring.ts';
import { evaluateMath } from './metricMath.ts';
import { statisticOf, valuesBetween } from './metrics.ts';

/** Queries that know each other, as an alarm or a caller has them, and whose metrics they are of. */
export interface Queried {
  monitoring: Monitoring;
  queries: readonly MetricQuery[];
  accountId: string;
  region: string;
}

/**
 * A query's value of what was sent from `from` up to, and without, `to`; undefined where nothing was.
 * @throws Error for a statistic or an expression that is not emulated, or an id that none of the queries has
 */
export function valueOfQuery(
  { monitoring, queries, accountId, region }: Queried,
  query: MetricQuery,
  from: number,
  to: number,
): number | undefined {
  const valueOf = ({ expression, metric }: MetricQuery): number | undefined => {
    if (expression !== undefined) return evaluateMath(expression, { of: byId, all });
    if (metric === undefined) return undefined;
    const { statistic, ...name } = metric;
    return statisticOf(statistic, valuesBetween(monitoring, { accountId, region, ...name }, from, to));
  };
  const byId = (id: string) => {
    const found = queries.find((one) => one.id === id);
    if (found === undefined) throw new Error(`There is no metric ${id}.`);
    return valueOf(found);
  };
  const all = () => queries.filter(({ metric }) => metric !== undefined).map(valueOf);
  return valueOf(query);
}
