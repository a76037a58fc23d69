import { describe, expect, test } from 'vitest';
import { InvalidRequest } from '../../../../functions/shared/errors.ts';
import { refuseWithdrawn, withdrawnFindings } from '../../../../functions/shared/request/withdrawn.ts';
import { CLUSTER_ARN, TEST_ENVIRONMENT, WORKSPACE_ARN } from '../../support.ts';

const PAIR = { clusterArn: CLUSTER_ARN, workspaceArn: WORKSPACE_ARN };

describe('withdrawn', () => {
  test.each([
    [[], []],
    [['333333333333', 'eu-west-1'], []],
    [['111111111111'], ['clusterArn: is in account 111111111111, which is withdrawn']],
    [['222222222222'], ['workspaceArn: is in account 222222222222, which is withdrawn']],
    [[WORKSPACE_ARN], ['workspaceArn: is withdrawn']],
    [
      ['us-west-2'],
      [
        'clusterArn: is in Region us-west-2, which is withdrawn',
        'workspaceArn: is in Region us-west-2, which is withdrawn',
      ],
    ],
  ])('%j', (withdrawn, expected) => {
    const found = withdrawnFindings(PAIR, { withdrawn, draining: [] });
    expect(found.map(({ path, problem }) => `${path}: ${problem}`)).toEqual(expected);
    for (const { remedy } of found) expect(remedy).toMatch(/ withdrawn .* offboard still works$/);
  });

  test('what is no ARN is told as that, elsewhere', () => {
    expect(
      withdrawnFindings({ clusterArn: 'shop', workspaceArn: undefined }, { withdrawn: ['shop'], draining: [] }),
    ).toEqual([]);
  });

  test.each([
    ['111111111111', 'clusterArn'],
    ['222222222222', 'workspaceArn'],
  ])('a draining account %s is refused in its own word', (accountId, path) => {
    expect(withdrawnFindings(PAIR, { withdrawn: [], draining: [accountId] })).toMatchObject([
      {
        path,
        problem: `is in account ${accountId}, which is draining`,
        remedy: expect.stringMatching(/ draining .* offboard still works$/),
      },
    ]);
  });
});

describe('a pair that an earlier deployment has admitted', () => {
  test('is claimed while it is accepted', () => {
    expect(() => refuseWithdrawn(PAIR, TEST_ENVIRONMENT)).not.toThrow();
  });

  test.each([
    ['its account of clusters', { accounts: ['222222222222'] }, 'is in account 111111111111, which is not configured'],
    [
      'its account of workspaces',
      { accounts: ['111111111111'] },
      'is in account 222222222222, which is not configured',
    ],
    ['its workspace', { workspaces: {} }, 'is not an accepted workspace'],
    ['its account for clusters', { targetOnlyAccounts: ['111111111111'] }, 'is configured for workspaces only'],
    ['its Region', { region: 'eu-west-1' }, 'is in Region us-west-2, this workflow serves eu-west-1'],
  ])('is refused when the configuration has %s no longer', (_what, change, problem) => {
    expect(() => refuseWithdrawn(PAIR, { ...TEST_ENVIRONMENT, ...change })).toThrow(InvalidRequest);
    expect(() => refuseWithdrawn(PAIR, { ...TEST_ENVIRONMENT, ...change })).toThrow(problem);
  });
});

test('a pair that is configured still, and withdrawn, begins nothing', () => {
  const pair = { clusterArn: CLUSTER_ARN, workspaceArn: WORKSPACE_ARN };
  expect(() => refuseWithdrawn(pair, TEST_ENVIRONMENT)).not.toThrow();
  expect(() => refuseWithdrawn(pair, { ...TEST_ENVIRONMENT, withdrawn: ['111111111111'] })).toThrow(
    'is in account 111111111111, which is withdrawn',
  );
});

describe('a pair whose cluster is admitted by the organizational unit of its account', () => {
  const organization = { id: 'o-1', organizationalUnitIds: ['ou-1'], excludedAccounts: [] };
  const claim = (organizationalUnits: readonly string[] | undefined) => () =>
    refuseWithdrawn(organizationalUnits ? { ...PAIR, organizationalUnits } : PAIR, {
      ...TEST_ENVIRONMENT,
      organization,
    });

  test('is claimed while that is configured', () => {
    expect(claim(['ou-2', 'ou-1'])).not.toThrow();
  });

  test('is refused when it is not, and when nobody has asked where the account is', () => {
    expect(claim(['ou-2'])).toThrow('is in none of the configured organizational units');
    expect(claim(undefined)).toThrow('was not asked for when the execution began');
  });
});
