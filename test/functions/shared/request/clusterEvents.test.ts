import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { readClusterEvent, tagsAgain } from '../../../../functions/shared/request/doors/clusterEvents.ts';
import { CLUSTER_ARN } from '../../support.ts';

const object = z.record(z.string(), z.unknown());
const sample = (name: string): Record<string, unknown> =>
  object.parse(JSON.parse(readFileSync(new URL(`../../../../events/${name}.json`, import.meta.url), 'utf8')));
const detailOf = (event: Record<string, unknown>) => object.parse(event['detail']);
const withDetail = (name: string, detail: Record<string, unknown>) => {
  const event = sample(name);
  return { ...event, detail: { ...detailOf(event), ...detail } };
};
const read = (event: unknown) => readClusterEvent(event, 'aws');
const tagging = (resourceArn: string) => withDetail('cloudtrail-tag', { requestParameters: { resourceArn, tags: {} } });

describe('a record of CloudTrail', () => {
  test.each(['cloudtrail-tag', 'cloudtrail-untag', 'cloudtrail-create', 'eks-cluster-tagged'])(
    'in events/%s.json has the tags of its cluster looked at',
    (name) => {
      expect(read(sample(name))).toEqual({ asks: 'tags', clusterArn: CLUSTER_ARN });
    },
  );

  test('in events/cloudtrail-delete.json is about the end of its cluster', () => {
    expect(read(sample('cloudtrail-delete'))).toEqual({ asks: 'deletion', clusterArn: CLUSTER_ARN });
  });

  test.each([
    ['encoded', encodeURIComponent(CLUSTER_ARN)],
    ['encoded in small letters', encodeURIComponent(CLUSTER_ARN).replaceAll(/%../g, (code) => code.toLowerCase())],
    ['as it is', CLUSTER_ARN],
  ])('names a tagged cluster by its ARN, %s', (_how, arn) => {
    expect(read(tagging(arn))).toEqual({ asks: 'tags', clusterArn: CLUSTER_ARN });
  });

  describe.each([
    ['cloudtrail-create', 'tags'],
    ['cloudtrail-delete', 'deletion'],
  ])('of %s', (name, asks) => {
    test.each([
      ['by the ARN of the answer alone', {}, { cluster: { arn: CLUSTER_ARN } }],
      ['by the ARN of the answer before its name', { name: 'other' }, { cluster: { arn: CLUSTER_ARN } }],
      ['by `name`', { name: 'shop' }, null],
      ['by `clusterName`', { clusterName: 'shop' }, undefined],
      ['by the ARN of the answer where nothing was asked', null, { cluster: { arn: CLUSTER_ARN } }],
      ['by `name`, the answer being empty', { name: 'shop' }, {}],
      ['by `name`, the answer having no ARN', { name: 'shop' }, { cluster: { clusterName: 'shop' } }],
    ])('names its cluster %s', (_how, requestParameters, responseElements) => {
      expect(read(withDetail(name, { requestParameters, responseElements }))).toEqual({
        asks,
        clusterArn: CLUSTER_ARN,
      });
    });

    test("has the partition of the workflow where the cluster's name alone is known", () => {
      const event = withDetail(name, { requestParameters: { name: 'shop' }, responseElements: null });
      const clusterArn = CLUSTER_ARN.replace('arn:aws:', 'arn:aws-us-gov:');
      expect(readClusterEvent(event, 'aws-us-gov')).toEqual({ asks, clusterArn });
    });

    test.each([
      ['that names no cluster', {}, null],
      [
        'of a cluster of another account',
        {},
        { cluster: { arn: CLUSTER_ARN.replace('111111111111', '222222222222') } },
      ],
    ])('%s is refused', (_what, requestParameters, responseElements) => {
      expect(read(withDetail(name, { requestParameters, responseElements }))).toHaveProperty('findings');
    });
  });

  test.each([
    'nodegroup/shop/workers/8ac0ffee-0000-4000-8000-000000000001',
    'addon/shop/vpc-cni/8ac0ffee-0000-4000-8000-000000000002',
    'fargateprofile/shop/batch/8ac0ffee-0000-4000-8000-000000000003',
    'identityproviderconfig/shop/oidc/one/8ac0ffee-0000-4000-8000-000000000004',
    'access-entry/shop/role/111111111111/admin/8ac0ffee-0000-4000-8000-000000000005',
    'podidentityassociation/shop/a-0123456789abcdef0',
    'eks-anywhere-subscription/8ac0ffee-0000-4000-8000-000000000006',
  ])('about %s asks for nothing, by whichever event', (resource) => {
    const arn = CLUSTER_ARN.replace('cluster/shop', resource);
    const nothing = {
      asks: 'nothing',
      reason: `The event is about ${arn}, which is no cluster: its tags ask for nothing.`,
    };
    expect(read(tagging(encodeURIComponent(arn)))).toEqual(nothing);
    expect(read({ ...sample('eks-cluster-tagged'), resources: [arn] })).toEqual(nothing);
  });

  test.each(['cloudtrail-tag', 'cloudtrail-untag', 'cloudtrail-create', 'cloudtrail-delete'])(
    'of a call that was refused asks for nothing: %s',
    (name) => {
      const refused = withDetail(name, { errorCode: 'AccessDenied', responseElements: null });
      expect(read(refused)).toMatchObject({
        asks: 'nothing',
        reason: expect.stringContaining('refused (AccessDenied)'),
      });
    },
  );

  test.each([
    ['of another call', withDetail('cloudtrail-tag', { eventName: 'UpdateClusterConfig' })],
    ['of another service', { ...sample('cloudtrail-tag'), source: 'aws.ec2' }],
    ['without parameters', withDetail('cloudtrail-tag', { requestParameters: null })],
    ['whose ARN is encoded wrongly', tagging('arn%3Aaws%3')],
    ['about a cluster of another account', tagging(CLUSTER_ARN.replace('111111111111', '222222222222'))],
  ])('%s is refused', (_what, event) => {
    expect(read(event)).toHaveProperty('findings');
  });
});

test('what is no event is for others to read', () => {
  expect(read({ clusterArn: CLUSTER_ARN })).toBeUndefined();
});

describe('what an event is refused for is told with where it stands in it', () => {
  const remedy = 'Tag the cluster in its own account';
  const problem = 'is not a cluster of account 111111111111, which sent the event';
  const foreign = CLUSTER_ARN.replace('111111111111', '222222222222');
  const notOfCluster = {
    path: '(event)',
    problem: 'is not an event about the tags of a cluster or its end',
    remedy: "Send EventBridge's events unchanged: the rule's target has no input transformer",
  };

  test.each([
    [
      'a change of tags',
      { ...sample('eks-cluster-tagged'), account: '111111111111', resources: [foreign] },
      { path: 'resources[0]', value: foreign, problem, remedy },
    ],
    [
      'a change of nothing',
      { ...sample('eks-cluster-tagged'), resources: [] },
      { path: 'resources[0]', problem, remedy },
    ],
    ['a call', tagging(foreign), { path: 'detail.requestParameters.resourceArn', value: foreign, problem, remedy }],
    [
      'a call whose ARN is encoded wrongly',
      tagging('arn%3Aaws%3'),
      { path: 'detail.requestParameters.resourceArn', value: 'arn%3Aaws%3', problem, remedy },
    ],
    [
      'a creation',
      withDetail('cloudtrail-create', { requestParameters: null, responseElements: null }),
      { path: 'detail.responseElements.cluster.arn', problem, remedy },
    ],
    ['another call', withDetail('cloudtrail-tag', { eventName: 'UpdateClusterConfig' }), notOfCluster],
    ['another event', { ...sample('cloudtrail-tag'), source: 'aws.ec2' }, notOfCluster],
  ])('%s', (_name, event, finding) => {
    expect(read(event)).toEqual({ findings: [finding] });
  });
});

describe('the input that has tags looked at again', () => {
  const TAGS = { asks: 'tags', clusterArn: CLUSTER_ARN };

  test('is read as the event that they have changed', () => {
    expect(tagsAgain(CLUSTER_ARN)).toEqual({
      'detail-type': 'Tag Change on Resource',
      source: 'aws.tag',
      account: '111111111111',
      resources: [CLUSTER_ARN],
    });
    expect(read(tagsAgain(CLUSTER_ARN))).toEqual(TAGS);
  });

  test('says what is not to be left alone, and what was made just now', () => {
    expect(read(tagsAgain(CLUSTER_ARN, { repair: true }))).toEqual({ ...TAGS, repairs: true });
    expect(read(tagsAgain(CLUSTER_ARN, { connected: 'an id' }))).toEqual({ ...TAGS, connected: 'an id' });
  });

  test('is of no account for what is no ARN, and refused', () => {
    expect(tagsAgain('shop')).toMatchObject({ account: '', resources: ['shop'] });
  });
});
