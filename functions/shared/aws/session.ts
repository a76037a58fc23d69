import { createHash } from 'node:crypto';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import * as z from 'zod/mini';
import { arnParts } from '../arn.ts';
import type { Environment } from '../environment.ts';
import { AccessDenied } from '../errors.ts';
import { provisionerArn, type HandlerName } from '../names.ts';
import { readAnswer } from './answer.ts';
import { ownClient } from './client.ts';
import { sessionPolicy } from './sessionPolicies.ts';

const stsClient = ownClient('sts', STSClient);

/** One execution's way into the member accounts: the provisioner, assumed once per account and kept. */
export interface ProvisionerSession {
  region: string;
  /** The name that CloudTrail shows for every call of this function in this execution. */
  sessionName: string;
  credentials(accountId: string): AwsCredentialIdentityProvider;
}

const assumeRoleAnswer = z.object({
  Credentials: z.object({
    AccessKeyId: z.string(),
    SecretAccessKey: z.string(),
    SessionToken: z.string(),
    Expiration: z.date(),
  }),
  AssumedRoleUser: z.object({ Arn: z.string() }),
});

/** Credentials are fetched anew this long before they end: longer than an invocation takes. */
const MARGIN_MS = 120_000;

type Credentials = AwsCredentialIdentity & { expiration: Date };

/** All clients of the session share what was fetched, and so do the invocations of a function that stays warm. */
function kept(assume: () => Promise<Credentials>): () => Promise<Credentials> {
  let current: Promise<Credentials> | undefined;
  return async () => {
    const held = current;
    const credentials = await held?.catch(() => undefined);
    if (credentials !== undefined && credentials.expiration.getTime() - Date.now() > MARGIN_MS) return credentials;
    if (current === held) current = assume();
    return current ?? assume();
  };
}

/** The function and a hash of the execution's ARN: an ARN does not fit into the 64 characters that STS allows. */
export function sessionName(functionName: HandlerName, executionArn: string): string {
  return `${functionName}-${createHash('sha256').update(executionArn).digest('hex').slice(0, 16)}`;
}

/**
 * The provisioner is assumed in every account, the workflow account included: one path for all topologies.
 * AWS's own answer about the account is checked before the credentials are used for anything.
 * @throws AccessDenied, in the first call of an account, when AWS says that the session is another account's.
 */
export function provisionerSession(
  environment: Environment,
  partition: string,
  functionName: HandlerName,
  executionArn: string,
): ProvisionerSession {
  const name = sessionName(functionName, executionArn);
  const policy = sessionPolicy(functionName);
  const providers = new Map<string, AwsCredentialIdentityProvider>();
  const assume = async (accountId: string) => {
    const sts = stsClient(environment.region, accountId);
    const command = new AssumeRoleCommand({
      RoleArn: provisionerArn(environment.name, partition, accountId),
      RoleSessionName: name,
      ExternalId: environment.provisionerExternalIds[0],
      DurationSeconds: 900,
      ...(policy === undefined ? {} : { Policy: policy }),
    });
    const { Credentials, AssumedRoleUser } = readAnswer('sts:AssumeRole', assumeRoleAnswer, await sts.send(command));
    if (arnParts(AssumedRoleUser.Arn).accountId !== accountId) {
      throw new AccessDenied(
        `Assuming the provisioner of account ${accountId} gave ${AssumedRoleUser.Arn}; nothing was done with it.`,
      );
    }
    return {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      sessionToken: Credentials.SessionToken,
      expiration: Credentials.Expiration,
    };
  };
  return {
    region: environment.region,
    sessionName: name,
    credentials(accountId) {
      const provider = providers.get(accountId) ?? kept(() => assume(accountId));
      providers.set(accountId, provider);
      return provider;
    },
  };
}
