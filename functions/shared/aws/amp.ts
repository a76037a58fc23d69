import { AmpClient } from '@aws-sdk/client-amp';
import { clientSettings, identifyCalls, onePerAccount } from './client.ts';
import type { ProvisionerSession } from './session.ts';

/** The account's client, as its provisioner. */
export const ampClient = onePerAccount((session: ProvisionerSession, accountId: string): AmpClient => {
  const client = new AmpClient({ ...clientSettings(session.region), credentials: session.credentials(accountId) });
  client.middlewareStack.use(identifyCalls('aps', accountId));
  return client;
});
