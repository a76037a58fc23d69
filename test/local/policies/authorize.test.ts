import { describe, expect, it } from 'vitest';
import { evaluate, evaluateAssumeRole } from '../../../local/policies/authorize.ts';
import { ACCESS_CASES } from './accessCases.ts';
import { ASSUME_ROLE_CASES } from './assumeRoleCases.ts';
import { addRole, emptyWorld, invoke, policy, SOURCE } from '../aws/testWorld.ts';

const WRITE = {
  action: 'aps:RemoteWrite',
  resourceArn: `arn:aws:aps:us-west-2:${SOURCE}:workspace/ws-1`,
  resourceAccountId: SOURCE,
};

describe('assuming a role', () => {
  it.each(ASSUME_ROLE_CASES)('$name', async ({ arrange, allowed, layer }) => {
    const world = emptyWorld();
    const decision = await evaluateAssumeRole(world, arrange(world));
    expect(decision).toMatchObject({ allowed, ...(layer === undefined ? {} : { layer }) });
  });
});

describe('what a role may do', () => {
  it.each(ACCESS_CASES)('$name', async ({ role, check, allowed, layer, message }) => {
    const world = emptyWorld();
    const roleArn = addRole(world, { name: 'asking', ...role });
    const decision = await evaluate(world, { kind: 'role', roleArn }, { resourceAccountId: SOURCE, ...check });
    expect(decision).toMatchObject({ allowed, ...(layer === undefined ? {} : { layer }) });
    if (message !== undefined) expect(decision.explanation.slice(-message.length)).toBe(message);
  });
});

describe('evaluation', () => {
  it('forgets its decisions when IAM changes', async () => {
    const world = emptyWorld();
    const principal = { kind: 'role', roleArn: addRole(world, { name: 'asking' }) } as const;
    expect(await evaluate(world, principal, WRITE)).toMatchObject({ allowed: false });
    const PolicyDocument = policy({ Effect: 'Allow', Action: 'aps:RemoteWrite', Resource: '*' });
    invoke(world, SOURCE, 'PutRolePolicy', { RoleName: 'asking', PolicyName: 'p', PolicyDocument });
    expect(await evaluate(world, principal, WRITE)).toMatchObject({ allowed: true });
  });

  it('keeps to the time when a condition reads it', async () => {
    const world = emptyWorld();
    const until = { DateLessThan: { 'aws:CurrentTime': new Date(world.now + 1000).toISOString() } };
    const inline = [{ Effect: 'Allow', Action: 'aps:RemoteWrite', Resource: '*', Condition: until }];
    const principal = { kind: 'role', roleArn: addRole(world, { name: 'asking', inline }) } as const;
    expect(await evaluate(world, principal, WRITE)).toMatchObject({ allowed: true });
    world.now += 2000;
    expect(await evaluate(world, principal, WRITE)).toMatchObject({ allowed: false });
  });

  it('fails, and does not allow, when a stored policy is none, and names the policy', async () => {
    const world = emptyWorld();
    const roleArn = addRole(world, { name: 'asking' });
    const role = world.accounts[SOURCE]?.roles[roleArn];
    if (role !== undefined) role.inlinePolicies = { broken: '{"Statement": 1}' };
    await expect(evaluate(world, { kind: 'role', roleArn }, WRITE)).rejects.toThrow('The policy broken is no policy');
  });

  it('fails when an operation sends a condition key that its action does not have', async () => {
    const world = emptyWorld();
    const roleArn = addRole(world, { name: 'asking' });
    const check = { ...WRITE, context: { 'iam:PassedToService': 'x' } };
    await expect(evaluate(world, { kind: 'role', roleArn }, check)).rejects.toThrow('iam:PassedToService');
  });

  it('fails for an action that does not exist', async () => {
    const world = emptyWorld();
    const roleArn = addRole(world, { name: 'asking' });
    const check = { ...WRITE, action: 'aps:WriteRemotely' };
    await expect(evaluate(world, { kind: 'role', roleArn }, check)).rejects.toThrow('invalid.action');
  });
});
