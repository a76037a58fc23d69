import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod/mini';
import { bounded, NO_MORE_TIME, NoMoreTime } from '../aws/deadline.ts';
import { readTimeLimits } from '../environment.ts';
import { AwsUnavailable } from '../errors.ts';
import type { ProvisionerSession } from '../aws/session.ts';

/** A query that could not be answered. It says nothing about the samples. */
export class QueryFailed extends Error {
  override readonly name = 'QueryFailed';
}

/** An instant query's answer: a scalar, or a vector of at most one element for an aggregation without `by`. */
const answer = z.object({
  status: z.literal('success'),
  data: z.union([
    z.object({ resultType: z.literal('scalar'), result: z.tuple([z.number(), z.string()]) }),
    z.object({
      resultType: z.literal('vector'),
      result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })),
    }),
  ]),
});

/** Reads a workspace through its own query API, which takes SigV4 and has no SDK client. */
export interface PrometheusClient {
  /**
   * The one number that an instant query gives; undefined when it gives none.
   * @throws QueryFailed whatever stood in the way of the query.
   * @throws AwsUnavailable when the function has no more time for it.
   */
  queryNumber(query: string): Promise<number | undefined>;
}

/** @param endpoint DescribeWorkspace's prometheusEndpoint; `<endpoint>api/v1/query` is Prometheus' own API. */
export function prometheusClient(session: ProvisionerSession, accountId: string, endpoint: string): PrometheusClient {
  const signer = new SignatureV4({
    service: 'aps',
    region: session.region,
    credentials: session.credentials(accountId),
    sha256: Sha256,
  });
  return {
    async queryNumber(query) {
      const body = new URLSearchParams({ query }).toString();
      return readNumber(query, await post(signer, new URL('api/v1/query', endpoint), body));
    },
  };
}

async function post(signer: SignatureV4, url: URL, body: string): Promise<string> {
  const request = new HttpRequest({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });
  const { headers } = await signer.sign(request);
  const ask = async (signal: AbortSignal) => {
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
    const text = await response.text();
    if (response.ok) return text;
    throw new QueryFailed(`${url.href} answered ${response.status}: ${text.slice(0, 500)}`);
  };
  try {
    return await bounded(ask, readTimeLimits(process.env).requestMs);
  } catch (error) {
    if (error instanceof QueryFailed) throw error;
    const options = { cause: error };
    if (error instanceof NoMoreTime)
      throw new AwsUnavailable(`aps:QueryMetrics at ${url.href}: ${error.message}. ${NO_MORE_TIME}.`, options);
    throw new QueryFailed(`${url.href} could not be asked: ${reason(error)}`, options);
  }
}

/** fetch hides what happened in its error's cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

function readNumber(query: string, text: string): number | undefined {
  const parsed = answer.safeParse(parseJson(text));
  if (!parsed.success)
    throw new QueryFailed(`The answer to ${query} is not one of Prometheus' query API: ${text.slice(0, 200)}`);
  const { data } = parsed.data;
  const value = data.resultType === 'scalar' ? data.result[1] : data.result[0]?.value[1];
  return value === undefined ? undefined : Number(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
