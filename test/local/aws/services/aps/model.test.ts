import { describe, expect, it } from 'vitest';
import { CREATE_SCRAPER, operationNamed } from '../support.ts';

const { source, roleConfiguration } = CREATE_SCRAPER;
const tagsOf = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, '']));
const subnets = (count: number) => Array.from({ length: count }, (_, index) => `subnet-${index}`);
const inSource = (change: object) => ({ source: { eksConfiguration: { ...source.eksConfiguration, ...change } } });
const roles = (change: object) => ({ roleConfiguration: { ...roleConfiguration, ...change } });
const clusterArn = (text: string) => inSource({ clusterArn: text });
const workspaceArn = (text: string) => ({ destination: { ampConfiguration: { workspaceArn: text } } });

interface Limit {
  limit: string;
  operation: string;
  /** Just inside. */
  taken: object[];
  /** Just outside. */
  refused: object[];
}

const create = (limit: string, taken: object[], refused: object[]): Limit => ({
  limit,
  operation: 'CreateScraper',
  taken: taken.map((change) => ({ ...CREATE_SCRAPER, ...change })),
  refused: refused.map((change) => ({ ...CREATE_SCRAPER, ...change })),
});

const LIMITS: Limit[] = [
  create(
    'alias: 1 to 100 characters',
    [{ alias: 'a' }, { alias: 'a'.repeat(100) }],
    [{ alias: '' }, { alias: 'a'.repeat(101) }],
  ),
  create(
    'alias: begins with a letter or digit',
    [{ alias: '0-_.z' }],
    [{ alias: '-a' }, { alias: 'a b' }, { alias: 'ä' }],
  ),
  create(
    'clientToken: 1 to 64 printable characters, no blank',
    [{ clientToken: '!' }, { clientToken: '~'.repeat(64) }],
    [{ clientToken: '' }, { clientToken: '~'.repeat(65) }, { clientToken: 'a b' }],
  ),
  create('tags: at most 50', [{ tags: {} }, { tags: tagsOf(50) }], [{ tags: tagsOf(51) }]),
  create(
    'tag key: 1 to 128 characters, not of aws:',
    [{ tags: { ['k'.repeat(128)]: '' } }, { tags: { 'amp-scraper:door': 'é /+=@' } }],
    [{ tags: { '': '' } }, { tags: { ['k'.repeat(129)]: '' } }, { tags: { 'aws:x': '' } }, { tags: { 'a#': '' } }],
  ),
  create(
    'tag value: at most 256',
    [{ tags: { a: 'v'.repeat(256) } }],
    [{ tags: { a: 'v'.repeat(257) } }, { tags: { a: '#' } }],
  ),
  create(
    'subnetIds: 1 to 5',
    [inSource({ subnetIds: subnets(1) }), inSource({ subnetIds: subnets(5) })],
    [inSource({ subnetIds: [] }), inSource({ subnetIds: subnets(6) })],
  ),
  create(
    'subnet id: its pattern',
    [inSource({ subnetIds: [`subnet-${'a'.repeat(248)}`] })],
    [
      inSource({ subnetIds: [`subnet-${'a'.repeat(249)}`] }),
      inSource({ subnetIds: ['subnet-A'] }),
      inSource({ subnetIds: ['subnet-'] }),
    ],
  ),
  create(
    'securityGroupIds: 1 to 5 when given',
    [inSource({ securityGroupIds: ['sg-1'] })],
    [
      inSource({ securityGroupIds: [] }),
      inSource({ securityGroupIds: ['sg-1', 'sg-2', 'sg-3', 'sg-4', 'sg-5', 'sg-6'] }),
      inSource({ securityGroupIds: ['1'] }),
    ],
  ),
  create(
    'clusterArn: its pattern',
    [clusterArn('arn:aws-us-gov:eks:us-gov-west-1:111111111111:cluster/a')],
    [
      clusterArn('arn:aws:eks:us-west-2:11111111111:cluster/a'),
      clusterArn('arn:aws:eks:us-west-2:111111111111:cluster/'),
      clusterArn('arn:aws:ecs:us-west-2:111111111111:cluster/a'),
    ],
  ),
  create(
    'workspaceArn: its pattern',
    [workspaceArn('arn:aws:aps:us-west-2:222222222222:workspace/x')],
    [
      workspaceArn('arn:aws:aps:us-west-2:222222222222:workspace/'),
      workspaceArn('arn:aws:aps:us-west-2:222222222222:scraper/x'),
    ],
  ),
  create(
    'role ARN: its pattern',
    [roles({ sourceRoleArn: 'arn:aws:iam::111111111111:role/a/b' })],
    [roles({ sourceRoleArn: 'arn:aws:iam::111111111111:user/a' }), roles({ targetRoleArn: 'arn:aws:iam::1:role/a' })],
  ),
  create(
    'required members',
    [{ alias: undefined, clientToken: undefined, tags: undefined, roleConfiguration: undefined }],
    [{ scrapeConfiguration: undefined }, { source: undefined }, { destination: undefined }, { source: {} }],
  ),
  {
    limit: 'scraperId: 1 to 64 characters of its pattern',
    operation: 'DescribeScraper',
    taken: [{ scraperId: 's' }, { scraperId: 's'.repeat(64) }],
    refused: [{ scraperId: '' }, { scraperId: 's'.repeat(65) }, { scraperId: '-s' }],
  },
  {
    limit: 'maxResults: 1 to 1000',
    operation: 'ListScrapers',
    taken: [{ maxResults: '1' }, { maxResults: '1000' }],
    refused: [{ maxResults: '0' }, { maxResults: '1001' }, { maxResults: 'all' }],
  },
  {
    limit: 'filters: at most 4 keys of 1 to 20 values',
    operation: 'ListScrapers',
    taken: [{ filters: { status: Array.from({ length: 20 }, () => 'ACTIVE') } }],
    refused: [
      { filters: { status: Array.from({ length: 21 }, () => 'ACTIVE') } },
      { filters: { status: [] } },
      { filters: { a: ['1'], b: ['1'], c: ['1'], d: ['1'], e: ['1'] } },
    ],
  },
  {
    limit: 'nextToken: at most 1000 characters',
    operation: 'ListWorkspaces',
    taken: [{ nextToken: '1'.repeat(1000) }],
    refused: [{ nextToken: '1'.repeat(1001) }],
  },
  {
    limit: 'workspaceId: 1 to 64 characters',
    operation: 'DescribeWorkspace',
    taken: [{ workspaceId: 'w'.repeat(64) }],
    refused: [{ workspaceId: '' }, { workspaceId: 'w'.repeat(65) }, { workspaceId: '--' }],
  },
  {
    limit: 'workspace alias: 1 to 100 characters',
    operation: 'CreateWorkspace',
    taken: [{ alias: 'a b'.padEnd(100) }],
    refused: [{ alias: '' }, { alias: 'a'.repeat(101) }],
  },
];

describe('the limits of the API model', () => {
  it.each(LIMITS)('$operation, $limit', ({ operation, taken, refused }) => {
    const { input } = operationNamed(operation);
    const accepts = (request: object) => input.safeParse(JSON.parse(JSON.stringify(request))).success;
    expect(taken.filter((request) => !accepts(request))).toEqual([]);
    expect(refused.filter(accepts)).toEqual([]);
  });
});
