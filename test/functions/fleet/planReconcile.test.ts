import { expect, test } from 'vitest';
import { handler as beginReconcile } from '../../../functions/beginReconcile.ts';
import { handler as lookAtRange } from '../../../functions/lookAtRange.ts';
import { handler as planReconcile } from '../../../functions/planReconcile.ts';
import { connectionNames } from '../../../functions/shared/names.ts';
import { accountOf, useEmbedded } from '../embedded.ts';
import { CLUSTER_ARN, TEST_ENVIRONMENT, WORKSPACE_ARN } from '../support.ts';
import { ended, itemsOfFleet, RUN_STARTED, runOf } from './support.ts';

const accounts = ['111111111111', '222222222222'];
const reconcile = { ...TEST_ENVIRONMENT.reconcile, takesAway: true };
const aws = useEmbedded({ ...TEST_ENVIRONMENT, accounts, targetOnlyAccounts: [], reconcile });

const days = (count: number) => new Date(Date.parse(RUN_STARTED) + count * 24 * 3_600_000).toISOString();

async function begin(name: string, startTime: string, input: object = {}) {
  const executionArn = runOf(aws, name);
  const begun = await beginReconcile({ executionArn, startTime, input });
  const look = async () => {
    for (const range of 'ranges' in begun ? begun.ranges : []) await lookAtRange({ executionArn, range });
  };
  const plan = () => planReconcile({ executionArn, startTime, input });
  return { executionArn, look, plan };
}

test('what a run before has read is no evidence: it was not looked at in this run', async () => {
  await aws.connected();
  const cluster = accountOf(aws.world).clusters[CLUSTER_ARN];
  if (cluster) cluster.tags = {};
  for (const item of aws.items()) item['door'] = { S: 'tag' };
  const before = await begin('before', RUN_STARTED);
  await before.look();
  expect(await before.plan()).toMatchObject({ counts: { unwanted: 1 }, held: { youngConfiguration: 1 } });
  ended(aws, before.executionArn);

  const blind = await begin('blind', days(2));
  const told = { oldestSeconds: 0, scraperQuotaPercent: 0, roleQuotaPercent: 0 };
  expect(await blind.plan()).toEqual({ next: 'END', counts: { unreachable: 2 }, held: {}, warnings: [], told });
  expect((await itemsOfFleet(blind.executionArn).get('plan'))?.value).toMatchObject({ plan: { actions: [] } });
  ended(aws, blind.executionArn);

  const seeing = await begin('seeing', days(2));
  await seeing.look();
  expect(await seeing.plan()).toMatchObject({ next: 'ACT', counts: { unwanted: 1 } });
});

/** Connections of clusters that are gone, of each of which the table alone knows. */
function buried(count: number): void {
  const [table] = Object.values(aws.world.tables ?? {});
  for (let n = 0; n < count; n += 1) {
    const clusterArn = CLUSTER_ARN.replace('shop', `gone-${n}`);
    table?.items.push({
      pk: { S: clusterArn },
      sk: { S: `connection#${connectionNames('amp-scraper', clusterArn, WORKSPACE_ARN).id}` },
      schema: { N: '1' },
      clusterArn: { S: clusterArn },
      workspaceArn: { S: WORKSPACE_ARN },
      door: { S: 'tag' },
      established: { BOOL: true },
    });
  }
}

async function planOf(name: string, startTime: string, input: object = {}) {
  const run = await begin(name, startTime, input);
  await run.look();
  const planned = await run.plan();
  ended(aws, run.executionArn);
  return planned;
}

test('what is not done is as old as the run that first saw it, whatever runs come between and are tried again', async () => {
  const cluster = accountOf(aws.world).clusters[CLUSTER_ARN];
  if (cluster) cluster.tags = {};
  buried(2);
  const ages = async (name: string, startTime: string, input: object = {}) => {
    const run = await begin(name, startTime, input);
    await run.look();
    const first = (await run.plan()).told.oldestSeconds;
    const again = (await run.plan()).told.oldestSeconds;
    ended(aws, run.executionArn);
    return [first, again];
  };
  expect(await ages('first', RUN_STARTED)).toEqual([0, 0]);
  expect(await ages('dry', days(1), { dryRun: true })).toEqual([86_400, 86_400]);
  buried(3);
  expect(await ages('second', days(2))).toEqual([172_800, 172_800]);
  const [table] = Object.values(aws.world.tables ?? {});
  table?.items.splice(0, table.items.length, ...table.items.filter(({ clusterArn }) => clusterArn === undefined));
  expect(await ages('done', days(3))).toEqual([0, 0]);
});

test.each([{}, { dryRun: true }])('what waits is done by who approves of it, shown by a run of %j', async (input) => {
  buried(4);
  await planOf('first-seen', RUN_STARTED);
  const shown = await planOf('shown', days(2), input);
  expect(shown).toMatchObject({ counts: { orphan: 4 }, held: { approval: 3 }, digest: expect.any(String) });
  const { digest } = shown;
  const approved = await planOf('approved', days(2), { approve: digest });
  expect([approved.next, approved.held]).toEqual(['ACT', {}]);
  expect(await planOf('too-late', days(3.1), { approve: digest })).toMatchObject({ held: { approval: 3 } });
  expect(await planOf('unknown', days(2), { approve: `${digest}0` })).toMatchObject({ held: { approval: 3 } });
});
