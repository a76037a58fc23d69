import { describe, expect, test } from 'vitest';
import type { FleetAction } from '../../../../functions/shared/fleet/plan.ts';
import { connect } from '../../../../functions/shared/fleet/rules/connecting.ts';
import type { FleetFacts } from '../../../../functions/shared/fleet/rules/facts.ts';
import {
  CENTRAL,
  clusterArn,
  configuration,
  facts,
  HUB,
  namesOf,
  NOW,
  OFFICE,
  pair,
  scraper,
  SECOND,
  SHOP,
} from './facts.ts';

const THIRD = '555555555555';
const action = (arn: string, workspaceArn = CENTRAL): FleetAction => ({
  kind: 'connect',
  clusterArn: arn,
  workspaceArn,
  connectionId: namesOf(arn, workspaceArn).id,
  why: '',
});
const ofAccount = (account: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ action: action(clusterArn(`shop-${index}`, account)) }));
const withConfiguration = (change: Parameters<typeof configuration>[0]) => ({
  configuration: configuration({ scraperQuota: 1_000, ...change }),
});

const run = (wanted: Parameters<typeof connect>[0], change: Partial<FleetFacts> = {}, atWork: string[] = []) => {
  const { actions, held } = connect(wanted, atWork, facts({ ...withConfiguration({}), ...change }));
  const accounts: Record<string, number> = {};
  for (const { clusterArn: arn } of actions) accounts[arn.slice(22, 34)] = (accounts[arn.slice(22, 34)] ?? 0) + 1;
  const reasons: Record<string, number> = {};
  for (const { reason } of held) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return { accounts, reasons, actions };
};

describe('a run begins', () => {
  test.each([
    [20, 25],
    [1, 2],
    [3, 3],
  ])('%i at most, of one account that waits alone', (maximumNew, count) => {
    const { accounts, reasons } = run(ofAccount(SHOP, count), withConfiguration({ maximumNew }));
    expect(accounts).toEqual({ [SHOP]: maximumNew });
    expect(Object.values(reasons)).toEqual(count > maximumNew ? [count - maximumNew] : []);
  });

  test('none where none may begin', () => {
    expect(run(ofAccount(SHOP, 2), withConfiguration({ maximumNew: 0 })).accounts).toEqual({});
  });

  test('a quarter of one account at most while others wait, and what they leave', () => {
    const four = [SHOP, OFFICE, THIRD, HUB].flatMap((account) => ofAccount(account, 9));
    expect(run(four).accounts).toEqual({ [SHOP]: 5, [OFFICE]: 5, [THIRD]: 5, [HUB]: 5 });
    const two = [...ofAccount(SHOP, 30), ...ofAccount(OFFICE, 2)];
    expect(run(two).accounts).toEqual({ [SHOP]: 18, [OFFICE]: 2 });
    expect(run([...ofAccount(SHOP, 30), ...ofAccount(OFFICE, 6)])).toMatchObject({
      accounts: { [SHOP]: 5, [OFFICE]: 5 },
      reasons: { fairShare: 26 },
    });
    const failed = { action: action(clusterArn('late', OFFICE)), notBefore: '2026-03-02T12:00:01.000Z' };
    expect(run([...ofAccount(SHOP, 30), failed])).toMatchObject({
      accounts: { [SHOP]: 20 },
      reasons: { backoff: 1 },
    });
    const five = [...four, ...ofAccount('666666666666', 9)];
    expect(Object.values(run(five).accounts)).toEqual([4, 4, 4, 4, 4]);
  });

  test('the accounts by turns, whatever the order', () => {
    const wanted = [...ofAccount(SHOP, 3), ...ofAccount(OFFICE, 1), ...ofAccount(THIRD, 2)];
    const order = run(wanted).actions.map(({ clusterArn: arn }) => arn.slice(22, 34));
    expect(order).toEqual([SHOP, OFFICE, THIRD, SHOP, THIRD, SHOP]);
    expect(run(wanted.toReversed()).actions).toEqual(run(wanted).actions);
    const ids = run(ofAccount(SHOP, 3)).actions.map(({ connectionId }) => connectionId);
    expect(ids).toEqual(ids.toSorted());
  });

  test('what has failed not before its time', () => {
    const [one = { action: action(clusterArn('shop')) }] = ofAccount(SHOP, 1);
    expect(run([{ ...one, notBefore: '2026-03-02T12:00:01.000Z' }])).toMatchObject({
      accounts: {},
      reasons: { backoff: 1 },
    });
  });
});

describe('scrapers', () => {
  const there = (count: number, status = 'ACTIVE') =>
    Array.from({ length: count }, (_, index) => scraper(clusterArn(`other-${index}`), { status }));
  test.each([
    [10, 9, 1],
    [10, 10, 0],
    [10, 11, 0],
    [10, 7, 3],
  ])('of a quota of %i, %i of which are there: %i begin', (scraperQuota, count, begun) => {
    const { accounts, reasons } = run(ofAccount(SHOP, 4), {
      pairs: [pair(SHOP, [], there(count))],
      ...withConfiguration({ scraperQuota }),
    });
    expect([accounts[SHOP] ?? 0, reasons['scraperQuota'] ?? 0]).toEqual([begun, 4 - begun]);
  });

  test('count whatever their status, and another account’s do not', () => {
    const full = withConfiguration({ scraperQuota: 2 });
    expect(run(ofAccount(SHOP, 1), { pairs: [pair(SHOP, [], there(2, 'DELETING'))], ...full }).accounts).toEqual({});
    expect(run(ofAccount(OFFICE, 1), { pairs: [pair(SHOP, [], there(2))], ...full }).accounts).toEqual({ [OFFICE]: 1 });
  });

  test('one that is there already needs no room', () => {
    const [wanted = { action: action(clusterArn('shop')) }] = ofAccount(SHOP, 1);
    const own = scraper(wanted.action.clusterArn, { status: 'CREATION_FAILED' });
    const pairs = [pair(SHOP, [], [own])];
    expect(run([wanted], { pairs, ...withConfiguration({ scraperQuota: 1 }) }).accounts).toEqual({ [SHOP]: 1 });
  });
});

test('a scraper that is made anew takes no room from one that is new', () => {
  const byId = ofAccount(SHOP, 2).toSorted((one, other) =>
    one.action.connectionId < other.action.connectionId ? -1 : 1,
  );
  const failed = scraper(byId[0]?.action.clusterArn ?? '', { status: 'CREATION_FAILED' });
  const pairs = [pair(SHOP, [], [failed])];
  expect(run(byId, { pairs, ...withConfiguration({ scraperQuota: 2 }) }).accounts).toEqual({ [SHOP]: 2 });
});

test('an account that did not answer takes nobody’s room', () => {
  const unreachable = { accountId: OFFICE, unreachable: { error: 'AccessDenied', message: '' } };
  expect(run(ofAccount(SHOP, 1), { pairs: [unreachable, pair(SHOP)] }).accounts).toEqual({ [SHOP]: 1 });
});

describe('roles', () => {
  test('of another account are no reason to wait', () => {
    const roles = [
      { accountId: OFFICE, roles: 1_000, quota: 1_000 },
      { accountId: HUB, roles: 0, quota: 1_000 },
    ];
    expect(run(ofAccount(SHOP, 1), { roles }).accounts).toEqual({ [SHOP]: 1 });
  });

  test.each([
    [1_000, 999, 1, 1],
    [1_000, 1_000, 1, 0],
    [1_000, 990, 1, 10],
    [1_000, 990, 2, 5],
    [1_000, 999, 2, 0],
  ])('of a quota of %i, %i of which are there, in %i Regions: %i begin', (quota, count, regions, begun) => {
    const roles = [{ accountId: HUB, roles: count, quota }];
    const { accounts, reasons } = run(ofAccount(SHOP, 12), { roles, ...withConfiguration({ regions }) });
    expect([accounts[SHOP] ?? 0, reasons['roleQuota'] ?? 0]).toEqual([begun, 12 - begun]);
  });

  test('that could not be counted are no reason to wait', () => {
    const roles = [{ accountId: HUB, unknown: { error: 'AccessDenied', message: '' } }];
    expect(run(ofAccount(SHOP, 1), { roles }).accounts).toEqual({ [SHOP]: 1 });
  });

  test.each([
    [1, 100],
    [2, 50],
    [3, 33],
  ])('that one run makes in one account, in %i Regions: %i', (regions, begun) => {
    const wanted = Array.from({ length: 101 }, (_, index) => ({
      action: action(clusterArn('shop', String(500_000_000_000 + index))),
    }));
    const { actions, reasons } = run(wanted, withConfiguration({ regions, maximumNew: 500 }));
    expect([actions.length, reasons]).toEqual([begun, { rate: 101 - begun }]);
  });
});

test('as many are at work in one account as half of AMP’s calls are enough for', () => {
  const atWork = Array.from({ length: 48 }, (_, index) => clusterArn(`busy-${index}`));
  const open = withConfiguration({ maximumNew: 1_000 });
  expect(run(ofAccount(SHOP, 5), open, atWork)).toMatchObject({ accounts: { [SHOP]: 2 }, reasons: { rate: 3 } });
  expect(run(ofAccount(OFFICE, 5), open, atWork).accounts).toEqual({ [OFFICE]: 5 });
});

test.each<[string, Partial<FleetFacts>, string]>([
  [
    'scraperQuota',
    withConfiguration({ scraperQuota: 0 }),
    `Account ${SHOP} has 0 scrapers in the Region, as many as its quota: have AWS Support raise it, then set scraperQuota.`,
  ],
  [
    'roleQuota',
    { roles: [{ accountId: HUB, roles: 5, quota: 5 }] },
    `Account ${HUB} has no room for a role more: raise its quota of roles (L-FE177D64).`,
  ],
  ['maximumNew', withConfiguration({ maximumNew: 0 }), 'A run begins 0 at most.'],
])('what waits for its %s says so', (reason, change, why) => {
  const { held } = connect(ofAccount(SHOP, 1), [], facts({ ...withConfiguration({}), ...change }));
  expect(held).toMatchObject([{ reason, why }]);
});

test('what waits for its share, and for room beside those at work or in IAM, says so', () => {
  const both = [...ofAccount(SHOP, 2), ...ofAccount(OFFICE, 2)];
  const shares = connect(both, [], facts(withConfiguration({ maximumNew: 4 })));
  expect(shares.held.map(({ why }) => why)).toEqual(
    Array(2).fill('A run begins 1 of one account at most while others wait.'),
  );
  const atWork = Array.from({ length: 50 }, (_, index) => clusterArn(`busy-${index}`));
  const busy = connect(ofAccount(SHOP, 1), atWork, facts(withConfiguration({})));
  expect(busy.held[0]?.why).toBe(`50 are at work in account ${SHOP}: more would take over half of AMP's calls.`);
  const many = Array.from({ length: 34 }, (_, index) => ({
    action: action(clusterArn('shop', String(500_000_000_000 + index))),
  }));
  const roles = connect(many, [], facts(withConfiguration({ regions: 3, maximumNew: 100 })));
  expect(roles.held[0]?.why).toBe('A run makes 33 roles in one account at most: IAM would throttle it.');
});

test('several to one account of workspaces share what roles it has left', () => {
  const roles = [{ accountId: HUB, roles: 998, quota: 1_000 }];
  const wanted = [...ofAccount(SHOP, 1), ...ofAccount(OFFICE, 1), ...ofAccount(THIRD, 1)];
  expect(run(wanted, { roles })).toMatchObject({ accounts: { [SHOP]: 1, [OFFICE]: 1 }, reasons: { roleQuota: 1 } });
});

test('a scraper that is begun takes room of the quota, and one that is there to another workspace makes no room', () => {
  const wanted = ofAccount(SHOP, 1);
  const other = scraper(wanted[0]?.action.clusterArn ?? '', {}, SECOND);
  const full = withConfiguration({ scraperQuota: 1 });
  expect(run(wanted, { pairs: [pair(SHOP, [], [other])], ...full }).reasons).toEqual({ scraperQuota: 1 });
  expect(run(ofAccount(SHOP, 3), full).reasons).toEqual({ scraperQuota: 2 });
});

test('what waits says for what', () => {
  const { held } = connect(
    [...ofAccount(SHOP, 2), { action: action(clusterArn('late')), notBefore: NOW }],
    [],
    facts({ configuration: configuration({ maximumNew: 1, scraperQuota: 1_000 }) }),
  );
  expect(held.map(({ why }) => why).toSorted()).toEqual([
    'A run begins 1 at most.',
    `The last execution failed: the next one starts after ${NOW}.`,
  ]);
});
