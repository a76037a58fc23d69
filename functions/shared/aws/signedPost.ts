import { Sha256 } from '@smithy/core/checksum';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { readTimeLimits } from '../environment.ts';
import { AwsUnavailable } from '../errors.ts';
import { bounded } from './deadline.ts';

/** A POST without a client of the SDK: of the services of which a function makes one call, a client would be most of its bundle. */
export interface SignedPost {
  /** `<service>:<Operation>`, as IAM writes the action; the service is the one that it is signed for. */
  operation: `${string}:${string}`;
  region: string;
  url: URL;
  /** Those of a member account's provisioner; the function's own role when absent. */
  credentials?: AwsCredentialIdentityProvider;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/**
 * One call, tried once, of a service for which a client would be the largest part of its function.
 * @throws AwsUnavailable when no answer comes.
 */
export async function signedPost(asked: SignedPost): Promise<{ status: number; text: string }> {
  const { operation, region, url, body, credentials = fromEnv() } = asked;
  const [service = ''] = operation.split(':');
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const { protocol, hostname, port, host } = url;
  const { headers } = await signer.sign(
    new HttpRequest({
      method: 'POST',
      protocol,
      hostname,
      ...(port === '' ? {} : { port: Number(port) }),
      path: url.pathname,
      headers: { host, ...asked.headers },
      body,
    }),
  );
  const ask = async (signal: AbortSignal) => {
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
    return { status: response.status, text: await response.text() };
  };
  try {
    return await bounded(ask, readTimeLimits(process.env).requestMs);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsUnavailable(`${operation} had no answer: ${reason}`, { cause: error });
  }
}
