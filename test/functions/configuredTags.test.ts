import { beforeEach, describe, expect, test } from 'vitest';
import { handler as createSourceRole } from '../../functions/createSourceRole.ts';
import { handler as createTargetRole } from '../../functions/createTargetRole.ts';
import { handler as resolveRequest } from '../../functions/resolveRequest.ts';
import { findCluster } from '../../local/state/lookup.ts';
import { REQUEST, roleOf, useEmbedded } from './embedded.ts';
import { CLUSTER_ARN, CONNECTION, NAMES, STARTED, TEST_ENVIRONMENT } from './support.ts';

const aws = useEmbedded({
  ...TEST_ENVIRONMENT,
  connectionTags: { stage: 'production', 'cost-center': { clusterTag: 'cost' } },
  roleTags: { unit: 'platform', stage: 'none' },
});

const resolve = async (input: object = REQUEST) => {
  const resolved = await resolveRequest({ executionArn: aws.execution('resolve'), startTime: STARTED, input });
  if (resolved.decision === 'IGNORE') throw new Error('It was ignored.');
  return resolved.connection;
};

describe("of the configuration's tags", () => {
  beforeEach(() => {
    const cluster = findCluster(aws.world, CLUSTER_ARN);
    if (cluster !== undefined) cluster.tags = { ...cluster.tags, cost: '4711' };
  });

  test('ResolveRequest hands on those of connections, with what the cluster has', async () => {
    const connection = await resolve();
    expect(connection.connectionTags).toEqual({ stage: 'production', 'cost-center': '4711' });
    expect(connection.warnings).toEqual([]);
  });

  test('it tells the one that the cluster does not have', async () => {
    delete findCluster(aws.world, CLUSTER_ARN)?.tags['cost'];
    const connection = await resolve();
    expect(connection.connectionTags).toEqual({ stage: 'production' });
    expect(connection.warnings).toEqual([expect.stringContaining('has no tag cost')]);
  });

  test.each([
    ['source', ['111111111111', NAMES.sourceRoleName]],
    ['target', ['222222222222', NAMES.targetRoleName]],
  ] as const)('the %s role has those of connections and, behind them, those of all roles', async (_side, which) => {
    const made = {
      executionArn: aws.execution('create'),
      connection: { ...CONNECTION, connectionTags: { stage: 'production' } },
      input: REQUEST,
    };
    await createSourceRole(made);
    await createTargetRole(made);
    expect(roleOf(aws.world, which).tags).toMatchObject({ unit: 'platform', stage: 'production' });
  });

  test('a scraper that would have 51 with them is refused before anything is changed', async () => {
    await aws.connected();
    const cluster = findCluster(aws.world, CLUSTER_ARN);
    if (cluster !== undefined) cluster.tags = { ...cluster.tags, cost: '4711' };
    const [scraper] = aws.scrapers();
    const others = Object.fromEntries(Array.from({ length: 44 }, (_, nth) => [`others-${nth}`, 'x']));
    if (scraper === undefined) throw new Error('There is no scraper.');
    const { stage: _stage, 'cost-center': _costCenter, ...own } = scraper.tags;
    scraper.tags = { ...own, ...others };
    expect(Object.keys(scraper.tags)).toHaveLength(49);
    await expect(resolve()).rejects.toMatchObject({
      name: 'PreflightFailed',
      message: expect.stringContaining('more than the 50 that AWS takes'),
    });
  });
});
