import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { administrator, testServer, type TestServer } from '../../testServer.ts';
import { addRole, deleteRole, invoke, policy, SOURCE, TARGET, trust } from '../../testWorld.ts';

let test: TestServer;
let roleArn: string;
beforeEach(async () => {
  test = await testServer();
  roleArn = addRole(test.world, {
    name: 'target',
    account: TARGET,
    path: '/amp-scraper/',
    trust: trust({ AWS: SOURCE }, { StringEquals: { 'sts:ExternalId': 'abc' } }),
  });
});
afterEach(() => test.server.close());

const request = () => ({ RoleArn: roleArn, RoleSessionName: 'session', ExternalId: 'abc' });

async function assumed() {
  const { Credentials } = await test.sts().send(new AssumeRoleCommand(request()));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

it('Answers keys that end an hour from now in real time, and that are the role', async () => {
  const { Credentials, AssumedRoleUser } = await test.sts().send(new AssumeRoleCommand(request()));
  expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z0-9]{16}$/);
  expect((Credentials?.Expiration?.getTime() ?? 0) - Date.now()).toBeGreaterThan(3_590_000);
  expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${TARGET}:assumed-role/target/session`);
  const identity = await test.sts(await assumed()).send(new GetCallerIdentityCommand({}));
  expect(identity).toMatchObject({ Account: TARGET, Arn: `arn:aws:sts::${TARGET}:assumed-role/target/session` });
});

it('Refuses without the external id, and does not say what the trust policy wants', async () => {
  const { ExternalId: _left, ...without } = request();
  await expect(test.sts().send(new AssumeRoleCommand(without))).rejects.toMatchObject({
    name: 'AccessDenied',
    message:
      `User: arn:aws:iam::${SOURCE}:user/administrator is not authorized to perform: sts:AssumeRole on resource: ` +
      roleArn,
  });
});

it.each([
  { name: 'a duration of 899 s', more: { DurationSeconds: 899 }, message: /greater than or equal to 900/ },
  {
    name: "a duration beyond the role's",
    more: { DurationSeconds: 3601 },
    message: /MaxSessionDuration set for this role/,
  },
  { name: 'a session name with a blank', more: { RoleSessionName: 'a b' }, message: /pattern: \[\\w\+=,\.@-\]\*/ },
  { name: 'an external id with a blank', more: { ExternalId: 'a b' }, message: /at 'externalId'/ },
  { name: 'what is no role ARN', more: { RoleArn: 'arn:aws:iam::222222222222:user/x' }, message: /is invalid$/ },
])('Refuses $name as a ValidationError', async ({ more, message }) => {
  const answer = test.sts().send(new AssumeRoleCommand({ ...request(), ...more }));
  await expect(answer).rejects.toMatchObject({ name: 'ValidationError', message: expect.stringMatching(message) });
});

it('Refuses a role that does not exist in the same words as one that does not trust', async () => {
  const answer = test.sts().send(new AssumeRoleCommand({ ...request(), RoleArn: `${roleArn}-missing` }));
  await expect(answer).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringMatching(/is not authorized to perform: sts:AssumeRole on resource: .*target-missing$/),
  });
});

it('Names a parameter that is not emulated', async () => {
  const answer = test.sts().send(new AssumeRoleCommand({ ...request(), PolicyArns: [] }));
  await expect(answer).rejects.toThrow('The embedded AWS does not have the parameter PolicyArns of sts:AssumeRole.');
});

it('Gives a session that may do no more than its own policy lets it', async () => {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'aps:ListScrapers', Resource: '*' }],
  });
  const next = addRole(test.world, { name: 'next', account: TARGET, trust: trust({ AWS: TARGET }) });
  invoke(test.world, TARGET, 'PutRolePolicy', {
    RoleName: 'target',
    PolicyName: 'all',
    PolicyDocument: policy({ Effect: 'Allow', Action: '*', Resource: '*' }),
  });
  const chained = async (more: object) => {
    const { Credentials } = await test.sts().send(new AssumeRoleCommand({ ...request(), ...more }));
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken } = { ...Credentials };
    const sts = test.sts({ accessKeyId, secretAccessKey, ...(SessionToken && { sessionToken: SessionToken }) });
    return sts.send(new AssumeRoleCommand({ RoleArn: next, RoleSessionName: 'session' }));
  };
  await chained({});
  await expect(chained({ Policy })).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('because no session policy allows the sts:AssumeRole action'),
  });
});

it.each(['{}', 'no JSON', '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"aps:ListScrapers"}]}'])(
  'Refuses the session policy %s',
  async (Policy) => {
    const answer = test.sts().send(new AssumeRoleCommand({ ...request(), Policy }));
    await expect(answer).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
  },
);

it('Chains for an hour at most', async () => {
  const next = addRole(test.world, { name: 'next', account: TARGET, trust: trust({ AWS: roleArn }) });
  const sts = test.sts(await assumed());
  await sts.send(new AssumeRoleCommand({ RoleArn: next, RoleSessionName: 'session' }));
  const long = new AssumeRoleCommand({ RoleArn: next, RoleSessionName: 'session', DurationSeconds: 3601 });
  await expect(sts.send(long)).rejects.toThrow('exceeds the 1 hour session limit for roles assumed by role chaining');
});

it("A deleted role's sessions are dead, also when the role is made again", async () => {
  const credentials = await assumed();
  deleteRole(test.world, TARGET, 'target');
  addRole(test.world, { name: 'target', account: TARGET, path: '/amp-scraper/' });
  const answer = test.sts(credentials).send(new GetCallerIdentityCommand({}));
  await expect(answer).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
});

it('An administrator of another account is that account', async () => {
  const identity = await test.sts(administrator(TARGET)).send(new GetCallerIdentityCommand({}));
  expect(identity.Arn).toBe(`arn:aws:iam::${TARGET}:user/administrator`);
});

it('Sixty calls take well below a second', async () => {
  const sts = test.sts();
  const begun = performance.now();
  for (let count = 0; count < 60; count += 1) await sts.send(new AssumeRoleCommand(request()));
  expect(performance.now() - begun).toBeLessThan(1000);
});
