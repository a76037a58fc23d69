import { EKSClient, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-eks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { OPERATIONS } from '../../../../../local/aws/embeddedAws.ts';
import { accountOf } from '../../../../../local/state/lookup.ts';
import type { Cluster } from '../../../../../local/state/state.ts';
import { GHOST_MS, removeCluster, TAG_LAG_MS } from '../../../../../local/state/taggedResources.ts';
import { signedFetch } from '../../signedFetch.ts';
import { administrator, assumeRole, testServer, type TestCredentials, type TestServer } from '../../testServer.ts';
import { addRole, SOURCE, TARGET } from '../../testWorld.ts';

const arnOf = (name: string, region = 'us-west-2') => `arn:aws:eks:${region}:${SOURCE}:cluster/${name}`;
const SHOP = arnOf('shop');

let test: TestServer;
beforeEach(async () => {
  test = await testServer(OPERATIONS);
});
afterEach(() => test.server.close());

function addCluster(arn: string, tags: Record<string, string>): void {
  const cluster: Cluster = {
    name: arn.replace(/^.*\//, ''),
    arn,
    status: 'ACTIVE',
    version: '1.35',
    vpcId: 'vpc-1',
    subnetIds: [],
    securityGroupIds: [],
    clusterSecurityGroupId: 'sg-1',
    endpointPublicAccess: true,
    endpointPrivateAccess: true,
    authenticationMode: 'API',
    tags,
    createdAt: 0,
    targets: 0,
    unscrapableJobs: [],
    accessEntries: [],
    awsAuthRoleArns: [],
  };
  accountOf(test.world, SOURCE).clusters[arn] = cluster;
}

const answer = z.looseObject({
  __type: z.string().optional(),
  PaginationToken: z.string().optional(),
  ResourceTagMappingList: z
    .array(z.object({ ResourceARN: z.string(), Tags: z.array(z.object({ Key: z.string(), Value: z.string() })) }))
    .optional(),
});

async function call(input: object = {}, credentials: TestCredentials = administrator(SOURCE)) {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'ResourceGroupsTaggingAPI_20170126.GetResources',
  };
  const { endpoint } = test.server;
  const asked = { endpoint, credentials, service: 'tagging', headers, body: JSON.stringify(input) };
  return answer.parse(await (await signedFetch(asked)).json());
}

async function shown(input: object = {}) {
  const { ResourceTagMappingList = [] } = await call(input);
  return ResourceTagMappingList.map(({ ResourceARN, Tags }) => [
    ResourceARN.replace(/^.*\//, ''),
    Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
  ]);
}

const eks = () =>
  new EKSClient({ endpoint: test.server.endpoint, region: 'us-west-2', credentials: administrator(SOURCE) });
const pass = (milliseconds: number) => test.clock.advanceTo(test.clock.now() + milliseconds);

describe('GetResources', () => {
  it('shows what is tagged in the Region, and not what never was', async () => {
    addCluster(SHOP, { team: 'a' });
    addCluster(arnOf('plain'), {});
    addCluster(arnOf('elsewhere', 'us-east-1'), { team: 'a' });
    expect(await shown()).toEqual([['shop', { team: 'a' }]]);
    expect(await shown({ ResourceTypeFilters: ['eks:cluster'] })).toHaveLength(1);
    expect(await shown({ ResourceTypeFilters: ['s3'] })).toEqual([]);
  });

  it('filters by every key, and by any value of one', async () => {
    addCluster(SHOP, { team: 'a', stage: 'x' });
    addCluster(arnOf('till'), { team: 'b' });
    const filtered = (...TagFilters: object[]) => shown({ TagFilters });
    expect(await filtered({ Key: 'team', Values: ['a', 'b'] })).toHaveLength(2);
    expect(await filtered({ Key: 'team' }, { Key: 'stage' })).toEqual([['shop', { team: 'a', stage: 'x' }]]);
    expect(await filtered({ Key: 'team', Values: ['c'] })).toEqual([]);
  });

  it('hands out pages of 50, or as many up to 100 as are asked for, with a token for 15 minutes', async () => {
    for (let n = 0; n < 120; n += 1) addCluster(arnOf(`c${n}`), { n: String(n) });
    const first = await call();
    expect(first.ResourceTagMappingList).toHaveLength(50);
    const most = await call({ ResourcesPerPage: 100 });
    expect(most.ResourceTagMappingList).toHaveLength(100);
    const { PaginationToken } = most;
    const last = await call({ ResourcesPerPage: 100, PaginationToken });
    expect(last).toMatchObject({ PaginationToken: '' });
    expect(last.ResourceTagMappingList).toHaveLength(20);
    expect(await call({ ResourcesPerPage: 101 })).toMatchObject({ __type: 'InvalidParameterException' });
    expect(await call({ PaginationToken: 'made up' })).toMatchObject({ __type: 'InvalidParameterException' });
    pass(15 * 60_000 + 1);
    expect(await call({ PaginationToken })).toMatchObject({ __type: 'PaginationTokenExpiredException' });
  });

  it('shows a change late, and with none what has lost its tags', async () => {
    addCluster(SHOP, { team: 'a' });
    await eks().send(new UntagResourceCommand({ resourceArn: SHOP, tagKeys: ['team'] }));
    expect(await shown()).toEqual([['shop', { team: 'a' }]]);
    pass(TAG_LAG_MS);
    expect(await shown()).toEqual([['shop', {}]]);
    await eks().send(new TagResourceCommand({ resourceArn: SHOP, tags: { team: 'b' } }));
    expect(await shown()).toEqual([['shop', {}]]);
    pass(TAG_LAG_MS);
    expect(await shown()).toEqual([['shop', { team: 'b' }]]);
  });

  it('shows a deleted cluster for hours', async () => {
    addCluster(SHOP, { team: 'a' });
    removeCluster(test.world, SHOP, test.clock.now());
    pass(GHOST_MS - 1);
    expect(await shown()).toEqual([['shop', { team: 'a' }]]);
    pass(1);
    expect(await shown()).toEqual([]);
  });

  it('is for who may, in his own account', async () => {
    addCluster(SHOP, { team: 'a' });
    expect((await call({}, administrator(TARGET))).ResourceTagMappingList).toEqual([]);
    const nobody = addRole(test.world, { name: 'nobody' });
    const credentials = await assumeRole(test, nobody);
    expect(await call({}, credentials)).toMatchObject({ __type: 'AccessDeniedException' });
  });
});
