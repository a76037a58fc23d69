import type { Series } from '../../../state/state.ts';
import { PromqlError } from './promql.ts';
import type { Aggregator, Expression, Matcher } from './promql.ts';

/** How far back an instant query looks for a series' last sample: Prometheus' default, which AMP has too. */
const LOOK_BACK_MS = 300_000;

interface Element {
  labels: Record<string, string>;
  /** When the sample was taken, milliseconds; what `timestamp()` gives. */
  at: number;
  value: number;
}

/** As Prometheus' query API has it, but for ranges, which nothing here asks for. */
export type Result = { kind: 'scalar'; value: number } | { kind: 'vector'; elements: Element[] };

function matches(labels: Record<string, string>, { label, operator, value }: Matcher): boolean {
  const actual = labels[label] ?? '';
  const isMatch = operator.endsWith('~') ? new RegExp(`^(?:${value})$`, 's').test(actual) : actual === value;
  return operator.startsWith('!') ? !isMatch : isMatch;
}

/** The last samples within a range, which is open to the left as in Prometheus 3. */
function select(
  series: readonly Series[],
  matchers: readonly Matcher[],
  at: number,
  rangeMs = LOOK_BACK_MS,
): Element[] {
  return series.flatMap(({ labels, samples }) => {
    if (!matchers.every((matcher) => matches(labels, matcher))) return [];
    const last = samples.findLast((sample) => sample.at <= at);
    return last === undefined || last.at <= at - rangeMs ? [] : [{ labels, ...last }];
  });
}

function without(labels: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => key !== name));
}

const REDUCERS: Record<Aggregator, (values: number[]) => number> = {
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
  count: (values) => values.length,
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
};

function aggregate(elements: readonly Element[], operator: Aggregator, by: readonly string[], at: number): Element[] {
  const kept = (element: Element): Record<string, string> =>
    Object.fromEntries(by.flatMap((label) => Object.entries(element.labels).filter(([key]) => key === label)));
  const groups = Map.groupBy(elements, (element) => JSON.stringify(kept(element)));
  return [...groups.values()].map((group) => ({
    labels: group[0] === undefined ? {} : kept(group[0]),
    at,
    value: REDUCERS[operator](group.map((element) => element.value)),
  }));
}

/** How many elements of each group have each value, which becomes a label (`count_values`). */
function countValues(elements: readonly Element[], label: string, by: readonly string[], at: number): Element[] {
  const valued = elements.map((one) => ({ ...one, labels: { ...one.labels, [label]: String(one.value) } }));
  return aggregate(valued, 'count', [...by, label], at);
}

function vectorOf(expression: Expression, series: readonly Series[], at: number): Element[] {
  const result = evaluate(expression, series, at);
  if (result.kind === 'vector') return result.elements;
  throw new PromqlError('parse error: expected type instant vector, got scalar');
}

/** The value of a query at one moment, `at` in milliseconds. @throws PromqlError for a scalar where a vector must be */
export function evaluate(expression: Expression, series: readonly Series[], at: number): Result {
  switch (expression.kind) {
    case 'number':
      return { kind: 'scalar', value: expression.value };
    case 'time':
      return { kind: 'scalar', value: at / 1000 };
    case 'selector':
      return { kind: 'vector', elements: select(series, expression.matchers, at) };
    case 'timestamp': {
      const elements = vectorOf(expression.of, series, at);
      const times = elements.map((one) => ({ ...one, labels: without(one.labels, '__name__'), value: one.at / 1000 }));
      // The result is computed now: a timestamp of a timestamp is the query's time.
      return { kind: 'vector', elements: times.map((one) => ({ ...one, at })) };
    }
    // The name is kept, as Prometheus keeps it for this function alone of those over ranges.
    case 'lastOverTime':
      return { kind: 'vector', elements: select(series, expression.matchers, at, expression.rangeMs) };
    case 'countValues': {
      const elements = vectorOf(expression.of, series, at);
      return { kind: 'vector', elements: countValues(elements, expression.label, expression.by, at) };
    }
    case 'aggregation': {
      const elements = vectorOf(expression.of, series, at);
      return { kind: 'vector', elements: aggregate(elements, expression.operator, expression.by, at) };
    }
  }
}
