import * as z from 'zod/mini';
import type { Calls } from '../../../calls/signedCalls.ts';

const text = z.string();
const names = z.object({ clusters: z.array(text), nextToken: z.nullish(text) });
const described = z.object({
  cluster: z.object({ name: text, arn: text, status: text, tags: z.prefault(z.record(text, text), {}) }),
});
/** Of DescribeCluster, as far as the page shows it. */
export type Cluster = z.infer<typeof described>['cluster'];

/** The first clusters of an account's Region, `most` (100 at most), with their tags; and whether there are more. */
export async function firstClusters(calls: Calls, most: number): Promise<{ clusters: Cluster[]; hasMore: boolean }> {
  const { value } = await calls.rest('eks', { path: '/clusters', query: { maxResults: String(most) } });
  const { clusters, nextToken } = names.parse(value);
  const found = await Promise.all(clusters.map((name) => describeCluster(calls, name)));
  return { clusters: found, hasMore: typeof nextToken === 'string' };
}

async function describeCluster(calls: Calls, name: string): Promise<Cluster> {
  const { value } = await calls.rest('eks', { path: `/clusters/${encodeURIComponent(name)}` });
  return described.parse(value).cluster;
}

const tagsPath = (arn: string) => `/tags/${encodeURIComponent(arn)}`;

/** Other tags stay as they are. */
export async function tagResource(calls: Calls, arn: string, tags: Readonly<Record<string, string>>): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await calls.rest('eks', { method: 'POST', path: tagsPath(arn), headers, body: JSON.stringify({ tags }) });
}

/** Whether or not the tag is there. */
export async function untagResource(calls: Calls, arn: string, key: string): Promise<void> {
  await calls.rest('eks', { method: 'DELETE', path: tagsPath(arn), query: { tagKeys: key } });
}
