import * as z from 'zod';
import { resourceArn, subnetsOf } from '../../../state/lookup.ts';
import type { Subnet } from '../../../state/state.ts';
import { defineOperation, ServiceError } from '../../operation.ts';
import type { CallContext } from '../../operation.ts';
import { wireInteger } from '../../wireTypes.ts';
import { filtered, filters } from './filters.ts';
import { page } from './page.ts';

const input = z.strictObject({
  SubnetIds: z.array(z.string()).optional(),
  Filters: filters,
  MaxResults: wireInteger(5, 1000).optional(),
  NextToken: z.string().optional(),
});

const FILTERS = {
  'vpc-id': (subnet: Subnet) => subnet.vpcId,
  'subnet-id': (subnet: Subnet) => subnet.subnetId,
  'availability-zone': (subnet: Subnet) => subnet.availabilityZone,
};

function describe(subnet: Subnet, call: CallContext): Record<string, unknown> {
  const { ownerId = call.caller.accountId, outpostArn } = subnet;
  const where = { partition: call.partition, region: call.region, accountId: ownerId };
  return {
    SubnetId: subnet.subnetId,
    SubnetArn: resourceArn(where, 'ec2', `subnet/${subnet.subnetId}`),
    VpcId: subnet.vpcId,
    State: 'available',
    AvailabilityZone: subnet.availabilityZone,
    AvailabilityZoneId: zoneId(subnet.availabilityZone),
    AvailableIpAddressCount: subnet.availableIpAddressCount,
    OwnerId: ownerId,
    OutpostArn: outpostArn,
  };
}

/** `usw2-az1` for `us-west-2a`, `usw2-lax1-az1` for `us-west-2-lax-1a`: the same letter is the same zone in every account here. */
function zoneId(zone: string): string {
  const [, area = '', direction = '', number = '', local = '', group = '', letter = ''] =
    /^([a-z]{2})-(?:gov-|iso[a-z]*-)?([a-z]+)-(\d)(?:-([a-z]{3})-(\d))?([a-z])$/.exec(zone) ?? [];
  const way = direction.replace(/(north|south|east|west|central)/g, (word) => word.charAt(0));
  const inner = local === '' ? '' : `-${local}${group}`;
  return `${area}${way}${number}${inner}-az${letter.charCodeAt(0) - 96}`;
}

function selected(ids: readonly string[], call: CallContext): Subnet[] {
  const known = subnetsOf(call.world, call.caller.accountId, call.region);
  const missing = ids.filter((id) => !known.some((subnet) => subnet.subnetId === id));
  if (missing.length > 0) {
    const text =
      missing.length === 1
        ? `The subnet ID '${missing[0]}' does not exist`
        : `The subnet IDs '${missing.join(', ')}' do not exist`;
    throw new ServiceError('InvalidSubnetID.NotFound', 400, text);
  }
  return ids.length === 0 ? known : known.filter((subnet) => ids.includes(subnet.subnetId));
}

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html: the account's own, and those that are shared with it.
 */
export const describeSubnets = defineOperation<z.infer<typeof input>>({
  service: 'ec2',
  name: 'DescribeSubnets',
  wireNames: {
    input: { SubnetIds: 'SubnetId', Filters: 'Filter', Values: 'Value' },
    output: { Subnets: 'subnetSet' },
  },
  input,
  access: (_input, call) => [
    { action: 'ec2:DescribeSubnets', resourceArn: '*', resourceAccountId: call.caller.accountId },
  ],
  run(given, call) {
    const found = filtered(selected(given.SubnetIds ?? [], call), given.Filters, FILTERS);
    const { items, nextToken } = page(found, given);
    return { Subnets: items.map((subnet) => describe(subnet, call)), NextToken: nextToken };
  },
});
