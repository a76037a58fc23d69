import { describe, expect, test } from 'vitest';
import type { FleetAction } from '../../../../functions/shared/fleet/plan.ts';
import { evidenceOf, takeAway } from '../../../../functions/shared/fleet/rules/takingAway.ts';
import { CENTRAL, clusterArn, configuration, facts, hoursAgo, namesOf, OFFICE, SECOND, SHOP } from './facts.ts';

const action = (name: string, account: string = SHOP, workspaceArn = CENTRAL): FleetAction => {
  const arn = clusterArn(name, account);
  const connectionId = namesOf(arn, workspaceArn).id;
  return { kind: 'disconnect', clusterArn: arn, workspaceArn, connectionId, why: 'The cluster has no tag.' };
};
/** Connections of so many accounts, one each, half of them to either workspace. */
const spread = (count: number): FleetAction[] =>
  Array.from({ length: count }, (_, index) =>
    action('shop', String(500_000_000_000 + index), index % 2 === 0 ? CENTRAL : SECOND),
  );
const inOne = (count: number, account: string = SHOP, workspaceArn = CENTRAL): FleetAction[] =>
  Array.from({ length: count }, (_, index) => action(`shop-${index}`, account, workspaceArn));

const inIdOrder = (actions: readonly FleetAction[]): FleetAction[] =>
  actions.toSorted((one, other) => one.connectionId.localeCompare(other.connectionId));

const counts = ({ actions, held }: { actions: unknown[]; held: { reason: string }[] }) => [
  actions.length,
  held.map(({ reason }) => reason).filter((reason) => reason === 'approval').length,
];

describe('of the fleet a run takes away a tenth, one in any case and 20 at most:', () => {
  test.each([
    [1, 1, 1],
    [9, 9, 1],
    [19, 9, 1],
    [20, 9, 2],
    [29, 9, 2],
    [199, 40, 19],
    [200, 40, 20],
    [209, 40, 20],
    [210, 40, 20],
    [400, 40, 20],
  ])('of %i, %i of which are unwanted, %i', (fleet, unwanted, taken) => {
    const all = spread(fleet);
    expect(counts(takeAway(all.slice(0, unwanted), all, facts()))).toEqual([taken, unwanted - taken]);
  });
});

describe('of one account or workspace a run takes away half, one in any case:', () => {
  const others = spread(400);
  test.each([
    [1, 1],
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 2],
    [11, 5],
  ])('of the %i of an account, %i', (count, taken) => {
    const evident = inOne(count);
    expect(counts(takeAway(evident, [...others, ...evident], facts()))).toEqual([taken, count - taken]);
  });

  test.each([
    [1, 1],
    [3, 1],
    [4, 2],
  ])('of the %i of a workspace, %i', (count, taken) => {
    const third = 'arn:aws:aps:us-west-2:222222222222:workspace/ws-third';
    const evident = Array.from({ length: count }, (_, index) => action('shop', String(600_000_000_000 + index), third));
    expect(counts(takeAway(evident, [...others, ...evident], facts()))).toEqual([taken, count - taken]);
  });

  test('the excess of one alone waits, and says of which', () => {
    const evident = [...inOne(4), ...spread(400).slice(0, 3)];
    const { held } = takeAway(evident, [...others, ...inOne(4)], facts());
    expect(held.map(({ action: { clusterArn: arn }, why }) => [arn.includes(SHOP), why])).toEqual([
      [true, `A run takes away 2 of account ${SHOP} at most.`],
      [true, `A run takes away 2 of account ${SHOP} at most.`],
    ]);
  });
});

describe('nothing is taken away', () => {
  const evident = [action('shop'), action('shop', OFFICE)];
  const run = (change: Parameters<typeof configuration>[0]) =>
    takeAway(evident, evident, facts({ configuration: configuration(change) }));

  test('before that is configured', () => {
    const { actions, held, digest } = run({ takesAway: false });
    expect([actions, held.map(({ reason }) => reason), digest]).toEqual([
      [],
      ['notConfigured', 'notConfigured'],
      undefined,
    ]);
    expect(held[0]?.why).toBe('reconcile.takesAway of the configuration is not true.');
  });

  test.each([
    [0, ['youngConfiguration', 'youngConfiguration']],
    [23.999, ['youngConfiguration', 'youngConfiguration']],
    [24, ['approval']],
  ])('by a configuration that was first seen %d h ago: %j waits', (hours, reasons) => {
    expect(run({ firstSeenAt: hoursAgo(hours) }).held.map(({ reason }) => reason)).toEqual(reasons);
  });
});

test('a young configuration says since when it is known', () => {
  const young = configuration({ firstSeenAt: hoursAgo(1) });
  const { actions, held } = takeAway([action('shop')], [action('shop')], facts({ configuration: young }));
  expect([actions, held[0]?.why]).toEqual([
    [],
    `The configuration was first seen at ${hoursAgo(1)}, less than 24 h ago.`,
  ]);
});

test('what is within the bounds needs nobody’s approval', () => {
  const all = spread(20);
  expect(takeAway(all.slice(0, 2), all, facts())).toEqual({ actions: inIdOrder(all.slice(0, 2)), held: [] });
  expect(takeAway([], all, facts())).toEqual({ actions: [], held: [] });
});

describe('what waits is done by who approves of it:', () => {
  const fleet = spread(20);
  const evident = fleet.slice(0, 5);
  const { digest = '', held, actions: first } = takeAway(evident, fleet, facts());
  const evidence = held.map((one) => evidenceOf(one.action));
  const approvedBy = (change: Parameters<typeof facts>[0], what = evident) =>
    counts(takeAway(what, fleet, facts({ shown: { digest, at: hoursAgo(1), evidence }, approve: digest, ...change })));

  test('all of it, within a day', () => {
    expect(held).toHaveLength(3);
    expect(approvedBy({})).toEqual([5, 0]);
    const approved = takeAway(evident, fleet, facts({ shown: { digest, at: hoursAgo(1), evidence }, approve: digest }));
    expect(inIdOrder(approved.actions)).toEqual(inIdOrder(evident));
    expect([approved.held, approved.digest]).toEqual([[], undefined]);
    expect(approvedBy({ shown: { digest, at: hoursAgo(24), evidence } })).toEqual([5, 0]);
  });

  test('nothing after a day, by another digest, or of what no plan has shown', () => {
    expect(approvedBy({ shown: { digest, at: hoursAgo(24.001), evidence } })).toEqual([2, 3]);
    expect(approvedBy({ approve: 'sha256:000000000000' })).toEqual([2, 3]);
    expect(approvedBy({ approve: undefined })).toEqual([2, 3]);
    expect(approvedBy({ shown: undefined })).toEqual([2, 3]);
    expect(approvedBy({ shown: { digest: 'sha256:000000000000', at: hoursAgo(1), evidence } })).toEqual([2, 3]);
  });

  test('whatever has been taken away since', () => {
    const left = evident.filter((one) => !first.includes(one));
    expect(left).toHaveLength(3);
    expect(approvedBy({}, left)).toEqual([3, 0]);
    expect(approvedBy({}, left.slice(0, 2))).toEqual([2, 0]);
  });

  test('and nothing that has come to it, or is unwanted for another reason', () => {
    expect(approvedBy({}, fleet.slice(0, 8))).toEqual([5, 3]);
    expect(
      approvedBy(
        {},
        evident.map((one) => ({ ...one, why: 'Its tag names another workspace.' })),
      ),
    ).toEqual([2, 3]);
  });

  test('by a digest of what waits and why', () => {
    const digestOf = (what: readonly FleetAction[]) => takeAway(what, fleet, facts()).digest;
    expect(digestOf(evident)).toBe(digest);
    expect(digestOf(fleet.slice(0, 6))).not.toBe(digest);
    expect(digestOf(evident.map((one) => ({ ...one, why: 'Its tag names another workspace.' })))).not.toBe(digest);
  });

  test('whatever the order in which it was seen', () => {
    expect(takeAway(evident.toReversed(), fleet.toReversed(), facts())).toEqual(takeAway(evident, fleet, facts()));
  });
});
