import type { Metric, MetricId, Monitoring } from '../state/monitoring.ts';
import { backlog, hasMessages } from './queues.ts';

/** The metrics of AWS's own namespaces that there are here; of those that count what is throttled or dropped no point ever comes. */
const AWS_METRICS: Readonly<Record<string, readonly string[]>> = {
  'AWS/States': ['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted', 'ExecutionThrottled'],
  'AWS/Lambda': ['Errors', 'Throttles', 'AsyncEventsDropped'],
  'AWS/Events': ['FailedInvocations'],
  'AWS/SQS': ['ApproximateNumberOfMessagesVisible'],
};

/** @throws Error for a metric of AWS that nothing here sends, naming it: what waits for it would wait for ever. */
export function requireSent({ namespace, name }: Pick<Metric, 'namespace' | 'name'>): void {
  if (!namespace.startsWith('AWS/') || AWS_METRICS[namespace]?.includes(name)) return;
  throw new Error(`The embedded AWS has no metric ${namespace} ${name}.`);
}

/** Adds a data point. */
export function putMetric({ metrics }: Monitoring, id: MetricId, at: number, value: number): void {
  const key = keyOf(id);
  const { points } = (metrics[key] ??= { ...id, points: [] });
  points.push({ at, value });
}

function keyOf({ accountId, region, namespace, name, dimensions }: MetricId): string {
  const sorted = Object.entries(dimensions).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([accountId, region, namespace, name, sorted]);
}

/** The values of a metric from `from` up to, and without, `to`: none when nothing was sent. */
export function valuesBetween(monitoring: Monitoring, id: MetricId, from: number, to: number): number[] {
  if (id.namespace === 'AWS/SQS') return backlog(monitoring, id, from, to);
  const points = monitoring.metrics[keyOf(id)]?.points ?? [];
  return points.filter(({ at }) => at >= from && at < to).map(({ value }) => value);
}

/** Whether anything was ever sent of a metric, the zeros of an empty queue left out. */
export function wasSent(monitoring: Monitoring, id: MetricId): boolean {
  return id.namespace === 'AWS/SQS' ? hasMessages(monitoring, id) : monitoring.metrics[keyOf(id)] !== undefined;
}

const STATISTICS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  SampleCount: (values) => values.length,
  Average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  Minimum: (values) => Math.min(...values),
  Maximum: (values) => Math.max(...values),
  p50: (values) => values.toSorted((one, other) => one - other)[Math.ceil(values.length / 2) - 1] ?? Number.NaN,
};

/** @throws Error for a statistic that is not emulated, naming it. */
export function statisticOf(statistic: string, values: readonly number[]): number | undefined {
  const compute = STATISTICS[statistic];
  if (compute === undefined) throw new Error(`The embedded AWS does not have the statistic ${statistic}.`);
  return values.length === 0 ? undefined : compute(values);
}
