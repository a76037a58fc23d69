import { describe, expect, test } from 'vitest';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { operatorPermissions } from '../../infra/permissions/operator.ts';
import { evaluate } from '../../local/policies/authorize.ts';
import type { World } from '../../local/state/state.ts';
import { freshWorld } from '../workflow/support.ts';
import { functionRole, PROVISIONER, SOURCE, WORKFLOW } from './world.ts';

const OPERATOR = `arn:aws:iam::${WORKFLOW}:role/on-call`;
const POLICY = `arn:aws:iam::${WORKFLOW}:policy/amp-scraper-operator`;
const states = (kind: string, name: string) => `arn:aws:states:us-west-2:${WORKFLOW}:${kind}:${name}`;
const ONBOARD = states('stateMachine', 'amp-scraper-onboard');
const OFFBOARD = states('stateMachine', 'amp-scraper-offboard');
const EXECUTION = states('execution', 'amp-scraper-onboard:one');

/** A role of the workflow account that has the operator's policy and nothing else. */
function worldWithOperator(): World {
  const world = freshWorld();
  const account = world.accounts[WORKFLOW];
  const [any] = Object.values(account?.roles ?? {});
  if (account === undefined || any === undefined) throw new Error('The workflow account has no role.');
  account.roles[OPERATOR] = {
    ...structuredClone(any),
    arn: OPERATOR,
    roleName: 'on-call',
    path: '/',
    inlinePolicies: {},
    attachedPolicyArns: [POLICY],
  };
  world.iamRevision += 1;
  return world;
}

const may = async (action: string, resourceArn: string, accountId = WORKFLOW) => {
  const check = { action, resourceArn, resourceAccountId: accountId };
  const { allowed } = await evaluate(worldWithOperator(), { kind: 'role', roleArn: OPERATOR }, check);
  return allowed;
};

describe('an operator', () => {
  test.each([
    ['states:StartExecution', ONBOARD],
    ['states:StartExecution', OFFBOARD],
    ['states:ListExecutions', OFFBOARD],
    ['states:DescribeStateMachine', ONBOARD],
    ['states:ListStateMachines', '*'],
    ['states:DescribeExecution', EXECUTION],
    ['states:DescribeStateMachineForExecution', EXECUTION],
    ['states:GetExecutionHistory', EXECUTION],
    ['states:StopExecution', EXECUTION],
  ])('may %s on %s', async (action, resource) => {
    expect(await may(action, resource)).toBe(true);
  });

  test.each([
    ["another team's machine", 'states:StartExecution', states('stateMachine', 'payroll')],
    [
      'the machine of an installation whose name begins with ours',
      'states:StartExecution',
      states('stateMachine', 'amp-scraper2-onboard'),
    ],
    ["another machine's execution", 'states:StopExecution', states('execution', 'payroll:one')],
    ['a redrive, which every execution refuses', 'states:RedriveExecution', EXECUTION],
    ['a change of the machine', 'states:UpdateStateMachine', ONBOARD],
    [
      'a function of ours',
      'lambda:InvokeFunction',
      `arn:aws:lambda:us-west-2:${WORKFLOW}:function:amp-scraper-createScraper`,
    ],
    [
      'its code',
      'lambda:UpdateFunctionCode',
      `arn:aws:lambda:us-west-2:${WORKFLOW}:function:amp-scraper-createScraper`,
    ],
    ['the role of a function', 'iam:PassRole', functionRole('createScraper')],
    ['to become one', 'sts:AssumeRole', functionRole('createScraper')],
    ['the table', 'dynamodb:UpdateItem', `arn:aws:dynamodb:us-west-2:${WORKFLOW}:table/amp-scraper-connections`],
  ])('has nothing of %s: %s', async (_name, action, resource) => {
    expect(await may(action, resource)).toBe(false);
  });

  test('has nothing of a member account', async () => {
    expect(await may('sts:AssumeRole', PROVISIONER, SOURCE)).toBe(false);
  });

  test('is of every Region of the deployment', () => {
    const { Statement } = operatorPermissions({ ...readConfiguration(), regions: ['us-west-2', 'eu-west-1'] });
    expect(Statement[0]?.Resource).toContain(ONBOARD.replace('us-west-2', 'eu-west-1'));
  });
});
