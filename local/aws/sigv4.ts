import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Checksum, SourceData } from '@smithy/types';
import { createHash, createHmac } from 'node:crypto';
import { parseQuery } from './protocols/form.ts';
import type { WireRequest } from './wire.ts';

/** What an `Authorization` header of Signature Version 4 says. */
export interface Authorization {
  accessKeyId: string;
  /** `YYYYMMDD`. */
  date: string;
  region: string;
  service: string;
  signedHeaders: readonly string[];
  signature: string;
}

const HEADER =
  /^AWS4-HMAC-SHA256 +Credential=([^/, ]+)\/(\d{8})\/([^/, ]+)\/([^/, ]+)\/aws4_request, *SignedHeaders=([^, ]+), *Signature=([0-9a-f]+)$/;

/** Undefined when the text is no such header. */
export function parseAuthorization(header: string): Authorization | undefined {
  const match = HEADER.exec(header);
  if (match === null) return undefined;
  const [, accessKeyId = '', date = '', region = '', service = '', signedHeaders = '', signature = ''] = match;
  return { accessKeyId, date, region, service, signedHeaders: signedHeaders.split(';'), signature };
}

/** The time in `x-amz-date` (`YYYYMMDDTHHMMSSZ`), in milliseconds since the epoch; undefined when there is none. */
export function signingTime(request: WireRequest): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(request.headers['x-amz-date'] ?? '');
  if (match === null) return undefined;
  const [, year, month, day, hours, minutes, seconds] = match;
  return Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
}

/** Whether the `x-amz-content-sha256` header, when it is signed, tells the truth about the body. */
export function payloadIsIntact(request: WireRequest, { signedHeaders }: Authorization): boolean {
  const declared = request.headers['x-amz-content-sha256'];
  if (declared === undefined || !signedHeaders.includes('x-amz-content-sha256')) return true;
  return declared === 'UNSIGNED-PAYLOAD' || declared === createHash('sha256').update(request.body).digest('hex');
}

/** Node.js's own, in which a signature takes a third of the time that it takes in JavaScript. */
class Sha256 implements Checksum {
  readonly #hash;
  constructor(secret?: SourceData) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
  reset(): void {
    throw new Error('A signature digests once.');
  }
}

function bytesOf(data: SourceData): string | Uint8Array {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

/** Whether signing the request again with this secret gives the signature that it came with. */
export async function signatureMatches(
  request: WireRequest,
  authorization: Authorization,
  secretAccessKey: string,
): Promise<boolean> {
  const { accessKeyId, service, region, signedHeaders, signature } = authorization;
  const signer = new SignatureV4({
    service,
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
    applyChecksum: false,
  });
  const signed = await signer.sign(requestToSign(request, signedHeaders), {
    signingDate: new Date(signingTime(request) ?? 0),
    signableHeaders: new Set(signedHeaders),
  });
  return parseAuthorization(signed.headers['authorization'] ?? '')?.signature === signature;
}

/** The request with the headers that were signed, and no other: proxies and clients add more on the way. */
function requestToSign(request: WireRequest, signedHeaders: readonly string[]): HttpRequest {
  const headers = signedHeaders.map((name): [string, string] => [name, request.headers[name] ?? '']);
  return new HttpRequest({
    method: request.method,
    path: request.path,
    query: parseQuery(request.query),
    headers: Object.fromEntries(headers),
    body: request.body,
  });
}
