import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { deploymentFile, readDeploymentData, type DeploymentData } from '../../../functions/shared/deploymentData.ts';

const DATA: DeploymentData = {
  partition: 'aws',
  organization: {
    id: 'o-abcdefghij',
    organizationalUnitIds: ['ou-abcd-11111111'],
    rootId: 'r-abcd',
    excludedAccounts: ['999999999999'],
  },
  accounts: ['111111111111'],
  targetOnlyAccounts: ['222222222222'],
  withdrawn: ['eu-west-1'],
  workspaces: {
    zürich: {
      arn: 'arn:aws:aps:eu-central-2:222222222222:workspace/ws-1',
      from: { accounts: ['111111111111'], organizationalUnitIds: ['ou-abcd-22222222'] },
    },
  },
  draining: ['333333333333'],
  products: { retail: { accounts: ['111111111111'] } },
  provisionerExternalIds: ['first', 'second'],
  clusterTagKeys: ['amp-scraper-workspace'],
  statusTags: true,
  reservedTagPrefixes: ['dp:'],
  connectionTags: { stage: 'production', 'cost-center': { clusterTag: 'cost' } },
  roleTags: { 'dp:exclude:network': 'true' },
  connectionRoleBoundary: 'security/cap',
  scraperQuota: 1,
  regionCount: 2,
  reconcile: { takesAway: true, repairDrift: false, maximumNew: 20, heldAccounts: ['444444444444'] },
};

const folder = mkdtempSync(join(tmpdir(), 'amp-scraper-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string) {
  writeFileSync(join(folder, 'deployment.json'), text);
  return readDeploymentData(folder);
}
const placesOf = (change: object) =>
  read(JSON.stringify({ ...DATA, ...change })).problems.map((problem) => problem.split(': ')[0]);

test('what is written is read again, member by member and letter by letter', () => {
  expect(read(deploymentFile(DATA))).toEqual({ value: DATA, problems: [] });
});

test('what the functions do not need is not written', () => {
  expect(deploymentFile(Object.assign({ surplus: 's3cret' }, DATA))).not.toContain('s3cret');
});

describe('an account is one', () => {
  const ACCOUNTS: [string, (accounts: string[]) => object][] = [
    ['accounts', (accounts) => ({ accounts })],
    ['targetOnlyAccounts', (targetOnlyAccounts) => ({ targetOnlyAccounts })],
    ['draining', (draining) => ({ draining })],
    ['organization.excludedAccounts', (excludedAccounts) => ({ organization: { id: 'o-a', excludedAccounts } })],
    ['workspaces.a.from.accounts', (accounts) => ({ workspaces: { a: { arn: 'arn:a', from: { accounts } } } })],
    ['products.a.accounts', (accounts) => ({ products: { a: { accounts } } })],
  ];

  test.each(ACCOUNTS)('of 12 digits and nothing else: %s', (place, changeOf) => {
    expect(placesOf(changeOf(['123456789012', '000000000000']))).toEqual([]);
    expect(placesOf(changeOf(['12345678901', '1234567890123', 'x123456789012', '123456789012x']))).toEqual(
      [0, 1, 2, 3].map((index) => `deployment.json ${place}.${index}`),
    );
  });
});

test.each([
  ['partition', { partition: '' }],
  ['organization.id', { organization: { id: 'x-o-a', excludedAccounts: [] } }],
  [
    'organization.organizationalUnitIds',
    { organization: { id: 'o-a', organizationalUnitIds: 1, excludedAccounts: [] } },
  ],
  ['workspaces.a.arn', { workspaces: { a: { arn: 'workspace/arn:' } } }],
  [
    'workspaces.a.from.organizationalUnitIds',
    { workspaces: { a: { arn: 'arn:a', from: { organizationalUnitIds: 1 } } } },
  ],
  ['withdrawn.0', { withdrawn: [1] }],
  ['provisionerExternalIds.0', { provisionerExternalIds: [] }],
  ['provisionerExternalIds.1', { provisionerExternalIds: ['a', ''] }],
  ['clusterTagKeys.0', { clusterTagKeys: [] }],
  ['clusterTagKeys.1', { clusterTagKeys: ['a', ''] }],
  ['reservedTagPrefixes', { reservedTagPrefixes: undefined }],
  ['scraperQuota', { scraperQuota: 0 }],
  ['scraperQuota', { scraperQuota: 1.5 }],
])('%s is refused in %j', (place, change) => {
  expect(placesOf(change)).toEqual([`deployment.json ${place}`]);
  expect(read(JSON.stringify({ ...DATA, ...change }))).not.toHaveProperty('value');
});

test('a file that is no JSON, and one that is not there, are told apart', () => {
  expect(read('{')).toEqual({ problems: ['deployment.json: is not JSON'] });
  expect(readDeploymentData(join(folder, 'nowhere'))).toEqual({ problems: ['deployment.json: cannot be read'] });
});
