/** Amazon Managed Service for Prometheus, as far as the page asks it. */

import * as z from 'zod/mini';
import type { Calls } from '../../../calls/signedCalls.ts';

const text = z.string();
const status = z.object({ statusCode: text });
const scrapers = z.object({
  scrapers: z.array(
    z.object({
      scraperId: text,
      arn: text,
      alias: z.optional(text),
      status,
      statusReason: z.optional(text),
      source: z.object({ eksConfiguration: z.object({ clusterArn: text }) }),
      destination: z.object({ ampConfiguration: z.object({ workspaceArn: text }) }),
    }),
  ),
});
/** Of ListScrapers, as far as the page shows it. */
export type Scraper = z.infer<typeof scrapers>['scrapers'][number];

const workspaces = z.object({
  workspaces: z.array(z.object({ workspaceId: text, arn: text, alias: z.optional(text), status })),
});
/** Of ListWorkspaces, as far as the page shows it. */
export type Workspace = z.infer<typeof workspaces>['workspaces'][number];

const vector = z.object({
  data: z.object({
    result: z.array(z.object({ metric: z.record(text, text), value: z.tuple([z.number(), text]) })),
  }),
});
/** One element of an instant query's vector. */
export interface Sample {
  labels: Record<string, string>;
  value: number;
}

/** AWS's own limit of a page: of more than so many the first are shown. */
const MOST = { maxResults: '100' };

/** One page, and no more: a person does not read hundreds. */
export async function firstScrapers(calls: Calls): Promise<Scraper[]> {
  const { value } = await calls.rest('aps', { path: '/scrapers', query: MOST });
  return scrapers.parse(value).scrapers;
}

/** One page, and no more. */
export async function firstWorkspaces(calls: Calls): Promise<Workspace[]> {
  const { value } = await calls.rest('aps', { path: '/workspaces', query: MOST });
  return workspaces.parse(value).workspaces;
}

/** An instant query. @param at milliseconds since the epoch; now unless given */
export async function queryMetrics(calls: Calls, workspaceId: string, query: string, at?: number): Promise<Sample[]> {
  const time = at === undefined ? {} : { time: (at / 1000).toFixed(3) };
  const path = `/workspaces/${encodeURIComponent(workspaceId)}/api/v1/query`;
  const { value } = await calls.rest('aps', { path, query: { query, ...time } });
  return vector.parse(value).data.result.map((one) => ({ labels: one.metric, value: Number(one.value[1]) }));
}
