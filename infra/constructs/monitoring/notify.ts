import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ENVIRONMENT, NOTIFY_ENVIRONMENT } from '../../../functions/shared/environment.ts';
import { publishPermissions } from '../../permissions/functions.ts';
import { DeliveredRule } from '../doors/deliveredRule.ts';
import { failedExecutionPattern } from '../doors/eventPatterns.ts';
import { WorkflowFunction } from '../workflowFunction.ts';
import type { AlertTopic } from './alertTopic.ts';

export interface NotifyProps {
  installation: string;
  stateMachines: StateMachine[];
  alerts: AlertTopic;
  logGroup: ILogGroup;
  bundling: boolean;
}

/**
 * Tells people of every execution that ended badly: the rule calls the function, and the function writes the mail. Its asynchronous
 * invocations have no destination and no queue, since what would be kept there is the event with the whole request.
 */
export class Notify extends Construct {
  readonly function: IFunction;
  readonly ruleName: string;

  constructor(scope: Construct, id: string, props: NotifyProps) {
    super(scope, id);
    const { installation, stateMachines, alerts, logGroup, bundling } = props;
    const { topicArn } = alerts.topic;
    this.ruleName = `${installation}-execution-failed`;
    this.function = new WorkflowFunction(this, 'Notify', {
      installation,
      name: 'notify',
      permissions: publishPermissions(topicArn, alerts.key.keyArn),
      environment: { [ENVIRONMENT.name]: installation, [NOTIFY_ENVIRONMENT.topicArn]: topicArn },
      logGroup,
      bundling,
    }).function;
    const { ruleArn } = new DeliveredRule(this, 'ExecutionFailed', {
      name: this.ruleName,
      description: 'Has a mail written of executions that failed, timed out or were aborted',
      pattern: failedExecutionPattern(stateMachines.map(({ stateMachineArn }) => stateMachineArn)),
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
