import { IAMClient } from '@aws-sdk/client-iam';
import { clientSettings, identifyCalls, onePerAccount } from './client.ts';
import type { ProvisionerSession } from './session.ts';

/** The account's client, as its provisioner. */
export const iamClient = onePerAccount((session: ProvisionerSession, accountId: string): IAMClient => {
  const client = new IAMClient({ ...clientSettings(session.region), credentials: session.credentials(accountId) });
  client.middlewareStack.use(identifyCalls('iam', accountId));
  return client;
});
