import { AmpClient } from '@aws-sdk/client-amp';
import { memberClient } from '../client.ts';

/** The account's client, as its provisioner. */
export const ampClient = memberClient('aps', AmpClient);
