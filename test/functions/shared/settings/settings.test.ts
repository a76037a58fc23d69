import { describe, expect, test } from 'vitest';
import { settingsBefore, wantedSettings } from '../../../../functions/shared/settings/settings.ts';

const ASKED = { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'], alias: 'asked', given: [], tags: { a: 'b' } };
const BASE = { subnetIds: ['subnet-0'], securityGroupIds: [], configuration: 'global: {}' };

describe('of what a connection asks for a scraper is to have', () => {
  test("all, where there is none, and the service's own configuration", () => {
    const { given: _given, tags: _tags, ...asked } = ASKED;
    expect(wantedSettings(undefined, ASKED, undefined)).toStrictEqual(asked);
    expect(wantedSettings(undefined, { ...ASKED, given: ['alias'] }, undefined)).toStrictEqual(asked);
  });

  test('what the request names, where there is one, and the rest as it is', () => {
    expect(wantedSettings(BASE, ASKED, undefined)).toStrictEqual(BASE);
    expect(wantedSettings(BASE, { ...ASKED, given: ['alias'] }, undefined)).toStrictEqual({ ...BASE, alias: 'asked' });
    expect(wantedSettings(BASE, { ...ASKED, given: ['subnetIds', 'securityGroupIds'] }, undefined)).toStrictEqual({
      ...BASE,
      subnetIds: ['subnet-1'],
      securityGroupIds: ['sg-1'],
    });
  });

  test.each([[[]], [['scrapeConfiguration' as const]]])('the text that the request names, given %j', (given) => {
    expect(wantedSettings(BASE, { ...ASKED, given }, 'other')).toStrictEqual({ ...BASE, configuration: 'other' });
  });
});

describe('what an item keeps', () => {
  const KEPT = {
    change: 'update',
    executionArn: 'e',
    scraperArn: 's',
    settings: BASE,
    roles: {},
    updated: false,
    repaired: [],
  };
  const FULL = {
    ...KEPT,
    change: 'replace',
    settings: { ...BASE, alias: 'a' },
    roles: { sourceRoleArn: 'one', targetRoleArn: 'other' },
    tags: { team: 'shop' },
    stoppedAt: '2026-11-02T08:00:00Z',
    updated: true,
    repaired: ['a line'],
  };

  test.each([KEPT, FULL])('is read again, member by member: %j', (kept) => {
    expect(settingsBefore.parse(kept)).toEqual(kept);
  });

  test.each(Object.keys(FULL))('is refused with another %s', (member) => {
    expect(settingsBefore.safeParse({ ...FULL, [member]: 5 }).success).toBe(false);
  });

  test.each(Object.keys(KEPT))('is refused without %s', (member) => {
    expect(settingsBefore.safeParse({ ...FULL, [member]: undefined }).success).toBe(false);
  });

  test.each([
    { change: 'create' },
    { settings: { ...BASE, configuration: undefined } },
    { settings: { ...BASE, subnetIds: [5] } },
    { roles: { sourceRoleArn: 5 } },
    { tags: { team: 5 } },
  ])('is refused with %j', (change) => {
    expect(settingsBefore.safeParse({ ...FULL, ...change }).success).toBe(false);
  });
});
