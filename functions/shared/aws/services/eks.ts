import { EKSClient } from '@aws-sdk/client-eks';
import { memberClient } from '../client.ts';

/** The account's client, as its provisioner. */
export const eksClient = memberClient('eks', EKSClient);
