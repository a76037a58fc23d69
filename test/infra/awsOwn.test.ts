/** What AWS itself uses of the templates, so that no call here needs it. */

import { expect, test } from 'vitest';
import { CONFIGURATIONS, ofType, STACKS } from './support.ts';
import { statementsOf } from './policies.ts';

test('every function of ours has the memory, and the CPU with it, that its code needs to load', () => {
  const ours = ofType('AWS::Lambda::Function').filter(
    ({ properties }) => !String(properties['Handler']).startsWith('framework.'),
  );
  expect(ours.length).toBeGreaterThan(10);
  const small = ours.filter(({ properties }) => !(Number(properties['MemorySize']) >= 512));
  expect(small.map(({ where, properties }) => `${where} ${String(properties['MemorySize'])}`)).toEqual([]);
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html and concepts-xray-tracing.html beside it. */
const DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];

test('every state machine of ours may deliver its log and its traces', () => {
  const delivering = ofType('AWS::IAM::Role').filter((one) => {
    const actions = statementsOf(one)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => Action);
    return DELIVERY.every((action) => actions.includes(action));
  });
  const machines = ofType('AWS::StepFunctions::StateMachine').filter(({ properties }) =>
    /-(onboard|offboard|reconcile)$/.test(String(properties['StateMachineName'])),
  );
  expect(machines.length).toBeGreaterThan(3);
  expect(delivering).toHaveLength(machines.length);
});

test('where an organization is configured, a provisioner trusts functions of that one alone', () => {
  const organizations = Object.values(CONFIGURATIONS).flatMap(({ organizationId }) => organizationId ?? []);
  expect(organizations).toHaveLength(1);
  const trusts = ofType('AWS::IAM::Role').filter(({ properties }) =>
    JSON.stringify(properties['AssumeRolePolicyDocument']).includes('"sts:ExternalId"'),
  );
  const within = trusts.filter(({ properties }) =>
    JSON.stringify(properties['AssumeRolePolicyDocument']).includes(`"aws:PrincipalOrgID":"${organizations[0]}"`),
  );
  const accounts = STACKS.filter(({ kind }) => kind === 'account');
  expect([trusts.length, within.length]).toEqual([
    accounts.length,
    accounts.filter(({ stackName }) => within.some(({ where }) => where.startsWith(`${stackName}/`))).length,
  ]);
  expect(within.length).toBeGreaterThan(0);
});
