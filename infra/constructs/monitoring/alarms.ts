import { Alarm, ComparisonOperator, TreatMissingData, type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { WorkflowMetrics } from './metrics.ts';

export interface AlarmsProps {
  installation: string;
  stateMachines: StateMachine[];
  metrics: WorkflowMetrics;
  deadLetters: Queue;
  topic: Topic;
}

/** What a person has to know of; each alarm's description leads to its heading in the runbook. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, { installation, stateMachines, metrics, deadLetters, topic }: AlarmsProps) {
    super(scope, id);
    const add = (name: string, meaning: string, metric: IMetric, threshold = 1) =>
      addAlarm(this, topic, { installation, name, meaning, metric, threshold });
    const sum = { statistic: 'Sum', period: Duration.minutes(5) };
    add('failed-executions', 'Executions failed, timed out or were aborted.', failedExecutions(stateMachines));
    add(
      'throttles',
      'AWS refused calls as too many, again and again: onboardings take longer or fail.',
      metrics.metric('throttledCalls', { ...sum, period: Duration.minutes(15) }),
      10,
    );
    add(
      'dead-letters',
      'Events could not be delivered: a cluster was tagged and nothing has started, or an alert got lost.',
      deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: Duration.minutes(5) }),
    );
    add('no-samples', 'A scraper is ACTIVE and no sample of it arrives.', metrics.metric('noSamples', sum));
  }
}

/** In a source account, where events are forwarded from. */
export class ForwardingAlarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { installation, deadLetters, topic }: Pick<AlarmsProps, 'installation' | 'deadLetters' | 'topic'>,
  ) {
    super(scope, id);
    addAlarm(this, topic, {
      installation,
      name: 'forward-dead-letters',
      meaning: 'Events could not be forwarded: a cluster was tagged or deleted and the workflow does not know.',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: Duration.minutes(5),
      }),
      threshold: 1,
    });
  }
}

interface AlarmProps {
  installation: string;
  /** The runbook's heading. */
  name: string;
  meaning: string;
  metric: IMetric;
  threshold: number;
}

function addAlarm(
  scope: Construct,
  topic: Topic,
  { installation, name, meaning, metric, threshold }: AlarmProps,
): void {
  new Alarm(scope, name, {
    alarmName: `${installation}-${name}`,
    alarmDescription: `${meaning} Runbook: docs/runbook.md#${name}`,
    metric,
    threshold,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  }).addAlarmAction(new SnsAction(topic));
}

/** An alarm takes 10 metrics at most: 3 of each state machine. */
function failedExecutions(stateMachines: StateMachine[]): MathExpression {
  const options = { statistic: 'Sum', period: Duration.minutes(5) };
  const metrics = stateMachines.flatMap((machine, index) => [
    [`failed${index}`, machine.metricFailed(options)] as const,
    [`timedOut${index}`, machine.metricTimedOut(options)] as const,
    [`aborted${index}`, machine.metricAborted(options)] as const,
  ]);
  return new MathExpression({
    expression: metrics.map(([id]) => id).join(' + '),
    usingMetrics: Object.fromEntries(metrics),
    label: 'Executions that ended badly',
    period: Duration.minutes(5),
  });
}
