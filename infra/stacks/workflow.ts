import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { environmentOf } from '../../functions/shared/environment.ts';
import { FUNCTION_NAMES } from '../../functions/shared/names.ts';
import type { Configuration } from '../configuration.ts';
import { Alarms } from '../constructs/alarms.ts';
import { Alerts } from '../constructs/alerts.ts';
import { DeadLetters } from '../constructs/deadLetters.ts';
import { WorkflowMetrics } from '../constructs/metrics.ts';
import { ProductDoor } from '../constructs/productDoor.ts';
import { TagDoor } from '../constructs/tagDoor.ts';
import { WorkflowDashboard } from '../constructs/workflowDashboard.ts';
import { FUNCTION_LOG_NAME, WorkflowFunction } from '../constructs/workflowFunction.ts';
import { WorkflowStateMachine } from '../constructs/workflowStateMachine.ts';
import { functionPermissions } from '../permissions/functions.ts';

export interface WorkflowStackProps extends StackProps {
  configuration: Configuration;
  bundling: boolean;
}

/** One Region's workflow: the functions, the state machines that call them, and the doors that start those. */
export class WorkflowStack extends Stack {
  constructor(scope: Construct, id: string, { configuration, bundling, ...props }: WorkflowStackProps) {
    super(scope, id, { ...props, description: "amp-scraper: a Region's workflow, its doors and its alarms" });
    const { logRetentionDays } = configuration;
    const logGroup = new LogGroup(this, 'FunctionLog', {
      logGroupName: FUNCTION_LOG_NAME,
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const shared = { logGroup, bundling, environment: environmentOf(configuration) };
    const permissions = functionPermissions(configuration);
    const functions = new Map(
      FUNCTION_NAMES.map((name) => [
        name,
        new WorkflowFunction(this, capitalised(name), { name, permissions, ...shared }).function,
      ]),
    );
    const { stateMachine: onboard } = new WorkflowStateMachine(this, 'Onboard', {
      workflow: 'onboard',
      functions,
      logRetentionDays,
    });
    const stateMachines = [onboard];
    const { queue: deadLetters } = new DeadLetters(this, 'DeadLetters', { queueName: 'amp-scraper-dead-letters' });
    new TagDoor(this, 'TagDoor', { configuration, onboard, deadLetters });
    new ProductDoor(this, 'ProductDoor', { configuration, onboard, logGroup, bundling });
    const { topic } = new Alerts(this, 'Alerts', { stateMachines, deadLetters, email: configuration.alarmEmail });
    const metrics = new WorkflowMetrics(this, 'Metrics', { logGroup });
    new Alarms(this, 'Alarms', { stateMachines, metrics, deadLetters, topic });
    new WorkflowDashboard(this, 'Dashboard', { metrics, stateMachines });
  }
}

function capitalised(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
