import * as iam from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { IAM_OPERATIONS } from '../../../../../local/aws/services/iam/operations.ts';
import { assumeRole, testServer, type TestServer } from '../../testServer.ts';
import { policy, SOURCE, trust } from '../../testWorld.ts';

let test: TestServer;
let client: iam.IAMClient;
beforeAll(async () => {
  test = await testServer();
  client = test.iam();
});
afterAll(() => test.server.close());

const RoleName = 'shop';
const role = { RoleName };
const TRUST = trust({ Service: 'scraper.aps.amazonaws.com' });
const DOCUMENT = policy({ Effect: 'Allow', Action: 'aps:RemoteWrite', Resource: '*' });
const BOUNDARY = `arn:aws:iam::${SOURCE}:policy/limit`;
const WRITE_ACCESS = 'arn:aws:iam::aws:policy/AmazonPrometheusRemoteWriteAccess';

it('Every operation of IAM works with the real client, from the first role to an empty account', async () => {
  await client.send(new iam.CreatePolicyCommand({ PolicyName: 'limit', PolicyDocument: DOCUMENT }));
  const created = await client.send(
    new iam.CreateRoleCommand({
      ...role,
      Path: '/amp-scraper/',
      AssumeRolePolicyDocument: TRUST,
      Description: 'a <role> & more',
      MaxSessionDuration: 7200,
      PermissionsBoundary: BOUNDARY,
      Tags: [{ Key: 'amp-scraper:connection', Value: '0123' }],
    }),
  );
  expect(created.Role).toMatchObject({
    Arn: `arn:aws:iam::${SOURCE}:role/amp-scraper/shop`,
    RoleId: expect.stringMatching(/^AROA[A-Z0-9]{17}$/),
    CreateDate: new Date(test.clock.now()),
  });

  await client.send(new iam.TagRoleCommand({ ...role, Tags: [{ Key: 'b', Value: '' }] }));
  await client.send(new iam.PutRolePolicyCommand({ ...role, PolicyName: 'write', PolicyDocument: DOCUMENT }));
  await client.send(new iam.AttachRolePolicyCommand({ ...role, PolicyArn: WRITE_ACCESS }));
  await client.send(new iam.UpdateAssumeRolePolicyCommand({ ...role, PolicyDocument: trust({ AWS: SOURCE }) }));

  const { Role } = await client.send(new iam.GetRoleCommand(role));
  expect(Role).toMatchObject({
    Description: 'a <role> & more',
    MaxSessionDuration: 7200,
    PermissionsBoundary: { PermissionsBoundaryArn: BOUNDARY },
    Tags: [
      { Key: 'amp-scraper:connection', Value: '0123' },
      { Key: 'b', Value: '' },
    ],
  });
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(trust({ AWS: SOURCE }));
  const inline = await client.send(new iam.GetRolePolicyCommand({ ...role, PolicyName: 'write' }));
  expect(decodeURIComponent(inline.PolicyDocument ?? '')).toBe(DOCUMENT);

  const lists = [
    await client.send(new iam.ListRolesCommand({ PathPrefix: '/amp-scraper/' })),
    await client.send(new iam.ListRoleTagsCommand(role)),
    await client.send(new iam.ListRolePoliciesCommand(role)),
    await client.send(new iam.ListAttachedRolePoliciesCommand(role)),
  ];
  expect(lists).toMatchObject([
    { Roles: [{ RoleName }], IsTruncated: false },
    { Tags: [{ Key: 'amp-scraper:connection' }, { Key: 'b' }] },
    { PolicyNames: ['write'] },
    { AttachedPolicies: [{ PolicyName: 'AmazonPrometheusRemoteWriteAccess', PolicyArn: WRITE_ACCESS }] },
  ]);

  expect(await client.send(new iam.GetPolicyCommand({ PolicyArn: BOUNDARY }))).toMatchObject({
    Policy: { PermissionsBoundaryUsageCount: 1, DefaultVersionId: 'v1' },
  });
  const version = await client.send(new iam.GetPolicyVersionCommand({ PolicyArn: BOUNDARY, VersionId: 'v1' }));
  expect(decodeURIComponent(version.PolicyVersion?.Document ?? '')).toBe(DOCUMENT);

  await client.send(new iam.DeleteRolePermissionsBoundaryCommand(role));
  await client.send(new iam.PutRolePermissionsBoundaryCommand({ ...role, PermissionsBoundary: BOUNDARY }));
  await client.send(new iam.UntagRoleCommand({ ...role, TagKeys: ['b'] }));
  await client.send(new iam.DeleteRolePolicyCommand({ ...role, PolicyName: 'write' }));
  await client.send(new iam.DetachRolePolicyCommand({ ...role, PolicyArn: WRITE_ACCESS }));
  await client.send(new iam.DeleteRoleCommand(role));
  await client.send(new iam.DeletePolicyCommand({ PolicyArn: BOUNDARY }));
  expect(test.world.accounts[SOURCE]).toMatchObject({ roles: {}, policies: {} });

  const linked = await client.send(
    new iam.CreateServiceLinkedRoleCommand({ AWSServiceName: 'scraper.aps.amazonaws.com', CustomSuffix: '1234' }),
  );
  expect(linked.Role?.RoleName).toBe('AWSServiceRoleForAmazonPrometheusScraper_1234');
  expect((await client.send(new iam.GetAccountSummaryCommand())).SummaryMap).toMatchObject({ Roles: 1 });

  const called = new Set(test.calls.map(({ operation }) => operation));
  expect([...called].sort()).toEqual(IAM_OPERATIONS.map(({ name }) => name).sort());
});

it('Pages through roles by marker', async () => {
  for (const name of ['a', 'b', 'c']) {
    await client.send(
      new iam.CreateRoleCommand({ RoleName: name, Path: '/paged/', AssumeRolePolicyDocument: TRUST, Tags: [] }),
    );
  }
  const pages = iam.paginateListRoles({ client, pageSize: 2 }, { PathPrefix: '/paged/' });
  const names: (string | undefined)[][] = [];
  for await (const page of pages) names.push((page.Roles ?? []).map(({ RoleName }) => RoleName));
  expect(names).toEqual([['a', 'b'], ['c']]);
});

it('A refused call is AccessDenied in the words of AWS, and changes nothing', async () => {
  const before = JSON.stringify(test.world.accounts[SOURCE]);
  await client.send(new iam.CreateRoleCommand({ RoleName: 'poor', AssumeRolePolicyDocument: trust({ AWS: SOURCE }) }));
  const { createSession } = await import('../../../../../local/aws/services/sts/operations.ts');
  const roleArn = `arn:aws:iam::${SOURCE}:role/poor`;
  const poor = createSession(test.world, roleArn, 's1', 900, test.world.now);
  const create = new iam.CreateRoleCommand({ RoleName: 'new', Path: '/x/', AssumeRolePolicyDocument: TRUST });
  await expect(test.iam(poor).send(create)).rejects.toMatchObject({
    name: 'AccessDenied',
    message:
      `User: arn:aws:sts::${SOURCE}:assumed-role/poor/s1 is not authorized to perform: iam:CreateRole on resource: ` +
      `arn:aws:iam::${SOURCE}:role/x/new because no identity-based policy allows the iam:CreateRole action`,
    $metadata: { httpStatusCode: 403 },
  });
  await client.send(new iam.DeleteRoleCommand({ RoleName: 'poor' }));
  expect(JSON.stringify(test.world.accounts[SOURCE])).toBe(before);
});

it('Whoever may act in us-east-1 alone may call IAM from any Region, and nobody who may act in another alone', async () => {
  const other = await testServer();
  for (const [name, region] of [
    ['global', 'us-east-1'],
    ['regional', 'us-west-2'],
  ] as const) {
    const RoleName = name;
    await other.iam().send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust({ AWS: SOURCE }) }));
    const Condition = { StringEquals: { 'aws:RequestedRegion': region } };
    const PolicyDocument = policy({ Effect: 'Allow', Action: 'iam:GetRole', Resource: '*', Condition });
    await other.iam().send(new iam.PutRolePolicyCommand({ RoleName, PolicyName: 'read', PolicyDocument }));
  }
  const get = async (name: string) =>
    other
      .iam(await assumeRole(other, `arn:aws:iam::${SOURCE}:role/${name}`))
      .send(new iam.GetRoleCommand({ RoleName: name }));
  await expect(get('global')).resolves.toMatchObject({ Role: { RoleName: 'global' } });
  await expect(get('regional')).rejects.toMatchObject({ name: 'AccessDenied' });
  await other.server.close();
});
