import { describe, expect, test } from 'vitest';
import { handler as beginReconcile } from '../../../functions/beginReconcile.ts';
import { noteConfiguration } from '../../../functions/shared/fleet/table/configuration.ts';
import { expiryOf } from '../../../functions/shared/fleet/table/work.ts';
import { useEmbedded } from '../embedded.ts';
import { NAMES, TEST_ENVIRONMENT, WORKSPACE_ARN } from '../support.ts';
import { itemsOfFleet, RUN_STARTED, runOf } from './support.ts';

const MANY = Array.from({ length: 23 }, (_one, n) => String(100_000_000_000 + n));

const ACCOUNTS = [...MANY, '111111111111', '222222222222'];
const aws = useEmbedded({ ...TEST_ENVIRONMENT, accounts: [...ACCOUNTS, '555555555555'] });

const begin = (executionArn: string, input: unknown = {}, startTime = RUN_STARTED) =>
  beginReconcile({ executionArn, startTime, input });
const later = (minutes: number) => new Date(Date.parse(RUN_STARTED) + minutes * 60_000).toISOString();
const runItem = async (run: string) => (await itemsOfFleet(run).get('run'))?.value;

describe('a run begins', () => {
  test('with every account, in ranges', async () => {
    const run = runOf(aws, 'begin');
    const begun = await begin(run);
    const pairs = 'ranges' in begun ? begun.ranges.filter(({ kind }) => kind === 'pairs') : [];
    expect(pairs.map(({ from, to }) => [from, to])).toEqual([
      [0, 10],
      [10, 20],
      [20, 25],
    ]);
    expect(begun).toMatchObject({
      decision: 'LOOK',
      ranges: expect.arrayContaining([{ kind: 'accounts', from: 0, to: 1 }]),
    });
  });

  test('in an order that is another in each run', async () => {
    const [one, other] = [runOf(aws, 'order-1', 'SUCCEEDED'), runOf(aws, 'order-2')];
    await begin(one);
    const first = await runItem(one);
    await begin(other);
    const second = await runItem(other);
    expect(first).not.toEqual(second);
    expect(second).toMatchObject({ startedAt: RUN_STARTED });
    const accounts = (run: unknown) =>
      JSON.stringify(run)
        .match(/\d{12}/g)
        ?.toSorted();
    expect(accounts(first)).toEqual(accounts(second));
    expect(accounts(second)).toEqual(ACCOUNTS.toSorted());
  });

  test('with the connections that the table has of each account, and asks for those that are established', async () => {
    await aws.connected();
    const run = runOf(aws, 'connections');
    const { ranges } = await begin(run).then((begun) => ('ranges' in begun ? begun : { ranges: [] }));
    expect(ranges.filter(({ kind }) => kind === 'workspaces')).toEqual([{ kind: 'workspaces', from: 0, to: 1 }]);
    const batch = (await itemsOfFleet(run).get('batch#workspaces#0'))?.value;
    expect(batch).toEqual({ startedAt: RUN_STARTED, things: [{ workspaceArn: WORKSPACE_ARN, ids: [NAMES.id] }] });
    expect(expiryOf(RUN_STARTED)).toBe(Date.parse('2026-02-04T10:00:00Z') / 1000);
  });

  test('not by an input that it does not know, which takes no lease', async () => {
    const run = runOf(aws, 'input');
    await expect(begin(run, { dryrun: true })).rejects.toMatchObject({ name: 'InvalidRequest' });
    expect(await itemsOfFleet(run).get('lease')).toBeUndefined();
  });
});

describe('one run at a time', () => {
  test('leaves the fleet to the one that is at work', async () => {
    const [one, other] = [runOf(aws, 'lease-1'), runOf(aws, 'lease-2')];
    await begin(one);
    const begun = await begin(other);
    expect(begun).toMatchObject({
      decision: 'IGNORE',
      output: { outcome: 'IGNORED', reason: expect.stringContaining(one) },
    });
    expect((await itemsOfFleet(one).get('lease'))?.run).toBe(one);
  });

  test.each(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const)(
    'takes over from one that is %s',
    async (status) => {
      const [one, other] = [runOf(aws, `over-${status}`, status), runOf(aws, `next-${status}`)];
      await begin(one);
      expect(await begin(other)).toMatchObject({ decision: 'LOOK' });
      expect((await itemsOfFleet(one).get('lease'))?.run).toBe(other);
    },
  );

  test('waits for one that Step Functions does not know yet, for five minutes', async () => {
    const unknown = runOf(aws, 'unknown');
    await begin(unknown);
    delete aws.world.executions?.[unknown];
    expect(await begin(runOf(aws, 'early'), {}, later(4))).toMatchObject({ decision: 'IGNORE' });
    expect(await begin(runOf(aws, 'late'), {}, later(6))).toMatchObject({ decision: 'LOOK' });
  });

  test('is its own when it is tried again', async () => {
    const run = runOf(aws, 'again');
    await begin(run);
    expect(await begin(run)).toMatchObject({ decision: 'LOOK' });
  });
});

describe('what the configuration decides', () => {
  test('is known from when it was first seen, and anew when it comes back', async () => {
    const items = itemsOfFleet(runOf(aws, 'configuration'));
    const since = async () => (await items.get('configuration'))?.value;
    await noteConfiguration(items, 'one', RUN_STARTED);
    await noteConfiguration(items, 'one', later(60));
    expect(await since()).toEqual({ digest: 'one', firstSeenAt: RUN_STARTED });
    await noteConfiguration(items, 'other', later(120));
    await noteConfiguration(items, 'one', later(180));
    expect(await since()).toEqual({ digest: 'one', firstSeenAt: later(180) });
  });
});
