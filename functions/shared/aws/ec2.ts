import { EC2Client } from '@aws-sdk/client-ec2';
import { clientSettings, identifyCalls, onePerAccount } from './client.ts';
import type { ProvisionerSession } from './session.ts';

/** The account's client, as its provisioner. */
export const ec2Client = onePerAccount((session: ProvisionerSession, accountId: string): EC2Client => {
  const client = new EC2Client({ ...clientSettings(session.region), credentials: session.credentials(accountId) });
  client.middlewareStack.use(identifyCalls('ec2', accountId));
  return client;
});
