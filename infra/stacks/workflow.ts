import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { deploymentFile } from '../../functions/shared/deploymentData.ts';
import { environmentOf } from '../../functions/shared/environment.ts';
import { FUNCTION_NAMES } from '../../functions/shared/names.ts';
import { deployedConfiguration, sourceAccounts, type Configuration } from '../configuration/configuration.ts';
import { Alarms } from '../constructs/monitoring/alarms.ts';
import { AlertTopic } from '../constructs/monitoring/alertTopic.ts';
import { CleanUp } from '../constructs/doors/cleanUp.ts';
import { addOutputs, consoleUrl, stateMachinePage } from '../constructs/outputs.ts';
import { DeadLetters } from '../constructs/monitoring/deadLetters.ts';
import { Notify } from '../constructs/monitoring/notify.ts';
import { WorkflowMetrics } from '../constructs/monitoring/metrics.ts';
import { ProductDoor } from '../constructs/doors/productDoor.ts';
import { TagDoor } from '../constructs/doors/tagDoor.ts';
import { durationOf, ReconcileSchedule } from '../constructs/reconcile.ts';
import { SavedQueries } from '../constructs/monitoring/savedQueries.ts';
import { WorkflowDashboard } from '../constructs/monitoring/workflowDashboard.ts';
import { ScraperLogs } from '../constructs/scraperLogs.ts';
import { functionLogName, WorkflowFunction } from '../constructs/workflowFunction.ts';
import { WorkflowStateMachine } from '../constructs/workflowStateMachine.ts';
import { permissionsOfFunctions } from '../permissions/ofFunctions.ts';

interface WorkflowStackProps extends StackProps {
  configuration: Configuration;
  bundling: boolean;
}

/** One Region's workflow: the functions, the state machines that call them, and the doors that start those. */
export class WorkflowStack extends Stack {
  constructor(scope: Construct, id: string, { configuration, bundling, ...props }: WorkflowStackProps) {
    const { name: installation, logRetentionDays } = configuration;
    super(scope, id, { ...props, description: `${installation}: a Region's workflow, its doors and its alarms` });
    const logGroup = new LogGroup(this, 'FunctionLog', {
      logGroupName: functionLogName(installation),
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Of listed accounts this one has no stack of its Region: its own events are here already.
    if (sourceAccounts(configuration).includes(configuration.workflowAccountId))
      new ScraperLogs(this, 'ScraperLogs', { installation, logRetentionDays });
    const deployment = deploymentFile(deployedConfiguration(configuration));
    const shared = { installation, logGroup, bundling, deployment, environment: environmentOf(installation) };
    const permitted = permissionsOfFunctions(configuration, this);
    const functions = new Map(
      FUNCTION_NAMES.map((name) => {
        const own = { name, permissions: permitted[name], ...shared };
        return [name, new WorkflowFunction(this, capitalised(name), own).function];
      }),
    );
    const made = { installation, functions, logRetentionDays };
    const { stateMachine: onboard } = new WorkflowStateMachine(this, 'Onboard', { workflow: 'onboard', ...made });
    const { stateMachine: offboard } = new WorkflowStateMachine(this, 'Offboard', { workflow: 'offboard', ...made });
    const { stateMachine: reconcile } = new WorkflowStateMachine(this, 'Reconcile', { workflow: 'reconcile', ...made });
    const stateMachines = [onboard, offboard];
    const { queue: deadLetters } = new DeadLetters(this, 'DeadLetters', { queueName: `${installation}-dead-letters` });
    new TagDoor(this, 'TagDoor', { configuration, onboard, offboard, deadLetters });
    const expression = configuration.reconcile.schedule;
    new ReconcileSchedule(this, 'Schedule', { installation, expression, reconcile, deadLetters });
    const cleanUp = new CleanUp(this, 'CleanUp', { installation, onboard, offboard });
    new ProductDoor(this, 'ProductDoor', { configuration, deployment, onboard, offboard, logGroup, bundling });
    const alerts = new AlertTopic(this, 'Alerts', {
      installation,
      email: configuration.alarmEmail,
      keyArn: configuration.keys.topic?.[this.region],
    });
    const notify = new Notify(this, 'Notify', {
      configuration,
      deployment,
      stateMachines,
      alerts,
      logGroup,
      bundling,
    });
    const metrics = new WorkflowMetrics(this, 'Metrics', { namespace: installation, logGroup });
    new SavedQueries(this, 'Queries', { installation, logGroup });
    const { topic } = alerts;
    const untilNext = durationOf(expression);
    const { alarms } = new Alarms(this, 'Alarms', {
      installation,
      stateMachines,
      reconcile,
      untilNext,
      metrics,
      deadLetters,
      topic,
      notify,
      cleanUp,
    });
    const { partition } = configuration;
    const machines = { onboard, offboard, reconcile };
    const shown = { installation, partition, metrics, machines, untilNext, alarms };
    const { dashboardName } = new WorkflowDashboard(this, 'Dashboard', shown);
    const page = (path: string) => consoleUrl(partition, this.region, path);
    addOutputs(this, nextOf(configuration), {
      OnboardArn: { value: onboard.stateMachineArn, description: 'Connects a cluster' },
      OffboardArn: { value: offboard.stateMachineArn, description: 'Takes a connection away' },
      ReconcileArn: { value: reconcile.stateMachineArn, description: 'Keeps the fleet right' },
      OnboardConsole: { value: page(stateMachinePage(this.region, onboard)), description: 'Executions of onboard' },
      OffboardConsole: { value: page(stateMachinePage(this.region, offboard)), description: 'Executions of offboard' },
      DashboardConsole: {
        value: page(`cloudwatch/home?region=${this.region}#dashboards/dashboard/${dashboardName}`),
        description: 'What came of it, what failed, how long it took',
      },
      AlertsArn: { value: topic.topicArn, description: 'The topic of alarms and failed executions' },
    });
  }
}

function nextOf({ alarmEmail }: Configuration): string {
  const told =
    alarmEmail === undefined
      ? 'Subscribe somebody to the topic of alerts, since alarmEmail is not configured.'
      : `Confirm the subscription in the mail that ${alarmEmail} gets.`;
  return `${told} Then deploy the region, product and operator stacks.`;
}

function capitalised(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
