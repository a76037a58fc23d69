import * as z from 'zod';
import type { DeployedSchedule } from '../deployed.ts';
import type { ResolvedStack } from '../template/intrinsics.ts';
import { number, readWhole } from '../template/properties.ts';

const schedule = z.object({
  ScheduleExpression: z.string(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  FlexibleTimeWindow: z.discriminatedUnion('Mode', [
    z.strictObject({ Mode: z.literal('OFF') }),
    z.strictObject({ Mode: z.literal('FLEXIBLE'), MaximumWindowInMinutes: number }),
  ]),
  Target: z.strictObject({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string().optional(),
    DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
    RetryPolicy: z
      .strictObject({ MaximumRetryAttempts: number.optional(), MaximumEventAgeInSeconds: number.optional() })
      .optional(),
  }),
});

/**
 * Schedules of the default group, as they are shown: none is ever due here
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html).
 */
export function readSchedules(stack: ResolvedStack): DeployedSchedule[] {
  const { accountId, region } = stack.place;
  return readWhole(stack, 'AWS::Scheduler::Schedule', schedule, ['Name', 'Description']).map((read) => {
    const { ScheduleExpression: expression, State, FlexibleTimeWindow: window, Target } = read.properties;
    return {
      arn: read.arn,
      name: read.resource.physical.name,
      accountId,
      region,
      enabled: State === 'ENABLED',
      expression,
      ...(window.Mode === 'FLEXIBLE' ? { windowMinutes: window.MaximumWindowInMinutes } : {}),
      target: targetOf(Target),
    };
  });
}

function targetOf({ Arn, RoleArn, Input, DeadLetterConfig, RetryPolicy }: z.infer<typeof schedule>['Target']) {
  const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age } = RetryPolicy ?? {};
  const retry = {
    ...(attempts === undefined ? {} : { maximumAttempts: attempts }),
    ...(age === undefined ? {} : { maximumEventAgeSeconds: age }),
  };
  return {
    arn: Arn,
    roleArn: RoleArn,
    ...(Input === undefined ? {} : { input: Input }),
    ...(DeadLetterConfig === undefined ? {} : { deadLetterArn: DeadLetterConfig.Arn }),
    ...(RetryPolicy === undefined ? {} : { retry }),
  };
}
