import type { Alarm, AlarmState, Monitoring } from '../state/monitoring.ts';
import type { World } from '../state/state.ts';
import { valueOfQuery } from './metricData.ts';
import { wasSent } from './metrics.ts';
import { publish } from './topics.ts';

/**
 * How many periods beyond its own an alarm looks back for data: two, as in the page's example of 3 periods and a range of 5;
 * that it is always two is assumed.
 */
const FURTHER_PERIODS = 2;

/** Looks at the alarm's metric as it is at that time, and tells of a state that has changed. */
export async function evaluateAlarm(world: World, monitoring: Monitoring, alarm: Alarm, at: number): Promise<void> {
  const period = alarm.periodSeconds * 1000;
  const windows = Array.from({ length: alarm.evaluationPeriods + FURTHER_PERIODS }, (_, index) => at - index * period);
  const to = stateOf(
    windows.map((end) => valueIn(monitoring, alarm, end - period, end)),
    alarm,
  );
  if (to === alarm.state) return;
  const change: Alarm['history'][number] = { at, from: alarm.state, to, actions: [] };
  alarm.state = to;
  alarm.history.push(change);
  if (alarm.actionsDisabled) return;
  for (const topicArn of alarm.actions[to]) {
    const refused = await publish(world, {
      topicArn,
      principal: cloudWatch(alarm),
      at,
      ...notification(alarm, change),
    });
    change.actions.push({ topicArn, ...(refused === undefined ? {} : { refused }) });
  }
}

/** Whether nothing was ever sent of what an alarm looks at: what it sees changes once at most, when an empty queue falls asleep. */
export function isQuiet(monitoring: Monitoring, { queries, accountId, region }: Alarm): boolean {
  return queries.every(({ metric }) => metric === undefined || !wasSent(monitoring, { accountId, region, ...metric }));
}

/** What CloudWatch says of itself to a topic: "Amazon SNS topic policy", with both keys, in the CloudWatch User Guide. */
function cloudWatch({ arn, accountId }: Alarm) {
  return { kind: 'service', service: 'cloudwatch.amazonaws.com', sourceArn: arn, sourceAccount: accountId } as const;
}

/** The members that people and programs read. */
function notification(alarm: Alarm, { at, from, to }: Alarm['history'][number]) {
  const { arn, name, description, accountId, region } = alarm;
  return {
    subject: `${to}: "${name}" in ${region}`,
    message: JSON.stringify({
      AlarmName: name,
      AlarmDescription: description,
      AWSAccountId: accountId,
      NewStateValue: to,
      StateChangeTime: new Date(at).toISOString(),
      Region: region,
      AlarmArn: arn,
      OldStateValue: from,
    }),
  };
}

/**
 * The state that follows from the data points, the latest first, undefined for what is missing: the latest that are there count,
 * as many as there are periods, and only if there are too few are missing ones taken for what the alarm says of them. Where it ignores
 * them, the state stays if it could be either
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html).
 */
export function stateOf(
  points: readonly (number | undefined)[],
  alarm: Pick<
    Alarm,
    'comparison' | 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData' | 'state'
  >,
): AlarmState {
  const there = points.filter((one) => one !== undefined).slice(0, alarm.evaluationPeriods);
  const breaching = there.filter((one) => COMPARISONS[alarm.comparison](one, alarm.threshold)).length;
  const missing = alarm.evaluationPeriods - there.length;
  const [least, most] = [breaching, breaching + missing].map((count) => count >= alarm.datapointsToAlarm);
  if (alarm.treatMissingData === 'ignore' && least !== most) return alarm.state;
  return (alarm.treatMissingData === 'breaching' ? most : least) ? 'ALARM' : 'OK';
}

const COMPARISONS: Readonly<Record<Alarm['comparison'], (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

function valueIn(monitoring: Monitoring, alarm: Alarm, from: number, to: number): number | undefined {
  const { queries, accountId, region } = alarm;
  const shown = queries.find(({ returnData }) => returnData);
  return shown && valueOfQuery({ monitoring, queries, accountId, region }, shown, from, to);
}
