import { describe, expect, test } from 'vitest';
import { parseConfiguration } from '../../infra/configuration/configuration.ts';
import { effectOf, type Effect } from './changes.ts';

const HUB = '333333333333';
const [CENTRAL, OWN, OTHER] = [
  'arn:aws:aps:us-west-2:222222222222:workspace/ws-11111111-2222-3333-4444-555555555555',
  'arn:aws:aps:us-east-1:111111111111:workspace/ws-aaaaaaaa-1111-4111-8111-111111111111',
  'arn:aws:aps:us-west-2:222222222222:workspace/ws-99999999-2222-3333-4444-555555555555',
];
const LISTED = {
  partition: 'aws',
  workflowAccountId: HUB,
  regions: ['us-west-2', 'us-east-1'],
  homeRegion: 'us-west-2',
  accounts: ['111111111111', '222222222222'],
  workspaces: { central: CENTRAL, own: OWN },
  provisionerExternalId: 'external-1',
  alarmEmail: 'on-call@example.com',
  productLauncherRoles: [`arn:aws:iam::${HUB}:role/one`, `arn:aws:iam::${HUB}:role/two`],
};
const organization = { id: 'o-aaaaaaaaaa', organizationalUnitIds: ['ou-ab12-11111111', 'ou-ab12-22222222'] };
const ORGANIZED = { ...LISTED, accounts: [], organization };

const VERSIONS = { left: ['AWS::Lambda::Version'] };
const WORKFLOWS = ['workflow-us-east-1', 'workflow-us-west-2'];
const ACCOUNTS = ['account-111111111111', 'account-222222222222'];
const FORWARDING = ['111111111111', '222222222222'].flatMap((account) =>
  ['us-east-1', 'us-west-2'].map((region) => `region-${account}-${region}`),
);

/** The change of the configuration, and what CloudFormation does when all is deployed again; what is not said happens not. */
const CHANGES: readonly [what: string, before: object, change: object, effect: Partial<Effect>][] = [
  [
    'an account is added',
    LISTED,
    { accounts: [...LISTED.accounts, '444444444444'] },
    {
      comes: ['account-444444444444', 'region-444444444444-us-east-1', 'region-444444444444-us-west-2'],
      changes: WORKFLOWS,
      ...VERSIONS,
    },
  ],
  [
    'a Region is added',
    LISTED,
    { regions: [...LISTED.regions, 'eu-west-1'] },
    {
      comes: [
        'region-111111111111-eu-west-1',
        'region-222222222222-eu-west-1',
        'state-eu-west-1',
        'workflow-eu-west-1',
      ],
      // What IAM allows an account is divided by the number of Regions.
      changes: ['operator', ...WORKFLOWS],
      ...VERSIONS,
    },
  ],
  ['the Regions are reordered', LISTED, { regions: LISTED.regions.toReversed() }, {}],
  [
    'a workspace is added',
    LISTED,
    { workspaces: { ...LISTED.workspaces, other: OTHER } },
    { changes: [...ACCOUNTS, 'account.template.json', 'product-us-west-2', ...WORKFLOWS], ...VERSIONS },
  ],
  [
    'a workspace is renamed',
    LISTED,
    { workspaces: { main: CENTRAL, own: OWN } },
    { changes: ['product-us-west-2', ...WORKFLOWS], ...VERSIONS },
  ],
  [
    'the name of a workspace is given to another',
    LISTED,
    { workspaces: { central: OTHER, own: OWN } },
    { changes: [...ACCOUNTS, 'account.template.json', ...WORKFLOWS], ...VERSIONS },
  ],
  [
    'logs are kept for longer',
    LISTED,
    { logRetentionDays: 365 },
    { changes: [...FORWARDING, 'region.template.json', ...WORKFLOWS] },
  ],
  [
    'mails go to another address',
    LISTED,
    { alarmEmail: 'others@example.com' },
    { changes: WORKFLOWS, destroyed: ['AWS::SNS::Subscription'] },
  ],
  [
    'the tag has another key',
    LISTED,
    { clusterTagKey: 'metrics' },
    { changes: [...FORWARDING, 'region.template.json', ...WORKFLOWS], ...VERSIONS },
  ],
  [
    'the external id is another',
    LISTED,
    { provisionerExternalId: 'external-2' },
    { changes: [...ACCOUNTS, 'account.template.json', ...WORKFLOWS], ...VERSIONS },
  ],
  [
    'a launcher is taken out',
    LISTED,
    { productLauncherRoles: LISTED.productLauncherRoles.slice(1) },
    {
      changes: ['product-us-east-1', 'product-us-west-2'],
      destroyed: ['AWS::ServiceCatalog::PortfolioPrincipalAssociation'],
    },
  ],
  [
    'an account is removed',
    LISTED,
    { accounts: ['222222222222'], workspaces: { central: CENTRAL } },
    {
      goes: [
        'account-111111111111',
        'product-us-east-1',
        'region-111111111111-us-east-1',
        'region-111111111111-us-west-2',
      ],
      changes: ['account-222222222222', 'account.template.json', ...WORKFLOWS],
      ...VERSIONS,
    },
  ],
  [
    'an account of an organization is excluded',
    ORGANIZED,
    { organization: { ...organization, excludedAccounts: ['444444444444'] } },
    { changes: WORKFLOWS, ...VERSIONS },
  ],
  [
    'an OU of an organization is taken out',
    ORGANIZED,
    { organization: { ...organization, organizationalUnitIds: ['ou-ab12-11111111'] } },
    { changes: WORKFLOWS, ...VERSIONS },
  ],
  [
    'a product is added',
    LISTED,
    { products: [{ name: 'shops', from: { accounts: ['111111111111'] } }] },
    { changes: ['product-us-east-1', 'product-us-west-2', ...WORKFLOWS], ...VERSIONS },
  ],
];
const NOTHING: Effect = { comes: [], goes: [], changes: [], replaced: [], destroyed: [], left: [] };

/** They hold nothing, and are known by what they join. */
const MAY_GO = ['AWS::SNS::Subscription', 'AWS::ServiceCatalog::PortfolioPrincipalAssociation'];

describe('a change of the configuration', () => {
  test.each(CHANGES)('has its effect and no other: %s', (_what, before, change, effect) => {
    const parsed = (value: object) => parseConfiguration(value, 'a test');
    expect(effectOf(parsed(before), parsed({ ...before, ...change }))).toEqual({ ...NOTHING, ...effect });
  });

  test('replaces nothing that has a name, and destroys nothing that has data', () => {
    for (const [what, , , { replaced = [], destroyed = [] }] of CHANGES) {
      expect([what, replaced, destroyed.filter((type) => !MAY_GO.includes(type))]).toEqual([what, [], []]);
    }
  });

  test('that would replace something is seen: another name of the installation is another installation', () => {
    const parsed = (value: object) => parseConfiguration(value, 'a test');
    const { comes, goes } = effectOf(parsed(LISTED), parsed({ ...LISTED, name: 'metrics' }));
    expect(comes.length).toBe(goes.length);
    expect(comes.length).toBeGreaterThan(10);
  });
});
