import * as z from 'zod';
import { resourceArn, vpcsOf } from '../../../state/lookup.ts';
import { defineOperation, ServiceError } from '../../operation.ts';

const input = z.strictObject({ VpcId: z.string(), Attribute: z.enum(['enableDnsSupport', 'enableDnsHostnames']) });

/** `enableNetworkAddressUsageMetrics` is not emulated. */
export const describeVpcAttribute = defineOperation<z.infer<typeof input>>({
  service: 'ec2',
  name: 'DescribeVpcAttribute',
  wireNames: {},
  input,
  access: (given, call) => [
    {
      action: 'ec2:DescribeVpcAttribute',
      resourceArn: resourceArn(
        { partition: call.partition, region: call.region, accountId: call.caller.accountId },
        'ec2',
        `vpc/${given.VpcId}`,
      ),
      resourceAccountId: call.caller.accountId,
    },
  ],
  run(given, call) {
    const vpc = vpcsOf(call.world, call.caller.accountId, call.region).find((item) => item.vpcId === given.VpcId);
    if (vpc === undefined) {
      throw new ServiceError('InvalidVpcID.NotFound', 400, `The vpc ID '${given.VpcId}' does not exist`);
    }
    return given.Attribute === 'enableDnsSupport'
      ? { VpcId: vpc.vpcId, EnableDnsSupport: { Value: vpc.enableDnsSupport } }
      : { VpcId: vpc.vpcId, EnableDnsHostnames: { Value: vpc.enableDnsHostnames } };
  },
});
