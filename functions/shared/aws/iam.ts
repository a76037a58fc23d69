import { IAMClient } from '@aws-sdk/client-iam';
import { clientSettings, identifyCalls } from './client.ts';
import type { ProvisionerSession } from './session.ts';

/** The account's client, as its provisioner. */
export function iamClient(session: ProvisionerSession, accountId: string): IAMClient {
  const client = new IAMClient({ ...clientSettings(session.region), credentials: session.credentials(accountId) });
  client.middlewareStack.use(identifyCalls('iam', accountId));
  return client;
}
