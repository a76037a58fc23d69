import { Sha256 } from '@smithy/core/checksum';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { AwsUnavailable } from '../errors.ts';
import { requestHandler } from './requestHandler.ts';

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

/** The answer, whatever its status; of a redirection too, since nothing signed for one host goes to another. */
interface Answer {
  status: number;
  text: string;
}

/**
 * One call, tried once, of a service for which a client would be the largest part of its function.
 * @throws AwsUnavailable when no answer comes; what signPost throws.
 */
export async function signedPost(asked: SignedPost): Promise<Answer> {
  const request = await signPost(asked);
  try {
    return await send(request);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsUnavailable(`${asked.operation} had no answer: ${reason}`, { cause: error });
  }
}

/** The request as it is sent. @throws what the credentials' provider throws: a session that is refused is no answer to this call. */
export async function signPost({
  operation,
  region,
  url,
  credentials,
  headers,
  body,
}: SignedPost): Promise<HttpRequest> {
  const [service = ''] = operation.split(':');
  const signer = new SignatureV4({ service, region, credentials: credentials ?? fromEnv(), sha256: Sha256 });
  const { protocol, hostname, port, host, pathname: path } = url;
  const request = new HttpRequest({
    method: 'POST',
    protocol,
    hostname,
    ...(port === '' ? {} : { port: Number(port) }),
    path,
    headers: { host, ...headers },
    body,
  });
  return new HttpRequest(await signer.sign(request));
}

/**
 * By the connections and within the limits of the SDK's clients. Not by fetch: Node.js would load undici for it, and open a connection
 * beside the clients' own.
 * @throws NoMoreTime at the invocation's deadline; a TimeoutError at the attempt's own limit; Node.js's error of the connection.
 */
export async function send(request: HttpRequest): Promise<Answer> {
  const { response } = await requestHandler().handle(request);
  return { status: response.statusCode, text: new TextDecoder().decode(response.body) };
}
