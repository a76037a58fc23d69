import { describe, expect, test } from 'vitest';
import type { TaggedConnection } from '../../../../functions/shared/contract.ts';
import { resourceTags } from '../../../../functions/shared/connection/tags.ts';
import { addIdentityLabels } from '../../../../functions/shared/scrapeConfiguration/labels/externalLabels.ts';
import type { ScraperState } from '../../../../functions/shared/settings/changes.ts';
import type { SettingsBefore, WholeSettings } from '../../../../functions/shared/settings/settings.ts';
import { checkLists } from '../../../../functions/shared/settings/takenOver.ts';
import {
  beingReplaced,
  isReplacement,
  newScraper,
  planScraper,
  refuseChanges,
  refuseTags,
  replacedSettings,
} from '../../../../functions/shared/settings/wanted.ts';
import { CONNECTION, NAMES, SCRAPER_ARN } from '../../support.ts';

const THIS = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:this';
const ROLES = { sourceRoleArn: NAMES.sourceRoleArn, targetRoleArn: NAMES.targetRoleArn };
const identified = (text: string) => addIdentityLabels(text, CONNECTION.clusterArn, NAMES.ownLabels);
const SETTINGS: WholeSettings = {
  alias: 'shop',
  subnetIds: ['subnet-1', 'subnet-2'],
  securityGroupIds: ['sg-1'],
  configuration: identified('global: {}'),
  roleConfiguration: ROLES,
  tags: resourceTags(CONNECTION, NAMES, 'earlier'),
};
const SCRAPER: ScraperState = {
  scraperId: 's-1',
  arn: SCRAPER_ARN,
  statusCode: 'ACTIVE',
  settings: SETTINGS,
  unknownMembers: [],
};
const BEFORE: SettingsBefore = {
  change: 'update',
  executionArn: 'earlier',
  scraperArn: SCRAPER_ARN,
  settings: { subnetIds: ['subnet-0'], securityGroupIds: ['sg-0'], alias: 'before', configuration: 'global: {}' },
  roles: ROLES,
  updated: true,
  repaired: [],
};
const planned = (scraper: Partial<ScraperState>, before?: SettingsBefore, asked: Partial<TaggedConnection> = {}) =>
  planScraper({ ...SCRAPER, ...scraper }, before, THIS, { ...CONNECTION, ...asked }, undefined, NAMES);

describe('what is left open is as it was before', () => {
  const own = { ...BEFORE, executionArn: THIS };

  test.each([
    ['nothing is kept', {}, undefined, 'shop'],
    ['another execution changed it and ended', {}, BEFORE, 'shop'],
    ['another execution changed it, and that failed', { statusCode: 'UPDATE_FAILED' }, BEFORE, 'before'],
    ['nothing is kept of an update that failed', { statusCode: 'UPDATE_FAILED' }, undefined, 'shop'],
    ['this execution changes it', {}, own, 'before'],
    ['this execution changed another', {}, { ...own, scraperArn: `${SCRAPER_ARN}0` }, 'shop'],
  ])('where %s', (_when, scraper, before, alias) => {
    const plan = planned(scraper, before);
    expect([plan.base.alias, plan.wanted.alias]).toEqual([alias, alias]);
  });
});

describe('a scraper of an earlier cluster', () => {
  const at = new Date('2026-01-02T00:00:00.000Z');
  const asked = { subnetIds: ['subnet-8', 'subnet-9'], securityGroupIds: ['sg-9'] };
  const CLUSTERS: [string, Date | undefined, string | undefined, boolean][] = [
    ['a millisecond older', at, '2026-01-02T00:00:00.001Z', true],
    ['as old', at, '2026-01-02T00:00:00.000Z', false],
    ['younger', at, '2026-01-01T00:00:00.000Z', false],
    ['of an age that nobody knows', undefined, '2026-01-02T00:00:00.001Z', false],
    ['beside a cluster that is not asked about', at, undefined, false],
  ];

  test.each(CLUSTERS)('or not: one that is %s', (_age, createdAt, clusterMadeAt, isOutlived) => {
    const made = { ...asked, ...(clusterMadeAt === undefined ? {} : { clusterMadeAt }) };
    const plan = planned(createdAt === undefined ? {} : { createdAt }, undefined, made);
    const place = isOutlived ? asked : { subnetIds: SETTINGS.subnetIds, securityGroupIds: SETTINGS.securityGroupIds };
    expect(plan.base).toMatchObject({ ...place, alias: 'shop', configuration: SETTINGS.configuration });
    expect(plan.changes.map(({ action, part }) => `${action} ${part}`)).toEqual(
      isOutlived ? ['replace cluster', 'replace subnetIds', 'replace securityGroupIds'] : [],
    );
    expect(isReplacement(plan)).toBe(isOutlived);
  });

  test('is told by both moments', () => {
    const [change] = planned({ createdAt: at }, undefined, { clusterMadeAt: '2026-01-03T00:00:00Z' }).changes;
    expect(change).toEqual({
      action: 'replace',
      part: 'cluster',
      before: '2026-01-02T00:00:00.000Z',
      after: '2026-01-03T00:00:00Z',
    });
  });
});

test.each([
  [[], false],
  [['update', 'repair'], false],
  [['update', 'replace'], true],
] as const)('changes that %j are a replacement: %s', (actions, is) => {
  const changes = actions.map((action) => ({ action, part: 'alias', before: 1, after: 2 }));
  expect(isReplacement({ changes })).toBe(is);
});

test('settings are kept of a scraper that is being replaced, or of none', () => {
  const replaced: SettingsBefore = { ...BEFORE, change: 'replace' };
  expect(beingReplaced(replaced)).toBe(replaced);
  expect(beingReplaced(BEFORE)).toBeUndefined();
  expect(beingReplaced(undefined)).toBeUndefined();
});

describe('a new scraper', () => {
  const make = (replaced: Parameters<typeof newScraper>[0], text?: string) =>
    newScraper(replaced, THIS, { ...CONNECTION, given: [] }, text, NAMES);
  const own = resourceTags(CONNECTION, NAMES, THIS);

  test("where there was none has what the connection asks for, and the service's configuration", () => {
    const { settings, warnings } = make(undefined);
    const { subnetIds, securityGroupIds, alias } = CONNECTION;
    expect(settings).toEqual({ subnetIds, securityGroupIds, alias, roleConfiguration: ROLES, tags: own });
    expect(warnings).toEqual([]);
    expect(make(undefined, 'global: {}').settings.configuration).toBe(identified('global: {}'));
  });

  test("in another's place has what that one had, its tags and the labels of the connection", () => {
    const { arn: _arn, ...one } = SCRAPER;
    const tags = { ...SETTINGS.tags, team: 'shop', 'aws:stack': 'x' };
    const replaced = replacedSettings({ ...one, settings: { ...SETTINGS, tags } }, { base: BEFORE.settings }, NAMES);
    expect(replaced).toEqual({ settings: BEFORE.settings, tags: { team: 'shop' } });
    const lists = [
      { member: 'subnetIds' as const, ids: ['subnet-0'] },
      { member: 'securityGroupIds' as const, ids: ['sg-0'] },
    ];
    const facts = {
      subnets: [
        {
          subnetId: 'subnet-0',
          vpcId: 'vpc-1',
          availabilityZone: 'a',
          availableIpAddressCount: 9,
          ownerId: '111111111111',
          outpostArn: undefined,
        },
      ],
      groups: [{ groupId: 'sg-0', vpcId: 'vpc-1' }],
    };
    const takenOver = checkLists(lists, facts, 'vpc-1');
    const made = newScraper(replaced, THIS, { ...CONNECTION, takenOver }, undefined, NAMES);
    expect(made.settings).toMatchObject({
      alias: 'before',
      configuration: identified('global: {}'),
      roleConfiguration: ROLES,
      tags: { ...own, team: 'shop' },
    });
  });
});

describe('tags', () => {
  const others = (length: number) => Object.fromEntries(Array.from({ length }, (_, i) => [`t-${i}`, 'x']));

  test('of both are at most 50, without those of AWS', () => {
    const aws = { 'aws:a': 'x', 'aws:b': 'x' };
    expect(() => refuseTags({ ...others(49), own: 'x', ...aws }, { own: 'x' })).not.toThrow();
    expect(() => refuseTags({ ...others(50), own: 'x', ...aws }, { own: 'x' })).toThrow(/tags \(51\).*, 50 of them/);
  });

  test("of a new scraper in another's place count with those that it takes over", () => {
    const count = Object.keys(resourceTags(CONNECTION, NAMES, THIS)).length;
    const make = (length: number) =>
      newScraper({ settings: BEFORE.settings, tags: others(length) }, THIS, CONNECTION, undefined, NAMES);
    expect(() => make(51 - count)).toThrow(/tags \(51\)/);
    expect(() => make(50 - count)).not.toThrow(/tags \(/);
  });

  test('of a scraper that stays count with those that it has, and of one that goes do not', () => {
    const settings = { ...SETTINGS, tags: { ...SETTINGS.tags, ...others(50) } };
    const scraper = { ...SCRAPER, settings };
    const moved = { given: ['subnetIds' as const], subnetIds: ['subnet-9'] };
    expect(() => refuseChanges(scraper, planned({ settings }), false)).toThrow(/tags \(/);
    expect(() => refuseChanges(scraper, planned({ settings }, undefined, moved), true)).not.toThrow();
    expect(() => refuseChanges(scraper, planned({ settings }, undefined, moved), false)).toThrow(
      expect.objectContaining({ name: 'ReplacementNeeded' }),
    );
  });
});
