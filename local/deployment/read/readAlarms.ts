import * as z from 'zod';
import { evaluateMath } from '../../monitoring/metricMath.ts';
import { requireSent, statisticOf } from '../../monitoring/metrics.ts';
import type { AlarmDefinition, MetricQuery } from '../../state/monitoring.ts';
import type { ResolvedStack } from '../template/intrinsics.ts';
import { number, readWhole } from '../template/properties.ts';
import { TemplateError } from '../template/template.ts';

const dimensions = z.array(z.strictObject({ Name: z.string(), Value: z.string() })).default([]);
const metric = z.strictObject({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions });

const query = z.strictObject({
  Id: z.string(),
  Label: z.string().optional(),
  Expression: z.string().optional(),
  Period: number.optional(),
  MetricStat: z.strictObject({ Metric: metric, Period: number, Stat: z.string() }).optional(),
  ReturnData: z.boolean().default(true),
});

const comparison = z.enum([
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
]);
const topics = z.array(z.string().regex(/^arn:[^:]+:sns:/, 'an action that is no topic is not emulated')).default([]);

/** Without TreatMissingData it is `missing`, which is not emulated. */
const alarm = z.object({
  AlarmDescription: z.string().default(''),
  ActionsEnabled: z.literal(true).default(true),
  AlarmActions: topics,
  OKActions: topics,
  InsufficientDataActions: topics,
  ComparisonOperator: comparison,
  Threshold: number,
  EvaluationPeriods: number,
  DatapointsToAlarm: number.optional(),
  TreatMissingData: z.enum(['notBreaching', 'breaching', 'ignore']),
  Metrics: z.array(query).optional(),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: dimensions,
  Statistic: z.string().optional(),
  ExtendedStatistic: z.string().optional(),
  Period: number.optional(),
});
type AlarmProperties = z.infer<typeof alarm>;

/** @throws TemplateError for what is not emulated of an alarm's metric: a metric of AWS, a statistic, a function of metric math. */
export function readAlarms(stack: ResolvedStack): AlarmDefinition[] {
  const { accountId, region } = stack.place;
  return readWhole(stack, 'AWS::CloudWatch::Alarm', alarm, ['AlarmName', 'Tags']).map((read) => {
    const { properties, resource, arn } = read;
    try {
      return {
        arn,
        name: resource.physical.name,
        description: properties.AlarmDescription,
        accountId,
        region,
        ...evaluated(properties),
        evaluationPeriods: properties.EvaluationPeriods,
        datapointsToAlarm: properties.DatapointsToAlarm ?? properties.EvaluationPeriods,
        comparison: properties.ComparisonOperator,
        threshold: properties.Threshold,
        treatMissingData: properties.TreatMissingData,
        actions: {
          ALARM: properties.AlarmActions,
          OK: properties.OKActions,
          INSUFFICIENT_DATA: properties.InsufficientDataActions,
        },
      };
    } catch (cause) {
      throw new TemplateError(stack.place.stackName, resource.logicalId, String(cause), { cause });
    }
  });
}

/** The alarm's metrics, with their one period. */
function evaluated(properties: AlarmProperties): Pick<AlarmDefinition, 'queries' | 'periodSeconds'> {
  const listed = properties.Metrics ?? [singleQuery(properties)];
  const periods = new Set(listed.flatMap(({ Period, MetricStat }) => Period ?? MetricStat?.Period ?? []));
  const [periodSeconds, ...others] = periods;
  if (periodSeconds === undefined || others.length > 0 || periodSeconds % 60 !== 0) {
    throw new Error(`An alarm with the periods ${[...periods].join(', ')} is not emulated.`);
  }
  const queries = listed.map(queryOf);
  if (queries.filter(({ returnData }) => returnData).length !== 1) throw new Error('An alarm is on one metric.');
  return { queries, periodSeconds };
}

function singleQuery(properties: AlarmProperties): z.infer<typeof query> {
  const { Namespace = '', MetricName = '', Dimensions, Statistic, ExtendedStatistic, Period = 0 } = properties;
  const Stat = Statistic ?? ExtendedStatistic ?? '';
  return { Id: 'm', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat }, ReturnData: true };
}

function queryOf({ Id: id, ReturnData: returnData, Expression, MetricStat }: z.infer<typeof query>): MetricQuery {
  if (Expression !== undefined) {
    evaluateMath(Expression, { of: () => 0, all: () => [0] });
    return { id, returnData, expression: Expression };
  }
  if (MetricStat === undefined) throw new Error(`The metric ${id} is neither a metric nor an expression.`);
  const { Metric, Stat: statistic } = MetricStat;
  const name = { namespace: Metric.Namespace, name: Metric.MetricName };
  requireSent(name);
  statisticOf(statistic, []);
  const pairs = Metric.Dimensions.map(({ Name, Value }) => [Name, Value] as const);
  return { id, returnData, metric: { ...name, dimensions: Object.fromEntries(pairs), statistic } };
}
