import * as z from 'zod';
import { valueOfQuery, type Queried } from '../../../monitoring/metricData.ts';
import { noMonitoring, type MetricQuery } from '../../../state/monitoring.ts';
import { defineOperation, ServiceError } from '../../operation.ts';

/** Whole minutes: metrics of a higher resolution are not emulated. */
const period = z.int().min(60).multipleOf(60);

const querySchema = z.strictObject({
  Id: z
    .string()
    .max(255)
    .regex(/^[a-z]\w*$/),
  MetricStat: z
    .strictObject({
      Metric: z.strictObject({
        Namespace: z.string(),
        MetricName: z.string(),
        Dimensions: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).default([]),
      }),
      Period: period,
      Stat: z.string(),
      Unit: z.string().optional(),
    })
    .optional(),
  Expression: z.string().max(2048).optional(),
  Label: z.string().optional(),
  ReturnData: z.boolean().default(true),
  Period: period.optional(),
});
type Query = z.infer<typeof querySchema>;

const input = z.strictObject({
  MetricDataQueries: z.array(querySchema).max(500),
  /** Seconds since the epoch. */
  StartTime: z.number(),
  EndTime: z.number(),
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MaxDatapoints: z.int().optional(),
});

/**
 * The values of metrics and of metric math, a point for each period in which anything was sent
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html). All of them are in one answer. A period begins
 * at a multiple of its length; an expression has the longest period of the metrics (assumed). A permission for every resource is what it takes: that of a
 * dataset, which the call can be limited to, stands for it.
 */
export const getMetricData = defineOperation<z.infer<typeof input>>({
  service: 'monitoring',
  name: 'GetMetricData',
  input,
  access: (_input, { caller: { accountId }, partition, region }) => [
    {
      action: 'cloudwatch:GetMetricData',
      resourceArn: `arn:${partition}:cloudwatch:${region}:${accountId}:dataset/default`,
      resourceAccountId: accountId,
    },
  ],
  run({ MetricDataQueries, StartTime, EndTime, ScanBy }, { world, caller: { accountId }, region, now }) {
    const { monitoring = noMonitoring(now) } = world;
    const queried = { monitoring, queries: MetricDataQueries.map(queryOf), accountId, region };
    const longest = Math.max(60, ...MetricDataQueries.map(({ MetricStat }) => MetricStat?.Period ?? 0));
    const results = MetricDataQueries.flatMap((one, index) => {
      const query = queried.queries[index];
      if (query === undefined || !one.ReturnData) return [];
      const seconds = one.MetricStat?.Period ?? one.Period ?? longest;
      const points = pointsOf(queried, query, seconds * 1000, StartTime * 1000, Math.min(EndTime * 1000, now));
      const ordered = ScanBy === 'TimestampAscending' ? points : points.toReversed();
      return {
        Id: one.Id,
        Label: one.Label ?? one.MetricStat?.Metric.MetricName ?? one.Id,
        Timestamps: ordered.map(({ at }) => new Date(at)),
        Values: ordered.map(({ value }) => value),
        StatusCode: 'Complete',
      };
    });
    return { MetricDataResults: results, Messages: [] };
  },
});

function queryOf({ Id, MetricStat, Expression, ReturnData }: Query): MetricQuery {
  const query = { id: Id, returnData: ReturnData };
  if (MetricStat === undefined) return Expression === undefined ? query : { ...query, expression: Expression };
  const { Namespace, MetricName, Dimensions } = MetricStat.Metric;
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  return { ...query, metric: { namespace: Namespace, name: MetricName, dimensions, statistic: MetricStat.Stat } };
}

interface Point {
  at: number;
  value: number;
}

/** @throws ServiceError NotEmulated */
function pointsOf(queried: Queried, query: MetricQuery, length: number, from: number, to: number): Point[] {
  const points: Point[] = [];
  try {
    for (let at = Math.floor(from / length) * length; at < to; at += length) {
      const value = valueOfQuery(queried, query, at, at + length);
      if (value !== undefined) points.push({ at, value });
    }
    return points;
  } catch (error) {
    throw new ServiceError('NotEmulated', 501, error instanceof Error ? error.message : String(error));
  }
}
