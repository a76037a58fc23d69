import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';

/** A call as an administrator's client signs it, for a page that got hold of it. */
export interface SignedCall {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** A GET of the service, with the signature in the query string: it needs no header. */
  presigned: string;
}

/** What is called, without who calls and where. */
export interface Call {
  service: string;
  accountId: string;
  contentType: string;
  /** `X-Amz-Target`, where the service has it. */
  target?: string;
  body: string;
}

/** @param endpoint e.g. `http://127.0.0.1:4566`: its host is signed with the call */
export async function signedCall(endpoint: string, call: Call): Promise<SignedCall> {
  const { service, accountId, contentType, target, body } = call;
  const { host, hostname, port } = new URL(endpoint);
  const credentials = { accessKeyId: accountId, secretAccessKey: 'test' };
  const signer = new SignatureV4({ service, region: 'us-west-2', credentials, sha256: Sha256 });
  const place = { hostname, port: Number(port), path: '/' };
  const sent = { 'content-type': contentType, ...(target === undefined ? {} : { 'x-amz-target': target }) };
  const post = new HttpRequest({ ...place, method: 'POST', headers: { ...sent, host }, body });
  const signed = await signer.sign(post);
  const query = Object.fromEntries(new URLSearchParams(service === 'iam' ? body : ''));
  const link = await signer.presign(new HttpRequest({ ...place, method: 'GET', headers: { host }, query }));
  const values = Object.entries(link.query ?? {}).map(([name, value]) => [name, String(value)]);
  // A browser writes Host itself.
  const { host: _, ...headers } = signed.headers;
  return {
    url: `${endpoint}/`,
    headers,
    body,
    presigned: `${endpoint}/?${new URLSearchParams(Object.fromEntries(values)).toString()}`,
  };
}

/** The call by a client that is no browser. */
export function callFromNode({ url, headers, body }: SignedCall): Promise<Response> {
  return fetch(url, { method: 'POST', headers, body });
}
