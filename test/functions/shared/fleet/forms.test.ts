import { describe, expect, test } from 'vitest';
import { fleetPlan } from '../../../../functions/shared/fleet/plan.ts';
import { lookRange, seenPair, seenRoles, seenWorkspace } from '../../../../functions/shared/fleet/seen.ts';
import { CENTRAL, cluster, clusterArn, EXECUTION, pair, scraper, SHOP } from './facts.ts';

const shop = clusterArn('shop');
const problem = { error: 'AccessDenied', message: 'no' };
const whole = { ...scraper(shop), statusReason: 'because' };
const action = {
  kind: 'clean',
  clusterArn: shop,
  workspaceArn: CENTRAL,
  connectionId: 'id',
  executionArn: EXECUTION,
  why: 'so',
};
const entry = {
  class: 'silent',
  accountId: SHOP,
  clusterArn: shop,
  workspaceArn: CENTRAL,
  scraperArn: 'arn:s',
  connectionId: 'id',
  door: 'tag',
  why: 'so',
};

/** What is kept in the table comes back as it was written, whole or not at all. */
const FORMS = [
  { name: 'a pair', form: seenPair, value: pair(SHOP, [cluster(shop, 'central', { hinted: { a: 'b' } })], [whole]) },
  { name: 'a pair of a cluster that is gone', form: seenPair, value: pair(SHOP, [{ arn: shop, described: 'GONE' }]) },
  {
    name: 'a pair of an unread cluster',
    form: seenPair,
    value: pair(SHOP, [{ arn: shop, described: { unknown: problem } }]),
  },
  { name: 'a pair that forwards nothing', form: seenPair, value: { ...pair(SHOP), undelivered: null } },
  {
    name: 'a pair whose queue is unknown',
    form: seenPair,
    value: { ...pair(SHOP), undelivered: { unknown: problem } },
  },
  { name: 'a pair that did not answer', form: seenPair, value: { accountId: SHOP, unreachable: problem } },
  { name: 'a workspace', form: seenWorkspace, value: { workspaceArn: CENTRAL, asked: ['a', 'b'], fresh: ['a'] } },
  { name: 'an unknown workspace', form: seenWorkspace, value: { workspaceArn: CENTRAL, unknown: problem } },
  { name: 'roles', form: seenRoles, value: { accountId: SHOP, roles: 5, quota: 1_000 } },
  { name: 'unknown roles', form: seenRoles, value: { accountId: SHOP, unknown: problem } },
  { name: 'pairs to look at', form: lookRange, value: { kind: 'pairs', from: 0, to: 10 } },
  { name: 'workspaces to look at', form: lookRange, value: { kind: 'workspaces', from: 0, to: 1 } },
  { name: 'accounts to look at', form: lookRange, value: { kind: 'accounts', from: 0, to: 1 } },
  {
    name: 'a plan',
    form: fleetPlan,
    value: {
      entries: [entry],
      actions: [action],
      held: [{ action, reason: 'approval', why: 'so' }],
      digest: 'sha256:1',
    },
  },
] as const;

/** Members without which a value still is one. */
const OPTIONAL = [
  'hinted',
  'described',
  'statusReason',
  'clusterArn',
  'workspaceArn',
  'sourceRoleArn',
  'targetRoleArn',
  'executionArn',
  'scraperArn',
  'connectionId',
  'door',
  'digest',
];

/** The value without each of its members, one at a time, however deep. */
function* without(value: unknown, path: readonly string[] = []): Generator<{ path: string[]; value: unknown }> {
  if (Array.isArray(value)) {
    for (const [index, part] of value.entries()) {
      for (const one of without(part, [...path, String(index)])) yield { ...one, value: value.with(index, one.value) };
    }
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    const { [key]: _gone, ...rest } = Object.fromEntries(Object.entries(value));
    yield { path: [...path, key], value: rest };
    for (const one of without(part, [...path, key])) yield { ...one, value: { ...value, [key]: one.value } };
  }
}

describe.each(FORMS)('$name', ({ form, value }) => {
  test('comes back as it was', () => {
    expect(form.parse(structuredClone(value))).toEqual(value);
  });

  test('is none without a member that it has to have', () => {
    for (const { path, value: lacking } of without(structuredClone(value))) {
      const isTag = path.at(-2) === 'tags' || path.at(-2) === 'hinted';
      const isFree = isTag || (OPTIONAL.includes(path.at(-1) ?? '') && !isKept(path));
      expect([path, form.safeParse(lacking).success]).toEqual([path, isFree]);
    }
  });
});

/** Of an action, and of a workspace, the members that elsewhere are optional are not. */
function isKept(path: readonly string[]): boolean {
  const member = path.at(-1) ?? '';
  const ofAction = path.includes('actions') || path.includes('action');
  const ofWorkspace = path.length === 1 && member === 'workspaceArn';
  return (ofAction && member !== 'executionArn') || ofWorkspace;
}

test.each(['connect', 'repair', 'disconnect', 'bury', 'clean'])('a plan may %s', (kind) => {
  expect(fleetPlan.safeParse({ entries: [], actions: [{ ...action, kind }], held: [] }).success).toBe(true);
});

test.each([
  'approval',
  'successor',
  'notConfigured',
  'youngConfiguration',
  'maximumNew',
  'fairShare',
  'rate',
  'scraperQuota',
  'roleQuota',
  'backoff',
])('a plan holds back for %s', (reason) => {
  expect(fleetPlan.safeParse({ entries: [], actions: [], held: [{ action, reason, why: '' }] }).success).toBe(true);
});

test.each([
  [seenPair, { ...pair(SHOP), undelivered: 'many' }],
  [seenPair, { ...pair(SHOP), clusters: [{ arn: shop, described: 'AWAY' }] }],
  [lookRange, { kind: 'clusters', from: 0, to: 1 }],
  [fleetPlan, { entries: [{ ...entry, class: 'odd' }], actions: [], held: [] }],
  [fleetPlan, { entries: [], actions: [{ ...action, kind: 'replace' }], held: [] }],
  [fleetPlan, { entries: [], actions: [], held: [{ action, reason: 'mood', why: '' }] }],
])('what is of no form is refused', (form, value) => {
  expect(form.safeParse(value).success).toBe(false);
});
