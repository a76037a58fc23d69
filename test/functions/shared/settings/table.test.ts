import { describe, expect, test } from 'vitest';
import { DIFFERENCES } from '../../../../functions/shared/settings/differences.ts';
import {
  creationRequest,
  settingMembers,
  settingsDocument,
  unknownMembers,
  updateRequest,
} from '../../../../functions/shared/settings/members.ts';
import type { WholeSettings } from '../../../../functions/shared/settings/settings.ts';
import {
  describedSettings,
  FACTS,
  listedSettings,
  SETTINGS,
} from '../../../../functions/shared/settings/settingsTable.ts';

const roles = { sourceRoleArn: 'arn:source', targetRoleArn: 'arn:target' };
const whole: WholeSettings = {
  subnetIds: ['subnet-2', 'subnet-1'],
  securityGroupIds: ['sg-2', 'sg-1'],
  alias: 'shop',
  configuration: 'global: {}\nscrape_configs: []',
  roleConfiguration: roles,
  logs: true,
  tags: { team: 'shop' },
};
const { alias: _alias, ...nameless } = whole;
const blob = (text: string) => ({ configurationBlob: new TextEncoder().encode(text) });

type Name = keyof WholeSettings;

describe('a setting', () => {
  test.each<[Name, string, string[] | undefined, boolean]>([
    ['subnetIds', 'subnetIds', ['source', 'eksConfiguration', 'subnetIds'], false],
    ['securityGroupIds', 'securityGroupIds', ['source', 'eksConfiguration', 'securityGroupIds'], false],
    ['alias', 'alias', ['alias'], false],
    ['configuration', 'scrapeConfiguration', ['scrapeConfiguration', 'configurationBlob'], true],
    ['roleConfiguration', 'roleConfiguration', ['roleConfiguration'], true],
    ['logs', 'logs', undefined, false],
    ['tags', 'tags', ['tags'], true],
  ])('%s is called %s and shown at %j, alone: %s', (name, part, shownAt, isShownAlone) => {
    expect(SETTINGS[name]).toMatchObject({ part, isShownAlone });
    expect(SETTINGS[name].shownAt).toEqual(shownAt);
  });

  test('is all that there is', () => {
    expect(Object.keys(SETTINGS)).toEqual(Object.keys(whole));
  });
});

describe('of a setting it is sent', () => {
  const nothing = { source: {}, create: {}, update: {} };
  test.each<[Name, WholeSettings, Record<string, unknown>]>([
    ['subnetIds', whole, { ...nothing, source: { subnetIds: whole.subnetIds } }],
    ['securityGroupIds', whole, { ...nothing, source: { securityGroupIds: whole.securityGroupIds } }],
    ['securityGroupIds', { ...whole, securityGroupIds: [] }, nothing],
    ['alias', whole, { ...nothing, create: { alias: 'shop' }, update: { alias: 'shop' } }],
    ['alias', nameless, nothing],
    [
      'configuration',
      whole,
      {
        ...nothing,
        create: { scrapeConfiguration: blob(whole.configuration) },
        update: { scrapeConfiguration: blob(whole.configuration) },
      },
    ],
    [
      'roleConfiguration',
      whole,
      { ...nothing, create: { roleConfiguration: roles }, update: { roleConfiguration: roles } },
    ],
    ['logs', whole, nothing],
    ['tags', whole, { ...nothing, create: { tags: whole.tags } }],
  ])('%s: its members', (name, settings, sent) => {
    const { source, create, update } = SETTINGS[name];
    expect({ source: source(settings), create: create(settings), update: update(settings) }).toEqual(sent);
  });

  test('in a creation all, beside the pair', () => {
    const pair = { clusterArn: 'arn:cluster', workspaceArn: 'arn:workspace' };
    expect(creationRequest({ ...nameless, securityGroupIds: [] }, pair)).toStrictEqual({
      scrapeConfiguration: blob(whole.configuration),
      roleConfiguration: roles,
      tags: whole.tags,
      source: { eksConfiguration: { subnetIds: whole.subnetIds, clusterArn: 'arn:cluster' } },
      destination: { ampConfiguration: { workspaceArn: 'arn:workspace' } },
    });
  });

  test('in an update what changes in place', () => {
    expect(updateRequest(whole)).toStrictEqual({
      alias: 'shop',
      scrapeConfiguration: blob(whole.configuration),
      roleConfiguration: roles,
    });
  });
});

describe('a setting differs', () => {
  const change = (name: Name, has: Partial<WholeSettings>, wanted: Partial<WholeSettings>) =>
    DIFFERENCES[name]({ ...whole, ...has }, { ...whole, ...wanted });

  test.each(['subnetIds', 'securityGroupIds'] as const)('%s as a set, by replacement', (name) => {
    expect(change(name, { [name]: ['a', 'b'] }, { [name]: ['b', 'a'] })).toEqual([]);
    expect(change(name, { [name]: ['a', 'a'] }, { [name]: ['a'] })).toEqual([]);
    expect(change(name, { [name]: [] }, { [name]: [] })).toEqual([]);
    const replaced = (before: string[], after: string[]) => [{ action: 'replace', part: name, before, after }];
    expect(change(name, { [name]: ['b', 'a'] }, { [name]: ['c', 'b'] })).toEqual(replaced(['a', 'b'], ['b', 'c']));
    expect(change(name, { [name]: ['a'] }, { [name]: ['b', 'a'] })).toEqual(replaced(['a'], ['a', 'b']));
    expect(change(name, { [name]: ['b', 'a'] }, { [name]: ['a'] })).toEqual(replaced(['a', 'b'], ['a']));
  });

  test('alias by an update, and one that is not wanted stays', () => {
    expect(change('alias', { alias: 'a' }, { alias: 'a' })).toEqual([]);
    expect(change('alias', { alias: 'a' }, { alias: 'b' })).toEqual([
      { action: 'update', part: 'alias', before: 'a', after: 'b' },
    ]);
    expect(DIFFERENCES.alias(whole, nameless)).toEqual([]);
    expect(DIFFERENCES.alias(nameless, whole)).toEqual([
      { action: 'update', part: 'alias', before: undefined, after: 'shop' },
    ]);
  });

  test.each<[string, string, boolean]>([
    ['a: 1', 'a: 1', true],
    ['a: 1\nb: 2', 'b: 2\na: 1', true],
    ['a: {b: 1}', 'a:\n  b: 1', true],
    ['a: 1', 'a: 2', false],
    ['a: [1, 2]', 'a: [2, 1]', false],
    ['a: [', 'a: [', true],
    ['a: [', 'a: 1', false],
    ['a: 1', 'a: [', false],
  ])('the configuration by what it says: %j and %j are the same: %s', (before, after, is) => {
    const updated = [{ action: 'update', part: 'scrapeConfiguration', before, after }];
    expect(change('configuration', { configuration: before }, { configuration: after })).toEqual(is ? [] : updated);
  });

  test('the roles by a repair, whatever the order of their members', () => {
    const turned = { targetRoleArn: 'arn:target', sourceRoleArn: 'arn:source' };
    expect(change('roleConfiguration', {}, { roleConfiguration: turned })).toEqual([]);
    const other = { ...roles, targetRoleArn: 'arn:other' };
    expect(change('roleConfiguration', { roleConfiguration: other }, {})).toEqual([
      { action: 'repair', part: 'roleConfiguration', before: other, after: roles },
    ]);
  });

  test('tags and logs not here', () => {
    expect(change('tags', { tags: {} }, {})).toEqual([]);
    expect(change('logs', { logs: false }, {})).toEqual([]);
  });
});

const shown = {
  scraperId: 's-1',
  arn: 'arn:scraper',
  roleArn: 'arn:role',
  status: { statusCode: 'ACTIVE' },
  statusReason: 'x',
  createdAt: 1,
  lastModifiedAt: 2,
  alias: 'shop',
  tags: { any: 'key' },
  scrapeConfiguration: { configurationBlob: 'x' },
  source: { eksConfiguration: { clusterArn: 'c', subnetIds: ['a'], securityGroupIds: ['b'] } },
  destination: { ampConfiguration: { workspaceArn: 'w' } },
  roleConfiguration: roles,
};

describe('the members of a scraper', () => {
  test('that are settings are found where they are shown', () => {
    expect(settingMembers(shown)).toStrictEqual({
      subnetIds: ['a'],
      securityGroupIds: ['b'],
      alias: 'shop',
      configuration: 'x',
      roleConfiguration: roles,
      tags: { any: 'key' },
    });
  });

  test.each([[undefined], [null], ['text'], [{}], [{ source: null }], [{ source: 'text', tags: null }]])(
    'are left out where they are not there: %j',
    (scraper) => {
      expect(settingMembers(scraper)).toStrictEqual({});
    },
  );

  test('of a name of ours alone are none of ours', () => {
    expect(settingMembers({ logs: true })).toStrictEqual({});
    expect(unknownMembers({ ...shown, logs: true })).toEqual(['logs']);
  });

  test('that are known are all that AWS shows today', () => {
    expect(unknownMembers(shown)).toEqual([]);
    expect(FACTS).toHaveLength(9);
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    [
      'of a known name in another place',
      { destination: { ampConfiguration: { workspaceArn: 'w', alias: 'x' } } },
      ['destination.ampConfiguration.alias'],
    ],
    ['of a text where a map was', { source: 'text' }, []],
    ['of a list where a map was', { source: ['text'] }, []],
    ['of null where a map was', { source: null }, []],
    ['that are empty', { a: undefined, b: null, c: [], d: {}, e: '' }, ['e']],
    ['that are 0', { count: 0 }, ['count']],
    ['below what is known', { status: { statusCode: 'A', more: 1 } }, []],
  ])('%s', (_name, members, found) => {
    expect(unknownMembers({ ...shown, ...members })).toEqual(found);
  });

  test.each([[undefined], [null], ['text'], [['a']]])('of %j there are none', (scraper) => {
    expect(unknownMembers(scraper)).toEqual([]);
  });
});

test('a plan shows in one document what it does not show alone', () => {
  expect(settingsDocument(whole)).toStrictEqual({
    subnetIds: whole.subnetIds,
    securityGroupIds: whole.securityGroupIds,
    alias: 'shop',
    logs: true,
  });
  expect(settingsDocument({})).toStrictEqual({});
});

describe('the settings as AWS shows them', () => {
  test('by ListScrapers, with what it means that a member is not there', () => {
    expect(listedSettings.parse({})).toStrictEqual({
      subnetIds: [],
      securityGroupIds: [],
      roleConfiguration: {},
      tags: {},
    });
    const { configuration: _none, logs: _neither, ...listed } = whole;
    expect(listedSettings.parse(listed)).toStrictEqual(listed);
  });

  test.each(['subnetIds', 'securityGroupIds', 'alias', 'roleConfiguration', 'tags'])(
    'are none where %s is of another kind',
    (name) => {
      expect(listedSettings.safeParse({ [name]: 7 }).success).toBe(false);
      expect(listedSettings.safeParse({ [name]: [7] }).success).toBe(false);
      expect(listedSettings.safeParse({ [name]: { a: 7 } }).success).toBe(name === 'roleConfiguration');
    },
  );

  test('by DescribeScraper with the configuration, decoded', () => {
    const described = { subnetIds: [], configuration: new TextEncoder().encode('ä: 1') };
    expect(describedSettings.parse(described)).toMatchObject({ configuration: 'ä: 1', tags: {} });
    expect(describedSettings.safeParse({}).success).toBe(false);
    expect(describedSettings.safeParse({ configuration: 'ä: 1' }).success).toBe(false);
  });
});
