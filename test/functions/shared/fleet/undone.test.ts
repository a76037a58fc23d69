import { describe, expect, test } from 'vitest';
import { inventory, inventoryOf } from '../../../../functions/shared/fleet/inventory.ts';
import { FLEET_CLASSES, type FleetClass } from '../../../../functions/shared/fleet/fleetClasses.ts';
import type { FleetEntry } from '../../../../functions/shared/fleet/plan.ts';
import { quotaUse } from '../../../../functions/shared/fleet/rules/quotaUse.ts';
import { dated, oldestSeconds } from '../../../../functions/shared/fleet/rules/undone.ts';
import { clusterArn, configuration, hoursAgo, HUB, NOW, OFFICE, pair, scraper, SHOP } from './facts.ts';

const entry = (connectionId: string, of: FleetClass, since?: string): FleetEntry => ({
  class: of,
  accountId: SHOP,
  connectionId,
  why: 'so',
  ...(since === undefined ? {} : { since }),
});
const datedEntries = (entries: FleetEntry[], before: FleetEntry[]) =>
  dated({ entries, actions: [], held: [] }, before, NOW).entries;

describe('what is not done', () => {
  test('is what a tag or its end asks for; nothing else has a time', () => {
    const entries = FLEET_CLASSES.map((one) => entry(one, one));
    const times = datedEntries(entries, []).flatMap(({ class: of, since }) => (since === NOW ? [of] : []));
    expect(times).toEqual(['working', 'wanted', 'unwanted', 'orphan', 'waiting', 'quarantined']);
  });

  test.each<FleetClass>(['wanted', 'working', 'waiting', 'quarantined', 'orphan', 'unwanted'])(
    'is as old as when a run first saw it, %s or otherwise',
    (of) => {
      const before = [entry('one', 'wanted', hoursAgo(2)), entry('other', 'wanted', hoursAgo(3))];
      expect(datedEntries([entry('one', of)], before)).toEqual([entry('one', of, hoursAgo(2))]);
    },
  );

  test('begins anew after it was done', () => {
    expect(datedEntries([entry('one', 'wanted')], [entry('one', 'connected')])).toEqual([entry('one', 'wanted', NOW)]);
  });

  test('comes the oldest first, and what has no time stays where it was among its own', () => {
    const before = [entry('b', 'wanted', hoursAgo(1)), entry('c', 'wanted', hoursAgo(2))];
    const entries = [
      entry('a', 'wanted'),
      entry('y', 'silent'),
      entry('b', 'wanted'),
      entry('x', 'silent'),
      entry('c', 'wanted'),
    ];
    expect(datedEntries(entries, before).map(({ connectionId }) => connectionId)).toEqual(['y', 'x', 'c', 'b', 'a']);
  });

  test.each([
    [[], 0],
    [[entry('one', 'connected')], 0],
    [[entry('one', 'wanted', NOW)], 0],
    [[entry('one', 'wanted', hoursAgo(1)), entry('two', 'orphan', hoursAgo(5)), entry('three', 'silent')], 18_000],
    [[entry('one', 'wanted', new Date(Date.parse(NOW) - 1_499).toISOString())], 1],
  ])('%j is so for %d seconds at most', (entries, seconds) => {
    expect(oldestSeconds({ entries }, NOW)).toBe(seconds);
  });
});

describe('an inventory', () => {
  test('has each class, those that nothing is in too', () => {
    const found = inventoryOf({ silent: 2, held: 1 });
    expect(Object.keys(found)).toEqual([...FLEET_CLASSES]);
    expect(Object.entries(found).filter(([, count]) => count > 0)).toEqual([
      ['silent', 2],
      ['held', 1],
    ]);
  });

  test('of some classes is none', () => {
    const { foreign: _gone, ...rest } = inventoryOf({});
    expect(inventory.safeParse(rest).success).toBe(false);
  });
});

describe('the use of quotas', () => {
  const scrapers = (count: number) => Array.from({ length: count }, (_one, n) => scraper(clusterArn(`c${n}`)));
  const cut = { error: 'AccessDenied', message: 'no' };

  test.each([
    ['of nobody', [], [], 0, 0],
    ['of an account', [pair(SHOP, [], scrapers(3))], [{ accountId: HUB, roles: 250, quota: 1000 }], 42, 25],
    [
      'of the one that has used most',
      [pair(SHOP, [], scrapers(1)), pair(OFFICE, [], scrapers(7)), pair(HUB)],
      [
        { accountId: HUB, roles: 1, quota: 1000 },
        { accountId: SHOP, roles: 999, quota: 1000 },
      ],
      100,
      99,
    ],
    [
      'of one that could not be read',
      [{ accountId: SHOP, unreachable: cut }],
      [{ accountId: HUB, unknown: cut }],
      0,
      0,
    ],
  ])('%s', (_name, pairs, roles, scraperQuotaPercent, roleQuotaPercent) => {
    const use = quotaUse({ pairs, roles, configuration: configuration({ scraperQuota: 7 }) });
    expect(use).toEqual({ scraperQuotaPercent, roleQuotaPercent });
  });
});
