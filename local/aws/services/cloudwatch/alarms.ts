import * as z from 'zod';
import type { Alarm, MetricQuery } from '../../../state/monitoring.ts';
import { defineOperation } from '../../operation.ts';

const input = z.strictObject({
  AlarmNames: z.array(z.string()).max(100).optional(),
  AlarmNamePrefix: z.string().optional(),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional(),
});

/** Alarms as their templates have them, with their state, in one answer; a permission for all of them is what it takes (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html). */
export const describeAlarms = defineOperation<z.infer<typeof input>>({
  service: 'monitoring',
  name: 'DescribeAlarms',
  input,
  access: (_input, { caller: { accountId }, partition, region }) => [
    {
      action: 'cloudwatch:DescribeAlarms',
      resourceArn: `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:every`,
      resourceAccountId: accountId,
    },
  ],
  run({ AlarmNames, AlarmNamePrefix = '', StateValue }, { world, caller: { accountId }, region }) {
    const all = Object.values(world.monitoring?.alarms ?? {});
    const wanted = all.filter(
      (one) =>
        one.accountId === accountId &&
        one.region === region &&
        (AlarmNames === undefined || AlarmNames.includes(one.name)) &&
        one.name.startsWith(AlarmNamePrefix) &&
        (StateValue === undefined || one.state === StateValue),
    );
    return { MetricAlarms: wanted.map(alarmView), CompositeAlarms: [] };
  },
});

function alarmView(alarm: Alarm): Record<string, unknown> {
  const changed = alarm.history.at(-1)?.at;
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    AlarmDescription: alarm.description,
    ActionsEnabled: alarm.actionsDisabled !== true,
    AlarmActions: alarm.actions.ALARM ?? [],
    OKActions: alarm.actions.OK ?? [],
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA ?? [],
    StateValue: alarm.state,
    StateUpdatedTimestamp: changed === undefined ? undefined : new Date(changed),
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison,
    TreatMissingData: alarm.treatMissingData,
    Metrics: alarm.queries.map((query) => queryView(query, alarm.periodSeconds)),
  };
}

function queryView({ id, returnData, expression, metric }: MetricQuery, Period: number): Record<string, unknown> {
  if (metric === undefined) return { Id: id, Expression: expression, ReturnData: returnData };
  const Dimensions = Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: metric.namespace, MetricName: metric.name, Dimensions };
  return { Id: id, MetricStat: { Metric, Period, Stat: metric.statistic }, ReturnData: returnData };
}
