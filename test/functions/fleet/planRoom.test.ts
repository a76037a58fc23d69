import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { handler as beginReconcile } from '../../../functions/beginReconcile.ts';
import { handler as endReconcile } from '../../../functions/endReconcile.ts';
import { handler as planReconcile } from '../../../functions/planReconcile.ts';
import type { SeenPair } from '../../../functions/shared/fleet/seen.ts';
import { storedPlan } from '../../../functions/shared/fleet/table/storedRun.ts';
import { useEmbedded } from '../embedded.ts';
import { TEST_ENVIRONMENT } from '../support.ts';
import { itemsOfFleet, RUN_STARTED, runOf } from './support.ts';

const ACCOUNTS = Array.from({ length: 100 }, (_one, n) => String(100_000_000_000 + n));
const EACH = 100;
const aws = useEmbedded({ ...TEST_ENVIRONMENT, accounts: ACCOUNTS, scraperQuota: EACH });

/** An account whose clusters are all wanted, with names that nothing compresses. */
function pairOf(accountId: string): SeenPair {
  const clusters = Array.from({ length: EACH }, (_one, n) => {
    const name = createHash('sha256').update(`${accountId} ${n}`).digest('hex');
    const described = { status: 'ACTIVE', createdAt: RUN_STARTED, tags: { 'amp-scraper-workspace': 'central' } };
    return { arn: `arn:aws:eks:us-west-2:${accountId}:cluster/${name}`, described };
  });
  return { accountId, clusters, scrapers: [], undelivered: 0 };
}

test('the plan of ten thousand clusters that are all to be connected has room in the table, and its report counts all', async () => {
  const executionArn = runOf(aws, 'many');
  await beginReconcile({ executionArn, startTime: RUN_STARTED, input: {} });
  const items = itemsOfFleet(executionArn);
  for (const accountId of ACCOUNTS) await items.put(`pair#${accountId}`, pairOf(accountId));
  const planned = await planReconcile({ executionArn, startTime: RUN_STARTED, input: {} });
  const total = ACCOUNTS.length * EACH;
  expect(planned).toMatchObject({ next: 'ACT', counts: { wanted: total }, held: { maximumNew: total - 20 } });
  const { plan } = storedPlan.parse((await items.get('plan'))?.value);
  expect([plan.actions.length, plan.entries.length, plan.held.length]).toEqual([20, 200, 200]);
  const acted = { next: 'END', done: 20, started: { connect: 20 } };
  const { report = [] } = await endReconcile({ executionArn, input: {}, planned, acted });
  expect(report.filter((line) => !line.startsWith(' '))).toEqual([
    'connected: 0',
    'an execution or AMP is at work: 0',
    `wanted and missing: ${total}`,
    'Starts: 20 executions',
    `Holds back: ${total - 20}`,
  ]);
  expect(report).toContain(`  and ${total - 40} more`);
});
