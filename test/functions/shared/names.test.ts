import { describe, expect, test } from 'vitest';
import { sessionName } from '../../../functions/shared/aws/session.ts';
import * as names from '../../../functions/shared/names.ts';
import { CLUSTER_ARN, EXECUTION_ARN, WORKSPACE_ARN } from '../support.ts';

const OWN_WORKSPACE_ARN = 'arn:aws:aps:us-west-2:111111111111:workspace/ws-aaaaaaaa-1111-4111-8111-111111111111';

/** Found by `printf '%s\n%s\n%s' <name> <clusterArn> <workspaceArn> | sha256sum`: roles of deployed connections carry them. */
const IDS = [
  ['amp-scraper', CLUSTER_ARN, WORKSPACE_ARN, '23262d118a4f16b4bc54'],
  ['amp-scraper', CLUSTER_ARN, OWN_WORKSPACE_ARN, 'c9a86cdff11632c5e983'],
  ['amp', CLUSTER_ARN, WORKSPACE_ARN, '981cb2a27dd8b2b4718c'],
] as const;

describe('the id of a connection', () => {
  test.each(IDS)('of the installation %s, %s and %s is what it always was', (name, clusterArn, workspaceArn, id) => {
    expect(names.connectionId(name, clusterArn, workspaceArn)).toBe(id);
  });

  test('does not mix up which ARN ends where', () => {
    expect(names.connectionId('n', 'ab', 'c')).not.toBe(names.connectionId('n', 'a', 'bc'));
  });

  // Of the 12 digits of a hash of the two ARNs alone, these two pairs had the same.
  test('is another for clusters whose names were searched for', () => {
    const cluster = (name: string) => CLUSTER_ARN.replace(/shop$/, name);
    const ids = ['team-1xfh', 'team-a2jy4'].map((name) =>
      names.connectionId('amp-scraper', cluster(name), WORKSPACE_ARN),
    );
    expect(new Set(ids).size).toBe(2);
  });
});

const NAMES = names.connectionNames('amp-scraper', CLUSTER_ARN, WORKSPACE_ARN);

test('all names follow from the installation and the two ARNs', () => {
  expect(NAMES).toEqual({
    id: '23262d118a4f16b4bc54',
    clusterArn: CLUSTER_ARN,
    workspaceArn: WORKSPACE_ARN,
    installation: 'amp-scraper',
    tagKeys: {
      connection: 'amp-scraper:connection',
      execution: 'amp-scraper:execution',
      door: 'amp-scraper:door',
      cluster: 'amp-scraper:cluster',
      workspace: 'amp-scraper:workspace',
    },
    ownLabels: { amp_scraper_connection: '23262d118a4f16b4bc54' },
    partition: 'aws',
    region: 'us-west-2',
    clusterName: 'shop',
    sourceAccountId: '111111111111',
    targetAccountId: '222222222222',
    workspaceId: 'ws-11111111-2222-3333-4444-555555555555',
    rolePath: '/amp-scraper/',
    sourceRoleName: 'amp-scraper-source-23262d118a4f16b4bc54',
    sourceRoleArn: 'arn:aws:iam::111111111111:role/amp-scraper/amp-scraper-source-23262d118a4f16b4bc54',
    targetRoleName: 'amp-scraper-target-23262d118a4f16b4bc54',
    targetRoleArn: 'arn:aws:iam::222222222222:role/amp-scraper/amp-scraper-target-23262d118a4f16b4bc54',
    placeholderArn: 'arn:aws:aps:us-west-2:111111111111:scraper/PLACEHOLDER',
    newScraperArn: 'arn:aws:aps:us-west-2:111111111111:scraper/NEW',
  });
});

test('text that is no ARN is a defect of the caller', () => {
  const ofPair = (clusterArn: string, workspaceArn: string) => () =>
    names.connectionNames('amp-scraper', clusterArn, workspaceArn);
  expect(ofPair('shop', WORKSPACE_ARN)).toThrow(new TypeError('Not an ARN: "shop"'));
  expect(ofPair(CLUSTER_ARN, 'arn:aws:aps')).toThrow(TypeError);
});

/** The longest names of Regions that there are or that have been announced. */
const LONG_REGIONS = ['ap-northeast-3', 'ap-southeast-7', 'us-isob-east-1', 'eusc-de-east-1', 'us-gov-west-1'];

describe('what IAM and STS limit to 64 characters', () => {
  const longest = 'a-name-of-20-letters';
  const { sourceRoleName, targetRoleName } = names.connectionNames(longest, CLUSTER_ARN, WORKSPACE_ARN);
  const functionRoles = LONG_REGIONS.flatMap((region) =>
    names.HANDLER_NAMES.map((name) => names.functionRoleName(longest, region, name)),
  );
  const sessions = names.FUNCTION_NAMES.map((name) => sessionName(name, EXECUTION_ARN));

  test.each([sourceRoleName, targetRoleName, names.provisionerRoleName(longest), ...functionRoles, ...sessions])(
    '%s fits',
    (name) => {
      expect(name).toMatch(/^[\w+=,.@-]{2,64}$/);
    },
  );

  test('is told apart, function from function and Region from Region', () => {
    expect(new Set(functionRoles).size).toBe(LONG_REGIONS.length * names.HANDLER_NAMES.length);
  });

  test('is told apart, execution from execution', () => {
    expect(sessionName('checkStatus', EXECUTION_ARN)).not.toBe(sessionName('checkStatus', `${EXECUTION_ARN}2`));
  });
});

/** What is deployed under a name is found by it alone: none of them may change. */
test.each([
  ['a function', names.deployedName('amp', 'checkStatus'), 'amp-checkStatus'],
  ['the path of roles', names.rolePath('amp'), '/amp/'],
  ['the roles of a side', names.connectionRolePrefix('amp', 'source'), 'amp/amp-source-'],
  ['the provisioner', names.provisionerArn('amp', 'aws-cn', '1'), 'arn:aws-cn:iam::1:role/amp-provisioner'],
  ['the boundary', names.boundaryPolicyName('amp'), 'amp-boundary'],
  ["the operator's policy", names.operatorPolicyName('amp'), 'amp-operator'],
  ['the policy of a source role', names.SOURCE_POLICY_NAME, 'assume-target-role'],
  ['the policy of a target role', names.TARGET_POLICY_NAME, 'deny-other-workspaces'],
  [
    "AWS's policy for it",
    names.remoteWritePolicyArn('aws-cn'),
    'arn:aws-cn:iam::aws:policy/AmazonPrometheusRemoteWriteAccess',
  ],
  ["the principal of AWS's collector", names.SCRAPER_SERVICE, 'scraper.aps.amazonaws.com'],
  ['the service that is given the source role', names.PROMETHEUS_SERVICE, 'aps.amazonaws.com'],
  ['the tag of a cluster', names.defaultClusterTagKey('amp'), 'amp-workspace'],
  ['the tag of an account stack', names.versionTagKey('amp'), 'amp:version'],
  ['the label of samples', names.connectionLabel('a-b-c'), 'a_b_c_connection'],
  ["the table's items of accounts", names.ANSWERED_KIND, 'account#'],
  ['everything, where nobody gives a name', names.DEFAULT_INSTALLATION_NAME, 'amp-scraper'],
])('%s is named as ever: %s', (_what, name, as) => {
  expect(name).toBe(as);
});

test('by its name alone is called who says whether a connection may be begun, and every other function by its version', () => {
  expect(names.FUNCTION_NAMES.filter((name) => !names.isCalledByVersion(name))).toEqual(['claimConnection']);
});

test('the connection roles alone are under their path', () => {
  const under = (arn: string) => arn.includes(`:role${names.rolePath('amp-scraper')}`);
  expect([NAMES.sourceRoleArn, NAMES.targetRoleArn].every(under)).toBe(true);
  expect(under(names.provisionerArn('amp-scraper', 'aws', '111111111111'))).toBe(false);
  expect(names.boundaryArn('amp-scraper', 'aws-us-gov', '111111111111')).toBe(
    'arn:aws-us-gov:iam::111111111111:policy/amp-scraper-boundary',
  );
});

test('the tags that a connection is found by are under the prefix that a request may not use', () => {
  expect(Object.values(NAMES.tagKeys).every((key) => key.startsWith(names.tagPrefix('amp-scraper')))).toBe(true);
});

test("a function's role is under the path of where it acts", () => {
  const place = { name: 'amp', partition: 'aws', workflowAccountId: '333333333333' };
  const member = names.functionRoleArn(place, 'us-west-2', 'createScraper');
  expect(member).toBe('arn:aws:iam::333333333333:role/amp-functions/member/amp-us-west-2-createScraper');
  const local = names.HANDLER_NAMES.filter((name) => names.functionScope(name) === 'local');
  expect(local).toEqual([
    'claimConnection',
    'establishConnection',
    'releaseConnection',
    'beginReconcile',
    'planReconcile',
    'actOnPlan',
    'endReconcile',
    'productOnEvent',
    'productIsComplete',
  ]);
  for (const name of local) {
    expect(names.functionRoleArn(place, 'us-west-2', name)).toContain(':role/amp-functions/local/amp-');
  }
});
