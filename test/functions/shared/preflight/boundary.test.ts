import { describe, expect, test } from 'vitest';
import { boundaryFindings } from '../../../../functions/shared/preflight/boundary.ts';

const ROLE = 'arn:aws:iam::222222222222:role/amp-scraper/amp-scraper-target-1';
const ARN = 'arn:aws:iam::111111111111:policy/security/cap';
const ASSUME = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ROLE };
const needed = { action: 'sts:AssumeRole', resource: ROLE };
const find = (document: unknown) =>
  boundaryFindings({ path: 'clusterArn', accountId: '111111111111', arn: ARN, document, needed });
const of = (...statements: object[]) => find({ Version: '2012-10-17', Statement: statements });

describe('a boundary of an organization will do', () => {
  test.each([
    ['that names the step', ASSUME],
    ['that names it in lists', { ...ASSUME, Action: ['a:b', 'sts:AssumeRole'], Resource: ['x', ROLE] }],
    ['in other letters of the action', { ...ASSUME, Action: 'STS:assumerole' }],
    [
      'by patterns',
      { ...ASSUME, Action: 'sts:Assume*', Resource: 'arn:aws:iam::*:role/amp-scraper/amp-scraper-target-?' },
    ],
    ['of everything', { ...ASSUME, Action: '*', Resource: '*' }],
    ['by what it leaves out', { Effect: 'Allow', NotAction: 'iam:*', NotResource: 'arn:aws:s3:::*' }],
    ['with a variable', { ...ASSUME, Resource: 'arn:aws:iam::${aws:PrincipalAccount}:role/amp-scraper/*' }],
    [
      'under a condition, which is not evaluated',
      { ...ASSUME, Condition: { StringEquals: { 'aws:ResourceOrgID': 'o-1' } } },
    ],
  ])('%s', (_name, statement) => {
    expect(of(statement)).toEqual([]);
  });

  test('of one statement that is in no list', () => {
    expect(find({ Statement: ASSUME })).toEqual([]);
  });

  test.each([
    ['of another action', { Action: 'iam:*', Resource: '*' }],
    ['of another resource', { Action: '*', Resource: 'arn:aws:s3:::*' }],
    ['of all but the action', { NotAction: 'STS:*', Resource: '*' }],
    ['of all but the resource', { Action: '*', NotResource: 'arn:aws:iam::*:role/amp-scraper/*' }],
    [
      'under a condition, which may not be met',
      { Action: '*', Resource: '*', Condition: { Bool: { 'aws:x': 'true' } } },
    ],
  ])('beside a Deny %s', (_name, statement) => {
    expect(of(ASSUME, { Effect: 'Deny', ...statement })).toEqual([]);
  });
});

const REFUSED = {
  path: 'clusterArn',
  value: '111111111111',
  problem: `is in an account whose policy ${ARN}, the boundary of connection roles, does not allow sts:AssumeRole on ${ROLE}`,
  remedy:
    "Have it allow all that the account's own boundary policy of this workflow does, which is the task of those who run this workflow, then run again",
};

describe('a boundary of an organization is told', () => {
  test('that there is none of in the account', () => {
    expect(find(undefined)).toEqual([
      {
        path: 'clusterArn',
        value: '111111111111',
        problem: `is in an account that has no policy ${ARN}, which the configuration names as the boundary of connection roles`,
        remedy:
          'Create it there, or correct connectionRoleBoundary, which is the task of those who run this workflow, then run again',
      },
    ]);
  });

  test.each([
    ['that allows nothing'],
    ['that allows another action', { ...ASSUME, Action: 'sts:AssumeRoleWithSAML' }],
    ['that allows the beginning of it', { ...ASSUME, Action: 'sts:Assume' }],
    ['that allows it elsewhere', { ...ASSUME, Resource: ROLE.replace('222222222222', '333333333333') }],
    ['that allows a resource in other letters', { ...ASSUME, Resource: ROLE.toUpperCase() }],
    ['whose pattern is longer', { ...ASSUME, Resource: `${ROLE}?` }],
    ['in which a dot is a dot', { ...ASSUME, Action: 'sts.AssumeRole' }],
    ['that leaves the action out', { Effect: 'Allow', NotAction: 'sts:*', Resource: '*' }],
    ['that leaves the resource out', { Effect: 'Allow', Action: '*', NotResource: ROLE }],
    ['that has no action', { Effect: 'Allow', Resource: '*' }],
    ['that has no resource', { Effect: 'Allow', Action: '*' }],
    ['that denies it', ASSUME, { ...ASSUME, Effect: 'Deny' }],
    ['that denies alone', { ...ASSUME, Effect: 'Deny', Condition: {} }],
  ])('%s', (_name, ...statements: object[]) => {
    expect(of(...statements)).toEqual([REFUSED]);
  });

  test.each([['no policy at all'], [{ Statement: 'x' }], [{ Statement: [{ Effect: 'Perhaps' }] }]])(
    'that is no policy: %j',
    (document) => {
      expect(find(document)).toEqual([REFUSED]);
    },
  );
});
