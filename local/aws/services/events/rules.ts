import * as z from 'zod';
import { defineOperation, runnerOf, ServiceError, type CallContext } from '../../operation.ts';
import { busArnOf } from './buses.ts';

const input = z.strictObject({
  Name: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[.\-_A-Za-z0-9]+$/),
  EventBusName: z.string().min(1).max(1600).optional(),
});
type Input = z.infer<typeof input>;

/** A rule of a bus other than the default has that in its ARN. */
function ruleArn({ Name, EventBusName }: Input, call: CallContext): string {
  const bus = busArnOf(EventBusName, call);
  const name = bus.slice(bus.indexOf('/') + 1);
  return `${bus.slice(0, bus.indexOf(':event-bus/'))}:rule/${name === 'default' ? '' : `${name}/`}${Name}`;
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
    const bus = busArnOf(request.EventBusName, call);
    const rules = runnerOf(call, 'events').rules?.() ?? [];
    const found = rules.find(({ name, busArn }) => name === request.Name && busArn === bus);
    const busName = bus.slice(bus.indexOf('/') + 1);
    if (found === undefined) {
      const message = `Rule ${request.Name} does not exist on EventBus ${busName}.`;
      throw new ServiceError('ResourceNotFoundException', 400, message);
    }
    return {
      Name: found.name,
      Arn: found.arn,
      State: found.enabled ? 'ENABLED' : 'DISABLED',
      EventBusName: busName,
      EventPattern: found.eventPattern === undefined ? undefined : JSON.stringify(found.eventPattern),
      CreatedBy: call.caller.accountId,
    };
  },
});
