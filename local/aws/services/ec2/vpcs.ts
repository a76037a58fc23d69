import * as z from 'zod';
import { resourceArn, vpcsOf } from '../../../state/lookup.ts';
import { defineOperation, ServiceError, type CallContext } from '../../operation.ts';

const input = z.strictObject({ VpcId: z.string(), Attribute: z.enum(['enableDnsSupport', 'enableDnsHostnames']) });

function visibleVpc(vpcId: string, { world, caller, region }: CallContext) {
  return vpcsOf(world, caller.accountId, region).find((vpc) => vpc.vpcId === vpcId);
}

function ownerOf(vpcId: string, call: CallContext): string {
  return visibleVpc(vpcId, call)?.ownerId ?? call.caller.accountId;
}

/**
 * `enableNetworkAddressUsageMetrics` is not emulated. "Participants can describe VPCs, their attributes, and the DHCP option sets"
 * (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html); that the resource is the owner's ARN is assumed.
 */
export const describeVpcAttribute = defineOperation<z.infer<typeof input>>({
  service: 'ec2',
  name: 'DescribeVpcAttribute',
  wireNames: {},
  input,
  access: (given, call) => [
    {
      action: 'ec2:DescribeVpcAttribute',
      resourceArn: resourceArn(
        { partition: call.partition, region: call.region, accountId: ownerOf(given.VpcId, call) },
        'ec2',
        `vpc/${given.VpcId}`,
      ),
      resourceAccountId: ownerOf(given.VpcId, call),
      // Of a shared VPC the participant's own policies decide: EC2 has no policies of resources.
      mode: 'identity',
    },
  ],
  run(given, call) {
    const vpc = visibleVpc(given.VpcId, call);
    if (vpc === undefined) {
      throw new ServiceError('InvalidVpcID.NotFound', 400, `The vpc ID '${given.VpcId}' does not exist`);
    }
    return given.Attribute === 'enableDnsSupport'
      ? { VpcId: vpc.vpcId, EnableDnsSupport: { Value: vpc.enableDnsSupport } }
      : { VpcId: vpc.vpcId, EnableDnsHostnames: { Value: vpc.enableDnsHostnames } };
  },
});
