import { describe, expect, test } from 'vitest';
import { configuredTags } from '../../../../functions/shared/request/configuredTags.ts';
import { CLUSTER_ARN } from '../../support.ts';

const of = (connectionTags: Parameters<typeof configuredTags>[0]['connectionTags'], clusterTags = {}) =>
  configuredTags({ connectionTags }, CLUSTER_ARN, clusterTags);

describe('the tags that the configuration sets are', () => {
  test('none where it has none', () => {
    expect(of({}, { cost: '4711' })).toEqual({ tags: {}, warnings: [] });
  });

  test('fixed values, whatever the cluster has, the empty one too', () => {
    expect(of({ stage: 'production', note: '' }, { stage: 'test' })).toEqual({
      tags: { stage: 'production', note: '' },
      warnings: [],
    });
  });

  test("those of the cluster's tags of the keys named, as the cluster has them now", () => {
    const copied = { 'cost-center': { clusterTag: 'cost' }, owner: { clusterTag: 'owner' } };
    expect(of(copied, { cost: '4711', owner: '', other: 'x' })).toEqual({
      tags: { 'cost-center': '4711', owner: '' },
      warnings: [],
    });
  });

  test('not those that the cluster does not have, which is told with what to do', () => {
    expect(of({ stage: 'production', 'cost-center': { clusterTag: 'cost' } }, { Cost: '4711' })).toEqual({
      tags: { stage: 'production' },
      warnings: [
        `Cluster ${CLUSTER_ARN} has no tag cost, which connectionTags of the configuration copies: neither the roles nor the scraper get the tag cost-center from it. Tag the cluster and run again.`,
      ],
    });
  });

  test('not what every object has', () => {
    expect(of({ a: { clusterTag: 'constructor' } }).tags).toEqual({});
  });
});
