import * as z from 'zod';
import { defineOperation, runnerOf, ServiceError, type CallContext } from '../../operation.ts';

/** The bus that a request means: by ARN, or one of the caller's account by its name, or its default one. */
export function busArnOf(name = 'default', { caller, partition, region }: CallContext): string {
  if (name.startsWith('arn:')) return name;
  return `arn:${partition}:events:${region}:${caller.accountId}:event-bus/${name}`;
}

/** What stands behind the slash of a bus's ARN, which rules on it have in theirs. */
export function busNameOf(busArn: string): string {
  return busArn.slice(busArn.indexOf('/') + 1);
}

const input = z.strictObject({ Name: z.string().min(1).max(1600).optional() });

/** Every account has the default bus (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html); the words of the error are assumed. */
export const describeEventBus = defineOperation<z.infer<typeof input>>({
  service: 'events',
  name: 'DescribeEventBus',
  input,
  access: ({ Name }, call) => [
    { action: 'events:DescribeEventBus', resourceArn: busArnOf(Name, call), resourceAccountId: call.caller.accountId },
  ],
  run({ Name }, call) {
    const arn = busArnOf(Name, call);
    const { buses, policyOf } = runnerOf(call, 'events');
    const name = busNameOf(arn);
    if (name !== 'default' && buses?.().includes(arn) !== true)
      throw new ServiceError('ResourceNotFoundException', 400, `Event bus ${name} does not exist.`);
    return { Name: name, Arn: arn, Policy: policyOf(arn) };
  },
});
