import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseConfiguration, readConfiguration } from '../../infra/configuration/configuration.ts';

const LISTED = readConfiguration();
const ORGANIZATION = readConfiguration(new URL('organizationConfiguration.json', import.meta.url));
const organization = { id: 'o-abcdefghij', rootId: 'r-ab12' };
const CENTRAL = LISTED.workspaces['central']?.arn ?? '';
const OUS = { organizationalUnitIds: ['ou-ab12-11111111'] };
const numbered = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('a configuration of an organization is refused, with the path and the problem, for', () => {
  test.each([
    [
      'an id that is none',
      { organization: { ...organization, id: 'o-1' } },
      'organization.id ("o-1"): is not an organization',
    ],
    [
      'a root that is none',
      { organization: { ...organization, rootId: 'x' } },
      'organization.rootId ("x"): is not the id',
    ],
    [
      'an OU given by its name',
      { organization: { id: 'o-abcdefghij', organizationalUnitIds: ['Shops'] } },
      'organization.organizationalUnitIds.0 ("Shops"): is not the id of an organizational unit',
    ],
    [
      'an OU given with its path',
      { organization: { id: 'o-abcdefghij', organizationalUnitIds: ['r-ab12/ou-ab12-11111111/'] } },
      'organization.organizationalUnitIds.0 ("r-ab12/ou-ab12-11111111/"): is not the id of an organizational unit',
    ],
    [
      'neither OUs nor a root',
      { organization: { id: 'o-abcdefghij' } },
      'organization: has to have either organizationalUnitIds or, for all accounts, rootId',
    ],
    ['OUs and a root', { organization: { ...organization, ...OUS } }, 'organization: has to have either'],
    [
      '51 excluded accounts',
      { organization: { ...organization, excludedAccounts: numbered(51).map((nth) => String(400_000_000_000 + nth)) } },
      'organization.excludedAccounts: ',
    ],
    ['a list of accounts beside it', { accounts: ['111111111111'] }, 'accounts: is for a list of accounts'],
    [
      'target-only accounts beside it',
      { targetOnlyAccounts: ['111111111111'] },
      'targetOnlyAccounts: is for a list of accounts',
    ],
    [
      'organizationId beside it',
      { organizationId: 'o-abcdefghij' },
      'organizationId ("o-abcdefghij"): is for a list of accounts',
    ],
    [
      'a workspace of an excluded account',
      { organization: { ...organization, excludedAccounts: ['222222222222'] } },
      'workspaces.central: is in account 222222222222, which organization.excludedAccounts leaves out',
    ],
    [
      'a draining account that is excluded',
      { draining: ['111111111112', '777777777777'] },
      'draining.1: is account 777777777777, which organization.excludedAccounts leaves out',
    ],
    [
      'clusters of an excluded account',
      { workspaces: { central: { arn: CENTRAL, from: { accounts: ['777777777777'] } } } },
      'workspaces.central.from.accounts.0: is account 777777777777',
    ],
    [
      'clusters from nowhere',
      { workspaces: { central: { arn: CENTRAL, from: {} } } },
      'workspaces.central.from: has to have either accounts or organizationalUnitIds',
    ],
    [
      'clusters from both',
      { workspaces: { central: { arn: CENTRAL, from: { ...OUS, accounts: ['111111111111'] } } } },
      'workspaces.central.from: has to have either accounts or organizationalUnitIds',
    ],
    ['a workspace that is no ARN', { workspaces: { central: 'ws-1' } }, 'workspaces.central ("ws-1"): is not the ARN'],
    [
      'an object with no ARN',
      { workspaces: { central: { arn: 'ws-1' } } },
      'workspaces.central.arn ("ws-1"): is not the ARN',
    ],
    ['a workspace by an unknown field', { workspaces: { central: { arn: CENTRAL, form: OUS } } }, 'form'],
    [
      'an external id that is none',
      { provisionerExternalId: '!' },
      'provisionerExternalId ("!"): is not an external id',
    ],
    [
      'a second external id that is none',
      { provisionerExternalId: ['right', '!'] },
      'provisionerExternalId.1 ("!"): is not an external id',
    ],
    [
      'three external ids',
      { provisionerExternalId: ['one', 'two', 'three'] },
      'provisionerExternalId: are more than two',
    ],
    ['no external id', { provisionerExternalId: [] }, 'provisionerExternalId'],
    ['three tag keys', { clusterTagKey: ['one', 'two', 'three'] }, 'clusterTagKey: are more than two'],
    ['a product without a name', { products: [{ from: OUS }] }, 'products.0.name: '],
    ["a product for nobody's clusters", { products: [{ name: 'one' }] }, 'products.0.from: '],
    [
      'a launcher of a product that is no role',
      { products: [{ name: 'one', launcherRoles: ['me'], from: OUS }] },
      'products.0.launcherRoles.0 ("me"): is not the ARN of a role',
    ],
    [
      'two products of one name',
      {
        products: [
          { name: 'one', from: OUS },
          { name: 'one', from: OUS },
        ],
      },
      "products.1.name: is another product's too: one",
    ],
  ])('%s', (_name, change, problem) => {
    expect(() => parseConfiguration({ ...ORGANIZATION, ...change }, 'x.json')).toThrow(problem);
  });
});

describe('a list of accounts is refused for', () => {
  test.each([
    ['no account', { accounts: [] }, 'accounts: is missing or empty'],
    [
      'OUs, which an organization has',
      { workspaces: { central: { arn: CENTRAL, from: OUS } } },
      "workspaces.central.from.organizationalUnitIds: are an organization's",
    ],
    [
      'a product for OUs',
      { products: [{ name: 'one', from: OUS }] },
      "products.0.from.organizationalUnitIds: are an organization's",
    ],
    [
      'clusters of an account that is not configured',
      { workspaces: { central: { arn: CENTRAL, from: { accounts: ['999999999999'] } } } },
      'workspaces.central.from.accounts.0: is account 999999999999, which is not configured',
    ],
    ['draining what is not configured', { draining: ['999999999999'] }, 'draining.0: is account 999999999999'],
  ])('%s', (_name, change, problem) => {
    expect(() => parseConfiguration({ ...LISTED, ...change }, 'x.json')).toThrow(problem);
  });
});

test('short and long forms mean the same, and what is parsed is parsed again', () => {
  expect(ORGANIZATION).toMatchObject({
    accounts: [],
    workspaces: { central: { from: OUS }, own: { arn: expect.stringMatching(/^arn:aws:aps:/) } },
    provisionerExternalId: ['amp-scraper-provisioner-333333333333', 'before'],
    clusterTagKey: ['metrics-workspace', 'amp-scraper-workspace'],
  });
  expect(LISTED).toMatchObject({ clusterTagKey: ['amp-scraper-workspace'], draining: [], products: [] });
  expect(parseConfiguration(ORGANIZATION, 'again')).toEqual(ORGANIZATION);
  expect(parseConfiguration(LISTED, 'again')).toEqual(LISTED);
});

describe('the file', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'amp-scraper-configuration-'));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  test('is the one that AMP_SCRAPER_CONFIGURATION names', () => {
    const file = join(folder, 'mine.json');
    writeFileSync(file, JSON.stringify({ ...LISTED, name: 'mine' }));
    vi.stubEnv('AMP_SCRAPER_CONFIGURATION', file);
    expect(readConfiguration().name).toBe('mine');
  });

  test.each([
    ['is not there', undefined, /There is no file .*mine\.json .*AMP_SCRAPER_CONFIGURATION/],
    ['is not JSON', '{', /mine\.json:1:2 is not JSON: /],
  ])('that %s is told, with the remedy', (_what, text, said) => {
    const file = join(folder, 'mine.json');
    if (text !== undefined) writeFileSync(file, text);
    vi.stubEnv('AMP_SCRAPER_CONFIGURATION', file);
    expect(() => readConfiguration()).toThrow(said);
  });
});
