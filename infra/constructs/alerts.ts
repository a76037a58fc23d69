import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { failedExecutionPattern } from '../eventPatterns.ts';
import { DeliveredRule } from './deliveredRule.ts';

export interface AlertsProps {
  stateMachines: StateMachine[];
  deadLetters: Queue;
  email: string | undefined;
}

/** The topic that tells people: of every execution that ended badly, as the event has it, and of every alarm. */
export class Alerts extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { stateMachines, deadLetters, email }: AlertsProps) {
    super(scope, id);
    const key = new Key(this, 'Key', {
      description: "Encrypts amp-scraper's alerts",
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.topic = new Topic(this, 'Topic', { topicName: 'amp-scraper-alerts', masterKey: key, enforceSSL: true });
    if (email !== undefined) this.topic.addSubscription(new EmailSubscription(email));
    const rule = new DeliveredRule(this, 'ExecutionFailed', {
      name: 'amp-scraper-execution-failed',
      description: 'Tells of executions that failed, timed out or were aborted',
      pattern: failedExecutionPattern(stateMachines.map(({ stateMachineArn }) => stateMachineArn)),
      target: { arn: this.topic.topicArn },
      deadLetters,
    });
    this.admit('events.amazonaws.com', { ArnEquals: { 'aws:SourceArn': rule.ruleArn } });
    // No condition: EventBridge sends the key no aws:SourceAccount and no aws:SourceArn
    // (https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html).
    allowUse(key, 'events.amazonaws.com');
    const account = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    this.admit('cloudwatch.amazonaws.com', account);
    allowUse(key, 'cloudwatch.amazonaws.com', account);
  }

  private admit(service: string, conditions: Record<string, Record<string, string>>): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal(service)],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions,
      }),
    );
  }
}

/** In a key's policy `*` is the key itself. */
function allowUse(key: Key, service: string, conditions?: Record<string, Record<string, string>>): void {
  key.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal(service)],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      ...(conditions ? { conditions } : {}),
    }),
  );
}
