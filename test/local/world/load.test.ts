import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadState, loadWorld, saveState } from '../../../local/world/load.ts';
import { WorldFileError } from '../../../local/world/problems.ts';
import { settle } from '../../../local/scrapers/engine.ts';
import * as support from './support.ts';

const { SOURCE, TARGET } = support;

function problemsOf(load: () => unknown): string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof WorldFileError) return error.problems.map(({ path, problem }) => `${path}: ${problem}`);
    throw error;
  }
  return [];
}

const at = (rest: string) => `accounts.${SOURCE}.${rest}`;
const inAccount = (account: object) => support.worldFile({ account });
const network = { vpcs: [{ vpcId: 'vpc-00000001' }], subnets: [], clusters: [] };
const scraper = support.CROSS_ACCOUNT_SCRAPER;

const ROOT = 'r-ab12';
const DENY = { Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' };
const organization = {
  id: 'o-a1b2c3d4e5',
  rootId: ROOT,
  managementAccountId: SOURCE,
  units: [
    { id: 'ou-ab12-11111111', name: 'workloads', parentId: ROOT },
    { id: 'ou-ab12-22222222', name: 'production', parentId: 'ou-ab12-11111111' },
  ],
  accounts: { [SOURCE]: ROOT, [TARGET]: 'ou-ab12-22222222' },
  serviceControlPolicies: [
    {
      name: 'regions',
      targetIds: [ROOT, TARGET],
      document: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] },
    },
  ],
  delegatedAdministrators: [TARGET],
  delegationPolicy: { Version: '2012-10-17', Statement: [] },
};
const inOrganization = (...changes: object[]) => ({
  ...support.worldFile(),
  organizations: changes.map((change) => ({ ...organization, ...change })),
});

const WRONG: { name: string; file: unknown; problems: (string | RegExp)[] }[] = [
  { name: 'no object', file: 'text', problems: [/^the file: /] },
  { name: 'no accounts', file: {}, problems: [/^accounts: /] },
  {
    name: 'an account id that is none',
    file: { accounts: { '1': {} } },
    problems: [/^accounts\.1: the name must be an account id of 12 digits/],
  },
  { name: 'an unknown member', file: { accounts: {}, cluster: [] }, problems: [/cluster/] },
  { name: 'a start time that is none', file: { accounts: {}, startTime: 'now' }, problems: [/^startTime: /] },
  {
    name: 'ids out of pattern, all at once',
    file: inAccount({ vpcs: [{ vpcId: 'vpc-x' }], workspaces: [{ workspaceId: 'ws-1' }] }),
    problems: [/vpcs\[0\]\.vpcId: must be vpc-/, /workspaces\[0\]\.workspaceId: must be ws-/],
  },
  {
    name: 'a cluster’s subnet that there is not',
    file: support.worldFile({ cluster: { subnetIds: ['subnet-0000000a', 'subnet-00000bad'] } }),
    problems: [at('clusters[0].subnetIds: the account has no subnet subnet-00000bad')],
  },
  {
    name: 'a cluster of another Region than its subnets',
    file: support.worldFile({ cluster: { region: 'eu-west-1' } }),
    problems: [/subnet-0000000a is not in the cluster's Region eu-west-1/, /subnet-0000000b/],
  },
  {
    name: 'a cluster in two VPCs',
    file: inAccount({
      vpcs: [{ vpcId: 'vpc-00000001' }, { vpcId: 'vpc-00000002' }],
      subnets: [
        { subnetId: 'subnet-0000000a', vpcId: 'vpc-00000001', availabilityZone: 'us-west-2a' },
        { subnetId: 'subnet-0000000b', vpcId: 'vpc-00000002', availabilityZone: 'us-west-2b' },
      ],
    }),
    problems: [at('clusters[0].subnetIds: they are not all in one VPC')],
  },
  {
    name: 'a subnet without its VPC, and one in another Region',
    file: inAccount({
      ...network,
      subnets: [
        { subnetId: 'subnet-0000000a', vpcId: 'vpc-00000002', availabilityZone: 'us-west-2a' },
        { subnetId: 'subnet-0000000b', vpcId: 'vpc-00000001', availabilityZone: 'eu-west-1a' },
      ],
    }),
    problems: [/subnets\[0\]\.vpcId: the account has no VPC vpc-00000002/, /subnets\[1\]\.availabilityZone/],
  },
  {
    name: 'something twice',
    file: inAccount({ ...network, vpcs: [...network.vpcs, ...network.vpcs] }),
    problems: [at('vpcs: vpc-00000001 is there more than once')],
  },
  {
    name: 'a time for what is ACTIVE already',
    file: support.worldFile({ cluster: { activeAfterSeconds: 5 } }),
    problems: [/clusters\[0\]\.activeAfterSeconds: only a status of CREATING/],
  },
  {
    name: 'a scraper of no cluster, with half of its roles and a wrong configuration',
    file: inAccount({
      scrapers: [{ ...scraper, clusterName: 'none', targetRoleArn: undefined, scrapeConfiguration: 'a: 1' }],
    }),
    problems: [/scrapers\[0\]\.scrapeConfiguration/, /clusterName: the account has no cluster none/, /together/],
  },
  {
    name: 'roles that trust nobody there is, without grammar, and with policies that there are not',
    file: inAccount({
      roles: [
        {
          roleName: 'a',
          trustPolicy: { Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::222222222222:role/none' } }] },
        },
        { roleName: 'b', trustPolicy: { Statement: [{ Effect: 'Perhaps' }] } },
        {
          roleName: 'c',
          trustPolicy: { Statement: [] },
          inlinePolicies: { p: { Statements: [] } },
          attachedPolicyArns: ['arn:aws:iam::aws:policy/None'],
        },
      ],
    }),
    problems: [
      /roles\.a\.trustPolicy: Invalid principal in policy/,
      /roles\.b\.trustPolicy/,
      /roles\.c: there is no managed policy arn:aws:iam::aws:policy\/None/,
      /roles\.c\.inlinePolicies\.p/,
    ],
  },
  {
    name: 'ids of organizations that are none',
    file: inOrganization({ id: 'x', rootId: 'r', units: [{ id: 'ou-1', name: 'a', parentId: 'p' }] }),
    problems: [/organizations\[0\]\.id: must be/, /rootId: must be/, /units\[0\]\.id: must be/, /parentId: must be/],
  },
  {
    name: 'an account of an organization that there is not, and one in an OU that there is not',
    file: inOrganization({ accounts: { [SOURCE]: 'ou-ab12-33333333', '777777777777': ROOT } }),
    problems: [
      `organizations[0].accounts.${SOURCE}: the organization has no ou-ab12-33333333`,
      'organizations[0].accounts.777777777777: the world has no account 777777777777',
    ],
  },
  {
    name: 'an account in two organizations',
    file: inOrganization({}, { id: 'o-0000000000' }),
    problems: [`organizations[1].accounts.${TARGET}: the account is in o-a1b2c3d4e5 already`],
  },
  {
    name: 'strangers that manage, and a management account that is a delegated administrator',
    file: inOrganization(
      { accounts: { [TARGET]: ROOT }, accountStates: { '777777777777': 'SUSPENDED' } },
      { id: 'o-0000000000', accounts: {}, managementAccountId: TARGET },
    ),
    problems: [
      `organizations[0].managementAccountId: the organization has no account ${SOURCE}`,
      'organizations[0].accountStates: the organization has no account 777777777777',
      'organizations[1].delegatedAdministrators: the management account cannot be one of them',
    ],
  },
  {
    name: 'OUs without a parent, twice, and in a circle',
    file: inOrganization({
      units: [
        { id: 'ou-ab12-11111111', name: 'a', parentId: 'ou-ab12-44444444' },
        { id: 'ou-ab12-22222222', name: 'b', parentId: 'ou-ab12-22222222' },
        { id: 'ou-ab12-33333333', name: 'c', parentId: ROOT },
        { id: 'ou-ab12-33333333', name: 'd', parentId: ROOT },
      ],
    }),
    problems: [
      'organizations[0].units[0].parentId: the organization has no ou-ab12-44444444',
      /^organizations\[0\]\.units\[1\]: ou-ab12-22222222 is more than 5 levels below the root, or its own parent/,
      'organizations[0].units[3].id: ou-ab12-33333333 is there more than once',
    ],
  },
  {
    name: 'service control policies for nobody',
    file: inOrganization({
      serviceControlPolicies: [{ name: 'a', targetIds: ['r-zz99'], document: { Statement: [] } }],
      withoutFullAccess: ['ou-ab12-55555555'],
    }),
    problems: [
      'organizations[0].serviceControlPolicies[0].targetIds: the organization has no r-zz99',
      'organizations[0].withoutFullAccess: the organization has no ou-ab12-55555555',
    ],
  },
  {
    name: 'resource control policies for nobody',
    file: inOrganization({
      resourceControlPolicies: [
        { name: 'd', targetIds: ['r-zz99'], document: { Statement: [{ ...DENY, Principal: '*' }] } },
      ],
    }),
    problems: ['organizations[0].resourceControlPolicies[0].targetIds: the organization has no r-zz99'],
  },
  {
    name: 'resource control policies that allow, or for one principal',
    file: inOrganization({
      resourceControlPolicies: [
        { name: 'e', targetIds: [ROOT], document: { Statement: [{ ...DENY, Effect: 'Allow', Principal: '*' }] } },
        { name: 'f', targetIds: [ROOT], document: { Statement: [{ ...DENY, Principal: { AWS: '*' } }] } },
        { name: 'g', targetIds: [ROOT], document: { Statement: [{ ...DENY, Action: '*', Principal: '*' }] } },
        { name: 'h', targetIds: [ROOT], document: { Statement: [{ ...DENY, Principal: '*' }] } },
      ],
    }),
    problems: [0, 1, 2].map(
      (at) =>
        `organizations[0].resourceControlPolicies[${at}].document: a resource control policy denies named actions, and its Principal is *`,
    ),
  },
  {
    name: 'service control policies with a principal, or without grammar',
    file: inOrganization({
      serviceControlPolicies: [
        { name: 'b', targetIds: [], document: { Statement: [{ Effect: 'Deny', Principal: '*' }] } },
        { name: 'c', targetIds: [], document: { Statement: [{ Effect: 'Perhaps' }] } },
      ],
      delegationPolicy: { Statements: [] },
    }),
    problems: [
      'organizations[0].serviceControlPolicies[0].document: a service control policy has no Principal',
      /^organizations\[0\]\.serviceControlPolicies\[1\]\.document\./,
      /^organizations\[0\]\.delegationPolicy\./,
    ],
  },
];

describe('a world file', () => {
  it.each(WRONG)('is refused with $name, and says where', ({ file, problems }) => {
    const json = JSON.parse(JSON.stringify(file));
    const found = problemsOf(() => loadWorld(json));
    for (const problem of problems) {
      expect(found).toContainEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem));
    }
  });

  it('gives every account and what it has, under its ARN', () => {
    const { world } = loadWorld(support.worldFile());
    expect(Object.keys(world.accounts)).toEqual([SOURCE, TARGET]);
    const account = support.must(world.accounts[SOURCE]);
    expect(Object.keys(account.clusters)).toEqual([support.CLUSTER_ARN]);
    expect(Object.keys(account.roles)).toEqual([support.SOURCE_ROLE_ARN]);
    expect(Object.keys(account.vpcs)).toEqual([`arn:aws:ec2:us-west-2:${SOURCE}:vpc/vpc-00000001`]);
    expect(Object.keys(account.subnets)[0]).toBe(`arn:aws:ec2:us-west-2:${SOURCE}:subnet/subnet-0000000a`);
    expect(account.clusters[support.CLUSTER_ARN]).toMatchObject({
      status: 'ACTIVE',
      authenticationMode: 'API_AND_CONFIG_MAP',
      endpointPrivateAccess: true,
      vpcId: 'vpc-00000001',
    });
  });

  it('resolves whom its roles trust, across accounts', () => {
    const { world } = loadWorld(support.worldFile());
    const { roleId } = support.roleIn(world, support.SOURCE_ROLE_ARN);
    expect(support.roleIn(world, support.TARGET_ROLE_ARN).trustedIds).toEqual({ [support.SOURCE_ROLE_ARN]: roleId });
  });

  it('gives its organizations, which a state file keeps', () => {
    const { world } = loadWorld(
      inOrganization({ accountStates: { [TARGET]: 'SUSPENDED' }, withoutFullAccess: [ROOT] }),
    );
    expect(world.organizations).toMatchObject([
      {
        accounts: organization.accounts,
        units: organization.units,
        delegatedAdministrators: [TARGET],
        serviceControlPolicies: [{ name: 'regions', document: expect.stringContaining('"Deny"') }],
      },
    ]);
    expect(loadState(JSON.parse(JSON.stringify(saveState(world))))).toEqual(world);
    expect(loadWorld(support.worldFile()).world).not.toHaveProperty('organizations');
  });

  it('passes the configuration on as it is', () => {
    const configuration = { accounts: [1], any: { thing: null } };
    expect(loadWorld({ accounts: {}, configuration }).configuration).toEqual(configuration);
    expect(loadWorld({ accounts: {} })).not.toHaveProperty('configuration');
  });

  it('comes with a default that is valid', () => {
    const file = new URL('../../../local/world/defaultWorld.json', import.meta.url);
    const { world } = loadWorld(JSON.parse(readFileSync(file, 'utf8')));
    expect(new Date(world.now).toISOString()).toBe('2026-01-05T08:00:00.000Z');
    const names = Object.values(world.accounts).flatMap(({ clusters }) =>
      Object.values(clusters).map(({ name }) => name),
    );
    expect(names).toEqual(['shop', 'shop-public', 'legacy', 'single-az', 'no-dns', 'full', 'young', 'platform']);
  });
});

describe('a state file', () => {
  it('gives the very world back, in whatever state it is', async () => {
    const world = support.smallWorld({ account: { scrapers: [scraper] } });
    support.patchTrust(world, support.scraperIn(world).arn);
    await settle(world, world.now + 60_000);
    expect(loadState(JSON.parse(JSON.stringify(saveState(world))))).toEqual(world);
  });

  it.each([
    ['of another format', { format: 2, world: {} }, /format: 2 is not 1.*delete the file/],
    ['without a format', { accounts: {} }, /format: it is missing.*delete the file/],
    ['that lacks something', { format: 1, world: { now: 0 } }, /world\.accounts/],
  ])('%s is refused', (_name, file, problem) => {
    expect(problemsOf(() => loadState(file)).join('\n')).toMatch(problem);
  });
});
