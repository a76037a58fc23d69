import { IAMClient } from '@aws-sdk/client-iam';
import { memberClient } from '../client.ts';

/** The account's client, as its provisioner. */
export const iamClient = memberClient('iam', IAMClient);
