import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

export interface AlertTopicProps {
  installation: string;
  topicName: string;
  /** Who is told; the address has to confirm. */
  email: string | undefined;
}

type Conditions = Record<string, Record<string, string>>;

/** An encrypted topic that tells people, to begin with of the account's alarms. */
export class AlertTopic extends Construct {
  readonly topic: Topic;
  private readonly key: Key;

  constructor(scope: Construct, id: string, { installation, topicName, email }: AlertTopicProps) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: `Encrypts ${installation}'s alerts`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.topic = new Topic(this, 'Topic', { topicName, masterKey: this.key, enforceSSL: true });
    if (email !== undefined) this.topic.addSubscription(new EmailSubscription(email));
    const account = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    this.admit('cloudwatch.amazonaws.com', account, account);
  }

  /** @param keyConditions Those under which the service may use the key: none where it sends no key that could be asked for. */
  admit(service: string, conditions: Conditions, keyConditions: Conditions | undefined): void {
    const principals = [new ServicePrincipal(service)];
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals,
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions,
      }),
    );
    this.key.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals,
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        // In a key's policy `*` is the key itself.
        resources: ['*'],
        ...(keyConditions ? { conditions: keyConditions } : {}),
      }),
    );
  }
}
