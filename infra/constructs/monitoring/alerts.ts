import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { failedExecutionPattern } from '../doors/eventPatterns.ts';
import { AlertTopic } from './alertTopic.ts';
import { DeliveredRule } from '../doors/deliveredRule.ts';

export interface AlertsProps {
  installation: string;
  stateMachines: StateMachine[];
  deadLetters: Queue;
  email: string | undefined;
}

/** The topic that tells people: of every execution that ended badly, as the event has it, and of every alarm. */
export class Alerts extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { installation, stateMachines, deadLetters, email }: AlertsProps) {
    super(scope, id);
    const alerts = new AlertTopic(this, 'Alerts', { installation, topicName: `${installation}-alerts`, email });
    this.topic = alerts.topic;
    const rule = new DeliveredRule(this, 'ExecutionFailed', {
      name: `${installation}-execution-failed`,
      description: 'Tells of executions that failed, timed out or were aborted',
      pattern: failedExecutionPattern(stateMachines.map(({ stateMachineArn }) => stateMachineArn)),
      target: { arn: this.topic.topicArn },
      deadLetters,
    });
    // No condition on the key: EventBridge sends it no aws:SourceAccount and no aws:SourceArn
    // (https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html).
    alerts.admit('events.amazonaws.com', { ArnEquals: { 'aws:SourceArn': rule.ruleArn } }, undefined);
  }
}
