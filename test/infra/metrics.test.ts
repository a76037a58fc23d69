import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { COUNTED } from '../../infra/constructs/monitoring/metrics.ts';
import { ofType, STACKS } from './support.ts';

/** A metric that is counted or shown. */
interface MetricUse {
  namespace: string;
  name: string;
  dimensions: string[];
}

const named = z.object({ Namespace: z.string(), MetricName: z.string() });
const stat = z.looseObject({
  ...named.shape,
  Dimensions: z.array(z.object({ Name: z.string() })).default([]),
});
const query = z.looseObject({ MetricStat: z.object({ Metric: stat }).optional() });
const transformation = z.object({
  MetricNamespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Key: z.string() })).default([]),
});

const ofStat = ({ Namespace, MetricName, Dimensions }: z.infer<typeof stat>): MetricUse => ({
  namespace: Namespace,
  name: MetricName,
  dimensions: Dimensions.map(({ Name }) => Name).toSorted(),
});

/** What the stack's metric filters count. */
function countedIn(stack: unknown): MetricUse[] {
  return ofType('AWS::Logs::MetricFilter')
    .filter((one) => one.stack === stack)
    .flatMap(({ properties }) => z.array(transformation).parse(properties['MetricTransformations']))
    .map(({ MetricNamespace: namespace, MetricName: name, Dimensions }) => {
      return { namespace, name, dimensions: Dimensions.map(({ Key }) => Key).toSorted() };
    });
}

function alarmedIn(stack: unknown): MetricUse[] {
  return ofType('AWS::CloudWatch::Alarm')
    .filter((one) => one.stack === stack)
    .flatMap(({ properties }) => {
      const single = stat.safeParse(properties).data;
      const queries = z.array(query).parse(properties['Metrics'] ?? []);
      return [...(single ? [single] : []), ...queries.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])];
    })
    .map(ofStat);
}

const dashboardBody = z.object({
  widgets: z.array(z.object({ properties: z.object({ metrics: z.array(z.array(z.unknown())).default([]) }) })),
});
const joined = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });

function shownIn(stack: unknown): MetricUse[] {
  return ofType('AWS::CloudWatch::Dashboard')
    .filter((one) => one.stack === stack)
    .flatMap(({ properties }) => {
      const body = properties['DashboardBody'];
      const parts = typeof body === 'string' ? [body] : joined.parse(body)['Fn::Join'][1];
      const text = parts.map((part) => (typeof part === 'string' ? part : 'TOKEN')).join('');
      return dashboardBody.parse(JSON.parse(text)).widgets;
    })
    .flatMap(({ properties }) => properties.metrics.map(ofGraph));
}

const graphed = z.union([
  z.tuple([z.object({ expression: z.string() })]).transform(([{ expression }]) => ofSearch(expression)),
  z.tuple([z.string(), z.string()], z.unknown()).transform(([namespace, name, ...rest]): MetricUse => {
    const texts = rest.filter((one) => typeof one === 'string');
    return { namespace, name, dimensions: texts.filter((_text, i) => i % 2 === 0).toSorted() };
  }),
]);

/** A row of a graph: a metric's names and values one after the other, or an expression. */
function ofGraph(row: unknown[]): MetricUse {
  return graphed.parse(row);
}

/** A search has every dimension in its schema, or it finds nothing. */
function ofSearch(expression: string): MetricUse {
  const [, schema = '', name = ''] = /^SEARCH\('\{([^}]+)\} MetricName="(\w+)"', 'Sum', 300\)$/.exec(expression) ?? [];
  const [namespace = '', ...dimensions] = schema.split(',');
  return { namespace, name, dimensions: dimensions.toSorted() };
}

/** Of the metrics that are ours, those that nothing counts, or counts by other dimensions. */
function uncounted(uses: readonly MetricUse[], counted: readonly MetricUse[]): MetricUse[] {
  const known = new Set(counted.map((one) => JSON.stringify(one)));
  return uses.filter((one) => !one.namespace.startsWith('AWS/') && !known.has(JSON.stringify(one)));
}

const names = (uses: readonly MetricUse[]) => [...new Set(uses.map(({ name }) => name))].toSorted();

describe.each(STACKS.filter(({ kind }) => kind === 'workflow').map((stack) => [stack.stackName, stack] as const))(
  '%s',
  (_name, stack) => {
    const counted = countedIn(stack);

    test('counts every metric of the registry by one filter', () => {
      const registered = COUNTED.map(({ metricName }) => metricName);
      expect(counted.map(({ name }) => name).toSorted()).toEqual(registered.toSorted());
    });

    test('shows and alarms on what is counted, by the dimensions that it is counted by', () => {
      expect(uncounted([...shownIn(stack), ...alarmedIn(stack)], counted)).toEqual([]);
    });

    test('shows or alarms on each that is counted', () => {
      const uses = [...shownIn(stack), ...alarmedIn(stack)].filter(({ namespace }) => !namespace.startsWith('AWS/'));
      expect(names(uses)).toEqual(names(counted));
    });
  },
);

describe('what nothing counts is refused:', () => {
  const namespace = 'amp-scraper';
  const counted = [
    { namespace, name: 'Outcomes', dimensions: ['door', 'outcome'] },
    { namespace, name: 'NoSamples', dimensions: [] },
  ];

  test.each([
    ['a search by a dimension that there is not', ofSearch(search('amp-scraper,outcome,door,cluster', 'Outcomes'))],
    ['a search by too few dimensions', ofSearch(search('amp-scraper,outcome', 'Outcomes'))],
    ['a search of another namespace', ofSearch(search('amp,outcome,door', 'Outcomes'))],
    ['a search of another name', ofSearch(search('amp-scraper,outcome,door', 'Outcome'))],
    ['an expression that is no search of ours', ofSearch('METRICS()')],
    ['a graph without its dimensions', ofGraph([namespace, 'Outcomes', { stat: 'Sum' }])],
    ['a graph by a dimension that there is not', ofGraph([namespace, 'NoSamples', 'door', 'tag'])],
    ['an alarm without its dimensions', ofStat({ Namespace: namespace, MetricName: 'Outcomes', Dimensions: [] })],
  ])('%s', (_name, use) => {
    expect(uncounted([use], counted)).toEqual([use]);
  });

  test('and what is counted is not', () => {
    const uses = [
      ofSearch(search('amp-scraper,outcome,door', 'Outcomes')),
      ofGraph([namespace, 'NoSamples', { stat: 'Sum' }]),
      ofGraph(['AWS/States', 'ExecutionThrottled', 'StateMachineArn', 'TOKEN']),
    ];
    expect(uncounted(uses, counted)).toEqual([]);
  });
});

function search(schema: string, name: string): string {
  return `SEARCH('{${schema}} MetricName="${name}"', 'Sum', 300)`;
}
