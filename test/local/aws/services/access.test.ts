import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../local/policies/authorize.ts';
import type { World } from '../../../../local/state/state.ts';
import {
  CLUSTER_ARN,
  OWN_WORKSPACE_ARN,
  smallWorld,
  SOURCE,
  SOURCE_ROLE_ARN,
  WORKSPACE_ARN,
} from '../../world/support.ts';
import { callIn, CREATE_SCRAPER, operationNamed } from './support.ts';

const ROLE_ARN = `arn:aws:iam::${SOURCE}:role/caller`;

interface Statement {
  Action: string;
  Resource: string | string[];
  Condition?: Record<string, Record<string, string>>;
}

const serviceRole = `arn:aws:iam::${SOURCE}:role/aws-service-role/scraper.aps.amazonaws.com/AWSServiceRoleForAmazonPrometheusScraper*`;

/** The least that CreateScraper needs, with every condition that narrows it. */
const LEAST: Statement[] = [
  { Action: 'aps:CreateScraper', Resource: [CLUSTER_ARN, WORKSPACE_ARN] },
  {
    Action: 'aps:TagResource',
    Resource: `arn:aws:aps:us-west-2:${SOURCE}:scraper/*`,
    Condition: { StringEquals: { 'aws:RequestTag/team': 'shop' } },
  },
  {
    Action: 'iam:PassRole',
    Resource: SOURCE_ROLE_ARN,
    Condition: { StringEquals: { 'iam:PassedToService': 'aps.amazonaws.com' } },
  },
  {
    Action: 'iam:CreateServiceLinkedRole',
    Resource: serviceRole,
    Condition: { StringEquals: { 'iam:AWSServiceName': 'scraper.aps.amazonaws.com' } },
  },
  { Action: 'eks:DescribeCluster', Resource: CLUSTER_ARN },
  {
    Action: 'eks:CreateAccessEntry',
    Resource: CLUSTER_ARN,
    Condition: { ArnLike: { 'eks:principalArn': serviceRole }, StringEquals: { 'eks:accessEntryType': 'STANDARD' } },
  },
  {
    Action: 'eks:AssociateAccessPolicy',
    Resource: `arn:aws:eks:us-west-2:${SOURCE}:access-entry/shop/*`,
    Condition: {
      ArnEquals: { 'eks:policyArn': 'arn:aws:eks::aws:cluster-access-policy/AmazonPrometheusScraperPolicy' },
      StringEquals: { 'eks:accessScope': 'cluster' },
    },
  },
  { Action: 'ec2:DescribeSubnets', Resource: '*' },
  { Action: 'ec2:DescribeSecurityGroups', Resource: '*' },
];

function worldWithCaller(statements: readonly Statement[]): World {
  const Statement = statements.map((statement) => ({ Effect: 'Allow', ...statement }));
  const caller = {
    roleName: 'caller',
    trustPolicy: { Statement: [{ Effect: 'Allow', Principal: { AWS: SOURCE }, Action: 'sts:AssumeRole' }] },
    inlinePolicies: { all: { Version: '2012-10-17', Statement } },
  };
  return smallWorld({ account: { roles: [caller, sourceRole] } });
}

const sourceRole = {
  roleName: 'source',
  path: '/amp-scraper/',
  trustPolicy: {
    Statement: [{ Effect: 'Allow', Principal: { Service: 'scraper.aps.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  },
};

/** The actions of a request that a role with these statements is refused. */
async function refused(statements: readonly Statement[], name: string, input: object): Promise<string[]> {
  const world = worldWithCaller(statements);
  const checks = operationNamed(name).access(input, callIn(world));
  const decisions = await Promise.all(
    checks.map(async (check) => ({
      action: check.action,
      ...(await evaluate(world, { kind: 'role', roleArn: ROLE_ARN }, check)),
    })),
  );
  return decisions.filter(({ allowed }) => !allowed).map(({ action }) => action);
}

describe('the permissions of CreateScraper', () => {
  it('are these and no more', async () => {
    expect(await refused(LEAST, 'CreateScraper', CREATE_SCRAPER)).toEqual([]);
  });

  it.each(LEAST.map(({ Action }) => Action))('without %s it is refused', async (action) => {
    const rest = LEAST.filter((statement) => statement.Action !== action);
    expect(new Set(await refused(rest, 'CreateScraper', CREATE_SCRAPER))).toEqual(new Set([action]));
  });

  it.each([
    ['the workspace', CLUSTER_ARN],
    ['the cluster', WORKSPACE_ARN],
    ['either, but on the scraper', `arn:aws:aps:us-west-2:${SOURCE}:scraper/*`],
  ])('are needed on cluster and workspace: not on %s is refused', async (_name, Resource) => {
    const statements = [{ Action: 'aps:CreateScraper', Resource }, ...LEAST.slice(1)];
    expect(await refused(statements, 'CreateScraper', CREATE_SCRAPER)).toContain('aps:CreateScraper');
  });
});

describe('the permissions of the other operations', () => {
  const scraperArn = `arn:aws:aps:us-west-2:${SOURCE}:scraper/s-1`;
  const workspaceId = 'ws-aaaaaaaa-1111-4111-8111-111111111111';
  const destination = { ampConfiguration: { workspaceArn: WORKSPACE_ARN } };
  const { roleConfiguration } = CREATE_SCRAPER;
  const cases: { name: string; input: object; least: Statement[] }[] = [
    {
      name: 'UpdateScraper',
      input: { scraperId: 's-1', destination, roleConfiguration },
      least: [
        { Action: 'aps:UpdateScraper', Resource: [scraperArn, WORKSPACE_ARN] },
        { Action: 'iam:PassRole', Resource: SOURCE_ROLE_ARN },
      ],
    },
    {
      name: 'DescribeScraper',
      input: { scraperId: 's-1' },
      least: [{ Action: 'aps:DescribeScraper', Resource: scraperArn }],
    },
    {
      name: 'DeleteScraper',
      input: { scraperId: 's-1' },
      least: [{ Action: 'aps:DeleteScraper', Resource: scraperArn }],
    },
    { name: 'ListScrapers', input: {}, least: [{ Action: 'aps:ListScrapers', Resource: '*' }] },
    {
      name: 'GetDefaultScraperConfiguration',
      input: {},
      least: [{ Action: 'aps:GetDefaultScraperConfiguration', Resource: '*' }],
    },
    { name: 'CreateWorkspace', input: { tags: { a: 'b' } }, least: [{ Action: 'aps:CreateWorkspace', Resource: '*' }] },
    { name: 'ListWorkspaces', input: {}, least: [{ Action: 'aps:ListWorkspaces', Resource: '*' }] },
    {
      name: 'DescribeWorkspace',
      input: { workspaceId },
      least: [{ Action: 'aps:DescribeWorkspace', Resource: OWN_WORKSPACE_ARN }],
    },
    {
      name: 'QueryMetrics',
      input: { workspaceId, query: 'up' },
      least: [{ Action: 'aps:QueryMetrics', Resource: OWN_WORKSPACE_ARN }],
    },
    {
      name: 'TagResource',
      input: { resourceArn: scraperArn, tags: { team: 'a' } },
      least: [
        { Action: 'aps:TagResource', Resource: scraperArn, Condition: { StringLike: { 'aws:RequestTag/team': '*' } } },
      ],
    },
    {
      name: 'UntagResource',
      input: { resourceArn: scraperArn, tagKeys: ['team'] },
      least: [
        {
          Action: 'aps:UntagResource',
          Resource: scraperArn,
          Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'team' } },
        },
      ],
    },
    {
      name: 'ListTagsForResource',
      input: { resourceArn: scraperArn },
      least: [{ Action: 'aps:ListTagsForResource', Resource: scraperArn }],
    },
    {
      name: 'DescribeCluster',
      input: { name: 'shop' },
      least: [{ Action: 'eks:DescribeCluster', Resource: CLUSTER_ARN }],
    },
    { name: 'ListClusters', input: {}, least: [{ Action: 'eks:ListClusters', Resource: '*' }] },
    { name: 'DescribeSubnets', input: {}, least: [{ Action: 'ec2:DescribeSubnets', Resource: '*' }] },
    { name: 'DescribeSecurityGroups', input: {}, least: [{ Action: 'ec2:DescribeSecurityGroups', Resource: '*' }] },
    {
      name: 'DescribeVpcAttribute',
      input: { VpcId: 'vpc-00000001', Attribute: 'enableDnsSupport' },
      least: [{ Action: 'ec2:DescribeVpcAttribute', Resource: `arn:aws:ec2:us-west-2:${SOURCE}:vpc/vpc-00000001` }],
    },
  ];

  it.each(cases)('of $name are these and no more', async ({ name, input, least }) => {
    expect(await refused(least, name, input)).toEqual([]);
    for (const { Action } of least) {
      const rest = least.filter((statement) => statement.Action !== Action);
      expect(new Set(await refused(rest, name, input))).toEqual(new Set([Action]));
    }
  });
});
