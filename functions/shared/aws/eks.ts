import { EKSClient } from '@aws-sdk/client-eks';
import { clientSettings, identifyCalls, onePerAccount } from './client.ts';
import type { ProvisionerSession } from './session.ts';

/** The account's client, as its provisioner. */
export const eksClient = onePerAccount((session: ProvisionerSession, accountId: string): EKSClient => {
  const client = new EKSClient({ ...clientSettings(session.region), credentials: session.credentials(accountId) });
  client.middlewareStack.use(identifyCalls('eks', accountId));
  return client;
});
