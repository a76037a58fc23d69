import type { AwsCredentialIdentityProvider } from '@smithy/types';
import * as z from 'zod/mini';
import { NO_MORE_TIME, NoMoreTime } from '../aws/deadline.ts';
import { AwsUnavailable } from '../errors.ts';
import type { ProvisionerSession } from '../aws/session.ts';
import { send, signPost } from '../aws/signedPost.ts';
import type { UpCount } from './targets.ts';

/** A query that could not be answered. It says nothing about the samples. */
export class QueryFailed extends Error {
  override readonly name = 'QueryFailed';
}

/** A moment and a value, as Prometheus' query API writes a sample (https://prometheus.io/docs/prometheus/latest/querying/api/). */
const sample = z.tuple([z.number(), z.string()]);

const timeAnswer = z.object({
  status: z.literal('success'),
  data: z.object({ resultType: z.literal('scalar'), result: sample }),
});

/** The series of a count of values of `up`; one of a target without a job has none. */
const upAnswer = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ metric: z.object({ job: z.prefault(z.string(), ''), up: z.string() }), value: sample })),
  }),
});

const labelAnswer = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ metric: z.record(z.string(), z.string()) })),
  }),
});

/** Reads a workspace through its own query API, which takes SigV4 and has no SDK client. */
export interface PrometheusClient {
  /**
   * The workspace's own clock, in seconds since the epoch.
   * @throws QueryFailed whatever stood in the way of the query.
   * @throws AwsUnavailable when the function has no more time for it.
   */
  queryTime(): Promise<number>;
  /**
   * What a count of the values of `up` by job gives.
   * @param at the query's moment, in seconds since the epoch.
   * @throws QueryFailed and AwsUnavailable likewise.
   */
  queryUp(query: string, at: number): Promise<UpCount[]>;
  /**
   * The values of a label in what a query gives.
   * @param at as of queryUp.
   * @throws QueryFailed and AwsUnavailable likewise.
   */
  queryLabel(query: string, label: string, at: number): Promise<string[]>;
}

/** @param endpoint DescribeWorkspace's prometheusEndpoint; `<endpoint>api/v1/query` is Prometheus' own API. */
export function prometheusClient(session: ProvisionerSession, accountId: string, endpoint: string): PrometheusClient {
  const as = { region: session.region, credentials: session.credentials(accountId) };
  const ask = async <T>(given: { query: string; time?: string }, schema: z.ZodMiniType<T>): Promise<T> => {
    const body = new URLSearchParams(given).toString();
    return readAnswer(given.query, schema, await post(new URL('api/v1/query', endpoint), body, as));
  };
  return {
    async queryTime() {
      const { data } = await ask({ query: 'time()' }, timeAnswer);
      return Number(data.result[1]);
    },
    async queryUp(query, at) {
      const { data } = await ask({ query, time: String(at) }, upAnswer);
      return data.result.map(({ metric: { job, up }, value: [, count] }) => ({
        job,
        up: up === '1',
        count: Number(count),
      }));
    },
    async queryLabel(query, label, at) {
      const { data } = await ask({ query, time: String(at) }, labelAnswer);
      return data.result.flatMap(({ metric }) => metric[label] ?? []);
    },
  };
}

async function post(
  url: URL,
  body: string,
  as: { region: string; credentials: AwsCredentialIdentityProvider },
): Promise<string> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const request = await signPost({ operation: 'aps:QueryMetrics', url, headers, body, ...as });
  const { status, text } = await send(request).catch((error: unknown) => {
    const options = { cause: error };
    if (error instanceof NoMoreTime)
      throw new AwsUnavailable(`aps:QueryMetrics at ${url.href}: ${error.message}. ${NO_MORE_TIME}.`, options);
    const reason = error instanceof Error ? error.message : String(error);
    throw new QueryFailed(`${url.href} could not be asked: ${reason}`, options);
  });
  if (status >= 200 && status < 300) return text;
  throw new QueryFailed(`${url.href} answered ${status}: ${text.slice(0, 500)}`);
}

function readAnswer<T>(query: string, schema: z.ZodMiniType<T>, text: string): T {
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new QueryFailed(`The answer to ${query} is not one of Prometheus' query API: ${text.slice(0, 200)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
