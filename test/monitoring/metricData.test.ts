import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { watch } from '../../local/monitoring/watch.ts';
import { signedFetch } from '../local/aws/signedFetch.ts';
import { warmRuntime } from '../runtimes.ts';
import { DEPLOYMENT, freshWorld, REQUEST } from '../workflow/support.ts';

const runtime = await warmRuntime(DEPLOYMENT);
const world = freshWorld();
const faults = faultPlan([parseFault('createRole:access-denied:always', OPERATIONS)]);
const began = world.now;
await runtime.execute({ world, input: REQUEST, faults });
await watch(world, world.now + 60_000);

const metricAlarm = z.looseObject({
  AlarmName: z.string(),
  StateValue: z.string(),
  Threshold: z.number(),
  Metrics: z.array(z.looseObject({ Id: z.string(), ReturnData: z.boolean() })),
});
const answer = z.looseObject({
  __type: z.undefined().optional(),
  MetricAlarms: z.array(metricAlarm).optional(),
  MetricDataResults: z.array(z.looseObject({ Values: z.array(z.number()) })).optional(),
});

async function cloudWatch(operation: string, input: object, accountId = '333333333333') {
  const response = await signedFetch({
    endpoint: runtime.endpoint,
    credentials: { accessKeyId: accountId, secretAccessKey: 'test' },
    service: 'monitoring',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `GraniteServiceVersion20100801.${operation}`,
    },
    body: JSON.stringify(input),
  });
  return answer.parse(await response.json());
}

const { MetricAlarms: ofWorkflow = [] } = await cloudWatch('DescribeAlarms', {});
const { MetricAlarms: ofSource = [] } = await cloudWatch('DescribeAlarms', {}, '111111111111');
const dataOf = (Metrics: readonly object[], accountId?: string) =>
  cloudWatch(
    'GetMetricData',
    { MetricDataQueries: Metrics, StartTime: began / 1000 - 3_600, EndTime: world.now / 1000 },
    accountId,
  );

describe('what an alarm looks at', () => {
  test('is of alarms that there are', () => {
    expect(ofWorkflow.map(({ AlarmName }) => AlarmName)).toContain('amp-scraper-failed-executions');
    expect(ofSource.map(({ AlarmName }) => AlarmName)).toEqual(['amp-scraper-forward-dead-letters']);
  });

  test.each(ofWorkflow)('$AlarmName can be asked for', async ({ Metrics }) => {
    const { MetricDataResults = [] } = await dataOf(Metrics);
    expect(MetricDataResults).toHaveLength(Metrics.filter(({ ReturnData }) => ReturnData).length);
  });

  test.each(ofSource)('$AlarmName can be asked for, of a queue that is empty', async ({ Metrics }) => {
    const { MetricDataResults: [result] = [] } = await dataOf(Metrics, '111111111111');
    expect(new Set(result?.Values)).toEqual(new Set([0]));
  });

  test('has the value for which it rings', async () => {
    const name = 'amp-scraper-failed-executions';
    const { MetricAlarms: [alarm] = [] } = await cloudWatch('DescribeAlarms', {
      AlarmNames: [name],
      StateValue: 'ALARM',
    });
    if (alarm === undefined) return expect.unreachable(`${name} does not ring.`);
    const { MetricDataResults: [result] = [] } = await dataOf(alarm.Metrics);
    expect(Math.max(...(result?.Values ?? []))).toBeGreaterThanOrEqual(alarm.Threshold);
  });

  test('that does not ring is not among those that do', async () => {
    const { MetricAlarms = [] } = await cloudWatch('DescribeAlarms', {
      AlarmNamePrefix: 'amp-scraper-',
      StateValue: 'ALARM',
    });
    expect(MetricAlarms.map(({ AlarmName }) => AlarmName)).toEqual(['amp-scraper-failed-executions']);
  });
});
