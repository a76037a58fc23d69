import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** EventBridge tries for a day by default; what an hour did not deliver is for a person to look at. */
const RETRY = { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 10 };

interface DeliveredRuleProps {
  name: string;
  description: string;
  /** @default the account's default bus */
  eventBusName?: string;
  pattern: object;
  /** @default true */
  enabled?: boolean;
  target: { arn: string; roleArn?: string; inputTransformer?: CfnRule.InputTransformerProperty };
  /**
   * The target is an event bus. It has no bounded retry: EventBridge refuses a retry policy there (aws-cdk-lib's EventBusProps),
   * and tries for its day.
   * @default false
   */
  forwards?: boolean;
  /**
   * Absent for a rule on executions: what EventBridge would keep there is the event as it came, with the whole request in it, whatever
   * its transformer makes of it. Its alarm counts AWS/Events' FailedInvocations, and the execution itself is there for 90 days.
   */
  deadLetters?: Queue;
}

/** A rule with one target, a bounded retry where there can be one, and a queue for what could not be delivered where it may be kept. */
export class DeliveredRule extends Construct {
  readonly ruleArn: string;

  constructor(scope: Construct, id: string, props: DeliveredRuleProps) {
    super(scope, id);
    const { name, description, eventBusName, pattern, enabled = true, target, forwards = false, deadLetters } = props;
    const retry = forwards ? {} : { retryPolicy: RETRY };
    const rule = new CfnRule(this, 'Rule', {
      name,
      description,
      ...(eventBusName ? { eventBusName } : {}),
      eventPattern: pattern,
      state: enabled ? 'ENABLED' : 'DISABLED',
      targets: [
        {
          id: 'Target',
          ...target,
          ...retry,
          ...(deadLetters ? { deadLetterConfig: { arn: deadLetters.queueArn } } : {}),
        },
      ],
    });
    this.ruleArn = rule.attrArn;
    deadLetters?.addToResourcePolicy(
      new PolicyStatement({
        sid: `DeadLettersOf${id}`,
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [deadLetters.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rule.attrArn } },
      }),
    );
  }
}
