import { describe, expect, it } from 'vitest';
import type { World } from '../../../../../local/state/state.ts';
import { settle } from '../../../../../local/scrapers/engine.ts';
import * as world from '../../../world/support.ts';
import { blob, callIn, CREATE_SCRAPER, invoke, operationNamed, refusal } from '../support.ts';

const { source, roleConfiguration } = CREATE_SCRAPER;
const inSource = (change: object) => ({ source: { eksConfiguration: { ...source.eksConfiguration, ...change } } });
const workspaceArn = (text: string) => ({ destination: { ampConfiguration: { workspaceArn: text } } });
const configuration = (yaml: string) => ({ scrapeConfiguration: blob(yaml) });

interface Refused {
  name: string;
  change: object;
  world?: world.Changes;
  code: string;
  message: RegExp;
}
const invalid = (name: string, change: object, message: RegExp, changes: world.Changes = {}): Refused => ({
  name,
  change,
  world: changes,
  code: 'ValidationException',
  message,
});
const missing = (name: string, change: object, message: RegExp): Refused => ({
  name,
  change,
  code: 'ResourceNotFoundException',
  message,
});
const otherAccount = (arn: string) => arn.replace(world.SOURCE, world.TARGET);

const REFUSED: Refused[] = [
  missing('a cluster that does not exist', inSource({ clusterArn: `${world.CLUSTER_ARN}s` }), /cluster .*shops/),
  invalid('a cluster of another account', inSource({ clusterArn: otherAccount(world.CLUSTER_ARN) }), /not in account/),
  invalid('a cluster of another Region', inSource({ clusterArn: world.CLUSTER_ARN.replace('west', 'east') }), /Region/),
  invalid('a cluster that is not ACTIVE', {}, /is CREATING/, { cluster: { status: 'CREATING' } }),
  invalid('a subnet that does not exist', inSource({ subnetIds: ['subnet-0000000a', 'subnet-1'] }), /subnet-1 do not/),
  invalid('a single subnet', inSource({ subnetIds: ['subnet-0000000a'] }), /two different Availability Zones/),
  invalid(
    'two subnets in one zone',
    inSource({ subnetIds: ['subnet-0000000a', 'subnet-000000a2'] }),
    /two different Availability Zones/,
  ),
  invalid('a security group that does not exist', inSource({ securityGroupIds: ['sg-1'] }), /sg-1/),
  missing('a workspace that does not exist', workspaceArn(`${world.WORKSPACE_ARN}0`), /workspace/),
  invalid('a workspace of another Region', workspaceArn(world.WORKSPACE_ARN.replace('west', 'east')), /Region/),
  invalid('another account’s workspace without roles', { roleConfiguration: undefined }, /required/),
  invalid('one role alone', { roleConfiguration: { sourceRoleArn: world.SOURCE_ROLE_ARN } }, /together/),
  invalid(
    'a source role of another account',
    { roleConfiguration: { ...roleConfiguration, sourceRoleArn: world.TARGET_ROLE_ARN } },
    /not a role of account/,
  ),
  invalid('a blob that is not base64', { scrapeConfiguration: { configurationBlob: '{}' } }, /not base64/),
  invalid(
    'a blob that was encoded twice',
    configuration(Buffer.from(world.CONFIGURATION).toString('base64')),
    /encoded twice/,
  ),
  invalid('a configuration that is not YAML', configuration('global: ['), /not YAML/),
];

describe('CreateScraper', () => {
  it('answers at once with a scraper that is CREATING, and its service-linked role', () => {
    const small = world.smallWorld();
    const answer = invoke(small, 'CreateScraper', CREATE_SCRAPER);
    expect(answer).toEqual({
      scraperId: expect.stringMatching(/^s-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      arn: `arn:aws:aps:us-west-2:${world.SOURCE}:scraper/${String(answer.scraperId)}`,
      status: { statusCode: 'CREATING' },
      tags: { team: 'shop' },
    });
    const scraper = world.scraperIn(small);
    expect(scraper.roleArn).toContain(`_${scraper.scraperId.slice(2, 17)}`);
    expect(world.roleIn(small, scraper.roleArn).serviceLinked).toBe('scraper.aps.amazonaws.com');
  });

  it('takes the cluster security group when the request has none', () => {
    const small = world.smallWorld({ cluster: { clusterSecurityGroupId: 'sg-00000001' } });
    invoke(small, 'CreateScraper', CREATE_SCRAPER);
    expect(world.scraperIn(small).securityGroupIds).toEqual(['sg-00000001']);
  });

  it.each(REFUSED)('refuses $name', ({ change, world: changes, code, message }) => {
    const small = world.smallWorld(changes);
    const before = structuredClone(small);
    const request = JSON.parse(JSON.stringify({ ...CREATE_SCRAPER, ...change }));
    const error = refusal(small, 'CreateScraper', request);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(small).toEqual(before);
  });

  it('gives the same scraper for the same token and request', () => {
    const small = world.smallWorld();
    const first = invoke(small, 'CreateScraper', CREATE_SCRAPER);
    const { tags, ...rest } = CREATE_SCRAPER;
    expect(invoke(small, 'CreateScraper', { tags, ...rest })).toEqual(first);
    expect(world.must(small.accounts[world.SOURCE]).scrapers).toHaveProperty([String(first.arn)]);
    expect(Object.keys(world.must(small.accounts[world.SOURCE]).scrapers)).toHaveLength(1);
  });

  it('refuses a token with another request', () => {
    const small = world.smallWorld();
    invoke(small, 'CreateScraper', CREATE_SCRAPER);
    expect(refusal(small, 'CreateScraper', { ...CREATE_SCRAPER, alias: 'other' }).code).toBe('ConflictException');
  });

  it('makes a second scraper for another token, and no eleventh', () => {
    const small = world.smallWorld();
    for (let index = 0; index < 10; index += 1) {
      invoke(small, 'CreateScraper', { ...CREATE_SCRAPER, clientToken: `token${index}` });
    }
    const error = refusal(small, 'CreateScraper', { ...CREATE_SCRAPER, clientToken: 'another' });
    expect(error).toMatchObject({ code: 'ServiceQuotaExceededException', status: 402 });
    expect(error.members).toMatchObject({ resourceType: 'scraper', serviceCode: 'aps' });
  });
});

const checks = (small: World, change: object = {}) =>
  operationNamed('CreateScraper').access({ ...CREATE_SCRAPER, ...change }, callIn(small));
const actions = (small: World, change: object = {}) => checks(small, change).map(({ action }) => action);

describe('what CreateScraper needs', () => {
  const DEPENDENT = [
    'eks:DescribeCluster',
    'ec2:DescribeSubnets',
    'ec2:DescribeSecurityGroups',
    'iam:CreateServiceLinkedRole',
  ];
  const ENTRIES = ['eks:CreateAccessEntry', 'eks:AssociateAccessPolicy'];

  it('is the action on cluster and workspace by identity, tagging, passing the source role, and the table', () => {
    const found = checks(world.smallWorld());
    expect(found.map(({ action }) => action)).toEqual([
      'aps:CreateScraper',
      'aps:CreateScraper',
      'aps:TagResource',
      'iam:PassRole',
      ...DEPENDENT,
      ...ENTRIES,
    ]);
    const create = found.filter(({ mode }) => mode === 'identity');
    expect(create.map(({ resourceArn }) => resourceArn)).toEqual([world.CLUSTER_ARN, world.WORKSPACE_ARN]);
  });

  it('names in its checks the very scraper and role that it then makes', () => {
    const small = world.smallWorld();
    const found = checks(small);
    invoke(small, 'CreateScraper', CREATE_SCRAPER);
    const { arn, roleArn } = world.scraperIn(small);
    expect(found.find(({ action }) => action === 'aps:TagResource')?.resourceArn).toBe(arn);
    expect(found.find(({ action }) => action === 'iam:CreateServiceLinkedRole')?.resourceArn).toBe(roleArn);
    expect(found.find(({ action }) => action === 'eks:CreateAccessEntry')?.context).toMatchObject({
      'eks:principalArn': roleArn,
    });
  });

  it.each([
    ['API', 1],
    ['API_AND_CONFIG_MAP', 1],
    ['CONFIG_MAP', 0],
  ])('makes the access entry of its own role under %s, which goes with it (%i)', async (authenticationMode, count) => {
    const small = world.smallWorld({ cluster: { authenticationMode } });
    invoke(small, 'CreateScraper', CREATE_SCRAPER);
    const { roleArn, scraperId } = world.scraperIn(small);
    expect(world.clusterIn(small).accessEntries).toEqual([roleArn].slice(0, count));
    world.clusterIn(small).authenticationMode = 'API';
    await settle(small, small.now + 3_600_000);
    expect(world.clusterIn(small).accessEntries).toHaveLength(count);
    invoke(small, 'DeleteScraper', { scraperId });
    await settle(small, small.now + 3_600_000);
    expect(world.clusterIn(small).accessEntries).toEqual([]);
  });

  it('is less without tags, roles and access entries', () => {
    const small = world.smallWorld({ cluster: { authenticationMode: 'CONFIG_MAP' } });
    const plain = { tags: undefined, roleConfiguration: undefined };
    expect(actions(small, plain)).toEqual(['aps:CreateScraper', 'aps:CreateScraper', ...DEPENDENT]);
  });
});
