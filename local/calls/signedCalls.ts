/** Signed calls of services for which there is no client, from Node.js and from a browser. */

import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod/mini';
import { Refused, refusal } from './refused.ts';
import { parseXml } from './xml.ts';

/** Who calls, and where. */
export interface Calling {
  region: string;
  credentials: ConstructorParameters<typeof SignatureV4>[0]['credentials'];
  /** The endpoint of a service. */
  urlOf(service: string): URL;
  /** How often a call is made that is refused for a reason that passes, the first included. */
  attempts: number;
  /** What the caller says that it is. */
  userAgent?: string;
}

/** A call of REST and JSON. */
export interface RestRequest {
  method?: 'GET' | 'POST' | 'DELETE';
  /** Encoded once. */
  path: string;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  /** JSON text, or a form. */
  body?: string;
}

interface RestAnswer {
  headers: Headers;
  /** Undefined where the body is empty. */
  value: unknown;
}

/** Each throws Refused for what AWS does not do. */
export interface Calls {
  /** A service with the JSON protocol: `target` is what X-Amz-Target has before the operation. */
  json(service: string, target: string, operation: string, input: object): Promise<unknown>;
  /** A service with the Query protocol; the result of the answer. */
  query(service: string, version: string, action: string, input: Readonly<Record<string, string>>): Promise<unknown>;
  rest(service: string, request: RestRequest): Promise<RestAnswer>;
}

const PAUSE_MS = 500;
const TIMEOUT_MS = 10_000;
/** A server's error, or one call too many, by whatever name its service has for that. */
const PASSING = /^(Throttl|TooManyRequests|RequestLimit|Service|Internal|NoAnswer)/;
/** Those whose JSON is not 1.0. */
const JSON_1_1 = new Set(['events', 'organizations', 'logs']);

const record = z.record(z.string(), z.unknown());

/** Calls of one Region by one caller, signed here: the page in a browser and doctor have no SDK. What passes is tried again. */
export function signedCalls({ region, credentials, urlOf, attempts, userAgent }: Calling): Calls {
  const agent = userAgent === undefined ? {} : { 'x-amz-user-agent': userAgent };

  async function once(service: string, request: RestRequest): Promise<{ headers: Headers; text: string }> {
    const { method = 'GET', path, query = {}, headers = {}, body } = request;
    const url = new URL(path, urlOf(service));
    // Not URLSearchParams: a signature is over %20, never over +.
    url.search = Object.entries(query)
      .map((pair) => pair.map(encodeURIComponent).join('='))
      .join('&');
    const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
    const { protocol, hostname, port, host } = url;
    const content = body === undefined ? {} : { body };
    const asked = {
      method,
      protocol,
      hostname,
      path: url.pathname,
      query: { ...query },
      headers: { host, ...agent, ...headers },
    };
    const signed = await signer.sign(
      new HttpRequest({ ...asked, ...(port === '' ? {} : { port: Number(port) }), ...content }),
    );
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { method, headers: signed.headers, ...content, redirect: 'error', signal }).catch(
      (error: unknown) => {
        throw new Refused('NoAnswer', `${host}: ${error instanceof Error ? error.message : String(error)}`);
      },
    );
    const text = await response.text();
    if (!response.ok) throw refusal(response, text);
    return { headers: response.headers, text };
  }

  async function call(service: string, request: RestRequest): Promise<{ headers: Headers; text: string }> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(service, request);
      } catch (error) {
        if (attempt === attempts || !(error instanceof Refused) || !PASSING.test(error.code)) throw error;
        await new Promise((resolve) => setTimeout(resolve, attempt * PAUSE_MS));
      }
    }
  }

  return {
    async json(service, target, operation, input) {
      const contentType = `application/x-amz-json-${JSON_1_1.has(service) ? '1.1' : '1.0'}`;
      const headers = { 'content-type': contentType, 'x-amz-target': `${target}.${operation}` };
      const { text } = await call(service, { method: 'POST', path: '/', headers, body: JSON.stringify(input) });
      return JSON.parse(text);
    },
    async query(service, version, action, input) {
      const body = new URLSearchParams({ Action: action, Version: version, ...input }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const { text } = await call(service, { method: 'POST', path: '/', headers, body });
      return record.parse(record.parse(parseXml(text))[`${action}Response`])[`${action}Result`];
    },
    async rest(service, request) {
      const { headers, text } = await call(service, request);
      return { headers, value: text === '' ? undefined : JSON.parse(text) };
    },
  };
}
