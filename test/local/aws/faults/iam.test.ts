import {
  CreateRoleCommand,
  GetRoleCommand,
  ListRolePoliciesCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';
import { faultPlan } from '../../../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../../../local/aws/faults/notation.ts';
import { administrator, testServer, type TestServer } from '../testServer.ts';
import { addRole, OPERATIONS, SOURCE, TARGET, trust } from '../testWorld.ts';

const SOURCE_ROLE = `arn:aws:iam::${SOURCE}:role/source`;

let test: TestServer;
afterEach(() => test.server.close());

/** A world with a role `old`, in which a role `source` has just been created. */
async function serve(fault: string) {
  const plan = faultPlan([parseFault(fault, OPERATIONS)]);
  test = await testServer(OPERATIONS, undefined, plan);
  addRole(test.world, { name: 'old' });
  await test
    .iam()
    .send(new CreateRoleCommand({ RoleName: 'source', AssumeRolePolicyDocument: trust({ AWS: SOURCE }) }));
  return { later: (seconds: number) => test.clock.advanceTo(test.clock.now() + seconds * 1000), plan };
}

const firings = ({ plan }: Awaited<ReturnType<typeof serve>>) => plan.fired()[0]?.fired;

describe('Slow propagation', () => {
  const trusting = (principal: string) =>
    test
      .iam(administrator(TARGET))
      .send(new CreateRoleCommand({ RoleName: 'target', AssumeRolePolicyDocument: trust({ AWS: principal }) }));

  it('A new role is an invalid principal, until it has spread', async () => {
    const served = await serve('iam:propagation:30');
    served.later(29);
    await expect(trusting(SOURCE_ROLE)).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message: `Invalid principal in policy: "AWS":"${SOURCE_ROLE}"`,
    });
    expect(firings(served)).toBe(1);
    served.later(1);
    await expect(trusting(SOURCE_ROLE)).resolves.toMatchObject({ Role: { RoleName: 'target' } });
    expect(firings(served)).toBe(1);
  });

  it('A new role is refused in a trust policy that is changed, too', async () => {
    const served = await serve('iam:propagation:30');
    await expect(
      test
        .iam()
        .send(
          new UpdateAssumeRolePolicyCommand({ RoleName: 'old', PolicyDocument: trust({ AWS: ['*', SOURCE_ROLE] }) }),
        ),
    ).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
    expect(firings(served)).toBe(1);
  });

  it('A role that was there before is known', async () => {
    const served = await serve('iam:propagation:30');
    await expect(trusting(`arn:aws:iam::${SOURCE}:role/old`)).resolves.toBeDefined();
    expect(firings(served)).toBe(0);
  });

  it('A new role cannot be assumed, until it has spread', async () => {
    const served = await serve('iam:propagation:30');
    const assume = () => test.sts().send(new AssumeRoleCommand({ RoleArn: SOURCE_ROLE, RoleSessionName: 'session' }));
    await expect(assume()).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringMatching(/is not authorized to perform: sts:AssumeRole on resource: .*role\/source$/),
    });
    served.later(30);
    await expect(assume()).resolves.toBeDefined();
    expect(firings(served)).toBe(1);
  });

  it('A policy that is none is refused as such', async () => {
    await serve('iam:propagation:30');
    const answer = test.iam().send(new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: '{' }));
    await expect(answer).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
  });
});

describe('A stale read', () => {
  const read = (RoleName: string) => test.iam().send(new GetRoleCommand({ RoleName }));
  const notFound = { name: 'NoSuchEntityException', message: 'The role with name source cannot be found.' };

  it('Does not find the new role once, then it does', async () => {
    const served = await serve('iam:stale-read');
    await expect(read('source')).rejects.toMatchObject(notFound);
    await expect(read('source')).resolves.toBeDefined();
    expect(firings(served)).toBe(1);
  });

  it('Is also one of its policies', async () => {
    await serve('iam:stale-read');
    const answer = test.iam().send(new ListRolePoliciesCommand({ RoleName: 'source' }));
    await expect(answer).rejects.toMatchObject(notFound);
  });

  it('Is none of an old role, nor of one that is a minute old', async () => {
    const served = await serve('iam:stale-read');
    await expect(read('old')).resolves.toBeDefined();
    served.later(60);
    await expect(read('source')).resolves.toBeDefined();
    expect(firings(served)).toBe(0);
  });
});
