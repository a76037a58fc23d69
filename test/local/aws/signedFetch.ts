import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { TestCredentials } from './testServer.ts';

export interface SignedRequest {
  endpoint: string;
  credentials: TestCredentials;
  service: string;
  region?: string;
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** A request as a client would sign and send it, for what no SDK client of the project speaks. */
export async function signedFetch({ endpoint, credentials, service, ...request }: SignedRequest): Promise<Response> {
  const { host, hostname, port } = new URL(endpoint);
  const { method = 'POST', path = '/', headers = {}, body, region = 'us-west-2' } = request;
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const signed = await signer.sign(
    new HttpRequest({ method, hostname, port: Number(port), path, headers: { ...headers, host }, body }),
  );
  return fetch(`${endpoint}${path}`, {
    method,
    headers: signed.headers,
    ...(body === undefined ? {} : { body }),
  });
}
