import * as z from 'zod';
import type { OwnRule } from '../../../state/state.ts';
import type { RuleView, TargetView } from '../../running.ts';
import { defineOperation, runnerOf, ServiceError, type CallContext } from '../../operation.ts';
import { busArnOf, busNameOf } from './buses.ts';

const input = z.strictObject({
  Name: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[.\-_A-Za-z0-9]+$/),
  EventBusName: z.string().min(1).max(1600).optional(),
});
type Input = z.infer<typeof input>;

type Named = Pick<Input, 'Name' | 'EventBusName'>;

/** A rule of a bus other than the default has that in its ARN. */
export function ruleArn({ Name, EventBusName }: Named, call: CallContext): string {
  const bus = busArnOf(EventBusName, call);
  const name = busNameOf(bus);
  return `${bus.slice(0, bus.indexOf(':event-bus/'))}:rule/${name === 'default' ? '' : `${name}/`}${Name}`;
}

function ownView({ eventPattern, ...rule }: OwnRule): RuleView {
  const pattern: unknown = JSON.parse(eventPattern);
  return { ...rule, eventPattern: pattern };
}

/** @throws ServiceError ResourceNotFoundException */
function existingRule({ Name, EventBusName }: Named, call: CallContext): RuleView {
  const bus = busArnOf(EventBusName, call);
  const deployed = runnerOf(call, 'events').rules?.() ?? [];
  const own = Object.values(call.world.rules ?? {}).map(ownView);
  const found = [...deployed, ...own].find(({ name, busArn }) => name === Name && busArn === bus);
  if (found !== undefined) return found;
  const message = `Rule ${Name} does not exist on EventBus ${busNameOf(bus)}.`;
  throw new ServiceError('ResourceNotFoundException', 400, message);
}

/** A rule as its template has it (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html). */
export const describeRule = defineOperation<Input>({
  service: 'events',
  name: 'DescribeRule',
  input,
  access: (request, call) => [
    {
      action: 'events:DescribeRule',
      resourceArn: ruleArn(request, call),
      resourceAccountId: call.caller.accountId,
    },
  ],
  run(request, call) {
    const found = existingRule(request, call);
    return {
      Name: found.name,
      Arn: found.arn,
      State: found.enabled ? 'ENABLED' : 'DISABLED',
      EventBusName: busNameOf(found.busArn),
      EventPattern: found.eventPattern === undefined ? undefined : JSON.stringify(found.eventPattern),
      CreatedBy: call.caller.accountId,
    };
  },
});

const targetsInput = z.strictObject({ Rule: input.shape.Name, EventBusName: input.shape.EventBusName });
type TargetsInput = z.infer<typeof targetsInput>;

const named = ({ Rule: Name, EventBusName }: TargetsInput): Named => ({ Name, EventBusName });

/** All targets in one answer: a rule has five at most (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html). */
export const listTargetsByRule = defineOperation<TargetsInput>({
  service: 'events',
  name: 'ListTargetsByRule',
  input: targetsInput,
  access: (request, call) => [
    {
      action: 'events:ListTargetsByRule',
      resourceArn: ruleArn(named(request), call),
      resourceAccountId: call.caller.accountId,
    },
  ],
  run: (request, call) => ({ Targets: (existingRule(named(request), call).targets ?? []).map(targetView) }),
});

function targetView({ id, arn, roleArn, input: text, deadLetterArn, retry }: TargetView): Record<string, unknown> {
  return {
    Id: id,
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
