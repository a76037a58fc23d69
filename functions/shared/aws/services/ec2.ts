import { EC2Client } from '@aws-sdk/client-ec2';
import { memberClient } from '../client.ts';

/** The account's client, as its provisioner. */
export const ec2Client = memberClient('ec2', EC2Client);
