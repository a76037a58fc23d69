import { expect, test } from 'vitest';
import { hintedWorkspace, wishOf } from '../../../../functions/shared/fleet/rules/wish.ts';
import type { SeenCluster } from '../../../../functions/shared/fleet/seen.ts';
import { CENTRAL, cluster, clusterArn, configuration, KEY, SECOND } from './facts.ts';

const shop = clusterArn('shop');
const described = (change: NonNullable<SeenCluster['described']>) => cluster(shop, undefined, { described: change });
const going = { status: 'DELETING', createdAt: '', tags: { [KEY]: 'central' } };

test.each<[string, SeenCluster | undefined, object]>([
  ['that nothing names', undefined, { kind: 'unread', why: 'Its tags were not read in this run.' }],
  [
    'that has a hint alone',
    { arn: shop, hinted: { [KEY]: 'central' } },
    { kind: 'unread', why: 'Its tags were not read in this run.' },
  ],
  ['that is gone', described('GONE'), { kind: 'gone' }],
  [
    'that could not be read',
    described({ unknown: { error: 'AccessDeniedException', message: 'no' } }),
    { kind: 'unread', why: 'Its tags could not be read: AccessDeniedException.' },
  ],
  ['that is DELETING', described(going), { kind: 'unread', why: 'The cluster is DELETING.' }],
  ['that is CREATING', described({ ...going, status: 'CREATING' }), { kind: 'wants', workspaceArn: CENTRAL }],
  ['without tag', cluster(shop), { kind: 'wantsNothing' }],
  ['with the tag of a name', cluster(shop, 'second'), { kind: 'wants', workspaceArn: SECOND }],
  ['with the tag of an ARN', cluster(shop, SECOND), { kind: 'wants', workspaceArn: SECOND }],
  ['with the tag of no workspace', cluster(shop, 'nowhere'), { kind: 'unclear', why: expect.stringContaining(shop) }],
])('a cluster %s asks for what it says', (_name, seen, wish) => {
  expect(wishOf(seen, configuration())).toEqual(wish);
});

test('the first key of a cluster’s that counts is what it asks by', () => {
  const keys = configuration({ clusterTagKeys: ['new', KEY] });
  expect(wishOf(cluster(shop, 'central'), keys)).toEqual({ kind: 'wants', workspaceArn: CENTRAL });
  const both = described({ status: 'ACTIVE', createdAt: '', tags: { [KEY]: 'central', new: 'second' } });
  expect(wishOf(both, keys)).toEqual({ kind: 'wants', workspaceArn: SECOND });
});

test.each<[Record<string, string> | undefined, string | undefined]>([
  [undefined, undefined],
  [{}, undefined],
  [{ other: 'central' }, undefined],
  [{ [KEY]: 'nowhere' }, undefined],
  [{ [KEY]: 'second' }, SECOND],
])('the hint %j is of %s', (hinted, workspaceArn) => {
  expect(hintedWorkspace({ arn: shop, ...(hinted ? { hinted } : {}) }, configuration())).toBe(workspaceArn);
});
