import { AmpClient, CreateScraperCommand, ListScrapersCommand } from '@aws-sdk/client-amp';
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { OPERATIONS } from '../../../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../../../local/aws/faults/notation.ts';
import { signedFetch } from '../signedFetch.ts';
import { administrator, testServer, type TestServer } from '../testServer.ts';
import { SOURCE, trust } from '../testWorld.ts';
import { NO_EXECUTIONS } from '../noExecutions.ts';

let test: TestServer | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  await test?.server.close();
  test = undefined;
});

async function serve(...faults: readonly string[]) {
  const plan = faultPlan(faults.map((text) => parseFault(text, OPERATIONS)));
  test = await testServer(
    OPERATIONS,
    {
      executions: NO_EXECUTIONS,
    },
    plan,
  );
  return { ...test, plan };
}

type Served = Awaited<ReturnType<typeof serve>>;
const createRole = ({ configuration }: Served, maxAttempts = 1) =>
  new IAMClient({ ...configuration(), maxAttempts }).send(
    new CreateRoleCommand({ RoleName: 'role', AssumeRolePolicyDocument: trust({ AWS: SOURCE }) }),
  );
const roles = ({ world }: Served) => Object.values(world.accounts[SOURCE]?.roles ?? {}).map(({ roleName }) => roleName);
const firings = ({ plan }: Served) => plan.fired().map(({ fired }) => fired);

const CALLS: Record<string, (served: Served) => Promise<unknown>> = {
  createRole,
  assumeRole: ({ configuration }) =>
    new STSClient(configuration()).send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${SOURCE}:role/role`, RoleSessionName: 'session' }),
    ),
  describeSubnets: ({ configuration }) => new EC2Client(configuration()).send(new DescribeSubnetsCommand({})),
  describeCluster: ({ configuration }) =>
    new EKSClient(configuration()).send(new DescribeClusterCommand({ name: 'shop' })),
  listScrapers: ({ configuration }) => new AmpClient(configuration()).send(new ListScrapersCommand({})),
  createScraper: ({ configuration }) =>
    new AmpClient(configuration()).send(
      new CreateScraperCommand({
        scrapeConfiguration: { configurationBlob: Buffer.from('global: {}') },
        source: { eksConfiguration: { clusterArn: 'arn', subnetIds: ['subnet-1'] } },
        destination: { ampConfiguration: { workspaceArn: 'arn' } },
      }),
    ),
  listExecutions: ({ configuration }) =>
    new SFNClient(configuration()).send(
      new ListExecutionsCommand({ stateMachineArn: `arn:aws:states:us-west-2:${SOURCE}:stateMachine:onboard` }),
    ),
};

const stillWaiting = (call: Promise<unknown>, milliseconds: number) =>
  Promise.race([
    call.then(
      () => 'answered',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    ),
    new Promise((resolve) => setTimeout(() => resolve('waiting'), milliseconds)),
  ]);
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe("A fault is the service's own error", () => {
  it.each([
    { fault: 'createRole:throttle', name: 'Throttling', status: 400 },
    { fault: 'createRole:server-error', name: 'ServiceFailureException', status: 500 },
    { fault: 'createRole:access-denied', name: 'AccessDenied', status: 403 },
    { fault: 'createRole:conflict', name: 'ConcurrentModificationException', status: 409 },
    { fault: 'createRole:quota', name: 'LimitExceededException', status: 409 },
    { fault: 'assumeRole:throttle', name: 'Throttling', status: 400 },
    { fault: 'assumeRole:server-error', name: 'InternalFailure', status: 500 },
    { fault: 'assumeRole:access-denied', name: 'AccessDenied', status: 403 },
    { fault: 'describeSubnets:throttle', name: 'RequestLimitExceeded', status: 503 },
    { fault: 'describeSubnets:server-error', name: 'InternalError', status: 500 },
    { fault: 'describeSubnets:access-denied', name: 'UnauthorizedOperation', status: 403 },
    { fault: 'describeCluster:throttle', name: 'ThrottlingException', status: 429 },
    { fault: 'describeCluster:server-error', name: 'ServerException', status: 500 },
    { fault: 'describeCluster:access-denied', name: 'AccessDeniedException', status: 403 },
    { fault: 'listScrapers:throttle', name: 'ThrottlingException', status: 429 },
    { fault: 'listScrapers:server-error', name: 'InternalServerException', status: 500 },
    { fault: 'listScrapers:access-denied', name: 'AccessDeniedException', status: 403 },
    { fault: 'createScraper:quota', name: 'ServiceQuotaExceededException', status: 402 },
    { fault: 'createScraper:conflict', name: 'ConflictException', status: 409 },
    { fault: 'listExecutions:throttle', name: 'ThrottlingException', status: 400 },
    { fault: 'listExecutions:server-error', name: 'InternalFailure', status: 500 },
    { fault: 'listExecutions:access-denied', name: 'AccessDeniedException', status: 400 },
    { fault: 'createRole:unmodifiable', name: 'EntityTemporarilyUnmodifiableException', status: 409 },
    { fault: 'createRole:expired-session', name: 'ExpiredToken', status: 403 },
    { fault: 'describeSubnets:expired-session', name: 'RequestExpired', status: 400 },
    { fault: 'listScrapers:expired-session', name: 'ExpiredTokenException', status: 403 },
    { fault: 'listScrapers:proxy-page', name: 'SyntaxError', status: 403 },
  ])('$fault: $name, $status', async ({ fault, name, status }) => {
    const served = await serve(fault);
    const call = CALLS[fault.split(':')[0] ?? ''] ?? createRole;
    await expect(call(served)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
    expect(roles(served)).toEqual([]);
    expect(firings(served)).toEqual([1]);
    expect(served.calls).toMatchObject([{ fault: fault.split(':')[1] }]);
  });

  it('Tells a throttled client of AMP when to come back', async () => {
    const { server } = await serve('listScrapers:throttle');
    const request = { endpoint: server.endpoint, credentials: administrator(SOURCE), service: 'aps' };
    const answer = await signedFetch({ ...request, method: 'GET', path: '/scrapers' });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '0']);
  });
});

describe('A connection that is cut', () => {
  it.each([
    { fault: 'createRole:reset', left: [] },
    { fault: 'createRole:lost-response', left: ['role'] },
  ])('$fault leaves $left', async ({ fault, left }) => {
    const served = await serve(fault);
    await expect(createRole(served)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(roles(served)).toEqual(left);
    expect(firings(served)).toEqual([1]);
  });

  it('Is met by a client that tries again: after a lost response it finds its own role', async () => {
    const served = await serve('createRole:lost-response');
    await expect(createRole(served, 3)).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
  });

  it('Leaves the server answering', async () => {
    const served = await serve('createRole:reset');
    await expect(createRole(served)).rejects.toThrow();
    await expect(createRole(served)).resolves.toMatchObject({ Role: { RoleName: 'role' } });
  });
});

describe('A request that is never answered', () => {
  const impatient = { throwOnRequestTimeout: true, requestTimeout: 100 };
  const createRoleImpatiently = ({ configuration }: Served, maxAttempts = 1) =>
    new IAMClient({ ...configuration(), maxAttempts, requestHandler: impatient }).send(
      new CreateRoleCommand({ RoleName: 'role', AssumeRolePolicyDocument: trust({ AWS: SOURCE }) }),
    );

  it('Has no effect, and keeps a client waiting until it gives up', async () => {
    const served = await serve('createRole:hang');
    await expect(createRoleImpatiently(served)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(roles(served)).toEqual([]);
    expect(firings(served)).toEqual([1]);
    expect(served.calls).toMatchObject([{ operation: 'CreateRole', fault: 'hang' }]);
  });

  it('Is met by a client that tries again', async () => {
    const served = await serve('createRole:hang:2');
    await expect(createRoleImpatiently(served, 3)).resolves.toMatchObject({ Role: { RoleName: 'role' } });
    expect(firings(served)).toEqual([2]);
  });

  it('Leaves the server answering others, and its connection open, until the server closes', async () => {
    const served = await serve('createRole:hang');
    const hung = createRole(served);
    expect(await stillWaiting(hung, 150)).toBe('waiting');
    await expect(createRole(served)).resolves.toMatchObject({ Role: { RoleName: 'role' } });
    expect(await stillWaiting(hung, 50)).toBe('waiting');
    const refused = expect(hung).rejects.toMatchObject({ code: 'ECONNRESET' });
    await served.server.close();
    test = undefined;
    await refused;
  });

  it('Keeps a query of Prometheus waiting too', async () => {
    const { server } = await serve('aps:queryMetrics:hang');
    const request = { endpoint: server.endpoint, credentials: administrator(SOURCE), service: 'aps' };
    const path = '/workspaces/ws-11111111-2222-3333-4444-555555555555/api/v1/query';
    const query = signedFetch({ ...request, path, headers: FORM, body: 'query=up' });
    expect(await stillWaiting(query, 150)).toBe('waiting');
  });
});

describe('A request that is answered by half', () => {
  const listScrapers = { service: 'aps', method: 'GET', path: '/scrapers' };
  const RoleParameters = { RoleName: 'role', AssumeRolePolicyDocument: trust({ AWS: SOURCE }) };
  const form = new URLSearchParams({ Action: 'CreateRole', Version: '2010-05-08', ...RoleParameters });

  it.each([
    { operation: 'createRole', request: { service: 'iam', headers: FORM, body: form.toString() }, left: ['role'] },
    { operation: 'listScrapers', request: listScrapers, left: [] },
  ])('$operation: it happens, and its body has no end', async ({ operation, request, left }) => {
    const served = await serve(`${operation}:half-answer`);
    const { endpoint } = served.server;
    const answer = await signedFetch({ endpoint, credentials: administrator(SOURCE), ...request });
    expect(answer.status).toBe(200);
    expect(await stillWaiting(answer.text(), 150)).toBe('waiting');
    expect(roles(served)).toEqual(left);
    expect(firings(served)).toEqual([1]);
    expect(served.calls).toMatchObject([{ fault: 'half-answer', status: 200 }]);
  });

  it('Leaves the server answering others, and its connection open, until the server closes', async () => {
    const served = await serve('createRole:half-answer');
    const hung = createRole(served);
    expect(await stillWaiting(hung, 150)).toBe('waiting');
    await expect(createRole(served)).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
    const refused = expect(hung).rejects.toMatchObject({ code: 'ECONNRESET' });
    await served.server.close();
    test = undefined;
    await refused;
  });
});

describe('Which attempts meet it', () => {
  it.each([
    { faults: ['createRole:throttle:2'], outcomes: ['Throttling', 'Throttling', 'done'] },
    { faults: ['createRole:throttle:1:1'], outcomes: ['done', 'Throttling'] },
    { faults: ['createRole:throttle:1:2'], outcomes: ['done', 'EntityAlreadyExistsException', 'Throttling'] },
    {
      faults: ['createRole:throttle', 'createRole:server-error'],
      outcomes: ['Throttling', 'ServiceFailureException', 'done'],
    },
    { faults: ['createRole:throttle:always'], outcomes: Array.from({ length: 6 }, () => 'Throttling') },
    { faults: ['getRole:throttle'], outcomes: ['done'] },
  ])('$faults: $outcomes', async ({ faults, outcomes }) => {
    const served = await serve(...faults);
    const seen: string[] = [];
    for (const _ of outcomes) {
      seen.push(
        await createRole(served).then(
          () => 'done',
          (error: unknown) => (error instanceof Error ? error.name : ''),
        ),
      );
    }
    expect(seen).toEqual(outcomes);
  });

  it.each(['throttle', 'server-error', 'reset'])(
    'An SDK client rides out two of three: %s; at once when its jitter is 0',
    async (fault) => {
      vi.spyOn(Math, 'random').mockReturnValue(0);
      const served = await serve(`createRole:${fault}:2`);
      const begun = performance.now();
      await expect(createRole(served, 3)).resolves.toMatchObject({ Role: { RoleName: 'role' } });
      expect(performance.now() - begun).toBeLessThan(500);
      expect(firings(served)).toEqual([2]);
    },
  );

  it('An SDK client gives up after three', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const served = await serve('createRole:throttle:3');
    await expect(createRole(served, 3)).rejects.toMatchObject({ name: 'Throttling', $metadata: { attempts: 3 } });
  });
});
