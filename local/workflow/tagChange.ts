import * as z from 'zod';
import { parseArn } from '../../functions/shared/arn.ts';
import type { World } from '../state/state.ts';

/** CloudTrail's record of a call that tags or untags, as far as it is read. */
const recordSchema = z.object({
  id: z.string(),
  account: z.string(),
  region: z.string(),
  time: z.string(),
  detail: z.object({
    eventSource: z.literal('eks.amazonaws.com'),
    eventName: z.enum(['TagResource', 'UntagResource', 'CreateCluster']),
    errorCode: z.undefined().optional(),
    requestParameters: z.object({
      resourceArn: z.string().optional(),
      name: z.string().optional(),
      tags: z.record(z.string(), z.string()).default({}),
      tagKeys: z.array(z.string()).default([]),
    }),
  }),
});

/**
 * The event of a tag change that follows a call of EKS, in the form of AWS's sample
 * (https://docs.aws.amazon.com/tag-editor/latest/userguide/tag-monitor.html). That EKS's clusters have it, those that are created with tags
 * too, and that it is sent whether or not a value changed, is assumed. Its `version` grows: the time stands for it.
 * @returns undefined for any other call, for one that was refused, for what is no cluster
 */
export function tagChangeEvent(world: World, record: unknown, now: number): Record<string, unknown> | undefined {
  const found = recordSchema.safeParse(record).data;
  if (found === undefined) return undefined;
  const { id, account, region, time, detail } = found;
  const { resourceArn, name, tags, tagKeys } = detail.requestParameters;
  const wanted = decodeURIComponent(resourceArn ?? `cluster/${name}`);
  const clusters = Object.values(world.accounts[account]?.clusters ?? {});
  const cluster = clusters.find(({ arn }) => arn.endsWith(wanted) && parseArn(arn)?.region === region);
  const changed = [...Object.keys(tags), ...tagKeys];
  if (cluster === undefined || changed.length === 0) return undefined;
  return {
    version: '0',
    id: `${id}-tags`,
    'detail-type': 'Tag Change on Resource',
    source: 'aws.tag',
    account,
    time,
    region,
    resources: [cluster.arn],
    detail: {
      'changed-tag-keys': changed,
      service: 'eks',
      'resource-type': 'cluster',
      version: now,
      tags: { ...cluster.tags },
    },
  };
}
