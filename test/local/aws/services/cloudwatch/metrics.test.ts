import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { OPERATIONS } from '../../../../../local/aws/embeddedAws.ts';
import { putMetric } from '../../../../../local/monitoring/metrics.ts';
import { noMonitoring } from '../../../../../local/state/monitoring.ts';
import { signedFetch } from '../../signedFetch.ts';
import { administrator, testServer, type TestServer } from '../../testServer.ts';
import { SOURCE, TARGET } from '../../testWorld.ts';

const MINUTE = 60_000;
const ID = { region: 'us-west-2', namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'notify' } };
const METRIC = {
  Namespace: 'AWS/Lambda',
  MetricName: 'Errors',
  Dimensions: [{ Name: 'FunctionName', Value: 'notify' }],
};

let test: TestServer;
/** A whole hour; the clock is ten minutes further. */
let start: number;
beforeEach(async () => {
  test = await testServer(OPERATIONS);
  start = Math.ceil(test.clock.now() / 3_600_000) * 3_600_000;
  test.clock.advanceTo(start + 10 * MINUTE);
  const monitoring = noMonitoring(start);
  for (const [minutes, value] of [
    [0, 1],
    [0.5, 2],
    [1, 0],
    [7, 4],
  ] as const)
    putMetric(monitoring, { ...ID, accountId: SOURCE }, start + minutes * MINUTE, value);
  test.world.monitoring = monitoring;
});
afterEach(() => test.server.close());

const answer = z.looseObject({
  __type: z.string().optional(),
  MetricDataResults: z
    .array(
      z.object({
        Id: z.string(),
        Label: z.string(),
        Timestamps: z.array(z.number()),
        Values: z.array(z.number()),
        StatusCode: z.string(),
      }),
    )
    .optional(),
});

async function data(MetricDataQueries: object[], more: object = {}, accountId = SOURCE) {
  const response = await signedFetch({
    endpoint: test.server.endpoint,
    credentials: administrator(accountId),
    service: 'monitoring',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.GetMetricData',
    },
    body: JSON.stringify({
      MetricDataQueries,
      StartTime: start / 1000,
      EndTime: start / 1000 + 3_600,
      ScanBy: 'TimestampAscending',
      ...more,
    }),
  });
  return answer.parse(await response.json());
}

const minutesOf = (timestamps: readonly number[] = []) => timestamps.map((at) => (at * 1000 - start) / MINUTE);
const stat = (Stat: string, Period = 60) => ({ Id: 'errors', MetricStat: { Metric: METRIC, Period, Stat } });

describe('GetMetricData', () => {
  it('has a point for each period in which anything was sent', async () => {
    const [result] = (await data([stat('Sum')])).MetricDataResults ?? [];
    expect(result).toMatchObject({ Id: 'errors', Label: 'Errors', Values: [3, 0, 4], StatusCode: 'Complete' });
    expect(minutesOf(result?.Timestamps)).toEqual([0, 1, 7]);
  });

  it('has the latest first unless asked for the other', async () => {
    const [result] = (await data([stat('Sum', 300)], { ScanBy: undefined })).MetricDataResults ?? [];
    expect([minutesOf(result?.Timestamps), result?.Values]).toEqual([
      [5, 0],
      [4, 3],
    ]);
  });

  it('computes metric math over the period of the metrics, and shows what is to be shown', async () => {
    const hidden = { ...stat('Sum', 300), ReturnData: false };
    const math = { Id: 'twice', Expression: 'FILL(errors, 0) * 2', Label: 'Twice' };
    const { MetricDataResults = [] } = await data([hidden, math]);
    expect(MetricDataResults).toMatchObject([{ Id: 'twice', Label: 'Twice', Values: [6, 8] }]);
  });

  it('has nothing of what is not one’s own, or was never sent', async () => {
    const { MetricDataResults } = await data([stat('Sum')], {}, TARGET);
    expect(MetricDataResults).toMatchObject([{ Values: [], StatusCode: 'Complete' }]);
  });

  it.each([
    ['a statistic that is not emulated', [stat('p99.9')], 'NotEmulated'],
    ['an id that no query has', [{ Id: 'sum', Expression: 'nobody + 1' }], 'NotEmulated'],
    ['a period that is no whole minute', [stat('Sum', 90)], 'ValidationError'],
  ])('refuses %s', async (_what, queries, type) => {
    expect(await data(queries)).toMatchObject({ __type: type });
  });
});
