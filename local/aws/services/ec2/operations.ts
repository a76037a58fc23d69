import { describeSecurityGroups } from './securityGroups.ts';
import { describeSubnets } from './subnets.ts';
import { describeVpcAttribute } from './vpcs.ts';

/** Of Amazon EC2 what shows the network that a scraper is put into. */
export const ec2Operations = [describeSubnets, describeVpcAttribute, describeSecurityGroups];
