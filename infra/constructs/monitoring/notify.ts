import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { environmentOf, NOTIFY_ENVIRONMENT } from '../../../functions/shared/environment.ts';
import { deployedName } from '../../../functions/shared/names.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { notifyPermissions } from '../../permissions/functions.ts';
import { DeliveredRule } from '../doors/deliveredRule.ts';
import { endedExecutionPattern } from '../doors/eventPatterns.ts';
import { WorkflowFunction } from '../workflowFunction.ts';
import type { AlertTopic } from './alertTopic.ts';

interface NotifyProps {
  configuration: Configuration;
  /** The text of the file with the deployment's data. */
  deployment: string;
  stateMachines: StateMachine[];
  alerts: AlertTopic;
  logGroup: ILogGroup;
  bundling: boolean;
}

/**
 * Tells people what executions have come to: the rule calls the function with every end, and the function writes what is news. Its
 * asynchronous invocations have no destination and no queue, since what would be kept there is the event with the whole request.
 */
export class Notify extends Construct {
  readonly function: IFunction;
  readonly ruleName: string;

  constructor(scope: Construct, id: string, props: NotifyProps) {
    super(scope, id);
    const { configuration, deployment, stateMachines, alerts, logGroup, bundling } = props;
    const { name: installation, partition } = configuration;
    const { topicArn } = alerts.topic;
    const { region, account } = Stack.of(this);
    const place = `${region}:${account}`;
    this.ruleName = `${installation}-execution-ended`;
    this.function = new WorkflowFunction(this, 'Notify', {
      installation,
      name: 'notify',
      permissions: notifyPermissions(configuration, {
        functionArn: `arn:${partition}:lambda:${place}:function:${deployedName(installation, 'notify')}`,
        topicArn,
        keyArn: alerts.key.keyArn,
        tableArn: `arn:${partition}:dynamodb:${place}:table/${deployedName(installation, 'connections')}`,
        busArn: `arn:${partition}:events:${place}:event-bus/${deployedName(installation, 'bus')}`,
      }),
      environment: { ...environmentOf(installation), [NOTIFY_ENVIRONMENT.topicArn]: topicArn },
      deployment,
      logGroup,
      bundling,
    }).function;
    const { ruleArn } = new DeliveredRule(this, 'ExecutionEnded', {
      name: this.ruleName,
      description: 'Has people told what executions have come to',
      pattern: endedExecutionPattern(stateMachines.map(({ stateMachineArn }) => stateMachineArn)),
      target: { arn: this.function.functionArn },
    });
    new CfnPermission(this, 'Invoke', {
      functionName: this.function.functionArn,
      action: 'lambda:InvokeFunction',
      principal: 'events.amazonaws.com',
      sourceArn: ruleArn,
    });
  }
}
