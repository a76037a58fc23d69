import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, type IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

interface AlertTopicProps {
  installation: string;
  /** Who is told; the address has to confirm. */
  email: string | undefined;
  /** The key that encrypts it. @default one of the stack's own */
  keyArn: string | undefined;
}

/**
 * The encrypted topic that tells people: of the workflow account's alarms, and what the function notify writes. One in each Region of
 * the workflow account, and none elsewhere: a key and an address to confirm for each account and Region would be hundreds.
 */
export class AlertTopic extends Construct {
  readonly topic: Topic;
  readonly key: IKey;

  constructor(scope: Construct, id: string, { installation, email, keyArn }: AlertTopicProps) {
    super(scope, id);
    this.key =
      keyArn === undefined
        ? new Key(this, 'Key', {
            description: `Encrypts ${installation}'s alerts`,
            enableKeyRotation: true,
            removalPolicy: RemovalPolicy.DESTROY,
          })
        : Key.fromKeyArn(this, 'Key', keyArn);
    this.topic = new Topic(this, 'Topic', {
      topicName: `${installation}-alerts`,
      masterKey: this.key,
      enforceSSL: true,
    });
    if (email !== undefined) this.topic.addSubscription(new EmailSubscription(email));
    this.admitAlarms();
  }

  private admitAlarms(): void {
    const admitted = {
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    };
    this.topic.addToResourcePolicy(
      new PolicyStatement({ ...admitted, actions: ['sns:Publish'], resources: [this.topic.topicArn] }),
    );
    this.key.addToResourcePolicy(
      new PolicyStatement({
        ...admitted,
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        // In a key's policy `*` is the key itself.
        resources: ['*'],
      }),
    );
  }
}
