import { describe, expect, it } from 'vitest';
import { evaluate, evaluateAssumeRole } from '../../../local/policies/authorize.ts';
import { addRole, emptyWorld, SOURCE, TARGET, trust } from '../aws/testWorld.ts';

const FUNCTION = `arn:aws:lambda:us-west-2:${SOURCE}:function:NAME-claimConnection`;
const OTHER = `arn:aws:lambda:us-west-2:${SOURCE}:function:NAME-claimConnection2`;
const OWN = { ArnLike: { 'lambda:SourceFunctionArn': [FUNCTION, `${FUNCTION}:*`] } };
const ASSUME = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' };

describe("a function's ARN, as a policy of its role asks for it", () => {
  it.each([
    ['the function', FUNCTION, true],
    ['a version of it', `${FUNCTION}:7`, true],
    ['a function whose name begins alike', OTHER, false],
    ['a version of that', `${OTHER}:7`, false],
    ['nobody, since the role was passed elsewhere', undefined, false],
  ])('is that of %s', async (_name, sourceFunctionArn, allowed) => {
    const world = emptyWorld();
    const roleArn = addRole(world, { name: 'function', inline: [{ ...ASSUME, Condition: OWN }] });
    const asked = addRole(world, { name: 'asked', account: TARGET, trust: trust({ AWS: SOURCE }) });
    const principal = { kind: 'role', roleArn, ...(sourceFunctionArn && { sourceFunctionArn }) } as const;
    expect(await evaluateAssumeRole(world, { principal, roleArn: asked })).toMatchObject({ allowed });
  });

  it('is read by a boundary, whatever the action, in any case of its letters', async () => {
    const world = emptyWorld();
    const write = { Effect: 'Allow', Action: 'aps:RemoteWrite', Resource: '*' };
    const boundary = [{ ...write, Condition: { ArnEquals: { 'LAMBDA:sourcefunctionarn': FUNCTION } } }];
    const roleArn = addRole(world, { name: 'function', inline: [write], boundary });
    const check = {
      action: 'aps:RemoteWrite',
      resourceArn: `arn:aws:aps:us-west-2:${SOURCE}:workspace/ws-1`,
      resourceAccountId: SOURCE,
    };
    const from = (sourceFunctionArn: string) => evaluate(world, { kind: 'role', roleArn, sourceFunctionArn }, check);
    expect(await from(FUNCTION)).toMatchObject({ allowed: true });
    expect(await from(OTHER)).toMatchObject({ allowed: false, layer: 'boundary' });
  });

  it("is not there for a resource's policy", async () => {
    const world = emptyWorld();
    const roleArn = addRole(world, { name: 'function', inline: [ASSUME] });
    const asked = addRole(world, { name: 'asked', account: TARGET, trust: trust({ AWS: SOURCE }, OWN) });
    const principal = { kind: 'role', roleArn, sourceFunctionArn: FUNCTION } as const;
    expect(await evaluateAssumeRole(world, { principal, roleArn: asked })).toMatchObject({ allowed: false });
  });
});
