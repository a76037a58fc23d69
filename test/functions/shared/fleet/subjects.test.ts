import { describe, expect, test } from 'vitest';
import { isOurs, subjectsOf } from '../../../../functions/shared/fleet/rules/subjects.ts';
import { CENTRAL, cluster, clusterArn, facts, item, namesOf, OFFICE, pair, scraper, SECOND, SHOP } from './facts.ts';

const shop = clusterArn('shop');
const names = namesOf(shop);
const others = { sourceRoleArn: 'arn:aws:iam::111111111111:role/x', targetRoleArn: 'arn:aws:iam::111111111111:role/y' };
describe('a scraper is ours', () => {
  const { sourceRoleArn: _source, targetRoleArn: _target, ...roleless } = scraper(shop);
  test.each([
    ['with both roles', scraper(shop), true],
    ['with our source role alone', scraper(shop, { targetRoleArn: others.targetRoleArn }), true],
    ['with our target role alone', scraper(shop, { sourceRoleArn: others.sourceRoleArn }), true],
    ['with our roles and without tags', scraper(shop, { tags: {} }), true],
    ['with others’ roles, whatever its tags say', scraper(shop, others), false],
    ['without roles, by its tag', roleless, true],
    ['without roles and tag', { ...roleless, tags: {} }, false],
  ])('%s: %#', (_name, one, is) => {
    expect(isOurs(one, names)).toBe(is);
  });
});

describe('a subject', () => {
  const found = (...args: Parameters<typeof facts>) =>
    subjectsOf(facts(...args)).map((one) => [one.names.clusterArn.slice(22), one.names.workspaceArn, one.wish.kind]);
  const of = (arn: string, workspace: string, kind: string) => [arn.slice(22), workspace, kind];

  test('is what a tag wants, an item has or a scraper of ours connects, each pair once, in the order of their ids', () => {
    const arns = ['a', 'b', 'c', 'd', 'e'].map((name) => clusterArn(name));
    const [a = '', b = '', c = '', d = '', e = ''] = arns;
    const clusters = [cluster(a, 'central'), cluster(b, 'second'), cluster(c), cluster(e, 'nowhere')];
    const scrapers = [scraper(a), scraper(b), scraper(d), scraper(e, others)];
    const subjects = subjectsOf(facts({ pairs: [pair(SHOP, clusters, scrapers)], connections: [item(a), item(c)] }));
    const ids = subjects.map((one) => one.names.id);
    expect(ids).toEqual(ids.toSorted());
    expect(
      subjects.map((one) => `${one.names.clusterName} ${one.names.workspaceId} ${one.wish.kind}`).toSorted(),
    ).toEqual([
      'a ws-central wants',
      'b ws-central wants',
      'b ws-second wants',
      'c ws-central wantsNothing',
      'd ws-central unread',
    ]);
  });

  test('is nothing of an account that did not answer, or that no pair was seen of', () => {
    const far = clusterArn('far', OFFICE);
    const connections = [item(shop), item(far)];
    const closed = { accountId: OFFICE, unreachable: { error: 'AccessDenied', message: '' } };
    expect(found({ pairs: [pair(SHOP), closed], connections })).toEqual([of(shop, CENTRAL, 'unread')]);
    expect(found({ pairs: [pair(SHOP)], connections })).toEqual([of(shop, CENTRAL, 'unread')]);
  });

  test('has its own item, its cluster and its scrapers, the ACTIVE one first', () => {
    const active = scraper(shop, { arn: 'arn:z' });
    const failed = scraper(shop, { arn: 'arn:a', status: 'CREATION_FAILED' });
    const second = scraper(shop, { arn: 'arn:b', status: 'CREATING' });
    const strange = scraper(shop, { ...others, arn: 'arn:s' });
    const going = scraper(shop, { arn: 'arn:g', status: 'DELETING' });
    const elsewhere = scraper(shop, {}, SECOND);
    const scrapers = [second, strange, going, failed, active, elsewhere];
    const of = { pairs: [pair(SHOP, [cluster(shop)], scrapers)], connections: [item(shop, {}, SECOND), item(shop)] };
    for (const turned of [scrapers, scrapers.toReversed()]) {
      const subject = subjectsOf(facts({ ...of, pairs: [pair(SHOP, [cluster(shop)], turned)] })).find(
        (one) => one.names.id === names.id,
      );
      expect(subject).toMatchObject({ cluster: cluster(shop), item: item(shop), wish: { kind: 'wantsNothing' } });
      expect(subject?.scrapers).toEqual([active, failed, second]);
      expect(subject?.foreign).toEqual([strange]);
    }
  });

  test('is no scraper of another source or destination', () => {
    const { clusterArn: _cluster, ...ofNoCluster } = scraper(shop);
    const { workspaceArn: _workspace, ...toNoWorkspace } = scraper(shop);
    const nowhere = [ofNoCluster, toNoWorkspace];
    expect(found({ pairs: [pair(SHOP, [], nowhere)] })).toEqual([]);
  });

  test('has no item where the table has none', () => {
    const [subject] = subjectsOf(facts({ pairs: [pair(SHOP, [cluster(shop, 'central')])] }));
    expect(subject).toMatchObject({ item: undefined, scrapers: [], foreign: [] });
  });
});
