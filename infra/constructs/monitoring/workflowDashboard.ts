import { Dashboard, GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { WorkflowMetrics } from './metrics.ts';

export interface WorkflowDashboardProps {
  installation: string;
  metrics: WorkflowMetrics;
  stateMachines: StateMachine[];
}

/** Four questions at a glance: what came of it, what failed, how long it took, did AWS hold us up. */
export class WorkflowDashboard extends Construct {
  readonly dashboardName: string;

  constructor(scope: Construct, id: string, { installation, metrics, stateMachines }: WorkflowDashboardProps) {
    super(scope, id);
    const size = { width: 12, height: 6 };
    const sum = { statistic: 'Sum', period: Duration.minutes(5) };
    // Dashboards are the account's, not a Region's.
    this.dashboardName = `${installation}-${Stack.of(this).region}`;
    new Dashboard(this, 'Dashboard', {
      dashboardName: this.dashboardName,
      widgets: [
        [
          new GraphWidget({
            ...size,
            title: 'Executions by outcome and door',
            left: [metrics.search('outcomes')],
          }),
          new GraphWidget({
            ...size,
            title: 'Failures by error name',
            left: [metrics.search('failures')],
          }),
        ],
        [
          new GraphWidget({
            ...size,
            title: 'Seconds to ACTIVE',
            left: ['p50', 'Maximum'].map((statistic) =>
              metrics.metric('secondsToActive', { statistic, period: Duration.hours(1), label: statistic }),
            ),
          }),
          new GraphWidget({
            ...size,
            title: 'API throttles, events of accounts that never answered',
            left: [metrics.metric('throttledCalls', sum), ...stateMachines.map((one) => one.metricThrottled(sum))],
            right: [metrics.metric('neverAnswered', sum)],
          }),
        ],
      ],
    });
  }
}
