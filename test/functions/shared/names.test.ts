import { describe, expect, test } from 'vitest';
import { sessionName } from '../../../functions/shared/aws/session.ts';
import * as names from '../../../functions/shared/names.ts';
import { CLUSTER_ARN, EXECUTION_ARN, WORKSPACE_ARN } from '../support.ts';

const OWN_WORKSPACE_ARN = 'arn:aws:aps:us-west-2:111111111111:workspace/ws-aaaaaaaa-1111-4111-8111-111111111111';

/** Found by `printf '%s\n%s' <clusterArn> <workspaceArn> | sha256sum`: roles of deployed connections carry them. */
const IDS = [
  [CLUSTER_ARN, WORKSPACE_ARN, 'a332355966dd'],
  [CLUSTER_ARN, OWN_WORKSPACE_ARN, '3f60fecd5b1a'],
] as const;

describe('the id of a connection', () => {
  test.each(IDS)('of %s and %s is what it always was', (clusterArn, workspaceArn, id) => {
    expect(names.connectionId(clusterArn, workspaceArn)).toBe(id);
  });

  test('does not mix up which ARN ends where', () => {
    expect(names.connectionId('ab', 'c')).not.toBe(names.connectionId('a', 'bc'));
  });
});

test('all names follow from the two ARNs', () => {
  expect(names.connectionNames(CLUSTER_ARN, WORKSPACE_ARN)).toEqual({
    id: 'a332355966dd',
    partition: 'aws',
    region: 'us-west-2',
    clusterName: 'shop',
    sourceAccountId: '111111111111',
    targetAccountId: '222222222222',
    workspaceId: 'ws-11111111-2222-3333-4444-555555555555',
    sourceRoleName: 'amp-scraper-source-a332355966dd',
    sourceRoleArn: 'arn:aws:iam::111111111111:role/amp-scraper/amp-scraper-source-a332355966dd',
    targetRoleName: 'amp-scraper-target-a332355966dd',
    targetRoleArn: 'arn:aws:iam::222222222222:role/amp-scraper/amp-scraper-target-a332355966dd',
    placeholderArn: 'arn:aws:aps:us-west-2:111111111111:scraper/PLACEHOLDER',
    newScraperArn: 'arn:aws:aps:us-west-2:111111111111:scraper/NEW',
  });
});

test('text that is no ARN is a defect of the caller', () => {
  expect(() => names.connectionNames('shop', WORKSPACE_ARN)).toThrow(new TypeError('Not an ARN: "shop"'));
  expect(() => names.connectionNames(CLUSTER_ARN, 'arn:aws:aps')).toThrow(TypeError);
});

/** The longest names of Regions that there are or that have been announced. */
const LONG_REGIONS = ['ap-northeast-3', 'ap-southeast-7', 'us-isob-east-1', 'eusc-de-east-1', 'us-gov-west-1'];

describe('what IAM and STS limit to 64 characters', () => {
  const { sourceRoleName, targetRoleName } = names.connectionNames(CLUSTER_ARN, WORKSPACE_ARN);
  const functionRoles = LONG_REGIONS.flatMap((region) =>
    names.FUNCTION_NAMES.map((name) => names.functionRoleName(region, name)),
  );
  const sessions = names.FUNCTION_NAMES.map((name) => sessionName(name, EXECUTION_ARN));

  test.each([sourceRoleName, targetRoleName, names.PROVISIONER_ROLE_NAME, ...functionRoles, ...sessions])(
    '%s fits',
    (name) => {
      expect(name).toMatch(/^[\w+=,.@-]{2,64}$/);
    },
  );

  test('is told apart, function from function and Region from Region', () => {
    expect(new Set(functionRoles).size).toBe(LONG_REGIONS.length * names.FUNCTION_NAMES.length);
  });

  test('is told apart, execution from execution', () => {
    expect(sessionName('checkStatus', EXECUTION_ARN)).not.toBe(sessionName('checkStatus', `${EXECUTION_ARN}2`));
  });
});

test('the connection roles alone are under their path', () => {
  const { sourceRoleArn, targetRoleArn } = names.connectionNames(CLUSTER_ARN, WORKSPACE_ARN);
  const under = (arn: string) => arn.includes(`:role${names.ROLE_PATH}`);
  expect([sourceRoleArn, targetRoleArn].every(under)).toBe(true);
  expect(under(names.provisionerArn('aws', '111111111111'))).toBe(false);
  expect(names.boundaryArn('aws-us-gov', '111111111111')).toBe(
    'arn:aws-us-gov:iam::111111111111:policy/amp-scraper-boundary',
  );
});

test('the tags that a connection is found by are under the prefix that a request may not use', () => {
  expect(Object.values(names.TAGS)).toEqual(['amp-scraper:connection', 'amp-scraper:execution', 'amp-scraper:door']);
  expect(Object.values(names.TAGS).every((key) => key.startsWith(names.TAG_PREFIX))).toBe(true);
});
