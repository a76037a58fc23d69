import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  SingleValueWidget,
  TextWidget,
  type IAlarm,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { FLEET_CLASSES } from '../../../functions/shared/fleet/fleetClasses.ts';
import { MACHINE_NAMES, type MachineName } from '../../../functions/shared/names.ts';
import { consoleUrl, stateMachinePage } from '../outputs.ts';
import { UNWELL } from './alarms.ts';
import type { WorkflowMetrics } from './metrics.ts';

interface WorkflowDashboardProps {
  installation: string;
  partition: string;
  metrics: WorkflowMetrics;
  machines: Readonly<Record<MachineName, StateMachine>>;
  /** From one run of reconcile to the next. */
  untilNext: Duration;
  alarms: readonly IAlarm[];
}

const SIZE = { width: 12, height: 6 };
const SUM = { statistic: 'Sum', period: Duration.minutes(5) };

/** At a glance: what rings and where to go on, how the fleet is, and what became of executions. */
export class WorkflowDashboard extends Construct {
  readonly dashboardName: string;

  constructor(scope: Construct, id: string, props: WorkflowDashboardProps) {
    super(scope, id);
    // Dashboards are the account's, not a Region's.
    this.dashboardName = `${props.installation}-${Stack.of(this).region}`;
    new Dashboard(this, 'Dashboard', {
      dashboardName: this.dashboardName,
      widgets: [this.whereToGoOn(props), ...fleet(props), ...executions(props)],
    });
  }

  private whereToGoOn({ installation, partition, machines, alarms }: WorkflowDashboardProps): IWidget[] {
    const { region } = Stack.of(this);
    const link = (text: string, page: string) => `[${text}](${consoleUrl(partition, region, page)})`;
    const markdown = [
      '**Executions**',
      ...MACHINE_NAMES.map((name) => `- ${link(name, stateMachinePage(region, machines[name]))}`),
      '',
      `**Logs:** ${link('Logs Insights', `cloudwatch/home?region=${region}#logsV2:logs-insights`)} has the saved queries under \`${installation}/\`.`,
      '',
      '**What to do:** `docs/alarms.md` by alarm, `docs/runbook.md` by the error of an execution, `docs/fleet.md` by class.',
    ].join('\n');
    return [
      new TextWidget({ ...SIZE, markdown }),
      new AlarmStatusWidget({ ...SIZE, title: 'Alarms', alarms: [...alarms] }),
    ];
  }
}

/** By the line that each run of reconcile ends with. */
function fleet({ metrics, untilNext }: WorkflowDashboardProps): IWidget[][] {
  const ofRuns = { statistic: 'Maximum', period: untilNext };
  return [
    [
      new SingleValueWidget({
        width: 24,
        height: 4,
        title: 'The fleet by class',
        metrics: FLEET_CLASSES.map((one) => metrics.inventory(one, { ...ofRuns, label: one })),
        sparkline: true,
      }),
    ],
    [
      new GraphWidget({
        ...SIZE,
        title: 'What runs find and do not mend',
        left: UNWELL.map(({ of }) => metrics.inventory(of, { ...ofRuns, label: of })),
      }),
      new GraphWidget({
        ...SIZE,
        title: 'The oldest that is not done, quotas that are used most',
        left: [metrics.metric('oldestSeconds', ofRuns)],
        leftYAxis: { label: 'seconds', showUnits: false, min: 0 },
        right: [metrics.metric('scraperQuotaPercent', ofRuns), metrics.metric('roleQuotaPercent', ofRuns)],
        rightYAxis: { label: 'percent', showUnits: false, min: 0, max: 100 },
      }),
    ],
  ];
}

/** What came of it, what failed, how long it took, did AWS hold us up. */
function executions({ metrics, machines: { onboard, offboard } }: WorkflowDashboardProps): IWidget[][] {
  return [
    [
      new GraphWidget({
        ...SIZE,
        title: 'Executions by outcome and door',
        left: [metrics.search('outcomes')],
      }),
      new GraphWidget({
        ...SIZE,
        title: 'Failures by error name',
        left: [metrics.search('failures')],
      }),
    ],
    [
      new GraphWidget({
        ...SIZE,
        title: 'Seconds to ACTIVE',
        left: ['p50', 'Maximum'].map((statistic) =>
          metrics.metric('secondsToActive', { statistic, period: Duration.hours(1), label: statistic }),
        ),
      }),
      new GraphWidget({
        ...SIZE,
        title: 'API throttles, events of accounts that never answered',
        left: [metrics.metric('throttledCalls', SUM), ...[onboard, offboard].map((one) => one.metricThrottled(SUM))],
        right: [metrics.metric('neverAnswered', SUM)],
      }),
    ],
  ];
}
