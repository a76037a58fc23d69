import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../local/policies/authorize.ts';
import { storedPolicy } from '../../local/policies/policyDocument.ts';
import type { Organization, World } from '../../local/state/state.ts';
import { freshWorld } from '../workflow/support.ts';
import { addRole, ADMINISTRATOR_ACCESS, functionRole, SOURCE, WORKFLOW } from './world.ts';

const MANAGEMENT = '000000000000';
const ORGANIZATION: Organization = {
  id: 'o-a1b2c3d4e5',
  rootId: 'r-ab12',
  managementAccountId: MANAGEMENT,
  units: [],
  accounts: { [MANAGEMENT]: 'r-ab12', [WORKFLOW]: 'r-ab12', [SOURCE]: 'r-ab12' },
  serviceControlPolicies: [],
  delegatedAdministrators: [],
};

const fileOf = (name: string) => readFileSync(new URL(`../../docs/policies/${name}.scp.json`, import.meta.url), 'utf8');

/** The organization with the sample, attached to its root, and an administrator's role of that ARN. */
function worldWith(document: string, roleArn: string): World {
  const world = freshWorld();
  const policy = { name: 'sample', targetIds: [ORGANIZATION.rootId], document };
  world.organizations = [{ ...ORGANIZATION, serviceControlPolicies: [policy] }];
  const accountId = roleArn.split(':')[4] ?? '';
  addRole(world, roleArn, { AWS: `arn:aws:iam::${accountId}:root` }, { attached: [ADMINISTRATOR_ACCESS] });
  return world;
}

const role = (accountId: string, name: string) => `arn:aws:iam::${accountId}:role/${name}`;
const ADMINISTRATOR = role(WORKFLOW, 'administrator');
const DEPLOYER = role(WORKFLOW, `cdk-hnb659fds-cfn-exec-role-${WORKFLOW}-us-west-2`);
const CREATE_SCRAPER = `arn:aws:lambda:us-west-2:${WORKFLOW}:function:amp-scraper-createScraper`;
const CLUSTER = `arn:aws:eks:us-west-2:${SOURCE}:cluster/shop`;
const KEY = { 'aws:TagKeys': ['amp-scraper-workspace', 'team'] };
const DEVELOPER = role(SOURCE, 'developer');
const TAGGER = role(SOURCE, 'cluster-tagger');

type Case = [
  file: string,
  who: string,
  action: string,
  on: string,
  allowed: boolean,
  context?: Record<string, string[]>,
];
const KEEPING_ROLES = [
  'AttachRolePolicy',
  'CreateRole',
  'DeleteRole',
  'DeleteRolePermissionsBoundary',
  'DeleteRolePolicy',
  'DetachRolePolicy',
  'PassRole',
  'PutRolePermissionsBoundary',
  'PutRolePolicy',
  'UpdateAssumeRolePolicy',
].map((name) => `iam:${name}`);
const CODE = ['AddPermission', 'UpdateFunctionCode', 'UpdateFunctionConfiguration'].map((name) => `lambda:${name}`);

const CASES: readonly Case[] = [
  ...KEEPING_ROLES.flatMap((action): Case[] => [
    ['keep-functions', ADMINISTRATOR, action, functionRole('createScraper'), false],
    ['keep-functions', DEPLOYER, action, functionRole('createScraper'), true],
    ['keep-functions', ADMINISTRATOR, action, role(WORKFLOW, 'amp-scraper-functions2/member/any'), true],
  ]),
  ['keep-functions', ADMINISTRATOR, 'iam:CreateRole', role(WORKFLOW, 'amp-scraper-functions/member/new'), false],
  ['keep-functions', ADMINISTRATOR, 'iam:GetRole', functionRole('createScraper'), true],
  ...CODE.flatMap((action): Case[] => [
    ['keep-functions', ADMINISTRATOR, action, CREATE_SCRAPER, false],
    ['keep-functions', DEPLOYER, action, CREATE_SCRAPER, true],
  ]),
  ['keep-functions', ADMINISTRATOR, 'lambda:UpdateFunctionCode', CREATE_SCRAPER.replace('amp-scraper', 'shop'), true],
  ['keep-intake-key', DEVELOPER, 'eks:CreateCluster', '*', false, KEY],
  ['keep-intake-key', DEVELOPER, 'eks:TagResource', CLUSTER, false, KEY],
  ['keep-intake-key', DEVELOPER, 'eks:UntagResource', CLUSTER, false, KEY],
  ['keep-intake-key', DEVELOPER, 'eks:TagResource', CLUSTER, true, { 'aws:TagKeys': ['team'] }],
  ['keep-intake-key', DEVELOPER, 'eks:CreateCluster', '*', true],
  ['keep-intake-key', DEVELOPER, 'eks:DescribeCluster', CLUSTER, true],
  ['keep-intake-key', TAGGER, 'eks:TagResource', CLUSTER, true, KEY],
];

const isAllowed = async (document: string, [, roleArn, action, resourceArn, , context = {}]: Case) => {
  const check = { action, resourceArn, resourceAccountId: roleArn.split(':')[4] ?? '', context };
  return (await evaluate(worldWith(document, roleArn), { kind: 'role', roleArn }, check)).allowed;
};

describe('the sample service control policies', () => {
  test.each(CASES)('%s: %s, %s on %s: %s', async (...one) => {
    expect(await isAllowed(fileOf(one[0]), one)).toBe(one[4]);
  });

  const actions = ['keep-functions', 'keep-intake-key'].flatMap((file) =>
    storedPolicy(fileOf(file), file).Statement.flatMap(({ Action = [] }) =>
      [Action].flat().map((one) => [file, one] as const),
    ),
  );

  test.each(actions)('%s has %s for a reason', async (file, action) => {
    const document = JSON.parse(fileOf(file));
    for (const statement of document.Statement)
      statement.Action = statement.Action.filter((one: string) => one !== action);
    document.Statement = document.Statement.filter(({ Action }: { Action: string[] }) => Action.length > 0);
    const denied = CASES.filter(([of, , asked, , allowed]) => of === file && asked === action && !allowed);
    const through = await Promise.all(denied.map((one) => isAllowed(JSON.stringify(document), one)));
    expect(through).toContain(true);
  });

  test.each(['keep-functions', 'keep-intake-key'])('%s fits into the 5,120 characters of one', (file) => {
    expect(JSON.stringify(JSON.parse(fileOf(file))).length).toBeLessThan(5_120);
  });
});
