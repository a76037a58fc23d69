import { describe, expect, it } from 'vitest';
import { evaluate, evaluateAssumeRole } from '../../../local/policies/authorize.ts';
import { evaluateOnResource } from '../../../local/policies/resourcePolicy.ts';
import { accountsUnder, joinOrganization, leaveOrganization, moveAccount } from '../../../local/state/organizations.ts';
import { addRole, policy, SOURCE, TARGET, trust } from '../aws/testWorld.ts';
import { CONDITION_CASES, type ConditionCase } from './organizationCases.ts';
import {
  CHILD,
  MANAGEMENT,
  ORGANIZATION,
  organizationIn,
  organizationWorld,
  ROOT,
  SIBLING,
  UNIT,
} from './organizations.ts';

const ASSUME = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' };

/** Whether a role of the asking account may assume one of the owner's, which trusts it. */
async function mayAssume(
  { condition, asking, owner, ownedBy = TARGET }: Omit<ConditionCase, 'name' | 'allowed'>,
  where: 'policy' | 'boundary' | 'trust',
): Promise<boolean> {
  const world = organizationWorld(asking, owner);
  const statement = { ...ASSUME, Condition: condition };
  const roleArn = addRole(world, {
    name: 'asking',
    inline: [where === 'policy' ? statement : ASSUME],
    boundary: [where === 'boundary' ? statement : ASSUME],
  });
  const asked = addRole(world, {
    name: 'asked',
    account: ownedBy,
    trust: trust({ AWS: `arn:aws:iam::${SOURCE}:root` }, where === 'trust' ? condition : undefined),
  });
  return (await evaluateAssumeRole(world, { principal: { kind: 'role', roleArn }, roleArn: asked })).allowed;
}

describe('the organization of who asks and who owns', () => {
  it.each(CONDITION_CASES)('in a policy: $name', async ({ allowed, ...rest }) => {
    expect(await mayAssume(rest, 'policy')).toBe(allowed);
  });

  it.each(CONDITION_CASES)('in a boundary: $name', async ({ allowed, ...rest }) => {
    expect(await mayAssume(rest, 'boundary')).toBe(allowed);
  });

  it.each(CONDITION_CASES)('in a trust policy: $name', async ({ allowed, ...rest }) => {
    expect(await mayAssume(rest, 'trust')).toBe(allowed);
  });

  it.each(CONDITION_CASES)("in a resource's policy: $name", async ({ allowed, condition, asking, owner, ownedBy }) => {
    const world = organizationWorld(asking, owner);
    const publish = { Effect: 'Allow', Action: 'sns:Publish', Resource: '*' };
    const roleArn = addRole(world, { name: 'asking', inline: [publish] });
    const topic = `arn:aws:sns:us-west-2:${ownedBy}:topic`;
    const statement = { ...publish, Principal: { AWS: SOURCE }, Condition: condition };
    const decision = await evaluateOnResource(world, {
      principal: { kind: 'role', roleArn },
      action: 'sns:Publish',
      resourceArn: topic,
      resourceAccountId: ownedBy ?? TARGET,
      policy: policy(statement),
    });
    const sameAccount = ownedBy === SOURCE;
    expect(decision.allowed).toBe(sameAccount || allowed);
  });

  it('has the management account in it', async () => {
    const world = organizationWorld();
    const condition = { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } };
    const roleArn = addRole(world, { name: 'asked', trust: trust({ AWS: '*' }, condition) });
    const principal = { kind: 'arn', arn: `arn:aws:iam::${MANAGEMENT}:user/somebody` } as const;
    expect(await evaluateAssumeRole(world, { principal, roleArn })).toMatchObject({ allowed: true });
  });

  it('is not said of the account that a service acts for', async () => {
    const world = organizationWorld();
    const condition = { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } };
    const roleArn = addRole(world, { name: 'asked', trust: trust({ Service: 'events.amazonaws.com' }, condition) });
    const principal = { kind: 'service', service: 'events.amazonaws.com' } as const;
    expect(await evaluateAssumeRole(world, { principal, roleArn, sourceAccount: SOURCE })).toMatchObject({
      allowed: false,
    });
  });

  it('is unknown to the policy of who asks where the owner is not asked', async () => {
    const world = organizationWorld();
    const check = {
      action: 'aps:CreateScraper',
      resourceArn: `arn:aws:aps:us-west-2:${TARGET}:workspace/ws-1`,
      resourceAccountId: TARGET,
      mode: 'identity',
    } as const;
    const inside = { StringEquals: { 'aws:ResourceOrgID': ORGANIZATION } };
    const create = { Effect: 'Allow', Action: 'aps:CreateScraper', Resource: '*' };
    const bound = addRole(world, { name: 'bound', inline: [{ ...create, Condition: inside }] });
    const free = addRole(world, { name: 'free', inline: [create] });
    expect(await evaluate(world, { kind: 'role', roleArn: bound }, check)).toMatchObject({ allowed: false });
    expect(await evaluate(world, { kind: 'role', roleArn: free }, check)).toMatchObject({ allowed: true });
  });
});

describe('the accounts under an OU', () => {
  it.each([
    ['that has them and their children', [UNIT], [SOURCE, TARGET]],
    ['below', [CHILD], [SOURCE]],
    ['beside', [SIBLING], []],
    ['that is the root, but the one that manages', [ROOT], [SOURCE, TARGET]],
  ])('%s', (_name, ids, accounts) => {
    expect(accountsUnder(organizationIn(organizationWorld(CHILD, UNIT)), ids)).toEqual(accounts);
  });
});

describe('an account that goes', () => {
  const BY_UNIT = {
    condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/*/${UNIT}/*`] } },
  };

  it('is admitted where it is, from the next request on', async () => {
    const world = organizationWorld(SIBLING);
    const asked = addRole(world, { name: 'asked', account: TARGET, trust: trust({ AWS: SOURCE }, BY_UNIT.condition) });
    const roleArn = addRole(world, { name: 'asking', inline: [ASSUME] });
    const allowed = async () =>
      (await evaluateAssumeRole(world, { principal: { kind: 'role', roleArn }, roleArn: asked })).allowed;
    expect(await allowed()).toBe(false);
    moveAccount(world, SOURCE, CHILD);
    expect(await allowed()).toBe(true);
    leaveOrganization(world, SOURCE);
    expect(await allowed()).toBe(false);
    joinOrganization(world, SOURCE, ORGANIZATION);
    expect(await allowed()).toBe(false);
    moveAccount(world, SOURCE, UNIT);
    expect(await allowed()).toBe(true);
  });

  it.each([
    ['joins twice', () => joinOrganization(organizationWorld(), SOURCE, ORGANIZATION), /is in o-a1b2c3d4e5/],
    ['joins nothing', () => joinOrganization(organizationWorld('none'), SOURCE, 'o-0000000000'), /no organization o-0/],
    ['joins unborn', () => joinOrganization(organizationWorld(), '777777777777', ORGANIZATION), /no account 7/],
    ['leaves from outside', () => leaveOrganization(organizationWorld('none'), SOURCE), /is in no organization/],
    ['leaves what it manages', () => leaveOrganization(organizationWorld(), MANAGEMENT), /manages o-a1b2c3d4e5/],
    ['moves nowhere', () => moveAccount(organizationWorld(), SOURCE, 'ou-ab12-00000000'), /has no ou-ab12-00000000/],
    ['moves to another root', () => moveAccount(organizationWorld(ROOT), SOURCE, 'r-zz99'), /has no r-zz99/],
  ])('cannot when it %s', (_name, go, problem) => {
    expect(go).toThrow(problem);
  });
});
