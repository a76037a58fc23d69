import {
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import type { SecurityGroupFacts, SubnetFacts, VpcFacts } from './rules.ts';
import { readAnswer } from '../aws/answer.ts';

const subnetsAnswer = z.object({
  Subnets: z.array(
    z.object({
      SubnetId: z.string(),
      VpcId: z.string(),
      AvailabilityZone: z.string(),
      AvailableIpAddressCount: z.number(),
      OwnerId: z.string(),
      OutpostArn: z.optional(z.string()),
    }),
  ),
});

/** Those of the subnets that exist: a filter, unlike a list of ids, is no error when one does not. */
export async function readSubnets(ec2: EC2Client, subnetIds: readonly string[]): Promise<SubnetFacts[]> {
  const Filters = [{ Name: 'subnet-id', Values: [...subnetIds] }];
  const answer = await ec2.send(new DescribeSubnetsCommand({ Filters }));
  return readAnswer('ec2:DescribeSubnets', subnetsAnswer, answer).Subnets.map((subnet) => ({
    subnetId: subnet.SubnetId,
    vpcId: subnet.VpcId,
    availabilityZone: subnet.AvailabilityZone,
    availableIpAddressCount: subnet.AvailableIpAddressCount,
    ownerId: subnet.OwnerId,
    outpostArn: subnet.OutpostArn,
  }));
}

const groupsAnswer = z.object({ SecurityGroups: z.array(z.object({ GroupId: z.string(), VpcId: z.string() })) });

/** Those of the security groups that exist. */
export async function readSecurityGroups(ec2: EC2Client, groupIds: readonly string[]): Promise<SecurityGroupFacts[]> {
  const Filters = [{ Name: 'group-id', Values: [...groupIds] }];
  const answer = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
  return readAnswer('ec2:DescribeSecurityGroups', groupsAnswer, answer).SecurityGroups.map(({ GroupId, VpcId }) => ({
    groupId: GroupId,
    vpcId: VpcId,
  }));
}

const attributeValue = z.object({ Value: z.boolean() });
const supportAnswer = z.object({ EnableDnsSupport: attributeValue });
const hostnamesAnswer = z.object({ EnableDnsHostnames: attributeValue });

/** The two attributes that make up "DNS on"; the API gives one at a time. */
export async function readVpc(ec2: EC2Client, VpcId: string): Promise<VpcFacts> {
  const operation = 'ec2:DescribeVpcAttribute';
  const [support, hostnames] = await Promise.all([
    ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: 'enableDnsSupport' })),
    ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: 'enableDnsHostnames' })),
  ]);
  return {
    enableDnsSupport: readAnswer(operation, supportAnswer, support).EnableDnsSupport.Value,
    enableDnsHostnames: readAnswer(operation, hostnamesAnswer, hostnames).EnableDnsHostnames.Value,
  };
}
