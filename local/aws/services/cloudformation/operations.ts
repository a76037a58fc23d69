import * as z from 'zod';
import { parseArn } from '../../../../functions/shared/arn.ts';
import type { StackView } from '../../running.ts';
import { defineOperation, runnerOf, ServiceError, type CallContext, type Operation } from '../../operation.ts';

const input = z.strictObject({ StackName: z.string().min(1).optional() });
type Input = z.infer<typeof input>;

function stacksOf(call: CallContext): readonly StackView[] {
  return runnerOf(call, 'stacks')
    .all()
    .filter(({ arn }) => {
      const parts = parseArn(arn);
      return parts?.accountId === call.caller.accountId && parts.region === call.region;
    });
}

/** One that there is not, and a call for all stacks, have an id as any other. */
function stackArn({ StackName = 'every' }: Input, call: CallContext): string {
  const { caller, partition, region } = call;
  const found = stacksOf(call).find(({ name }) => name === StackName)?.arn;
  if (found !== undefined || StackName.startsWith('arn:')) return found ?? StackName;
  return `arn:${partition}:cloudformation:${region}:${caller.accountId}:stack/${StackName}/none`;
}

/**
 * Stacks with their status, in one answer; parameters, tags and outputs are not kept. A stack that is not there is a ValidationError
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html; its words were seen in
 * https://github.com/boto/boto3/issues/2807).
 */
const describeStacks = defineOperation<Input>({
  service: 'cloudformation',
  name: 'DescribeStacks',
  input,
  access: (request, call) => [
    {
      action: 'cloudformation:DescribeStacks',
      resourceArn: stackArn(request, call),
      resourceAccountId: call.caller.accountId,
    },
  ],
  run({ StackName }, call) {
    const all = stacksOf(call);
    const found = all.filter(({ arn, name }) => StackName === undefined || StackName === name || StackName === arn);
    if (StackName !== undefined && found.length === 0)
      throw new ServiceError('ValidationError', 400, `Stack with id ${StackName} does not exist`);
    return {
      Stacks: found.map(({ arn, name, status, createdAt }) => ({
        StackId: arn,
        StackName: name,
        CreationTime: new Date(createdAt),
        StackStatus: status,
      })),
    };
  },
});

/**
 * All that is served of CloudFormation (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html):
 * doctor asks whether the stacks are there.
 */
export const cloudFormationOperations: readonly Operation[] = [describeStacks];
