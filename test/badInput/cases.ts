import { MISSING_WORKSPACE_ARN, STARTING_WORKSPACE_ARN, type WorldName } from './worlds.ts';

/** What a caller gets wrong, and what the failed execution says: every path that is at fault, and each time what to do. */
export interface BadInput {
  name: string;
  /** Fields that replace those of a request that succeeds. */
  with?: object;
  /** The whole input, in place of it. */
  input?: unknown;
  /** As JSON text, where a value in TypeScript could not say it. */
  json?: string;
  world?: WorldName;
  error: 'InvalidRequest' | 'PreflightFailed';
  /** The paths of all findings, each as often as it is found. */
  paths: readonly string[];
  /** What the cause says, among other things. */
  says?: string;
  /** What must not be in it. */
  hides?: string;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const cluster = (name: string) => `arn:aws:eks:us-west-2:111111111111:cluster/${name}`;
const workspace = (id: string) => `arn:aws:aps:us-west-2:222222222222:workspace/${id}`;
const CLUSTER = cluster('shop');
const WORKSPACE = workspace('ws-11111111-2222-3333-4444-555555555555');

/** Subnets of the default world. */
const A = 'subnet-0a00000000000000a';
const B = 'subnet-0a00000000000000b';
const A2 = 'subnet-0a0000000000000a2';
const FULL_B = 'subnet-0f00000000000000b';
const OTHER_VPC_B = 'subnet-0b00000000000000b';
const OTHER_ACCOUNT_B = 'subnet-0c00000000000000b';
const UNKNOWN = 'subnet-0123456789abcdef0';

const YAML = 'scrape_configs:\n  - job_name: a\n    static_configs:\n      - targets: [10.0.0.7:9100]\n';
const BLOB = 'scrapeConfiguration.configurationBlob';
const INLINE = 'scrapeConfiguration.yaml';

const invalid = (
  name: string,
  paths: readonly string[],
  rest: Omit<BadInput, 'name' | 'paths' | 'error'>,
): BadInput => ({
  name,
  paths,
  error: 'InvalidRequest',
  ...rest,
});
const refused = (
  name: string,
  paths: readonly string[],
  rest: Omit<BadInput, 'name' | 'paths' | 'error'>,
): BadInput => ({
  name,
  paths,
  error: 'PreflightFailed',
  ...rest,
});

const WHOLE: readonly BadInput[] = [
  invalid('null', ['(request)'], { input: null }),
  invalid('a text', ['(request)'], { input: 'shop' }),
  invalid('a number', ['(request)'], { input: 42 }),
  invalid('true', ['(request)'], { input: true }),
  invalid('a list', ['(request)'], { input: [{ clusterArn: CLUSTER, workspaceArn: WORKSPACE }] }),
  invalid('an empty list', ['(request)'], { input: [] }),
  invalid('an empty object', ['clusterArn', 'workspaceArn'], { input: {} }),
  invalid('a request as JSON text', ['(request)'], {
    input: JSON.stringify({ clusterArn: CLUSTER, workspaceArn: WORKSPACE }),
  }),
  invalid('an event of the console around the request', ['clusterArn', 'workspaceArn', 'input'], {
    input: { input: { clusterArn: CLUSTER } },
  }),
];

const FIELDS: readonly BadInput[] = [
  invalid('no cluster', ['clusterArn'], { input: { workspaceArn: WORKSPACE }, says: 'is missing' }),
  invalid('no workspace', ['workspaceArn'], { input: { clusterArn: CLUSTER }, says: 'is missing' }),
  invalid('a cluster that is null', ['clusterArn'], { with: { clusterArn: null }, says: 'is not text' }),
  invalid('fields that nobody knows', ['subnets', 'ClusterArn'], {
    with: { subnets: [A, B], ClusterArn: CLUSTER },
    says: 'the fields are clusterArn, workspaceArn',
  }),
  invalid('a field __proto__', ['__proto__'], {
    json: `{"clusterArn": "${CLUSTER}", "workspaceArn": "${WORKSPACE}", "__proto__": {"dryRun": true}}`,
  }),
  invalid('a field constructor', ['constructor'], { with: { constructor: {} } }),
  invalid('dryRun as a text', ['dryRun'], { with: { dryRun: 'true' }, says: 'is neither true nor false' }),
  invalid('replace as a number', ['replace'], { with: { replace: 1 }, says: 'is neither true nor false' }),
  invalid('samples required as a text', ['requireSamples'], { with: { requireSamples: 'yes' } }),
  invalid('an alias with a slash', ['alias'], { with: { alias: 'team/shop' } }),
  invalid('an alias of 101 characters', ['alias'], { with: { alias: 'a'.repeat(101) } }),
  invalid('an empty alias', ['alias'], { with: { alias: '' } }),
  invalid('a tag of ours', ['tags.amp-scraper:connection'], {
    with: { tags: { 'amp-scraper:connection': '23262d118a4f16b4bc54' } },
  }),
  invalid("a tag of AWS's", ['tags.aws:x'], { with: { tags: { 'aws:x': 'y' } } }),
  invalid('a tag that is a number', ['tags.cost'], { with: { tags: { cost: 7 } } }),
  invalid('a tag that IAM takes for one of ours', ['tags.AMP-Scraper:connection'], {
    with: { tags: { 'AMP-Scraper:connection': 'x' } },
  }),
  invalid('two tags that IAM takes for one', ['tags.team'], { with: { tags: { Team: 'a', team: 'b' } } }),
  invalid(
    'much that is wrong, all said at once',
    ['clusterArn', 'workspaceArn', 'subnetIds', 'alias', 'tags.aws:x', 'dryRun', 'nonsense'],
    {
      input: {
        clusterArn: 'shop',
        workspaceArn: CLUSTER,
        subnetIds: [],
        alias: ' ',
        tags: { 'aws:x': '' },
        dryRun: 'true',
        nonsense: 1,
      },
    },
  ),
];

const ARNS: readonly BadInput[] = [
  invalid("a cluster's name in place of its ARN", ['clusterArn'], {
    with: { clusterArn: 'shop' },
    says: 'aws eks describe-cluster',
  }),
  invalid("the two ARNs in each other's place", ['clusterArn', 'workspaceArn'], {
    input: { clusterArn: WORKSPACE, workspaceArn: CLUSTER },
  }),
  invalid('an ECS cluster', ['clusterArn'], {
    with: { clusterArn: 'arn:aws:ecs:us-west-2:111111111111:cluster/shop' },
    says: 'is not the ARN of an EKS cluster',
  }),
  invalid('a cluster of another partition', ['clusterArn'], {
    with: { clusterArn: 'arn:aws-us-gov:eks:us-west-2:111111111111:cluster/shop' },
    says: 'this workflow is in aws',
  }),
  invalid('a cluster of another Region', ['clusterArn'], {
    with: { clusterArn: 'arn:aws:eks:eu-west-1:111111111111:cluster/shop' },
    says: 'this workflow serves us-west-2',
  }),
  invalid('a cluster of an account that is not configured', ['clusterArn'], {
    with: { clusterArn: 'arn:aws:eks:us-west-2:999999999999:cluster/shop' },
    says: 'configured are 111111111111, 222222222222',
  }),
  invalid('a cluster of the workflow account, which is not configured', ['clusterArn'], {
    with: { clusterArn: 'arn:aws:eks:us-west-2:333333333333:cluster/shop' },
  }),
  invalid('a cluster wrong in partition, Region and account', ['clusterArn', 'clusterArn', 'clusterArn'], {
    with: { clusterArn: 'arn:aws-cn:eks:cn-north-1:999999999999:cluster/shop' },
  }),
  invalid('a workspace of another partition', ['workspaceArn'], {
    with: { workspaceArn: WORKSPACE.replace('arn:aws:', 'arn:aws-us-gov:') },
  }),
  invalid('a workspace of another Region', ['workspaceArn'], {
    with: { workspaceArn: WORKSPACE.replace('us-west-2', 'eu-west-1') },
  }),
  invalid('a workspace of an account that is not configured', ['workspaceArn'], {
    with: { workspaceArn: WORKSPACE.replace('222222222222', '999999999999') },
  }),
  invalid('a workspace that is there and not configured', ['workspaceArn'], {
    with: { workspaceArn: workspace('ws-12345678-2222-3333-4444-555555555555') },
    says: `central (${WORKSPACE})`,
  }),
  invalid('a workspace by the name that other doors use', ['workspaceArn'], { with: { workspaceArn: 'central' } }),
];

const SUBNETS: readonly BadInput[] = [
  invalid('one subnet', ['subnetIds'], { with: { subnetIds: [A] }, says: 'fewer than the 2' }),
  invalid('six subnets', ['subnetIds'], {
    with: { subnetIds: [A, B, A2, FULL_B, OTHER_VPC_B, UNKNOWN] },
    says: 'more than the 5',
  }),
  invalid('one subnet twice', ['subnetIds'], { with: { subnetIds: [A, A] }, says: 'names one twice' }),
  invalid('a subnet that is no subnet id', ['subnetIds[1]'], { with: { subnetIds: [A, 'vpc-1'] } }),
  invalid('no security groups in the list', ['securityGroupIds'], { with: { securityGroupIds: [] } }),
  invalid('a security group id longer than the 255 characters that the API takes', ['securityGroupIds[0]'], {
    with: { securityGroupIds: [`sg-${'a'.repeat(253)}`] },
  }),
  refused('a security group that does not exist', ['securityGroupIds[0]'], {
    with: { securityGroupIds: ['sg-0123456789abcdef0'] },
  }),
  refused('two subnets in one zone', ['subnetIds[1]', 'subnetIds'], {
    with: { subnetIds: [A, A2] },
    says: `is in us-west-2a, as ${A} is`,
  }),
  refused('three subnets, two of them in one zone', ['subnetIds[2]'], {
    with: { subnetIds: [A, B, A2] },
    says: 'one subnet per Availability Zone',
  }),
  refused('a subnet of another VPC', ['subnetIds[1]'], {
    with: { subnetIds: [A, OTHER_VPC_B] },
    says: 'is in vpc-0b1111111111111bb, the cluster in vpc-0a1111111111111aa',
  }),
  refused('a subnet that does not exist', ['subnetIds[1]', 'subnetIds'], {
    with: { subnetIds: [A, UNKNOWN] },
    says: 'does not exist in the source account',
  }),
  refused('a subnet of another account', ['subnetIds[1]', 'subnetIds'], { with: { subnetIds: [A, OTHER_ACCOUNT_B] } }),
  refused('a subnet without free address', ['subnetIds[1]'], {
    with: { subnetIds: [A, FULL_B] },
    says: 'has no free IP address',
  }),
  refused('a cluster whose own subnets are in one zone', ['subnetIds'], {
    with: { clusterArn: cluster('single-az') },
    says: 'not in two Availability Zones',
  }),
  refused('a cluster whose own subnets have no free address', ['subnetIds'], { with: { clusterArn: cluster('full') } }),
];

const PLACES: readonly BadInput[] = [
  refused('a cluster that does not exist', ['clusterArn'], {
    with: { clusterArn: cluster('nowhere') },
    says: 'is a cluster that does not exist',
  }),
  refused('a cluster that exists in the other account alone', ['clusterArn'], {
    with: { clusterArn: cluster('platform') },
  }),
  refused('a cluster with a public endpoint only', ['clusterArn'], {
    with: { clusterArn: cluster('shop-public') },
    says: 'endpointPrivateAccess=true',
  }),
  refused('a cluster in a VPC without DNS host names', ['clusterArn'], {
    with: { clusterArn: cluster('no-dns') },
    says: '--enable-dns-hostnames',
  }),
  refused('samples required of a CONFIG_MAP cluster', ['requireSamples'], {
    with: { clusterArn: cluster('legacy'), requireSamples: true },
    says: 'API_AND_CONFIG_MAP',
  }),
  refused('a workspace that does not exist', ['workspaceArn'], {
    with: { workspaceArn: MISSING_WORKSPACE_ARN },
    says: 'is a workspace that does not exist',
  }),
  refused('a workspace that is being created', ['workspaceArn'], {
    with: { workspaceArn: STARTING_WORKSPACE_ARN },
    says: 'is a workspace that is CREATING',
  }),
  refused('an account that has its quota of scrapers', ['clusterArn'], {
    world: 'with 10 scrapers',
    with: {},
    says: '10 scrapers of the quota of 10',
  }),
  refused('neither cluster nor workspace', ['clusterArn', 'workspaceArn'], {
    with: { clusterArn: cluster('nowhere'), workspaceArn: MISSING_WORKSPACE_ARN },
  }),
  refused(
    'all that AWS can show, said at once',
    ['clusterArn', 'clusterArn', 'subnetIds[1]', 'subnetIds', 'workspaceArn'],
    {
      world: 'with 10 scrapers',
      with: { clusterArn: cluster('shop-public'), workspaceArn: STARTING_WORKSPACE_ARN, subnetIds: [A, UNKNOWN] },
    },
  ),
];

const configuration = (scrapeConfiguration: unknown) => ({ with: { scrapeConfiguration } });

const CONFIGURATIONS: readonly BadInput[] = [
  invalid('a configuration that is a text', ['scrapeConfiguration'], configuration(YAML)),
  invalid('a configuration given twice', ['scrapeConfiguration'], configuration({ yaml: YAML, name: 'minimal' })),
  invalid('a YAML that is none', [`${INLINE}: line 1, column 18`], configuration({ yaml: 'scrape_configs: [' })),
  invalid('a YAML that is empty', [INLINE], { ...configuration({ yaml: '' }), says: 'is empty' }),
  invalid('a YAML that is a list', [INLINE], configuration({ yaml: '- a\n' })),
  invalid('a YAML without jobs', [`${INLINE}: scrape_configs`], configuration({ yaml: 'global: {}\n' })),
  invalid(
    'an interval below 30 s',
    [`${INLINE}: global.scrape_interval`],
    configuration({ yaml: `global:\n  scrape_interval: 15s\n${YAML}` }),
  ),
  invalid(
    'a section that a collector does not take',
    [`${INLINE}: remote_write`],
    configuration({ yaml: `${YAML}remote_write: [{url: "https://s3cret@x"}]\n` }),
  ),
  invalid(
    'a target that is a name',
    [`${INLINE}: scrape_configs[0].static_configs[0].targets[0]`],
    configuration({ yaml: YAML.replace('10.0.0.7', 'db.example.com') }),
  ),
  invalid('a password in the configuration, which is not quoted', [`${INLINE}: scrape_configs[0].basic_auth`], {
    ...configuration({ yaml: `${YAML}    basic_auth: {username: u, password: s3cret}\n` }),
    hides: 's3cret',
  }),
  invalid(
    'a configuration wrong in several places, all said at once',
    [`${INLINE}: global.scrape_interval`, `${INLINE}: scrape_configs[0].job_name`, `${INLINE}: alerting`],
    configuration({
      yaml: 'global: {scrape_interval: 1s}\nalerting: {alert_relabel_configs: [{}]}\nscrape_configs: [{}]\n',
    }),
  ),
  invalid("another cluster's label", [`${INLINE}: global.external_labels.clusterArn`], {
    ...configuration({ yaml: `global:\n  external_labels:\n    clusterArn: ${cluster('other')}\n${YAML}` }),
    says: `write ${CLUSTER}`,
  }),
  invalid('a configuration above 128 KiB', [INLINE], {
    ...configuration({ yaml: `${YAML}#${'x'.repeat(128 * 1024)}\n` }),
    says: 'more than the 131072',
  }),
  invalid(
    'a blob above 128 KiB',
    [BLOB],
    configuration({ configurationBlob: base64(`${YAML}#${'x'.repeat(128 * 1024)}\n`) }),
  ),
  invalid('a blob that is not base64', [BLOB], {
    ...configuration({ configurationBlob: YAML }),
    says: 'is not base64',
  }),
  invalid('a blob that is empty', [BLOB], { ...configuration({ configurationBlob: '' }), says: 'is empty' }),
  invalid('a blob that is encoded twice', [BLOB], {
    ...configuration({ configurationBlob: base64(base64(YAML)) }),
    says: 'is encoded twice',
  }),
  invalid('a blob that is no text', [BLOB], { ...configuration({ configurationBlob: '//79' }), says: 'UTF-8' }),
  invalid('a YAML that is base64', [INLINE], {
    ...configuration({ yaml: base64(YAML) }),
    says: 'is the base64 of a YAML text',
  }),
  invalid('a name that no configuration has', ['scrapeConfiguration.name'], {
    ...configuration({ name: 'maximal' }),
    says: 'Name one of kubernetes, minimal',
  }),
  invalid('a name that climbs out of the folder', ['scrapeConfiguration.name'], {
    ...configuration({ name: '../resolveRequest' }),
    says: 'is not',
  }),
  invalid('a name with a null character', ['scrapeConfiguration.name'], {
    ...configuration({ name: 'minimal\0' }),
    says: 'is not',
  }),
  invalid('a wrong cluster and a wrong YAML, both said at once', ['clusterArn', `${INLINE}: global.scrape_interval`], {
    with: { clusterArn: 'shop', scrapeConfiguration: { yaml: `global:\n  scrape_interval: 15s\n${YAML}` } },
  }),
  invalid('a wrong alias and a wrong YAML, both said at once', ['alias', `${INLINE}: global.scrape_interval`], {
    with: { alias: '', scrapeConfiguration: { yaml: `global:\n  scrape_interval: 15s\n${YAML}` } },
  }),
];

export const VALID = { clusterArn: CLUSTER, workspaceArn: WORKSPACE };

export const BAD_INPUTS: readonly BadInput[] = [...WHOLE, ...FIELDS, ...ARNS, ...SUBNETS, ...PLACES, ...CONFIGURATIONS];
