/** Signed calls of services for which the project has no client. */

import { setTimeout as pause } from 'node:timers/promises';
import { Sha256 } from '@aws-crypto/sha256-js';
import { STSClient } from '@aws-sdk/client-sts';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { XMLParser } from 'fast-xml-parser';
import * as z from 'zod';
import { serviceUrl } from '../../../functions/shared/aws/serviceUrl.ts';
import { partitionOf } from '../../aws/partition.ts';
import type { Access } from '../../verify/aws.ts';

/** What AWS refused a call with, or that nothing answered. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;
  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

interface Request {
  /** As its endpoint and the scope of a signature name it. */
  service: string;
  method: 'GET' | 'POST';
  path?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

const ATTEMPTS = 3;
const PAUSE_MS = 500;
const TIMEOUT_MS = 10_000;
/** A server's error, or one call too many, by whatever name its service has for that. */
const PASSING = /^(Throttl|TooManyRequests|RequestLimit|Service|Internal|NoAnswer)/;

export interface Ask {
  /** A service with the JSON protocol: `target` is what X-Amz-Target has before the operation. */
  json(service: string, target: string, operation: string, input: object): Promise<unknown>;
  /** A service with the Query protocol; the result of the answer. */
  query(service: string, version: string, action: string, input: Readonly<Record<string, string>>): Promise<unknown>;
  /** A service with REST and JSON. @param path encoded once. */
  get(service: string, path: string): Promise<unknown>;
}

/** @returns calls as the caller; each throws Refused for what AWS does not do. */
export function asker(access: Access): Ask {
  const { credentials } = new STSClient(access).config;
  const { region, endpoint } = access;

  async function once({ service, method, path = '/', headers = {}, body }: Request): Promise<string> {
    const partition = partitionOf(region);
    const url = new URL(path, endpoint ?? serviceUrl(service, { region, partition }));
    const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
    const { protocol, hostname, port, host } = url;
    const signed = await signer.sign(
      new HttpRequest({
        method,
        protocol,
        hostname,
        ...(port === '' ? {} : { port: Number(port) }),
        path,
        headers: { host, ...headers },
        ...(body === undefined ? {} : { body }),
      }),
    );
    const sent = { method, headers: signed.headers, ...(body === undefined ? {} : { body }) };
    const response = await fetch(url, { ...sent, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
      (error: unknown) => {
        throw new Refused('NoAnswer', `${host}: ${error instanceof Error ? error.message : String(error)}`);
      },
    );
    const text = await response.text();
    if (!response.ok) throw refusal(response, text);
    return text;
  }

  async function call(request: Request): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(request);
      } catch (error) {
        if (attempt === ATTEMPTS || !(error instanceof Refused) || !PASSING.test(error.code)) throw error;
        await pause(attempt * PAUSE_MS);
      }
    }
  }

  return {
    async json(service, target, operation, input) {
      const contentType = `application/x-amz-json-${service === 'events' ? '1.1' : '1.0'}`;
      const headers = { 'content-type': contentType, 'x-amz-target': `${target}.${operation}` };
      return JSON.parse(await call({ service, method: 'POST', headers, body: JSON.stringify(input) }));
    },
    async query(service, version, action, input) {
      const body = new URLSearchParams({ Action: action, Version: version, ...input }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = record.parse(xml.parse(await call({ service, method: 'POST', headers, body })));
      return record.parse(answer[`${action}Response`])[`${action}Result`];
    },
    get: async (service, path) => JSON.parse(await call({ service, method: 'GET', path })),
  };
}

const record = z.record(z.string(), z.unknown());
/** Text stays text: an account's number is no number. A list of one is a list. */
const xml = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'member' });

const jsonFailure = z.object({
  __type: z.string().optional(),
  message: z.string().optional(),
  Message: z.string().optional(),
});
const xmlFailure = z.object({
  ErrorResponse: z.object({ Error: z.object({ Code: z.string(), Message: z.string() }) }),
});

/** The code as the services write it, whatever their protocol: without a namespace, and without `Exception` at its end. */
function refusal({ status, headers }: Response, text: string): Refused {
  const isXml = text.trimStart().startsWith('<');
  const { Code, Message } = (isXml ? xmlFailure.safeParse(xml.parse(text)).data?.ErrorResponse.Error : undefined) ?? {};
  const { __type: type, message = Message, Message: told = message } = isXml ? {} : failureOf(text);
  const code = Code ?? headers.get('x-amzn-errortype') ?? type ?? `Status${status}`;
  const short = code
    .replace(/:.*$/, '')
    .replace(/^.*#/, '')
    .replace(/Exception$/, '');
  return new Refused(status >= 500 ? 'ServiceUnavailable' : short, told ?? text.slice(0, 200));
}

function failureOf(text: string): z.infer<typeof jsonFailure> {
  try {
    return jsonFailure.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}
