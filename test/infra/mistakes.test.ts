import { RegionInfo } from 'aws-cdk-lib/region-info';
import { describe, expect, test } from 'vitest';
import { parseConfiguration, readConfiguration } from '../../infra/configuration/configuration.ts';
import { REGIONS } from '../../infra/configuration/regions.ts';

const VALID = readConfiguration();
const CENTRAL = 'arn:aws:aps:us-west-2:222222222222:workspace/ws-11111111-2222-3333-4444-555555555555';
const SHOPS = 'arn:aws:iam::333333333333:role/shops';
const product = (name: string, ...launcherRoles: string[]) => ({
  name,
  launcherRoles,
  from: { accounts: ['111111111111'] },
});

/** What all that is said of a change of the sample's configuration is, a line for each problem. */
function linesOf(change: object): string[] {
  try {
    parseConfiguration({ ...VALID, ...change }, 'x.json');
    return [];
  } catch (error) {
    return String(error).split('\n  ').slice(1);
  }
}

const MISTAKES: [what: string, change: object, lines: string[]][] = [
  ['a field that is missing', { provisionerExternalId: undefined }, ['provisionerExternalId: is missing']],
  ['a field of another type', { accounts: '111111111111' }, ['accounts ("111111111111"): is not a list']],
  ['a field that is misspelt', { acounts: [] }, ['acounts: is not a field. Did you mean accounts?']],
  ['a field that is none', { colour: 'blue' }, ['colour ("blue"): is not a field']],
  ['one within another', { workspaces: { a: { arn: CENTRAL, form: {} } } }, ['workspaces.a.form: is not a field']],
  [
    'a name of a workspace that is none',
    { workspaces: { 'a b': CENTRAL } },
    [
      `workspaces.a b ("${CENTRAL}"): its name is not 1 to 64 letters, digits, ".", "_" or "-", the first a letter or digit`,
    ],
  ],
  ['an address that is none', { alarmEmail: 'me' }, ['alarmEmail ("me"): is not an e-mail address']],
  [
    'a retention that there is not',
    { logRetentionDays: 31 },
    [expect.stringMatching(/^logRetentionDays: is 31, and has to be one of 1, 3, .*, 3653$/)],
  ],
  ['a part of a number', { scraperQuota: 1.5 }, ['scraperQuota (1.5): is not a whole number']],
  [
    'several at once',
    { regions: [], workspaces: {}, scraperQuota: 0 },
    ['regions: has fewer than 1 entry', 'scraperQuota (0): is less than 1'],
  ],
  [
    'a Region of another partition',
    { regions: ['us-gov-west-1', 'us-west-2'], homeRegion: 'us-gov-east-1' },
    [
      'regions.0: is us-gov-west-1, a Region of partition aws-us-gov, and partition is aws',
      'homeRegion: is us-gov-east-1, a Region of partition aws-us-gov, and partition is aws',
    ],
  ],
  [
    'a partition of other Regions',
    { partition: 'aws-us-gov', workspaces: {} },
    [
      'regions.0: is us-west-2, a Region of partition aws, and partition is aws-us-gov',
      'homeRegion: is us-west-2, a Region of partition aws, and partition is aws-us-gov',
    ],
  ],
  [
    'a Region that is not known',
    { regions: ['us-west-2', 'us-north-9'] },
    [
      'regions.1: is us-north-9, which is no Region of partition aws that is known here: if AWS has opened it since, write it into infra/configuration/regions.ts',
    ],
  ],
  [
    'what is no Region at all',
    { regions: ['us-west-2', 'Oregon'] },
    [expect.stringMatching(/^regions\.1: is Oregon, which is no Region of partition aws/)],
  ],
  [
    'a launcher that is no role',
    { productLauncherRoles: ['me'] },
    ['productLauncherRoles.0 ("me"): is not the ARN of a role'],
  ],
  [
    'a tag key of AWS',
    { clusterTagKey: 'aws:workspace' },
    ['clusterTagKey ("aws:workspace"): begins with aws:, which AWS reserves'],
  ],
  [
    'one in capitals, of two',
    { clusterTagKey: ['a', 'AWS:b'] },
    ['clusterTagKey.1 ("AWS:b"): begins with aws:, which AWS reserves'],
  ],
  [
    'a tag key that is none',
    { clusterTagKey: 'a*' },
    ['clusterTagKey ("a*"): is not a tag key: letters, digits, spaces and _.:/=+-@'],
  ],
  [
    'an account twice',
    { accounts: ['111111111111', '222222222222', '111111111111'] },
    ['accounts.2: is accounts.0 too: 111111111111'],
  ],
  ['a Region twice', { regions: ['us-west-2', 'us-west-2'] }, ['regions.1: is regions.0 too: us-west-2']],
  [
    'an external id twice',
    { provisionerExternalId: ['xx', 'xx'] },
    ['provisionerExternalId.1: is provisionerExternalId.0 too: xx'],
  ],
  [
    'an account twice within a product',
    { products: [{ ...product('a'), from: { accounts: ['111111111111', '111111111111'] } }] },
    ['products.0.from.accounts.1: is products.0.from.accounts.0 too: 111111111111'],
  ],
  [
    'a workspace under two names',
    { workspaces: { a: CENTRAL, b: { arn: CENTRAL } } },
    [`workspaces.b: is workspaces.a too: ${CENTRAL}`],
  ],
  [
    'a launcher twice in a list',
    { productLauncherRoles: [SHOPS, SHOPS] },
    [`productLauncherRoles.1: is productLauncherRoles.0 too: ${SHOPS}`],
  ],
  [
    "a launcher of a product that may launch every account's",
    { productLauncherRoles: [SHOPS], products: [product('a', SHOPS)] },
    [
      'products.0.launcherRoles.0 ("arn:aws:iam::333333333333:role/shops"): is productLauncherRoles.0 too: a role launches one product, whose from has all that it may connect',
    ],
  ],
  [
    'a launcher of two products',
    { products: [product('a', SHOPS), product('b', SHOPS)] },
    [
      'products.1.launcherRoles.0 ("arn:aws:iam::333333333333:role/shops"): is products.0.launcherRoles.0 too: a role launches one product, whose from has all that it may connect',
    ],
  ],
  [
    'a launcher of another account',
    { productLauncherRoles: ['arn:aws:iam::111111111111:role/shops'] },
    [
      'productLauncherRoles.0 ("arn:aws:iam::111111111111:role/shops"): is a role of account 111111111111: only those of workflowAccountId, 333333333333, can launch',
    ],
  ],
  [
    "a product's launcher of another partition",
    { products: [product('a', SHOPS.replace('aws', 'aws-us-gov'))] },
    [
      'products.0.launcherRoles.0 ("arn:aws-us-gov:iam::333333333333:role/shops"): is in partition aws-us-gov, and partition is aws',
    ],
  ],
];

describe('a configuration is refused with a line for each mistake:', () => {
  test.each(MISTAKES)('%s', (_what, change, lines) => {
    expect(linesOf(change)).toEqual(lines);
  });
});

test('every period that CloudWatch Logs keeps is taken', () => {
  const years = [1096, 1827, 2192, 2557, 2922, 3288, 3653];
  for (const days of [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, ...years]) {
    expect(linesOf({ logRetentionDays: days })).toEqual([]);
  }
});

test('an editor may be told of the JSON schema, which is no part of the deployment', () => {
  expect(parseConfiguration({ ...VALID, $schema: 'configuration.schema.json' }, 'x.json')).toEqual(VALID);
});

test.each(['aws', 'aws-us-gov'] as const)('the Regions of %s are those that the CDK knows', (partition) => {
  const known = RegionInfo.regions.filter((one) => one.partition === partition).map(({ name }) => name);
  expect(REGIONS[partition]).toEqual(expect.arrayContaining(known));
});
