import { describe, expect, it } from 'vitest';
import { evaluateAssumeRole } from '../../../local/policies/authorize.ts';
import { putDeployment } from '../../../local/deployment/putDeployment.ts';
import { readDeployment } from '../../../local/deployment/read/readTemplates.ts';
import { allow, MEMBER, policy, role, stack, STRANGER, WORKFLOW } from './samples.ts';
import { worldOf } from './world.ts';

const A = `arn:aws:iam::${WORKFLOW}:role/a`;
const B = `arn:aws:iam::${MEMBER}:role/b`;

function trusting(principal: string) {
  const trust = policy({ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' });
  return { AssumeRolePolicyDocument: trust };
}

/** Two roles in two accounts that may assume each other. */
const MUTUAL = [
  stack(WORKFLOW, 'one', { A: role('a', '', { ...trusting(B), Policies: [allow('sts:AssumeRole', B)] }) }),
  stack(MEMBER, 'two', { B: role('b', '', { ...trusting(A), Policies: [allow('sts:AssumeRole', A)] }) }),
];

function deployed(stacks = MUTUAL, world = worldOf(WORKFLOW, MEMBER)) {
  putDeployment(world, readDeployment(stacks));
  return world;
}

describe('a deployment that is put into a world', () => {
  it('lets roles that trust each other assume each other', async () => {
    const world = deployed();
    for (const [roleArn, other] of [
      [A, B],
      [B, A],
    ] as const) {
      const request = { principal: { kind: 'role', roleArn: other }, roleArn } as const;
      expect(await evaluateAssumeRole(world, request)).toMatchObject({ allowed: true });
    }
  });

  it('keeps the unique ids of roles when it is put again, and says that IAM has changed', () => {
    const world = deployed();
    const before = structuredClone(world.accounts);
    const { iamRevision } = world;
    world.now += 1000;
    deployed(MUTUAL, world);
    expect(world.accounts).toEqual(before);
    expect(world.iamRevision).toBeGreaterThan(iamRevision);
  });

  it('replaces the policies of a role', () => {
    const world = deployed();
    deployed([stack(WORKFLOW, 'one', { A: role('a', 'lambda.amazonaws.com') })], world);
    expect(world.accounts[WORKFLOW]?.roles[A]).toMatchObject({ inlinePolicies: {}, trustedIds: {} });
  });

  it('does not share its policies with the world', () => {
    const deployment = readDeployment(MUTUAL);
    const world = worldOf(WORKFLOW, MEMBER);
    putDeployment(world, deployment);
    const role = world.accounts[WORKFLOW]?.roles[A];
    if (role !== undefined) role.inlinePolicies['permissions'] = 'changed';
    expect(deployment.roles[0]?.inlinePolicies['permissions']).not.toBe('changed');
  });

  it('names the accounts that the world has not', () => {
    expect(() => deployed(MUTUAL, worldOf(WORKFLOW))).toThrow(
      `The deployment is for accounts that the world has not: ${MEMBER}.`,
    );
  });

  it.each([
    [
      'a principal that does not exist',
      trusting(`arn:aws:iam::${MEMBER}:role/gone`),
      'Invalid principal in policy: "AWS":',
    ],
    [
      'a principal in an account that does not',
      trusting(`arn:aws:iam::${STRANGER}:root`),
      'Invalid principal in policy',
    ],
    [
      'a boundary that does not',
      { PermissionsBoundary: `arn:aws:iam::${WORKFLOW}:policy/gone` },
      'policy/gone does not exist',
    ],
    [
      'a policy that does not',
      { ManagedPolicyArns: [`arn:aws:iam::${WORKFLOW}:policy/gone`] },
      'policy/gone does not exist',
    ],
  ])('is refused for %s', (_name, properties, problem) => {
    const stacks = [stack(WORKFLOW, 'one', { A: role('a', 'lambda.amazonaws.com', properties) })];
    expect(() => deployed(stacks)).toThrow(`${A} cannot be deployed: `);
    expect(() => deployed(stacks)).toThrow(problem);
  });
});
