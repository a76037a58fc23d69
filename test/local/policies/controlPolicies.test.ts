import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../local/policies/authorize.ts';
import { evaluateOnResource } from '../../../local/policies/resourcePolicy.ts';
import { leaveOrganization } from '../../../local/state/organizations.ts';
import type { World } from '../../../local/state/state.ts';
import { addRole, policy, SOURCE } from '../aws/testWorld.ts';
import { CONTROL_CASES, type ControlCase } from './controlPolicyCases.ts';
import { MANAGEMENT, organizationIn, organizationWorld, ROOT, UNIT } from './organizations.ts';

const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
const REFUSE_ALL = { ...ALL, Effect: 'Deny' };
const WRITE = { action: 'aps:RemoteWrite', resourceArn: `arn:aws:aps:us-west-2:${SOURCE}:workspace/ws-1` };

function worldWith({ policies, withoutFullAccess, place = UNIT }: Partial<ControlCase>): World {
  const world = organizationWorld(place);
  const organization = organizationIn(world);
  organization.serviceControlPolicies = (policies ?? []).map(({ targetIds, statements }, index) => ({
    name: `policy-${index}`,
    targetIds,
    document: policy(...statements),
  }));
  if (withoutFullAccess !== undefined) organization.withoutFullAccess = withoutFullAccess;
  return world;
}

/** Of a world in which nobody under the root may do anything. */
const closed = () => worldWith({ policies: [{ targetIds: [ROOT], statements: [REFUSE_ALL] }] });

describe('service control policies', () => {
  it.each(CONTROL_CASES)('for a role that may do everything: $name', async ({ check, allowed, ...rest }) => {
    const world = worldWith(rest);
    const roleArn = addRole(world, { name: 'asking', inline: [ALL] });
    const decision = await evaluate(world, { kind: 'role', roleArn }, { resourceAccountId: SOURCE, ...check });
    expect(decision).toMatchObject(allowed ? { allowed } : { allowed, layer: 'service control policy' });
  });

  it('refuse in AWS’s words, by a Deny and by what they do not allow', async () => {
    const explain = async (world: World) => {
      const roleArn = addRole(world, { name: 'asking', inline: [ALL] });
      const check = { ...WRITE, resourceAccountId: SOURCE };
      return (await evaluate(world, { kind: 'role', roleArn }, check)).explanation.replace(/^.* on resource: \S+/, '');
    };
    expect(await explain(closed())).toBe(' with an explicit deny in a service control policy');
    expect(await explain(worldWith({ withoutFullAccess: [ROOT] }))).toBe(
      ' because no service control policy allows the aps:RemoteWrite action',
    );
  });

  it('allow nothing by themselves', async () => {
    const world = worldWith({});
    const roleArn = addRole(world, { name: 'asking' });
    const decision = await evaluate(world, { kind: 'role', roleArn }, { ...WRITE, resourceAccountId: SOURCE });
    expect(decision).toMatchObject({ allowed: false, layer: 'identity' });
  });

  it.each([
    ['the administrator of an account', { kind: 'arn', arn: `arn:aws:iam::${SOURCE}:user/administrator` }, false],
    ['the root of an account', { kind: 'arn', arn: `arn:aws:iam::${SOURCE}:root` }, false],
    ['the management account', { kind: 'arn', arn: `arn:aws:iam::${MANAGEMENT}:root` }, true],
  ] as const)('concern %s or not', async (_name, principal, allowed) => {
    const { arn } = principal;
    const accountId = arn.split(':')[4] ?? '';
    const check = { ...WRITE, resourceArn: WRITE.resourceArn.replace(SOURCE, accountId), resourceAccountId: accountId };
    expect(await evaluate(closed(), principal, check)).toMatchObject({ allowed });
  });

  it('do not concern service-linked roles, nor whoever has left', async () => {
    const world = closed();
    const roleArn = addRole(world, { name: 'asking', inline: [ALL] });
    const check = { ...WRITE, resourceAccountId: SOURCE };
    const decision = () => evaluate(world, { kind: 'role', roleArn }, check);
    expect(await decision()).toMatchObject({ allowed: false });
    const role = world.accounts[SOURCE]?.roles[roleArn];
    if (role !== undefined) role.serviceLinked = 'scraper.aps.amazonaws.com';
    world.iamRevision += 1;
    expect(await decision()).toMatchObject({ allowed: true });
    delete role?.serviceLinked;
    leaveOrganization(world, SOURCE);
    expect(await decision()).toMatchObject({ allowed: true });
  });

  it('do not concern a service, on whose behalf it may be', async () => {
    const decision = await evaluateOnResource(closed(), {
      principal: { kind: 'service', service: 'events.amazonaws.com', sourceAccount: SOURCE },
      action: 'sns:Publish',
      resourceArn: `arn:aws:sns:us-west-2:${SOURCE}:topic`,
      resourceAccountId: SOURCE,
      policy: policy({ ...ALL, Action: 'sns:Publish', Principal: { Service: 'events.amazonaws.com' } }),
    });
    expect(decision).toMatchObject({ allowed: true });
  });

  it("concern a call that a resource's policy allows", async () => {
    const world = closed();
    const roleArn = addRole(world, { name: 'asking' });
    const request = {
      principal: { kind: 'role', roleArn },
      action: 'sns:Publish',
      resourceArn: `arn:aws:sns:us-west-2:${SOURCE}:topic`,
      resourceAccountId: SOURCE,
      policy: policy({ ...ALL, Action: 'sns:Publish', Principal: { AWS: roleArn } }),
    } as const;
    expect(await evaluateOnResource(world, request)).toMatchObject({
      allowed: false,
      layer: 'service control policy',
    });
  });
});
