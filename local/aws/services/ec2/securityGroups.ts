import * as z from 'zod';
import { securityGroupsOf, vpcsOf } from '../../../state/lookup.ts';
import { defineOperation, ServiceError } from '../../operation.ts';
import { wireInteger } from '../../wireTypes.ts';
import { filtered, filters } from './filters.ts';
import { page } from './page.ts';

const input = z.strictObject({
  GroupIds: z.array(z.string()).optional(),
  Filters: filters,
  MaxResults: wireInteger(5, 1000).optional(),
  NextToken: z.string().optional(),
});

const NO_RULES = { IpPermissions: [], IpPermissionsEgress: [] };

interface Group {
  GroupId: string;
  VpcId: string;
  OwnerId: string;
}

const FILTERS = { 'vpc-id': (group: Group) => group.VpcId, 'group-id': (group: Group) => group.GroupId };

/** Groups are ids in a VPC; their rules are not emulated, and none are shown. In a VPC that is shared an account sees its own alone (assumed). */
export const describeSecurityGroups = defineOperation<z.infer<typeof input>>({
  service: 'ec2',
  name: 'DescribeSecurityGroups',
  wireNames: {
    input: { GroupIds: 'GroupId', Filters: 'Filter', Values: 'Value' },
    output: { SecurityGroups: 'securityGroupInfo' },
  },
  input,
  access: (_given, call) => [
    { action: 'ec2:DescribeSecurityGroups', resourceArn: '*', resourceAccountId: call.caller.accountId },
  ],
  run(given, call) {
    const accountId = call.caller.accountId;
    const known = vpcsOf(call.world, accountId, call.region).flatMap(({ vpcId }) =>
      securityGroupsOf(call.world, accountId, vpcId).map((id) => ({
        ...NO_RULES,
        GroupId: id,
        VpcId: vpcId,
        OwnerId: accountId,
      })),
    );
    const ids = given.GroupIds ?? [];
    const missing = ids.find((id) => !known.some((group) => group.GroupId === id));
    if (missing !== undefined) {
      throw new ServiceError('InvalidGroup.NotFound', 400, `The security group '${missing}' does not exist`);
    }
    const chosen = ids.length === 0 ? known : known.filter((group) => ids.includes(group.GroupId));
    const { items, nextToken } = page(filtered(chosen, given.Filters, FILTERS), given);
    return { SecurityGroups: items, NextToken: nextToken };
  },
});
