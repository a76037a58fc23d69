import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { CleanUp } from '../doors/cleanUp.ts';
import type { FleetClass } from '../../../functions/shared/fleet/fleetClasses.ts';
import type { METRICS, WorkflowMetrics } from './metrics.ts';
import type { Notify } from './notify.ts';

interface AlarmsProps {
  installation: string;
  stateMachines: StateMachine[];
  reconcile: StateMachine;
  /** From one run of reconcile to the next. */
  untilNext: Duration;
  metrics: WorkflowMetrics;
  deadLetters: Queue;
  notify: Notify;
  cleanUp: CleanUp;
  topic: Topic;
}

const PERIOD = Duration.minutes(5);
const SUM = { statistic: 'Sum', period: PERIOD };

/** Rung by one run, and over when two have passed without: a run that finds the same thing again tells nobody again. */
const STANDING = { evaluationPeriods: 2, datapointsToAlarm: 1 };

/**
 * Rung by three runs in a row, each of which has counted it, and over with one that counts none. Runs begin a quarter of an hour earlier or
 * later, so that an hour may have two of them or none: where three are not known the alarm stays as it is.
 */
const IN_A_ROW = { evaluationPeriods: 3, treatMissingData: TreatMissingData.IGNORE };

/** The classes of the fleet that have an alarm: what reconcile finds run after run and cannot mend by itself. */
export const UNWELL: readonly { name: string; of: FleetClass; meaning: string }[] = [
  {
    name: 'silent',
    of: 'silent',
    meaning: 'Three runs in a row have found scrapers that are ACTIVE and whose samples have stopped.',
  },
  {
    name: 'orphans',
    of: 'orphan',
    meaning: 'Three runs in a row have found scrapers of clusters that are gone, or left by an execution.',
  },
  {
    name: 'unreachable',
    of: 'unreachable',
    meaning: 'Three runs in a row could not look at an account: nobody keeps its clusters right.',
  },
  {
    name: 'quarantined',
    of: 'quarantined',
    meaning: 'Three runs in a row have found clusters that are not tried any more after failures.',
  },
];

/** What a person has to know of; each alarm's description leads to its heading in docs/alarms.md. */
export class Alarms extends Construct {
  readonly alarms: Alarm[] = [];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { installation, stateMachines, reconcile, untilNext, metrics, deadLetters, notify, cleanUp, topic } = props;
    const add = (name: string, meaning: string, metric: IMetric, more: Partial<AlarmProps> = {}) => {
      const alarm = addAlarm(this, { installation, name, meaning, metric, ...more });
      alarm.addAlarmAction(new SnsAction(topic));
      this.alarms.push(alarm);
    };
    const ofRuns = (...names: (keyof typeof METRICS)[]) =>
      names.map((name) => metrics.metric(name, { statistic: 'Maximum', period: untilNext }));
    add('notify-errors', 'The mail of an execution that ended badly could not be written.', untold(notify));
    add(
      'failed-executions',
      'Executions failed for want of the platform, timed out or were aborted.',
      failedExecutions(stateMachines, metrics),
    );
    add(
      'throttles',
      'AWS refused calls as too many, again and again: onboardings take longer or fail.',
      metrics.metric('throttledCalls', { ...SUM, period: Duration.minutes(15) }),
      { threshold: 10 },
    );
    add(
      'dead-letters',
      'Events could not be delivered: a cluster was tagged, untagged or deleted and nothing has started.',
      waitingIn(deadLetters),
    );
    add(
      'clean-up-failed',
      'Offboard could not be started for an execution that ended badly: what it made, or was to take away, may be left.',
      sumOf('Clean-ups that were not started', cleanUp.ruleNames.map(failedInvocations)),
    );
    add(
      'reconcile-failed',
      'Runs of reconcile failed: nobody looks at the fleet until one ends well.',
      sumOf('Runs that ended badly', [
        reconcile.metricFailed(SUM),
        reconcile.metricTimedOut(SUM),
        reconcile.metricAborted(SUM),
      ]),
    );
    add(
      'removals-held',
      'More connections are unwanted than may be taken away unasked: reconcile waits for an approval, or tags have removed too many.',
      sumOf('Removals that wait', ofRuns('removalsHeld', 'leftToReconcile'), untilNext),
      STANDING,
    );
    for (const { name, of, meaning } of UNWELL) {
      add(name, meaning, metrics.inventory(of, { statistic: 'Maximum', period: untilNext }), IN_A_ROW);
    }
    add('no-samples', 'A scraper is ACTIVE and no sample of it arrives.', metrics.metric('noSamples', SUM));
  }
}

/**
 * In a source account, where events are forwarded from. It tells nobody: there is one topic, in the workflow account, and what cannot
 * be forwarded cannot be told by the way that is broken.
 */
export class ForwardingAlarm extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { installation, deadLetters }: Pick<AlarmsProps, 'installation' | 'deadLetters'>,
  ) {
    super(scope, id);
    addAlarm(this, {
      installation,
      name: 'forward-dead-letters',
      meaning: 'Events could not be forwarded: a cluster was tagged or deleted and the workflow does not know.',
      metric: waitingIn(deadLetters),
    });
  }
}

interface AlarmProps {
  installation: string;
  /** The heading in docs/alarms.md. */
  name: string;
  meaning: string;
  metric: IMetric;
  /** 1 unless given. */
  threshold?: number;
  /** Of so many periods, one unless given, so many have to be beyond the threshold. A day of periods at most, seven of hours or more. */
  evaluationPeriods?: number;
  datapointsToAlarm?: number;
  /** Not beyond the threshold, unless given. */
  treatMissingData?: TreatMissingData;
}

function addAlarm(scope: Construct, { installation, name, meaning, metric, ...when }: AlarmProps): Alarm {
  return new Alarm(scope, name, {
    alarmName: `${installation}-${name}`,
    alarmDescription: `${meaning} Runbook: docs/alarms.md#${name}`,
    metric,
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    ...when,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  });
}

function waitingIn(queue: Queue): Metric {
  return queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: PERIOD });
}

/**
 * Of a rule on the default bus, what EventBridge gave up to deliver; sent when it is not zero alone
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html).
 */
function failedInvocations(ruleName: string): Metric {
  const dimensionsMap = { RuleName: ruleName };
  return new Metric({ namespace: 'AWS/Events', metricName: 'FailedInvocations', dimensionsMap, ...SUM });
}

/**
 * The sum of metrics, each of which may have no data: `a + b` has none where either has none, so that each is filled with 0
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html). An alarm takes 10 metrics at most.
 */
function sumOf(label: string, metrics: readonly IMetric[], period = PERIOD): MathExpression {
  const named = metrics.map((metric, index) => [`m${index}`, metric] as const);
  return new MathExpression({
    expression: named.map(([id]) => `FILL(${id}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(named),
    label,
    period,
  });
}

/** Lambda's own names for what it did not invoke, or gave up (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html). */
function untold({ function: notify, ruleName }: Notify): MathExpression {
  const dropped = notify.metric('AsyncEventsDropped', SUM);
  return sumOf('Mails that were not written', [
    notify.metricErrors(SUM),
    notify.metricThrottles(SUM),
    dropped,
    failedInvocations(ruleName),
  ]);
}

/** Step Functions counts a requester's mistakes as failed too: of those that failed, the line counts that notify writes of each. */
function failedExecutions(stateMachines: StateMachine[], metrics: WorkflowMetrics): MathExpression {
  const cutShort = stateMachines.flatMap((machine) => [machine.metricTimedOut(SUM), machine.metricAborted(SUM)]);
  return sumOf('Executions that ended badly', [metrics.metric('platformFailures', SUM), ...cutShort]);
}
