import { describe, expect, test } from 'vitest';
import { accountsOfUnits, sourceAccounts, targetAccounts } from '../../../../functions/shared/fleet/accounts.ts';
import { counted } from '../../../../functions/shared/fleet/counted.ts';
import { freshQuery, IDS_ASKED } from '../../../../functions/shared/fleet/freshness.ts';
import {
  actedReconcile,
  begunReconcile,
  plannedReconcile,
  readReconcileRequest,
  reconcileOutput,
} from '../../../../functions/shared/fleet/run.ts';
import { decidingDigest, inRunsOrder, mayStillRun } from '../../../../functions/shared/fleet/runs.ts';
import {
  isBounded,
  isOfReconcile,
  LEFT_TO_RECONCILE,
  MAX_REMOVALS_AN_HOUR,
} from '../../../../functions/shared/offboard/removals.ts';
import { InvalidRequest } from '../../../../functions/shared/errors.ts';
import { CENTRAL, HUB, NOW, OFFICE, SHOP } from './facts.ts';

describe('the accounts of a run', () => {
  test('are the configured ones that may have clusters', () => {
    expect(sourceAccounts({ accounts: [SHOP, HUB, OFFICE], targetOnlyAccounts: [HUB] })).toEqual([SHOP, OFFICE]);
  });

  const all = [
    { Id: SHOP, State: 'ACTIVE', Paths: ['o-1/r-1/ou-a/ou-b/111111111111/'] },
    { Id: OFFICE, State: 'ACTIVE', Paths: ['o-1/r-1/ou-c/444444444444/'] },
    { Id: HUB, State: 'ACTIVE', Paths: ['o-1/r-1/222222222222/'] },
    { Id: '555555555555', State: 'SUSPENDED', Paths: ['o-1/r-1/ou-a/555555555555/'] },
    { Id: '666666666666', State: 'ACTIVE', Paths: [] },
  ];
  test.each([
    [undefined, [], [SHOP, OFFICE, HUB, '666666666666']],
    [undefined, [HUB], [SHOP, OFFICE, '666666666666']],
    [['ou-a'], [], [SHOP]],
    [['ou-b'], [], [SHOP]],
    [['ou'], [], []],
    [['ou-a', 'ou-c'], [SHOP], [OFFICE]],
    [[], [], []],
  ])('of an organization’s units %j without %j are %j', (organizationalUnitIds, excludedAccounts, accounts) => {
    const units = organizationalUnitIds === undefined ? {} : { organizationalUnitIds };
    expect(accountsOfUnits(all, { id: 'o-1', ...units, excludedAccounts })).toEqual(accounts);
  });

  test('of its workspaces are those of the Region, each once', () => {
    const workspaces = {
      central: { arn: CENTRAL },
      again: { arn: `${CENTRAL}2` },
      far: { arn: `arn:aws:aps:eu-west-1:${OFFICE}:workspace/ws-far` },
    };
    expect(targetAccounts({ workspaces, region: 'us-west-2' })).toEqual([HUB]);
    expect(targetAccounts({ workspaces, region: 'eu-west-1' })).toEqual([OFFICE]);
    expect(targetAccounts({ workspaces: {}, region: 'eu-west-1' })).toEqual([]);
  });
});

test('what is there is counted', () => {
  expect(counted(['a', 'b', 'a'])).toEqual({ a: 2, b: 1 });
  expect(counted([])).toEqual({});
});

test('freshness is asked of ids alone, by their label, over a quarter of an hour', () => {
  expect(freshQuery('amp_scraper_connection', ['a1', 'b2'])).toBe(
    'count by (amp_scraper_connection) (last_over_time(up{amp_scraper_connection=~"a1|b2"}[900s]))',
  );
  expect(IDS_ASKED).toBe(100);
});

describe('what a run is asked for', () => {
  test.each([[{}], [{ dryRun: true }], [{ dryRun: false }], [{ approve: 'sha256:1' }]])('may be %j', (request) => {
    expect(readReconcileRequest(request)).toEqual(request);
  });

  test.each<[unknown, string]>([
    [{ dryRun: 'yes' }, 'dryRun'],
    [{ approve: 1 }, 'approve'],
    [{ other: 1 }, '(request)'],
    ['text', '(request)'],
  ])('is not %j', (request, path) => {
    expect(() => readReconcileRequest(request)).toThrow(InvalidRequest);
    expect(() => readReconcileRequest(request)).toThrow(path);
    expect(() => readReconcileRequest(request)).toThrow(
      'Start reconcile with {}, {"dryRun": true} or {"approve": "<digest>"}',
    );
  });
});

const range = { kind: 'pairs', from: 0, to: 2 } as const;
const output = {
  outcome: 'RECONCILED',
  reason: 'so',
  counts: { connected: 1 },
  started: { connect: 1 },
  held: { approval: 1 },
  digest: 'd',
  warnings: ['w'],
  report: ['r'],
};
const told = { oldestSeconds: 1, scraperQuotaPercent: 2, roleQuotaPercent: 3 };
describe.each([
  ['an output', reconcileOutput, output, ['reason', 'counts', 'started', 'held', 'digest', 'report']],
  ['a beginning', begunReconcile, { decision: 'LOOK', ranges: [range] }, []],
  ['an end at the beginning', begunReconcile, { decision: 'IGNORE', output }, []],
  ['a plan', plannedReconcile, { next: 'ACT', counts: {}, held: {}, digest: 'd', warnings: [], told }, ['digest']],
  [
    'a plan of nothing',
    plannedReconcile,
    { next: 'END', counts: {}, held: {}, digest: 'd', warnings: [], told },
    ['digest'],
  ],
  ['what is done', actedReconcile, { next: 'ACT', done: 1, started: {} }, []],
  ['all that is done', actedReconcile, { next: 'END', done: 1, started: {} }, []],
] as const)('%s', (_name, form, value, optional: readonly string[]) => {
  test('is whole, or none', () => {
    expect(form.parse(value)).toEqual(value);
    for (const name of Object.keys(value)) {
      const { [name]: _gone, ...rest } = Object.fromEntries(Object.entries(value));
      expect([name, form.safeParse(rest).success]).toEqual([name, optional.includes(name)]);
      expect(form.safeParse({ ...value, [name]: Symbol('other') }).success).toBe(false);
    }
  });
});

test.each(['RECONCILED', 'PLANNED', 'IGNORED'])('a run ends %s', (outcome) => {
  expect(reconcileOutput.safeParse({ outcome, warnings: [] }).success).toBe(true);
});
test.each([{ counts: { odd: 1 } }, { held: { odd: 1 } }, { started: { odd: 1 } }, { outcome: '' }])(
  'and not with %j',
  (change) => {
    expect(reconcileOutput.safeParse({ ...output, ...change }).success).toBe(false);
  },
);

describe('a run that holds the lease', () => {
  const ago = (seconds: number) => new Date(Date.parse(NOW) - seconds * 1000).toISOString();
  test.each([
    ['RUNNING', undefined, true],
    ['SUCCEEDED', ago(1), false],
    ['FAILED', undefined, false],
    [undefined, undefined, false],
    [undefined, ago(299), true],
    [undefined, ago(300), false],
  ])('that is %s and began at %s may run: %s', (status, startedAt, may) => {
    expect(mayStillRun(status, startedAt, NOW)).toBe(may);
  });
});

test('the order of accounts is another in each run, and the same in one', () => {
  const accounts = Array.from({ length: 20 }, (_, index) => String(500_000_000_000 + index));
  const [one, other] = [inRunsOrder(accounts, 'arn:one'), inRunsOrder(accounts, 'arn:other')];
  expect(one.toSorted()).toEqual(accounts);
  expect(one).not.toEqual(other);
  expect(inRunsOrder(accounts.toReversed(), 'arn:one')).toEqual(one);
});

describe('what decides', () => {
  const data: Parameters<typeof decidingDigest>[0] = {
    partition: 'aws',
    accounts: [SHOP],
    targetOnlyAccounts: [],
    withdrawn: [],
    workspaces: { central: { arn: CENTRAL } },
    draining: [],
    products: {},
    provisionerExternalIds: ['id'],
    clusterTagKeys: ['key'],
    statusTags: true,
    reservedTagPrefixes: [],
    connectionTags: {},
    roleTags: {},
    scraperQuota: 10,
    reconcile: { takesAway: false, repairDrift: false, maximumNew: 20, heldAccounts: [] },
    regionCount: 1,
  };

  test.each<Partial<typeof data>>([
    { accounts: [OFFICE] },
    { targetOnlyAccounts: [HUB] },
    { workspaces: {} },
    { clusterTagKeys: ['other'] },
    { draining: [SHOP] },
    { withdrawn: [SHOP] },
    { organization: { id: 'o-1', excludedAccounts: [] } },
  ])('is changed by %j', (change) => {
    expect(decidingDigest({ ...data, ...change })).not.toBe(decidingDigest(data));
  });

  test('is not by anything else', () => {
    expect(decidingDigest({ ...data, scraperQuota: 11, roleTags: { a: 'b' } })).toBe(decidingDigest(data));
  });
});

describe('what tags take away', () => {
  const named = (name: string) => `arn:aws:states:us-west-2:333333333333:execution:amp-scraper-offboard:${name}`;
  test.each([
    ['tagChanged', 'event-1', true],
    ['tagChanged', 'fleet-abc', false],
    ['tagChanged', 'my-fleet-abc', true],
    ['request', 'event-1', false],
    ['clusterDeleted', 'event-1', false],
  ] as const)('of kind %s in execution %s is bounded: %s', (kind, name, is) => {
    expect(isBounded({ kind }, named(name))).toBe(is);
    expect(isOfReconcile(named(name))).toBe(name === 'fleet-abc');
  });

  test('has a bound that is told', () => {
    expect(MAX_REMOVALS_AN_HOUR).toBe(20);
    expect(LEFT_TO_RECONCILE).toBe(
      'Tags have taken away 20 connections in this hour, as many as they may: the others are left to reconcile, whose bounds and approval decide.',
    );
  });
});
