import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { schedulePermissions } from '../permissions/fleet.ts';
import { serviceTrust } from '../permissions/policyDocument.ts';
import { FixedRole } from './role.ts';

interface ReconcileScheduleProps {
  installation: string;
  /** Of EventBridge Scheduler's. */
  expression: string;
  reconcile: StateMachine;
  deadLetters: Queue;
}

/** Within so many minutes after its time a run begins, so that installations and Regions do not all look at once. */
const WINDOW_MINUTES = 15;
/** A run that could not be started for so long is not started late: the next one is near. */
const RETRY = { maximumEventAgeInSeconds: 1800, maximumRetryAttempts: 10 };

/** From one run to the next. @param expression `rate(N hours)`, as the configuration has it */
export function durationOf(expression: string): Duration {
  return Duration.hours(Number(/\d+/.exec(expression)?.[0]));
}

/** Starts reconcile again and again. What could not be started is where the undelivered events are, and rings their alarm. */
export class ReconcileSchedule extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { installation, expression, reconcile, deadLetters }: ReconcileScheduleProps,
  ) {
    super(scope, id);
    const { partition, region, account } = Stack.of(this);
    // Scheduler names the group of a schedule, and never the schedule; this one is in none that was made.
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    const group = `arn:${partition}:scheduler:${region}:${account}:schedule-group/default`;
    const { arn: roleArn } = new FixedRole(this, 'Role', {
      roleName: `${installation}-${region}-schedule`,
      description: `Lets ${installation}'s schedule start reconcile`,
      trust: serviceTrust('scheduler.amazonaws.com', {
        StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': group },
      }),
      policies: { start: schedulePermissions(reconcile.stateMachineArn, deadLetters.queueArn) },
    });
    new CfnSchedule(this, 'Schedule', {
      name: `${installation}-reconcile`,
      description: 'Starts reconcile, which keeps the fleet right',
      scheduleExpression: expression,
      flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: WINDOW_MINUTES },
      target: {
        arn: reconcile.stateMachineArn,
        roleArn,
        input: '{}',
        retryPolicy: RETRY,
        deadLetterConfig: { arn: deadLetters.queueArn },
      },
    });
  }
}
