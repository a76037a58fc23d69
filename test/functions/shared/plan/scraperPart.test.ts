import { describe, expect, test } from 'vitest';
import type { ConnectionChanges, Observed } from '../../../../functions/shared/plan/connectionChanges.ts';
import { addIdentityLabels } from '../../../../functions/shared/scrapeConfiguration/labels/externalLabels.ts';
import type { SettingsBefore } from '../../../../functions/shared/settings/settings.ts';
import { CLUSTER_ARN, CONNECTION, NAMES, SCRAPER_ARN } from '../../support.ts';
import { changesOf, foreignRole, listed, ROLES, SCRAPER, TAGS } from './observed.ts';

const NEW = NAMES.newScraperArn;
const NEW_TAKES = 'A new scraper takes some 20 minutes to become ACTIVE, and costs money from its creation on.';
const GAP = 'The scraper is deleted and made anew: the metrics have a gap of some 25 minutes, and the roles stay.';
const MAPPING = expect.stringContaining('until that role is mapped');
const HERE = { scrapers: [listed('ACTIVE')], scraper: SCRAPER };
const PLACE = { subnetIds: CONNECTION.subnetIds, securityGroupIds: CONNECTION.securityGroupIds };

const ofScraper = ({ changes }: ConnectionChanges) =>
  changes.filter(({ resource }) => resource === SCRAPER_ARN || resource === NEW);
const create = (part: string, after: unknown) => ({ action: 'create', resource: NEW, part, before: undefined, after });
const creationOf = (alias: string, configuration: string) => [
  create('settings', { ...PLACE, alias }),
  create('roleConfiguration', ROLES),
  create('tags', TAGS),
  create('scrapeConfiguration', configuration),
];
const labelled = (text: string) => addIdentityLabels(text, CLUSTER_ARN, NAMES.ownLabels);

/** What an item keeps of a scraper that an execution began to change. */
const before = (change: SettingsBefore['change']): SettingsBefore => ({
  change,
  executionArn: 'earlier',
  scraperArn: SCRAPER_ARN,
  settings: { ...PLACE, alias: 'from before', configuration: 'global: {scrape_interval: 30s}' },
  roles: ROLES,
  updated: false,
  repaired: [],
});

describe('a scraper that is made', () => {
  test.each<[string, Partial<Observed>]>([
    ['where there is none', {}],
    ["where there is only somebody else's", { scrapers: [listed('DELETING', {})] }],
    ['where the one that is listed is gone by the next look', { scrapers: [listed('ACTIVE')], scraper: undefined }],
    ['where one was changed in place before', { before: before('update') }],
  ])("%s has the request's settings and the default configuration", (_name, observed) => {
    const made = changesOf(observed);
    expect(ofScraper(made)).toEqual(creationOf(CONNECTION.alias, 'global: {}'));
    expect(made.notes).toEqual([NEW_TAKES]);
  });

  test('has the configuration that the request names', () => {
    const text = 'global: {scrape_interval: 45s}';
    expect(ofScraper(changesOf({}, {}, text))).toEqual(creationOf(CONNECTION.alias, labelled(text)));
  });

  test("in another's place has what that one had", () => {
    const made = changesOf({ before: before('replace') });
    expect(ofScraper(made)).toEqual(creationOf('from before', labelled('global: {scrape_interval: 30s}')));
    expect(made.notes).toEqual([NEW_TAKES]);
  });

  test("in another's place says what it cannot have of that", () => {
    const gone = { ...before('replace'), settings: { ...before('replace').settings, securityGroupIds: ['sg-0'] } };
    const takenOver = [{ member: 'securityGroupIds' as const, ids: ['sg-0'], problem: 'sg-0 is gone' }];
    const { notes } = changesOf({ before: gone }, { takenOver });
    expect(notes).toEqual([expect.stringContaining('sg-0 is gone'), NEW_TAKES]);
  });

  test.each<[string, Partial<Observed>, 'API' | 'CONFIG_MAP', unknown[]]>([
    ['the first one of a CONFIG_MAP cluster', {}, 'CONFIG_MAP', [NEW_TAKES]],
    ["one in another's place of such a cluster", { before: before('replace') }, 'CONFIG_MAP', [NEW_TAKES, MAPPING]],
    ["one in another's place of another cluster", { before: before('replace') }, 'API', [NEW_TAKES]],
  ])('says what entails a mapping: %s', (_name, observed, authenticationMode, notes) => {
    expect(changesOf(observed, { authenticationMode }).notes).toEqual(notes);
  });

  test('waits for the one that is DELETING, and says so last', () => {
    const made = changesOf({ scrapers: [listed('DELETING')] });
    expect(ofScraper(made)).toEqual(creationOf(CONNECTION.alias, 'global: {}'));
    expect(made.notes).toEqual([NEW_TAKES, `Scraper ${SCRAPER_ARN} is DELETING: a run waits until it is gone.`]);
  });

  test.each(['CREATION_FAILED', 'DELETION_FAILED'])('comes after a %s one is deleted', (status) => {
    const deletion = { action: 'delete', resource: SCRAPER_ARN, before: status, after: undefined };
    const made = changesOf({ scrapers: [listed(status)] });
    expect(ofScraper(made)).toEqual([deletion, ...creationOf(CONNECTION.alias, 'global: {}')]);
    expect(made.notes).toEqual([NEW_TAKES]);
  });
});

describe('the roles', () => {
  const trusts = ({ changes }: ConnectionChanges) =>
    changes
      .filter(({ part }) => part === 'trust policy')
      .map(({ action, resource, after }) => [
        action,
        resource,
        JSON.stringify(after).includes(NEW) ? NEW : SCRAPER_ARN,
      ]);
  const role = (arn: string) => ({ ...foreignRole(arn), tags: TAGS });
  const roles = { sourceRole: role(NAMES.sourceRoleArn), targetRole: role(NAMES.targetRoleArn) };
  const both = (action: string, trusted: string) => [
    [action, NAMES.sourceRoleArn, trusted],
    [action, NAMES.targetRoleArn, trusted],
  ];

  test.each<[string, Partial<Observed>, boolean, string, string]>([
    ['are made for a scraper that is made', {}, false, 'create', NEW],
    ['are made for the scraper that is there', HERE, false, 'create', SCRAPER_ARN],
    ['that are there are repaired for the scraper that is there', { ...roles, ...HERE }, false, 'repair', SCRAPER_ARN],
    ['that are there are updated for one that is made', roles, false, 'update', NEW],
    ["are updated for one that takes another's place", { ...roles, ...HERE }, true, 'update', NEW],
  ])('%s, the source role first', (_name, observed, replace, action, trusted) => {
    const asked = replace ? { withoutAccessEntry: SCRAPER_ARN, replace: true } : {};
    expect(trusts(changesOf(observed, asked))).toEqual(both(action, trusted));
  });
});

describe('a scraper that is there', () => {
  test('has no changes where it is as it is to be', () => {
    const { notes } = changesOf(HERE);
    expect(ofScraper(changesOf(HERE))).toEqual([]);
    expect(notes).toEqual([]);
  });

  test('is changed in place, by its tags last', () => {
    const asked = { given: ['alias' as const], alias: 'till', tags: { team: 'till' } };
    const changes = ofScraper(changesOf(HERE, asked));
    expect(changes).toMatchObject([
      { action: 'update', resource: SCRAPER_ARN, part: 'alias', before: 'shop', after: 'till' },
      { resource: SCRAPER_ARN, part: 'tags' },
    ]);
  });

  const isBusy = (status: string) => [
    `Scraper ${SCRAPER_ARN} is ${status}: a run waits until it is ACTIVE before it changes it.`,
  ];
  test.each([
    ['ACTIVE', []],
    ['UPDATE_FAILED', []],
    ['CREATING', isBusy('CREATING')],
    ['UPDATING', isBusy('UPDATING')],
  ])('that is %s is waited for, or not', (statusCode, notes) => {
    const scraper = { ...SCRAPER, statusCode };
    expect(changesOf({ scrapers: [listed(statusCode)], scraper }).notes).toEqual(notes);
  });

  test('is told with what is not known of it, who does not admit it, and what it is at, in that order', () => {
    const scraper = { ...SCRAPER, statusCode: 'UPDATING', unknownMembers: ['exporters'] };
    const observed = { scrapers: [listed('UPDATING')], scraper };
    const { notes } = changesOf(observed, { withoutAccessEntry: SCRAPER_ARN });
    expect(notes).toEqual([
      expect.stringContaining('has exporters'),
      expect.stringContaining('has no access entry'),
      ...isBusy('UPDATING'),
    ]);
  });
});

describe('a scraper that is replaced', () => {
  const anew = { withoutAccessEntry: SCRAPER_ARN, replace: true };

  test('shows no settings where the new one has the same', () => {
    const { changes, notes } = changesOf(HERE, anew);
    expect(changes.filter(({ resource }) => resource === SCRAPER_ARN)).toEqual([
      {
        action: 'replace',
        resource: SCRAPER_ARN,
        part: 'access entry',
        before: [],
        after: ["the new scraper's role"],
      },
    ]);
    expect(notes).toEqual([GAP]);
  });

  test('shows the settings as one document, and by itself what is shown alone, but for its status', () => {
    const settings = { ...SCRAPER.settings, roleConfiguration: {} };
    const observed = {
      scrapers: [listed('UPDATE_FAILED')],
      scraper: { ...SCRAPER, statusCode: 'UPDATE_FAILED', settings },
    };
    const asked = { ...anew, given: ['alias' as const], alias: 'till', tags: { team: 'till' } };
    const { changes } = changesOf(observed, asked, 'global: {scrape_interval: 45s}');
    const shown = changes.filter(({ resource }) => resource === SCRAPER_ARN);
    expect(shown.map(({ action, part }) => `${action} ${part}`)).toEqual([
      'replace settings',
      'replace scrapeConfiguration',
      'replace roleConfiguration',
      'replace access entry',
      'replace tags',
    ]);
    expect(shown[0]).toMatchObject({ before: { ...PLACE, alias: 'shop' }, after: { ...PLACE, alias: 'till' } });
  });

  const [createdAt, earlier, later] = ['2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z', '2026-01-03T00:00:00Z'];
  const of = { ...HERE, scraper: { ...SCRAPER, createdAt: new Date(createdAt), unknownMembers: ['exporters'] } };
  test.each([
    ['that has outlived its cluster says so', { clusterMadeAt: later }, ['made for an earlier cluster']],
    ['that was made for its cluster says nothing of it', { clusterMadeAt: earlier }, []],
    ['whose cluster nobody knows the age of says nothing of it', {}, []],
  ])('%s, after what it loses', (_name, asked, told) => {
    const { notes } = changesOf(of, { ...anew, ...asked, replace: 'dropUnknown', authenticationMode: 'CONFIG_MAP' });
    expect(notes).toEqual([
      expect.stringContaining('has exporters'),
      ...told.map((text) => expect.stringContaining(text)),
      GAP,
      MAPPING,
    ]);
  });
});
