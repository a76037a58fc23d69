import { CLUSTER_ARN, WORKSPACE_ARN } from '../../../support.ts';

/** A request, or what is put into an otherwise valid one, and its findings: a path and how its problem begins. */
export interface RequestCase {
  name: string;
  /** Fields that replace those of the valid request. */
  with?: object;
  /** The whole input, in place of it. */
  input?: unknown;
  findings?: readonly (readonly [path: string, problem: string])[];
}

const subnets = (count: number) => Array.from({ length: count }, (_, i) => `subnet-${i}a`);
const groups = (count: number) => Array.from({ length: count }, (_, i) => `sg-${i}a`);
const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${i}`, 'value']));
/** Object literals set the prototype by this key, where JSON makes an own one. */
const json = (text: string): unknown => JSON.parse(text);

const NOT_CLUSTER = 'is not the ARN of an EKS cluster';
const NOT_WORKSPACE = 'is not the ARN of an Amazon Managed Service for Prometheus workspace';
const NOT_ALIAS = 'is not 1 to 100 letters';
const NOT_CONFIGURATION = 'is not one of {"configurationBlob"';
const NOT_KEY = 'is not a tag key of 1 to 128';
const NOT_VALUE = 'is not a tag value of at most 256';
const OWN_PREFIX = "is under the prefix amp-scraper:, which is the workflow's own";
const AWS_PREFIX = 'is under the prefix aws:, which AWS reserves';
const UNKNOWN = 'is not a field of a request';

const wholes: readonly RequestCase[] = [
  { name: 'nothing', input: undefined, findings: [['(request)', 'is not a JSON object']] },
  { name: 'null', input: null, findings: [['(request)', 'is not a JSON object']] },
  { name: 'a text', input: '{}', findings: [['(request)', 'is not a JSON object']] },
  { name: 'a number', input: 0, findings: [['(request)', 'is not a JSON object']] },
  { name: 'a list', input: [{ clusterArn: CLUSTER_ARN }], findings: [['(request)', 'is not a JSON object']] },
  {
    name: 'an empty object',
    input: {},
    findings: [
      ['clusterArn', 'is missing'],
      ['workspaceArn', 'is missing'],
    ],
  },
];

const cluster = (name: string, clusterArn: unknown, ...problems: string[]): RequestCase => ({
  name: `a clusterArn ${name}`,
  with: { clusterArn },
  findings: problems.map((problem) => ['clusterArn', problem]),
});

const clusters: readonly RequestCase[] = [
  { name: 'no clusterArn', input: { workspaceArn: WORKSPACE_ARN }, findings: [['clusterArn', 'is missing']] },
  cluster('that is null', null, 'is not text'),
  cluster('that is a number', 5, 'is not text'),
  cluster('that is a list', [CLUSTER_ARN], 'is not text'),
  cluster('that is empty', '', NOT_CLUSTER),
  cluster('that is a name', 'shop', NOT_CLUSTER),
  cluster('of the other service', WORKSPACE_ARN, NOT_CLUSTER),
  cluster('of a node group', 'arn:aws:eks:us-west-2:111111111111:nodegroup/shop/a/b', NOT_CLUSTER),
  cluster('with something behind the name', `${CLUSTER_ARN}/x`, NOT_CLUSTER),
  cluster('with a line break behind it', `${CLUSTER_ARN}\n`, NOT_CLUSTER),
  cluster('with a space before it', ` ${CLUSTER_ARN}`, NOT_CLUSTER),
  cluster('with a wildcard', 'arn:aws:eks:us-west-2:111111111111:cluster/*', NOT_CLUSTER),
  cluster('with a name of 100 characters', `arn:aws:eks:us-west-2:111111111111:cluster/${'a'.repeat(100)}`),
  cluster(
    'with a name of 101 characters',
    `arn:aws:eks:us-west-2:111111111111:cluster/${'a'.repeat(101)}`,
    NOT_CLUSTER,
  ),
  cluster('with a name that begins with a dash', 'arn:aws:eks:us-west-2:111111111111:cluster/-a', NOT_CLUSTER),
  cluster('without account', 'arn:aws:eks:us-west-2::cluster/shop', 'is in account , which is not configured'),
  cluster('of another account', 'arn:aws:eks:us-west-2:999999999999:cluster/shop', 'is in account 999999999999, which'),
  cluster(
    'of an account for workspaces only',
    'arn:aws:eks:us-west-2:555555555555:cluster/shop',
    'is in account 555555555555, which is configured for workspaces only',
  ),
  cluster('of another Region', 'arn:aws:eks:eu-west-1:111111111111:cluster/shop', 'is in Region eu-west-1, this'),
  cluster(
    'of another partition',
    'arn:aws-us-gov:eks:us-west-2:111111111111:cluster/shop',
    'is in partition aws-us-gov',
  ),
  cluster(
    'of another partition, Region and account',
    'arn:aws-us-gov:eks:us-gov-west-1:999999999999:cluster/shop',
    'is in partition aws-us-gov, this workflow is in aws',
    'is in Region us-gov-west-1, this workflow serves us-west-2',
    'is in account 999999999999, which is not configured',
  ),
];

const workspace = (name: string, workspaceArn: unknown, ...problems: string[]): RequestCase => ({
  name: `a workspaceArn ${name}`,
  with: { workspaceArn },
  findings: problems.map((problem) => ['workspaceArn', problem]),
});

const workspaces: readonly RequestCase[] = [
  { name: 'no workspaceArn', input: { clusterArn: CLUSTER_ARN }, findings: [['workspaceArn', 'is missing']] },
  workspace('that is null', null, 'is not text'),
  workspace('that is an object', { arn: WORKSPACE_ARN }, 'is not text'),
  workspace('that is the name of one', 'central', NOT_WORKSPACE),
  workspace('of the other service', CLUSTER_ARN, NOT_WORKSPACE),
  workspace('of a scraper', 'arn:aws:aps:us-west-2:222222222222:scraper/s-1', NOT_WORKSPACE),
  workspace('of all workspaces', 'arn:aws:aps:us-west-2:222222222222:workspace/*', NOT_WORKSPACE),
  workspace('of another account', WORKSPACE_ARN.replace('222222222222', '999999999999'), 'is in account 999999999999'),
  workspace('of another Region', WORKSPACE_ARN.replace('us-west-2', 'us-east-1'), 'is in Region us-east-1'),
  workspace('of another partition', WORKSPACE_ARN.replace('arn:aws:', 'arn:aws-cn:'), 'is in partition aws-cn'),
  workspace('that nobody configured', `${WORKSPACE_ARN.slice(0, -1)}6`, 'is not an accepted workspace'),
];

const subnetIds = (name: string, value: unknown, ...findings: [string, string][]): RequestCase => ({
  name: `subnetIds with ${name}`,
  with: { subnetIds: value },
  findings,
});

const networks: readonly RequestCase[] = [
  subnetIds('two', subnets(2)),
  subnetIds('five', subnets(5)),
  subnetIds('one', subnets(1), ['subnetIds', 'has fewer than the 2']),
  subnetIds('none', [], ['subnetIds', 'has fewer than the 2']),
  subnetIds('six', subnets(6), ['subnetIds', 'has more than the 5']),
  subnetIds('one twice', ['subnet-1', 'subnet-1'], ['subnetIds', 'names one twice']),
  subnetIds('a text in place of the list', 'subnet-1,subnet-2', ['subnetIds', 'is not a list']),
  subnetIds('null in place of the list', null, ['subnetIds', 'is not a list']),
  subnetIds('a number', ['subnet-1', 2], ['subnetIds[1]', 'is not text']),
  subnetIds('capitals', ['subnet-1', 'subnet-A'], ['subnetIds[1]', 'is not a subnet id']),
  subnetIds(
    'security groups',
    groups(2),
    ['subnetIds[0]', 'is not a subnet id'],
    ['subnetIds[1]', 'is not a subnet id'],
  ),
  { name: 'one security group', with: { securityGroupIds: groups(1) } },
  { name: 'five security groups', with: { securityGroupIds: groups(5) } },
  { name: 'no security group', with: { securityGroupIds: [] }, findings: [['securityGroupIds', 'is empty']] },
  {
    name: 'six security groups',
    with: { securityGroupIds: groups(6) },
    findings: [['securityGroupIds', 'has more than the 5']],
  },
  {
    name: 'one security group twice',
    with: { securityGroupIds: ['sg-1', 'sg-1'] },
    findings: [['securityGroupIds', 'names one twice']],
  },
  {
    name: 'a subnet as a security group',
    with: { securityGroupIds: ['subnet-1'] },
    findings: [['securityGroupIds[0]', 'is not a security group id']],
  },
  {
    name: 'a security group as an object',
    with: { securityGroupIds: {} },
    findings: [['securityGroupIds', 'is not a list']],
  },
  {
    name: 'a security group id longer than the 255 characters that the API takes',
    with: { securityGroupIds: [`sg-${'a'.repeat(253)}`] },
    findings: [['securityGroupIds[0]', 'is not a security group id']],
  },
];

const configuration = (name: string, scrapeConfiguration: unknown, ...findings: [string, string][]): RequestCase => ({
  name: `a scrapeConfiguration ${name}`,
  with: { scrapeConfiguration },
  findings,
});
const whole = ['scrapeConfiguration', NOT_CONFIGURATION] satisfies [string, string];

const configurations: readonly RequestCase[] = [
  configuration('by name', { name: 'minimal' }),
  configuration('with a name of 63 characters', { name: 'a'.repeat(63) }),
  configuration('with a name of 64 characters', { name: 'a'.repeat(64) }, ['scrapeConfiguration.name', 'is not']),
  configuration('by a path', { name: '../../etc/passwd' }, ['scrapeConfiguration.name', 'is not']),
  configuration('by a name with its extension', { name: 'minimal.yaml' }, ['scrapeConfiguration.name', 'is not']),
  configuration('that is null', null, whole),
  configuration('that is a text', 'scrape_configs: []', whole),
  configuration('that is empty', {}, whole),
  configuration('of two kinds', { name: 'minimal', yaml: 'scrape_configs: []' }, whole),
  configuration('of an unknown kind', { json: '{}' }, whole),
  configuration('with a number as YAML', { yaml: 5 }, whole),
];

const aliases: readonly RequestCase[] = [
  { name: 'an alias of 1 character', with: { alias: 'a' } },
  { name: 'an alias of 100 characters', with: { alias: '0.-_'.repeat(25) } },
  { name: 'an alias of 101 characters', with: { alias: 'a'.repeat(101) }, findings: [['alias', NOT_ALIAS]] },
  { name: 'an empty alias', with: { alias: '' }, findings: [['alias', NOT_ALIAS]] },
  { name: 'an alias that begins with a dot', with: { alias: '.a' }, findings: [['alias', NOT_ALIAS]] },
  { name: 'an alias with a space', with: { alias: 'a b' }, findings: [['alias', NOT_ALIAS]] },
  { name: 'an alias that is null', with: { alias: null }, findings: [['alias', 'is not text']] },
];

const tag = (name: string, value: unknown, ...findings: [string, string][]): RequestCase => ({
  name: `tags with ${name}`,
  with: { tags: value },
  findings,
});

const tagCases: readonly RequestCase[] = [
  tag('none', {}),
  tag('38', tags(38)),
  tag('39, which leave no room for ours, for a hold and for the configuration', tags(39), ['tags', 'are more than 38']),
  tag('a key of 128 and a value of 256 characters', { ['k'.repeat(128)]: 'v'.repeat(256) }),
  tag('a key of 129 characters', { ['k'.repeat(129)]: '' }, [`tags.${'k'.repeat(129)}`, NOT_KEY]),
  tag('an empty key', { '': 'v' }, ['tags.', NOT_KEY]),
  tag('a value of 257 characters', { k: 'v'.repeat(257) }, ['tags.k', NOT_VALUE]),
  tag('all characters that there may be', { 'Größe _.:/=+-@1': 'Größe _.:/=+-@1' }),
  tag('a line break in a key', { 'a\nb': '' }, ['tags.a\nb', NOT_KEY]),
  tag('a comma in a value', { k: 'a,b' }, ['tags.k', NOT_VALUE]),
  tag('a number as value', { k: 5 }, ['tags.k', 'is not text']),
  tag('null as value', { k: null }, ['tags.k', 'is not text']),
  tag('a list in place of the object', ['k=v'], ['tags', 'is not an object of texts']),
  tag('our own prefix', { 'amp-scraper:connection': 'x' }, ['tags.amp-scraper:connection', OWN_PREFIX]),
  tag('our own prefix and another word', { 'amp-scraper:cost': 'x' }, ['tags.amp-scraper:cost', OWN_PREFIX]),
  tag('our own prefix in capitals, which IAM takes for the same key', { 'AMP-Scraper:connection': 'x' }, [
    'tags.AMP-Scraper:connection',
    OWN_PREFIX,
  ]),
  tag("the prefix of the cluster's tag, which is not reserved", { 'amp-scraper-workspace': 'x' }),
  ...['connection', 'execution', 'door', 'hold'].map((ending) =>
    tag(`the ending of another installation's key: ${ending}`, { [`amp:${ending}`]: 'x' }, [
      `tags.amp:${ending}`,
      `has the ending :${ending}, by which an installation finds its own`,
    ]),
  ),
  tag('a key that merely contains such an ending', { 'amp:door:x': 'x', 'front-door': 'y', door: 'z' }),
  tag('a prefix that the configuration reserves', { 'DP:exempt': 'true' }, [
    'tags.DP:exempt',
    'is under the prefix dp:, which the configuration reserves',
  ]),
  tag("AWS's prefix", { 'aws:cloudformation:stack-name': 'x' }, ['tags.aws:cloudformation:stack-name', AWS_PREFIX]),
  tag("AWS's prefix in capitals", { 'AWS:x': 'x' }, ['tags.AWS:x', AWS_PREFIX]),
  tag('two keys that differ in case alone, which IAM takes for one', { Team: 'a', team: 'b' }, ['tags.team', 'is']),
  tag('the key constructor', { constructor: 'x', toString: 'y' }),
  tag('a number under __proto__', json('{"__proto__": 5}'), ['tags.__proto__', 'is not text']),
];

const flags: readonly RequestCase[] = [
  { name: 'samples required', with: { requireSamples: true } },
  {
    name: 'samples required as a text',
    with: { requireSamples: 'true' },
    findings: [['requireSamples', 'is neither true nor false']],
  },
  {
    name: 'samples required as a number',
    with: { requireSamples: 1 },
    findings: [['requireSamples', 'is neither true nor false']],
  },
  { name: 'dryRun and replace that ask for nothing', with: { dryRun: false, replace: false } },
  { name: 'a dry run of a replacement', with: { dryRun: true, replace: true } },
  { name: 'dryRun that is a text', with: { dryRun: 'yes' }, findings: [['dryRun', 'is neither true nor false']] },
  { name: 'a replacement that may lose what is not known', with: { replace: 'dropUnknown' } },
  {
    name: 'replace that is a number',
    with: { replace: 1 },
    findings: [['replace', 'is neither true nor false nor "dropUnknown"']],
  },
];

const strangers: readonly RequestCase[] = [
  { name: 'a misspelt field', with: { clusterARN: CLUSTER_ARN }, findings: [['clusterARN', UNKNOWN]] },
  { name: 'a comment', with: { $comment: 'x' }, findings: [['$comment', UNKNOWN]] },
  { name: 'an unknown field that is null', with: { subnets: null }, findings: [['subnets', UNKNOWN]] },
  {
    name: 'a field __proto__',
    input: json(`{"clusterArn": "${CLUSTER_ARN}", "workspaceArn": "${WORKSPACE_ARN}", "__proto__": {"alias": "a"}}`),
    findings: [['__proto__', UNKNOWN]],
  },
  {
    name: 'required fields that hide under __proto__',
    input: json(`{"__proto__": {"clusterArn": "${CLUSTER_ARN}", "workspaceArn": "${WORKSPACE_ARN}"}}`),
    findings: [
      ['__proto__', UNKNOWN],
      ['clusterArn', 'is missing'],
      ['workspaceArn', 'is missing'],
    ],
  },
  {
    name: 'fields that every object inherits',
    with: { constructor: 'x', toString: 'y', hasOwnProperty: true },
    findings: [
      ['constructor', UNKNOWN],
      ['hasOwnProperty', UNKNOWN],
      ['toString', UNKNOWN],
    ],
  },
];

const several: readonly RequestCase[] = [
  {
    name: 'something wrong in every field',
    input: {
      clusterArn: WORKSPACE_ARN,
      workspaceArn: 7,
      subnetIds: ['subnet-1', 'x'],
      securityGroupIds: [],
      scrapeConfiguration: {},
      alias: '-',
      tags: { 'aws:a': 'x', k: 5 },
      requireSamples: 'no',
      dryRun: 'no',
      replace: 'no',
      extra: 1,
    },
    findings: [
      ['alias', NOT_ALIAS],
      ['clusterArn', NOT_CLUSTER],
      ['dryRun', 'is neither true nor false'],
      ['extra', UNKNOWN],
      ['replace', 'is neither true nor false'],
      ['requireSamples', 'is neither true nor false'],
      ['scrapeConfiguration', NOT_CONFIGURATION],
      ['securityGroupIds', 'is empty'],
      ['subnetIds[1]', 'is not a subnet id'],
      ['tags.aws:a', AWS_PREFIX],
      ['tags.k', 'is not text'],
      ['workspaceArn', 'is not text'],
    ],
  },
  { name: 'nothing but what it needs', with: {} },
];

export const REQUEST_CASES: readonly RequestCase[] = [
  ...wholes,
  ...clusters,
  ...workspaces,
  ...networks,
  ...configurations,
  ...aliases,
  ...tagCases,
  ...flags,
  ...strangers,
  ...several,
];
