import * as z from 'zod';
import type { ScheduleView, TargetView } from '../../running.ts';
import { defineOperation, runnerOf, ServiceError, type CallContext, type Operation } from '../../operation.ts';

const name = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[0-9a-zA-Z-_.]+$/);
const input = z.strictObject({ Name: name, groupName: name.default('default') });
type Input = z.infer<typeof input>;

function scheduleArn({ Name, groupName }: Input, { caller, partition, region }: CallContext): string {
  return `arn:${partition}:scheduler:${region}:${caller.accountId}:schedule/${groupName}/${Name}`;
}

/**
 * A schedule as its template has it (https://docs.aws.amazon.com/scheduler/latest/APIReference/API_GetSchedule.html; the words of the error
 * were seen in https://github.com/aws/aws-sdk-js-v3/issues/5720).
 */
const getSchedule = defineOperation<Input>({
  service: 'scheduler',
  name: 'GetSchedule',
  http: { method: 'GET', uri: '/schedules/{Name}' },
  input,
  access: (request, call) => [
    {
      action: 'scheduler:GetSchedule',
      resourceArn: scheduleArn(request, call),
      resourceAccountId: call.caller.accountId,
    },
  ],
  run(request, call) {
    const found = runnerOf(call, 'schedules')
      .all()
      .find(({ arn }) => arn === scheduleArn(request, call));
    if (found !== undefined) return scheduleView(found, request.groupName);
    const Message = `Schedule ${request.Name} does not exist.`;
    throw new ServiceError('ResourceNotFoundException', 404, Message, { Message });
  },
});

function scheduleView(schedule: ScheduleView, GroupName: string): Record<string, unknown> {
  const { windowMinutes } = schedule;
  const created = new Date(schedule.createdAt);
  return {
    Arn: schedule.arn,
    Name: schedule.name,
    GroupName,
    State: schedule.enabled ? 'ENABLED' : 'DISABLED',
    ScheduleExpression: schedule.expression,
    FlexibleTimeWindow:
      windowMinutes === undefined ? { Mode: 'OFF' } : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: windowMinutes },
    Target: targetView(schedule.target),
    CreationDate: created,
    LastModificationDate: created,
  };
}

function targetView({ arn, roleArn, input: text, deadLetterArn, retry }: TargetView): Record<string, unknown> {
  return {
    Arn: arn,
    RoleArn: roleArn,
    Input: text,
    DeadLetterConfig: deadLetterArn === undefined ? undefined : { Arn: deadLetterArn },
    RetryPolicy: retry && {
      MaximumRetryAttempts: retry.maximumAttempts,
      MaximumEventAgeInSeconds: retry.maximumEventAgeSeconds,
    },
  };
}

/** All that is served of EventBridge Scheduler: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_GetSchedule.html. */
export const schedulerOperations: readonly Operation[] = [getSchedule];
