import {
  EKSClient,
  CreateClusterCommand,
  DeleteClusterCommand,
  DescribeClusterCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-eks';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { serveWorld, type EmbeddedAws } from '../../../local/aws/embeddedAws.ts';
import { freshWorld, CLUSTER } from '../../workflow/support.ts';

/** What the embedded AWS tells EventBridge of calls of EKS, and that the samples are such events. */
const object = z.record(z.string(), z.unknown());
const sample = (name: string): Record<string, unknown> =>
  object.parse(JSON.parse(readFileSync(new URL(`../../../events/${name}.json`, import.meta.url), 'utf8')));
const detailOf = (event: unknown) => object.parse(object.parse(event)['detail']);

let aws: EmbeddedAws;
let eks: EKSClient;
const told: Record<string, unknown>[] = [];
beforeAll(async () => {
  aws = await serveWorld();
  eks = new EKSClient({
    endpoint: aws.endpoint,
    region: 'us-west-2',
    maxAttempts: 1,
    credentials: { accessKeyId: '111111111111', secretAccessKey: 'test' },
  });
});
afterAll(() => aws.close());

async function recordsOf(call: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const world = freshWorld();
  told.length = 0;
  const onTrail = async (event: Record<string, unknown>) => void told.push(event);
  aws.serve({ world, clock: { now: () => world.now }, onTrail });
  await call().catch(() => {});
  return [...told];
}

const roleArn = 'arn:aws:iam::111111111111:role/eks-cluster-shop';
const subnetIds = ['subnet-0a00000000000000a', 'subnet-0a00000000000000b'];
const tags = { 'amp-scraper-workspace': 'central' };
const CALLS = {
  'cloudtrail-tag': () => eks.send(new TagResourceCommand({ resourceArn: CLUSTER, tags })),
  'cloudtrail-untag': () => eks.send(new UntagResourceCommand({ resourceArn: CLUSTER, tagKeys: Object.keys(tags) })),
  'cloudtrail-delete': () => eks.send(new DeleteClusterCommand({ name: 'shop' })),
};

describe('the record of a call', () => {
  test.each(Object.entries(CALLS))('is as in events/%s.json', async (name, call) => {
    const [record, ...more] = await recordsOf(call);
    const wanted = sample(name);
    expect(more).toEqual([]);
    expect(Object.keys(record ?? {}).toSorted()).toEqual(Object.keys(wanted).toSorted());
    expect(Object.keys(detailOf(record)).toSorted()).toEqual(Object.keys(detailOf(wanted)).toSorted());
    const { requestParameters, eventName, eventSource, readOnly, awsRegion } = detailOf(wanted);
    expect(detailOf(record)).toMatchObject({ requestParameters, eventName, eventSource, readOnly, awsRegion });
    expect(record).toMatchObject({ source: 'aws.eks', account: '111111111111', 'detail-type': wanted['detail-type'] });
  });

  test("of a creation has the request's tags, and the cluster's ARN in the answer, times in seconds", async () => {
    const input = { name: 'new', roleArn, resourcesVpcConfig: { subnetIds }, tags };
    const [record] = await recordsOf(() => eks.send(new CreateClusterCommand(input)));
    expect(detailOf(record)).toMatchObject({
      eventName: 'CreateCluster',
      requestParameters: { name: 'new', roleArn, resourcesVpcConfig: { subnetIds }, tags },
      responseElements: { cluster: { arn: CLUSTER.replace('shop', 'new'), status: 'CREATING', createdAt: 1767600000 } },
    });
    const parameters = (one: unknown) => Object.keys(object.parse(detailOf(one)['requestParameters']));
    expect(parameters(sample('cloudtrail-create'))).toEqual(
      expect.arrayContaining(parameters(record).filter((name) => name !== 'clientRequestToken')),
    );
  });

  test('that was refused has an errorCode and no answer', async () => {
    const resourceArn = CLUSTER.replace('shop', 'none');
    const [record] = await recordsOf(() => eks.send(new TagResourceCommand({ resourceArn, tags })));
    expect(detailOf(record)).toMatchObject({ errorCode: 'ResourceNotFoundException', responseElements: null });
  });

  test('that only reads reaches no rule', async () => {
    expect(await recordsOf(() => eks.send(new DescribeClusterCommand({ name: 'shop' })))).toEqual([]);
  });
});
