import { describe, expect, test } from 'vitest';
import type { Connection } from '../../../../functions/shared/contract.ts';
import { ReplacementNeeded } from '../../../../functions/shared/errors.ts';
import {
  refuseReplacement,
  reportOf,
  unknownWarnings,
  type ScraperState,
} from '../../../../functions/shared/settings/changes.ts';
import { addIdentityLabels } from '../../../../functions/shared/scrapeConfiguration/labels/externalLabels.ts';
import { planScraper } from '../../../../functions/shared/settings/wanted.ts';
import type { SettingsBefore, WholeSettings } from '../../../../functions/shared/settings/settings.ts';
import { resourceTags } from '../../../../functions/shared/connection/tags.ts';
import { CONNECTION, NAMES, SCRAPER_ARN } from '../../support.ts';

const identified = (text: string) => addIdentityLabels(text, CONNECTION.clusterArn, NAMES.ownLabels);
const CONFIGURATION = identified('global:\n  scrape_interval: 30s\n');
const OTHER = identified('global:\n  scrape_interval: 60s\n');
const ROLES = { sourceRoleArn: NAMES.sourceRoleArn, targetRoleArn: NAMES.targetRoleArn };
const SETTINGS: WholeSettings = {
  alias: 'shop',
  subnetIds: ['subnet-1', 'subnet-2'],
  securityGroupIds: ['sg-1'],
  configuration: CONFIGURATION,
  roleConfiguration: ROLES,
  tags: resourceTags(CONNECTION, NAMES, 'earlier'),
};
const SCRAPER: ScraperState = {
  scraperId: SCRAPER_ARN.slice(SCRAPER_ARN.lastIndexOf('/') + 1),
  arn: SCRAPER_ARN,
  statusCode: 'ACTIVE',
  settings: SETTINGS,
  unknownMembers: [],
};
const THIS = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:this';
const EARLIER = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:earlier';

interface Case {
  name: string;
  scraper?: Partial<ScraperState>;
  connection?: Partial<Connection>;
  text?: string;
  before?: Partial<SettingsBefore>;
  changes: string[];
}

const CASES: Case[] = [
  { name: 'nothing given, whatever the defaults are', connection: { subnetIds: [], alias: 'default' }, changes: [] },
  {
    name: 'its subnets in another order',
    connection: { given: ['subnetIds'], subnetIds: ['subnet-2', 'subnet-1'] },
    changes: [],
  },
  { name: 'another alias', connection: { given: ['alias'], alias: 'other' }, changes: ['update alias'] },
  { name: 'the same configuration', text: CONFIGURATION, changes: [] },
  { name: 'the same configuration in another layout', text: identified('global: {scrape_interval: 30s}'), changes: [] },
  {
    name: 'a configuration without the labels of the connection',
    scraper: { settings: { ...SETTINGS, configuration: 'global: {scrape_interval: 30s}' } },
    changes: ['update scrapeConfiguration'],
  },
  { name: 'another configuration', text: OTHER, changes: ['update scrapeConfiguration'] },
  {
    name: 'a subnet more',
    connection: { given: ['subnetIds'], subnetIds: ['subnet-1', 'subnet-2', 'subnet-3'] },
    changes: ['replace subnetIds'],
  },
  {
    name: 'another security group and another alias',
    connection: { given: ['securityGroupIds', 'alias'], securityGroupIds: ['sg-2'], alias: 'other' },
    changes: ['replace securityGroupIds', 'update alias'],
  },
  {
    name: 'roles that somebody took away',
    scraper: { settings: { ...SETTINGS, roleConfiguration: { targetRoleArn: NAMES.targetRoleArn } } },
    changes: ['repair roleConfiguration'],
  },
  { name: 'a failed update', scraper: { statusCode: 'UPDATE_FAILED' }, changes: ['update status'] },
  {
    name: 'a failed update whose settings before are kept: they are wanted again',
    scraper: { statusCode: 'UPDATE_FAILED', settings: { ...SETTINGS, configuration: OTHER } },
    before: {},
    changes: ['update status', 'update scrapeConfiguration'],
  },
  {
    name: 'an update of an aborted execution that went through: the scraper has what it has',
    scraper: { settings: { ...SETTINGS, configuration: OTHER } },
    before: {},
    changes: [],
  },
  {
    name: "this execution's own update, seen again after it went through",
    scraper: { settings: { ...SETTINGS, configuration: OTHER } },
    text: OTHER,
    before: { executionArn: THIS },
    changes: [],
  },
  {
    name: "this execution's own update, under way",
    scraper: { statusCode: 'UPDATING' },
    text: OTHER,
    before: { executionArn: THIS },
    changes: ['update scrapeConfiguration'],
  },
  {
    name: 'settings that are kept of another scraper',
    scraper: { statusCode: 'UPDATE_FAILED', settings: { ...SETTINGS, alias: 'its own' } },
    before: { scraperArn: `${SCRAPER_ARN}0` },
    changes: ['update status'],
  },
];

function planOf({ scraper, connection, text, before }: Case) {
  const kept: SettingsBefore | undefined = before && {
    change: 'update',
    executionArn: EARLIER,
    scraperArn: SCRAPER_ARN,
    settings: SETTINGS,
    roles: ROLES,
    updated: true,
    repaired: [],
    ...before,
  };
  return planScraper({ ...SCRAPER, ...scraper }, kept, THIS, { ...CONNECTION, ...connection }, text, NAMES);
}

describe('of a scraper that is there', () => {
  test.each(CASES)('$name', (row) => {
    expect(planOf(row).changes.map(({ action, part }) => `${action} ${part}`)).toEqual(row.changes);
  });

  test('a replacement is refused with each difference and how to allow it', () => {
    const { changes } = planOf({
      name: '',
      connection: {
        given: ['subnetIds', 'securityGroupIds'],
        subnetIds: ['subnet-9', 'subnet-1'],
        securityGroupIds: ['sg-2'],
      },
      changes: [],
    });
    const refuse = () => refuseReplacement(SCRAPER, changes, false);
    expect(refuse).toThrow(ReplacementNeeded);
    for (const text of [
      SCRAPER_ARN,
      'subnetIds are [subnet-1, subnet-2], asked for [subnet-1, subnet-9]',
      'securityGroupIds are [sg-1], asked for [sg-2]',
      '"replace": true',
    ])
      expect(refuse).toThrow(text);
  });

  test('what can be changed in place is no replacement', () => {
    const { changes } = planOf({
      name: '',
      connection: { given: ['alias'], alias: 'other' },
      text: OTHER,
      changes: [],
    });
    expect(() => refuseReplacement(SCRAPER, changes, false)).not.toThrow();
    expect(reportOf(SCRAPER_ARN, changes)).toEqual({ updated: true, repaired: [] });
  });

  test('what is repaired is told by digests, the texts themselves are not', () => {
    const { changes } = planOf({
      name: '',
      scraper: { settings: { ...SETTINGS, roleConfiguration: { ...ROLES, targetRoleArn: NAMES.sourceRoleArn } } },
      changes: [],
    });
    const { updated, repaired } = reportOf(SCRAPER_ARN, changes);
    expect(updated).toBe(false);
    expect(repaired).toHaveLength(1);
    expect(repaired[0]).toMatch(/^arn:aws:aps:\S+ roleConfiguration: sha256:[0-9a-f]{12} -> sha256:[0-9a-f]{12}$/);
  });
});

describe('a replacement', () => {
  const fixed = { action: 'replace', part: 'subnetIds', before: ['a', 'b'], after: ['c'] } as const;
  const cluster = { action: 'replace', part: 'cluster', before: 'a', after: 'b' } as const;
  const known = { arn: SCRAPER_ARN, unknownMembers: [] };
  const unknown = { arn: SCRAPER_ARN, unknownMembers: ['exporters', 'proxy'] };
  const loses =
    'One that is made anew would lose exporters, proxy, which this version of the workflow does not know. ' +
    'Leave the fields out to keep it as it is, deploy a version that knows them, or lose them: run again with "replace": "dropUnknown", or offboard the connection and onboard it again.';
  const differs = `Scraper ${SCRAPER_ARN} differs from the request in what it cannot change while it lives: `;
  const keeps =
    'Leave the fields out to keep it as it is, or run again with "replace": true: it is deleted and made anew, which leaves a gap in the metrics of some 25 minutes.';

  test.each([
    ['that is none', unknown, [], false],
    ['that is allowed', known, [fixed], true],
    ['that may lose what is not known', unknown, [fixed], 'dropUnknown'],
    ['of one that has outlived its cluster', known, [cluster], false],
  ] as const)('%s is made', (_name, scraper, changes, replace) => {
    expect(() => refuseReplacement(scraper, changes, replace)).not.toThrow();
  });

  test.each([
    [
      'not asked for',
      known,
      [fixed, cluster].slice(0, 1),
      false,
      `${differs}subnetIds are [a, b], asked for [c]. ${keeps}`,
    ],
    [
      'not asked for, of two differences',
      known,
      [fixed, { ...fixed, part: 'securityGroupIds' }],
      false,
      `${differs}subnetIds are [a, b], asked for [c]; securityGroupIds are [a, b], asked for [c]. ${keeps}`,
    ],
    [
      'allowed, with something to lose',
      unknown,
      [fixed],
      true,
      `${differs}subnetIds are [a, b], asked for [c]. ${loses}`,
    ],
    [
      'of one that has outlived its cluster, with something to lose',
      unknown,
      [cluster],
      false,
      `Scraper ${SCRAPER_ARN} was made for an earlier cluster of this name and is to be made anew. ${loses}`,
    ],
  ] as const)('that is %s is refused', (_name, scraper, changes, replace, message) => {
    expect(() => refuseReplacement(scraper, changes, replace)).toThrow(new ReplacementNeeded(message));
  });
});

test('members that are not known are told together', () => {
  expect(unknownWarnings(SCRAPER)).toEqual([]);
  expect(unknownWarnings({ arn: SCRAPER_ARN, unknownMembers: ['exporters', 'proxy'] })).toEqual([
    `Scraper ${SCRAPER_ARN} has exporters, proxy, which this version of the workflow does not know: it neither checks nor changes them, and a scraper that is made anew has none of them.`,
  ]);
});

test('changes in place are told as an update where one of them is', () => {
  const repair = { action: 'repair', part: 'roleConfiguration', before: 'a', after: 'b' } as const;
  const update = { action: 'update', part: 'alias', before: 'a', after: 'b' } as const;
  expect(reportOf(SCRAPER_ARN, [repair, update])).toMatchObject({ updated: true, repaired: [expect.any(String)] });
  expect(planOf({ name: '', scraper: { statusCode: 'UPDATE_FAILED' }, changes: [] }).changes).toEqual([
    { action: 'update', part: 'status', before: 'UPDATE_FAILED', after: 'ACTIVE' },
  ]);
});
