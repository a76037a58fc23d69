import { describe, expect, it } from 'vitest';
import { evaluate, evaluateAssumeRole } from '../../../local/policies/authorize.ts';
import { evaluateOnResource } from '../../../local/policies/resourcePolicy.ts';
import { leaveOrganization } from '../../../local/state/organizations.ts';
import type { World } from '../../../local/state/state.ts';
import { addRole, policy, SOURCE, TARGET, trust } from '../aws/testWorld.ts';
import { CHILD, MANAGEMENT, organizationIn, organizationWorld, ROOT, SIBLING, UNIT } from './organizations.ts';

const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
const REFUSE = {
  Effect: 'Deny',
  Principal: '*',
  Action: ['aps:*', 'dynamodb:*', 'iam:*', 'lambda:*', 'sqs:*', 'sts:*'],
  Resource: '*',
};
const TABLE = { action: 'dynamodb:GetItem', resourceArn: `arn:aws:dynamodb:us-west-2:${SOURCE}:table/t` };

/** An account under UNIT whose resources nobody may use, but for what `condition` leaves. */
function worldWith(targetIds: string[] = [ROOT], condition: object = {}): World {
  const world = organizationWorld(UNIT);
  const document = policy({ ...REFUSE, ...condition });
  organizationIn(world).resourceControlPolicies = [{ name: 'perimeter', targetIds, document }];
  return world;
}

/** What a role of the account may do in it that its policies let do everything. */
function asked(world: World, check: Pick<typeof TABLE, 'action' | 'resourceArn'> = TABLE, resourceAccountId = SOURCE) {
  const roleArn = `arn:aws:iam::${SOURCE}:role/asking`;
  if (world.accounts[SOURCE]?.roles[roleArn] === undefined) addRole(world, { name: 'asking', inline: [ALL] });
  return evaluate(world, { kind: 'role', roleArn }, { ...check, resourceAccountId });
}

const REFUSED = { allowed: false, layer: 'resource control policy' };

describe('a resource control policy', () => {
  it.each([
    ['the root', [ROOT], false],
    ['the OU', [UNIT], false],
    ['the account', [SOURCE], false],
    ['a child of the OU', [CHILD], true],
    ['a sibling of the OU', [SIBLING], true],
    ['nothing', [], true],
  ])('counts or does not, attached to %s', async (_where, targetIds, allowed) => {
    expect(await asked(worldWith(targetIds))).toMatchObject(allowed ? { allowed } : REFUSED);
  });

  it('refuses in AWS’s words', async () => {
    const { explanation } = await asked(worldWith());
    expect(explanation).toMatch(/ with an explicit deny in a resource control policy$/);
  });

  it.each([
    ['aps:RemoteWrite', `arn:aws:aps:us-west-2:${SOURCE}:workspace/ws-1`],
    ['iam:GetRole', `arn:aws:iam::${SOURCE}:role/any`],
    ['lambda:InvokeFunction', `arn:aws:lambda:us-west-2:${SOURCE}:function:f`],
  ])('is none of a service that has none: %s', async (action, resourceArn) => {
    expect(await asked(worldWith(), { action, resourceArn })).toMatchObject({ allowed: true });
  });

  it('is that of the account that owns the resource, whosever the caller', async () => {
    const world = worldWith([TARGET]);
    const roleArn = addRole(world, { account: TARGET, name: 'wanted', trust: trust({ AWS: SOURCE }) });
    expect(await asked(world)).toMatchObject({ allowed: true });
    expect(await asked(world, { action: 'sts:AssumeRole', resourceArn: roleArn }, TARGET)).toMatchObject(REFUSED);
    leaveOrganization(world, TARGET);
    expect(await asked(world, { action: 'sts:AssumeRole', resourceArn: roleArn }, TARGET)).toMatchObject({
      allowed: true,
    });
  });

  it('does not concern the management account', async () => {
    const table = { ...TABLE, resourceArn: TABLE.resourceArn.replace(SOURCE, MANAGEMENT) };
    const principal = { kind: 'arn', arn: `arn:aws:iam::${MANAGEMENT}:root` } as const;
    const decision = await evaluate(worldWith(), principal, { ...table, resourceAccountId: MANAGEMENT });
    expect(decision).toMatchObject({ allowed: true });
  });

  it('does not concern service-linked roles', async () => {
    const world = worldWith();
    expect(await asked(world)).toMatchObject(REFUSED);
    const role = world.accounts[SOURCE]?.roles[`arn:aws:iam::${SOURCE}:role/asking`];
    if (role !== undefined) role.serviceLinked = 'scraper.aps.amazonaws.com';
    world.iamRevision += 1;
    const check = { ...TABLE, resourceAccountId: SOURCE };
    expect(await evaluate(world, { kind: 'role', roleArn: role?.arn ?? '' }, check)).toMatchObject({ allowed: true });
    const own = { ...check, principal: { kind: 'role', roleArn: role?.arn ?? '' } } as const;
    expect(await evaluateOnResource(world, own)).toMatchObject({ allowed: true });
  });

  it('concerns AWS’s services too', async () => {
    const world = worldWith();
    const service = 'scraper.aps.amazonaws.com';
    const roleArn = addRole(world, { name: 'passed', trust: trust({ Service: service }) });
    expect(await evaluateAssumeRole(world, { principal: { kind: 'service', service }, roleArn })).toMatchObject(
      REFUSED,
    );
    const publish = {
      principal: { kind: 'service', service: 'events.amazonaws.com' },
      action: 'sqs:SendMessage',
      resourceArn: `arn:aws:sqs:us-west-2:${SOURCE}:queue`,
      resourceAccountId: SOURCE,
      policy: policy({ ...ALL, Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage' }),
    } as const;
    expect(await evaluateOnResource(world, publish)).toMatchObject(REFUSED);
    expect(await evaluateOnResource(worldWith([]), publish)).toMatchObject({ allowed: true });
  });

  it.each([
    [{}, false],
    [{ 'dp:exclude:network': 'true' }, true],
  ])('lets pass whom a tag exempts: %j', async (tags, allowed) => {
    const Condition = { StringNotEqualsIfExists: { 'aws:PrincipalTag/dp:exclude:network': 'true' } };
    const world = worldWith([ROOT], { Condition });
    const roleArn = addRole(world, { name: 'asking', inline: [ALL], tags });
    const decision = await evaluate(world, { kind: 'role', roleArn }, { ...TABLE, resourceAccountId: SOURCE });
    expect(decision).toMatchObject(allowed ? { allowed } : REFUSED);
  });
});
