import { describe, expect, test, vi } from 'vitest';
import { AwsUnavailable } from '../../../../functions/shared/errors.ts';
import { warningsOf } from '../../../../functions/shared/fleet/facts/warnings.ts';
import { noteConfiguration } from '../../../../functions/shared/fleet/table/configuration.ts';
import type { FleetItem, FleetItems } from '../../../../functions/shared/fleet/table/fleetItems.ts';
import type { LookRange } from '../../../../functions/shared/fleet/seen.ts';
import * as stored from '../../../../functions/shared/fleet/table/storedRun.ts';
import { BATCH, expiryOf, readWork, seenKey, writeWork } from '../../../../functions/shared/fleet/table/work.ts';
import { CENTRAL, cluster, clusterArn, configuration, KEY, NOW, pair, SHOP } from './facts.ts';

const RUN = 'arn:run';

/** The fleet's items in memory: what is asked of the table here is to keep and to hand back. */
function items(run = RUN) {
  const kept = new Map<string, FleetItem & { expires?: number | undefined }>();
  const table: FleetItems = {
    get: (sk) => Promise.resolve(kept.get(sk)),
    of: (kind) => Promise.resolve([...kept.values()].filter(({ sk }) => sk.startsWith(kind))),
    put(sk, value, expires) {
      kept.set(sk, { sk, value, run, expires });
      return Promise.resolve();
    },
    remove(sk) {
      kept.delete(sk);
      return Promise.resolve();
    },
    connections: () => Promise.resolve([]),
  };
  return { kept, table };
}

describe('a configuration', () => {
  test('is noted when a run first sees it, and again when another was in between', async () => {
    const { kept, table } = items();
    const noted = () => kept.get('configuration')?.value;
    await noteConfiguration(table, 'one', 'first');
    await noteConfiguration(table, 'one', 'second');
    expect(noted()).toEqual({ digest: 'one', firstSeenAt: 'first' });
    await noteConfiguration(table, 'two', 'third');
    expect(noted()).toEqual({ digest: 'two', firstSeenAt: 'third' });
    await noteConfiguration(table, 'one', 'fourth');
    expect(noted()).toEqual({ digest: 'one', firstSeenAt: 'fourth' });
  });

  test('whose note cannot be read is seen for the first time', async () => {
    const { kept, table } = items();
    kept.set('configuration', { sk: 'configuration', value: { digest: 'one' }, run: RUN });
    await noteConfiguration(table, 'one', 'now');
    expect(kept.get('configuration')?.value).toEqual({ digest: 'one', firstSeenAt: 'now' });
  });
});

test('the keys of the fleet’s items', () => {
  expect(stored.ITEMS).toEqual({
    lease: 'lease',
    configuration: 'configuration',
    run: 'run',
    batch: 'batch#',
    plan: 'plan',
    pair: 'pair#',
    workspace: 'workspace#',
    account: 'account#',
    attempt: 'attempt#',
    approval: 'approval#',
  });
  expect(seenKey.pairs({ accountId: SHOP })).toBe(`pair#${SHOP}`);
  expect(seenKey.workspaces({ workspaceArn: CENTRAL })).toBe(`workspace#${CENTRAL}`);
  expect(seenKey.accounts({ accountId: SHOP })).toBe(`account#${SHOP}`);
});

const plan = { entries: [], actions: [], held: [] };
describe.each([
  ['a run', stored.storedRun, { startedAt: NOW, accounts: [SHOP] }, []],
  ['a configuration', stored.storedConfiguration, { digest: 'd', firstSeenAt: NOW }, []],
  [
    'an attempt',
    stored.storedAttempt,
    { clusterArn: 'c', executionArn: 'e', kind: 'connect', failures: 1, failedAt: NOW, error: 'X' },
    ['failedAt', 'error'],
  ],
  ['a repair', stored.storedAttempt, { clusterArn: 'c', executionArn: 'e', kind: 'repair', failures: 0 }, []],
  ['an approval', stored.storedApproval, { digest: 'd', at: NOW, evidence: [['a', 'b', 'c']] }, []],
  ['a plan', stored.storedPlan, { at: NOW, isDryRun: false, plan, changes: [] }, []],
] as const)('%s as it is kept', (_name, form, value, optional: readonly string[]) => {
  test('is whole, or none', () => {
    expect(form.parse(value)).toEqual(value);
    for (const name of Object.keys(value)) {
      const { [name]: _gone, ...rest } = Object.fromEntries(Object.entries(value));
      expect([name, form.safeParse(rest).success]).toEqual([name, optional.includes(name)]);
      expect(form.safeParse({ ...value, [name]: Symbol('other') }).success).toBe(false);
    }
  });
});

describe('the work of a run', () => {
  const work = (pairs: number) => ({
    pairs: Array.from({ length: pairs }, (_, index) => ({
      accountId: String(index),
      known: [{ clusterArn: `c${index}`, workspaceArn: 'w' }],
    })),
    workspaces: [{ workspaceArn: CENTRAL, ids: ['a'] }],
    accounts: [{ accountId: SHOP }],
  });

  test.each([
    [0, []],
    [1, [[0, 1]]],
    [10, [[0, 10]]],
    [
      11,
      [
        [0, 10],
        [10, 11],
      ],
    ],
    [
      25,
      [
        [0, 10],
        [10, 20],
        [20, 25],
      ],
    ],
  ])('of %i accounts is %j', async (count, ranges) => {
    const { table, kept } = items();
    const written = await writeWork(table, work(count), NOW);
    const pairs = written.filter(({ kind }) => kind === 'pairs');
    expect(pairs.map(({ from, to }) => [from, to])).toEqual(ranges);
    expect(written.filter(({ kind }) => kind !== 'pairs').map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['workspaces', 0, 1],
      ['accounts', 0, 1],
    ]);
    expect([...kept.keys()]).toEqual([
      ...ranges.map(([from]) => `batch#pairs#${from}`),
      'batch#workspaces#0',
      'batch#accounts#0',
    ]);
    expect([...kept.values()].map(({ expires }) => expires)).toEqual([...kept].map(() => expiryOf(NOW)));
    expect(BATCH).toBe(10);
  });

  const oneByOne = ({ kind, from, to }: LookRange) =>
    Array.from({ length: to - from }, (_, n) => ({ kind, from: from + n, to: from + n + 1 }));

  test('is all there when there are more batches than are written at once', async () => {
    const { table } = items();
    const put = vi.spyOn(table, 'put');
    const written = await writeWork(table, work(125), NOW);
    expect(put).toHaveBeenCalledTimes(written.length);
    const read = await Promise.all(written.flatMap(oneByOne).map((one) => readWork(table, one, RUN)));
    expect(read.flatMap(({ pairs = [] }) => pairs)).toEqual(work(125).pairs);
    expect(read.flatMap(({ workspaces = [] }) => workspaces)).toEqual(work(0).workspaces);
    expect(read.flatMap(({ accounts = [] }) => accounts)).toEqual(work(0).accounts);
    expect(new Set(read.map(({ startedAt }) => startedAt))).toEqual(new Set([NOW]));
  });

  test('of another run, or that is not there, is none of it', async () => {
    const { table, kept } = items();
    await writeWork(table, work(1), NOW);
    const range = { kind: 'pairs', from: 0, to: 1 } as const;
    await expect(readWork(table, range, 'arn:other')).rejects.toThrow(AwsUnavailable);
    await expect(readWork(table, { ...range, from: 10, to: 11 }, RUN)).rejects.toThrow(
      'The table has no batch 10 of pairs of this run: another one has begun since.',
    );
    kept.set('batch#pairs#0', { sk: 'batch#pairs#0', value: { startedAt: NOW }, run: RUN });
    await expect(readWork(table, range, RUN)).rejects.toThrow(AwsUnavailable);
  });

  test('is of no use after a month', () => {
    expect(expiryOf('2026-03-01T00:00:00.500Z')).toBe(Date.parse('2026-03-31T00:00:00Z') / 1000);
  });
});

describe('the warnings of a run', () => {
  const problem = { error: 'AccessDenied', message: 'no' };
  const warned = (change: Partial<Parameters<typeof warningsOf>[0]>) =>
    warningsOf({ pairs: [], workspaces: [], roles: [], configuration: configuration(), ...change });
  const of = (change: object) => warned({ pairs: [{ ...pair(SHOP), ...change }] });

  test.each<[string, string[], string[]]>([
    ['nothing', of({}), []],
    ['an account that forwards none', of({ undelivered: null }), []],
    [
      'events that were not forwarded',
      of({ undelivered: 3 }),
      [`Account ${SHOP} could not forward 3 events: look at its rule's role and the bus's policy.`],
    ],
    [
      'events that could not be counted',
      of({ undelivered: { unknown: problem } }),
      [`Account ${SHOP}'s undelivered events could not be counted: AccessDenied.`],
    ],
    [
      'what could not be read',
      of({ unread: [problem, problem, { error: 'Throttling', message: '' }] }),
      [
        `Account ${SHOP} may have new clusters that were not seen: AccessDenied, Throttling. Deploy its account stack again.`,
      ],
    ],
    [
      'what could not be read for a while',
      of({ unread: [{ error: 'Throttling', message: '' }] }),
      [`Account ${SHOP} may have new clusters that were not seen: Throttling.`],
    ],
    [
      'an account that did not answer, which has a class of its own',
      warned({ pairs: [{ accountId: SHOP, unreachable: problem }] }),
      [],
    ],
    [
      'a workspace',
      warned({
        workspaces: [
          { workspaceArn: CENTRAL, unknown: problem },
          { workspaceArn: CENTRAL, asked: [], fresh: [] },
        ],
      }),
      [`Workspace ${CENTRAL} could not be asked whether samples arrive: AccessDenied.`],
    ],
    [
      'roles',
      warned({
        roles: [
          { accountId: SHOP, unknown: problem },
          { accountId: SHOP, roles: 1, quota: 2 },
        ],
      }),
      [`The roles of account ${SHOP} could not be counted: AccessDenied.`],
    ],
    [
      'a tag that names no accepted workspace, and none that names one, is none, or was not read',
      of({
        clusters: [
          cluster(clusterArn('shop'), 'nowhere'),
          cluster(clusterArn('well'), 'central'),
          cluster(clusterArn('none')),
          { arn: clusterArn('unread') },
        ],
      }),
      [
        `The tag ${KEY}="nowhere" of cluster ${clusterArn('shop')} names no accepted workspace. Nothing was made or taken away. Accepted: central, second. Give the tag the name or the ARN of an accepted workspace, or remove it to offboard the cluster.`,
      ],
    ],
  ])('of %s', (_name, found, warnings) => {
    expect(found).toEqual(warnings);
  });

  test.each([
    [20, 20, undefined],
    [21, 21, 'and 1 more'],
    [25, 21, 'and 5 more'],
  ])('of %i are %i told', (count, told, last) => {
    const roles = Array.from({ length: count }, () => ({ accountId: SHOP, unknown: problem }));
    expect(warned({ roles })).toHaveLength(told);
    if (last) expect(warned({ roles }).at(-1)).toBe(last);
  });
});
