import { describe, expect, test } from 'vitest';
import { handler as beginReconcile } from '../../../functions/beginReconcile.ts';
import { handler as lookAtRange } from '../../../functions/lookAtRange.ts';
import { noMonitoring } from '../../../local/state/monitoring.ts';
import { removeCluster } from '../../../local/state/taggedResources.ts';
import { ServiceError } from '../../../local/aws/operation.ts';
import { accountOf, useEmbedded } from '../embedded.ts';
import { CLUSTER_ARN, NAMES, TEST_ENVIRONMENT, WORKSPACE_ARN } from '../support.ts';
import { ended, RUN_STARTED, runOf, seenBy } from './support.ts';

const SOURCE = '111111111111';
const TARGET = '222222222222';
const TAG = 'amp-scraper-workspace';

const aws = useEmbedded({ ...TEST_ENVIRONMENT, accounts: [SOURCE, TARGET], targetOnlyAccounts: [] });

/** A run that looks at all that it lists. */
async function look(name: string) {
  const executionArn = runOf(aws, name);
  const begun = await beginReconcile({ executionArn, startTime: RUN_STARTED, input: {} });
  for (const range of 'ranges' in begun ? begun.ranges : []) await lookAtRange({ executionArn, range });
  ended(aws, executionArn);
  return seenBy(executionArn);
}

const refusing = (operation: string, code = 'AccessDeniedException') => {
  aws.afterwards[operation] = () => {
    throw new ServiceError(code, 400, `User is not authorized to perform: ${operation}`);
  };
};
/** The cluster as the pair's look shows it. */
async function clusterOf(seen: Awaited<ReturnType<typeof look>>, arn = CLUSTER_ARN) {
  const pair = await seen.pair(SOURCE);
  return 'clusters' in pair ? pair.clusters.find((one) => one.arn === arn) : undefined;
}
const tagsOf = (tags: Record<string, string>) => {
  const { clusters } = accountOf(aws.world);
  const cluster = clusters[CLUSTER_ARN];
  if (cluster) cluster.tags = tags;
};

describe('an account', () => {
  test("shows what its scraper's last lines are, by kinds alone, and nothing of them where they cannot be read", async () => {
    await aws.connected();
    const [scraper] = Object.values(accountOf(aws.world).scrapers);
    if (scraper === undefined) throw new Error('There is no scraper.');
    const linesOf = async (name: string) => {
      const pair = await (await look(name)).pair(SOURCE);
      return 'scrapers' in pair ? pair.scrapers.map(({ lines }) => lines) : pair;
    };
    expect(await linesOf('no log group')).toEqual([undefined]);
    const name = '/aws/vendedlogs/amp-scraper/scrapers';
    const arn = `arn:aws:logs:us-west-2:${SOURCE}:log-group:${name}:*`;
    const line = {
      component: 'EXPORTER',
      message: { log: 'Failed to export MARKER' },
      scrapeConfigId: scraper.scraperId,
    };
    const events = [{ at: Date.parse(RUN_STARTED), stream: 'any', message: JSON.stringify(line) }];
    const group = { arn, name, accountId: SOURCE, region: 'us-west-2', filters: [], events };
    aws.world.monitoring = { ...noMonitoring(aws.clock.now()), logGroups: { [arn]: group } };
    expect(await linesOf('lines')).toEqual([{ EXPORT_FAILED: 1 }]);
    refusing('FilterLogEvents');
    expect(await linesOf('refused')).toEqual([undefined]);
    expect(JSON.stringify(aws.world.tables)).not.toContain('MARKER');
  });

  test('shows the tags that mean something, described where something may be concluded of them', async () => {
    tagsOf({ [TAG]: 'central', 'amp-scraper:hold': 'yes', team: 'shop' });
    const tags = { [TAG]: 'central', 'amp-scraper:hold': 'yes' };
    const cluster = await clusterOf(await look('tags'));
    expect(cluster).toMatchObject({ hinted: tags, described: { status: 'ACTIVE', tags } });
  });

  test('is not asked about a cluster that nobody wants connected, and that is not', async () => {
    tagsOf({ team: 'shop' });
    const cluster = await clusterOf(await look('unwanted'));
    expect(cluster).toEqual({ arn: CLUSTER_ARN, hinted: {} });
    expect(aws.inputsOf('DescribeCluster')).not.toContainEqual({ name: 'shop' });
  });

  test('shows the scrapers with all by which they are known', async () => {
    await aws.connected();
    const pair = await (await look('scrapers')).pair(SOURCE);
    expect(pair).toMatchObject({
      scrapers: [
        {
          status: 'ACTIVE',
          clusterArn: CLUSTER_ARN,
          workspaceArn: WORKSPACE_ARN,
          sourceRoleArn: NAMES.sourceRoleArn,
          targetRoleArn: NAMES.targetRoleArn,
          tags: { 'amp-scraper:connection': NAMES.id },
        },
      ],
    });
  });

  test('is asked about a connected cluster whose tag is gone, and not about one whose tag names what it has', async () => {
    await aws.connected();
    tagsOf({});
    expect(await clusterOf(await look('untagged'))).toMatchObject({ described: { tags: {} } });
    tagsOf({ [TAG]: 'central' });
    aws.asked.length = 0;
    await look('as wanted');
    expect(aws.inputsOf('DescribeCluster')).not.toContainEqual({ name: 'shop' });
  });
});

describe('a cluster that is gone', () => {
  test('is GONE by DescribeCluster, though its ghost is hinted at', async () => {
    await aws.connected();
    tagsOf({ [TAG]: 'central' });
    removeCluster(aws.world, CLUSTER_ARN, aws.clock.now());
    // The hint is what the table and the scraper say: the list of clusters alone tells that it is no more.
    const cluster = await clusterOf(await look('ghost'));
    expect(cluster).toMatchObject({ hinted: { [TAG]: 'central' }, described: 'GONE' });
  });

  test('is not GONE where the clusters could not be listed', async () => {
    await aws.connected();
    tagsOf({});
    removeCluster(aws.world, CLUSTER_ARN, aws.clock.now());
    refusing('ListClusters');
    const seen = await look('unlisted');
    expect(await clusterOf(seen)).toMatchObject({ described: { unknown: { error: 'ResourceNotFound' } } });
    expect(await seen.pair(SOURCE)).toMatchObject({ unread: [{ error: 'AccessDenied' }] });
  });

  test('is not GONE where the list names it still', async () => {
    await aws.connected();
    tagsOf({});
    refusing('DescribeCluster', 'ResourceNotFoundException');
    expect(await clusterOf(await look('listed'))).toMatchObject({
      described: { unknown: { error: 'ResourceNotFound' } },
    });
  });
});

describe('what cannot be read', () => {
  test('of the scrapers makes the account unreachable, and its neighbours not', async () => {
    let calls = 0;
    aws.afterwards['ListScrapers'] = () => {
      calls += 1;
      if (calls === 1) throw new ServiceError('AccessDeniedException', 403, 'User is not authorized');
    };
    const seen = await look('unreachable');
    const pairs = [await seen.pair(SOURCE), await seen.pair(TARGET)];
    expect(pairs.filter((one) => 'unreachable' in one)).toMatchObject([{ unreachable: { error: 'AccessDenied' } }]);
    expect(pairs.filter((one) => 'scrapers' in one)).toHaveLength(1);
  });

  test('of the tags has every cluster described', async () => {
    refusing('GetResources');
    const seen = await look('no hints');
    expect(await seen.pair(SOURCE)).toMatchObject({ unread: [{ error: 'AccessDenied' }] });
    const pair = await seen.pair(SOURCE);
    const clusters = 'clusters' in pair ? pair.clusters : [];
    expect(clusters).toHaveLength(Object.keys(accountOf(aws.world).clusters).length);
    expect(clusters.every(({ described }) => typeof described === 'object')).toBe(true);
  });

  test('of a cluster is no evidence of anything', async () => {
    await aws.connected();
    tagsOf({});
    refusing('DescribeCluster');
    expect(await clusterOf(await look('denied'))).toMatchObject({ described: { unknown: { error: 'AccessDenied' } } });
  });

  test('of a cluster that the list does not name is none that it is gone', async () => {
    await aws.connected();
    tagsOf({});
    aws.afterwards['ListClusters'] = () => ({ clusters: [] });
    refusing('DescribeCluster');
    expect(await clusterOf(await look('denied and unlisted'))).toMatchObject({
      described: { unknown: { error: 'AccessDenied' } },
    });
  });

  test('is read again where there were too many calls', async () => {
    let calls = 0;
    aws.afterwards['GetResources'] = () => {
      calls += 1;
      if (calls % 2 === 1) throw new ServiceError('ThrottledException', 400, 'Rate exceeded');
    };
    expect(await (await look('throttled')).pair(SOURCE)).not.toHaveProperty('unread');
  });

  test('by an account whose provisioner cannot be assumed is nothing', async () => {
    refusing('AssumeRole', 'AccessDenied');
    const pair = await (await look('no provisioner')).pair(SOURCE);
    expect(pair).toMatchObject({
      unreachable: { error: 'AccessDenied', message: expect.stringContaining('account stack') },
    });
  });
});

describe('events that an account could not forward', () => {
  const put = (bodies: readonly string[]) => {
    const name = 'amp-scraper-forward-dead-letters';
    const arn = `arn:aws:sqs:us-west-2:${SOURCE}:${name}`;
    const place = { accountId: SOURCE, region: 'us-west-2', createdAt: aws.clock.now(), retentionSeconds: 1_209_600 };
    const messages = bodies.map((body) => ({ at: aws.clock.now(), body }));
    const monitoring = aws.world.monitoring ?? noMonitoring(aws.clock.now());
    monitoring.queues = bodies.length === 0 ? {} : { [arn]: { arn, name, url: 'https://queue', ...place, messages } };
    aws.world.monitoring = monitoring;
  };

  test('are counted', async () => {
    put(['one', 'two']);
    expect(await (await look('undelivered')).pair(SOURCE)).toMatchObject({ undelivered: 2 });
  });

  test('are none where it has no such queue', async () => {
    put([]);
    expect(await (await look('no queue')).pair(SOURCE)).toMatchObject({ undelivered: null });
  });

  test('are unknown where the queue may not be asked', async () => {
    put(['one']);
    refusing('GetQueueAttributes');
    expect(await (await look('queue denied')).pair(SOURCE)).toMatchObject({
      undelivered: { unknown: { error: 'AccessDenied' } },
    });
  });
});

describe('a workspace', () => {
  test('shows whose samples of the last minutes it has', async () => {
    await aws.connected();
    aws.pass(600);
    const fresh = await (await look('fresh')).workspace(WORKSPACE_ARN);
    expect(fresh).toEqual({ workspaceArn: WORKSPACE_ARN, asked: [NAMES.id], fresh: [NAMES.id] });
  });

  test('shows none of a scraper that writes no more, nor of another id that somebody writes by', async () => {
    await aws.connected();
    aws.pass(600);
    await look('before');
    for (const scraper of Object.values(accountOf(aws.world).scrapers))
      delete accountOf(aws.world).scrapers[scraper.arn];
    aws.pass(901);
    const workspace = accountOf(aws.world, TARGET).workspaces[WORKSPACE_ARN];
    const labels = { __name__: 'up', amp_scraper_connection: `${NAMES.id}x` };
    workspace?.series.push({ labels, samples: [{ at: aws.clock.now(), value: 1 }] });
    expect(await (await look('silent')).workspace(WORKSPACE_ARN)).toMatchObject({ asked: [NAMES.id], fresh: [] });
  });

  test.each(['QueryMetrics', 'DescribeWorkspace'])('is unknown where %s fails', async (operation) => {
    await aws.connected();
    refusing(operation);
    expect(await (await look(operation)).workspace(WORKSPACE_ARN)).toHaveProperty('unknown');
  });

  test('is unknown where there is none', async () => {
    await aws.connected();
    delete accountOf(aws.world, TARGET).workspaces[WORKSPACE_ARN];
    expect(await (await look('no workspace')).workspace(WORKSPACE_ARN)).toMatchObject({
      unknown: { error: 'ResourceNotFound' },
    });
  });
});

describe('an account of workspaces', () => {
  test('shows its roles against its quota', async () => {
    const account = accountOf(aws.world, TARGET);
    account.rolesQuota = 77;
    const roles = Object.keys(account.roles).length;
    expect(await (await look('roles')).roles(TARGET)).toEqual({ accountId: TARGET, roles, quota: 77 });
  });

  test('is unknown where they cannot be counted', async () => {
    refusing('GetAccountSummary', 'AccessDenied');
    expect(await (await look('roles denied')).roles(TARGET)).toMatchObject({ unknown: { error: 'AccessDenied' } });
  });
});

describe('a range', () => {
  test('is nothing of another run', async () => {
    await look('first');
    const range = { kind: 'pairs', from: 0, to: 1 };
    await expect(lookAtRange({ executionArn: runOf(aws, 'second'), range })).rejects.toMatchObject({
      name: 'AwsUnavailable',
    });
  });
});
