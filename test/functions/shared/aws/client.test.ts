import { createServer, type Server, type ServerResponse } from 'node:http';
import { ListScrapersCommand } from '@aws-sdk/client-amp';
import { DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { DescribeClusterCommand } from '@aws-sdk/client-eks';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ampClient } from '../../../../functions/shared/aws/services/amp.ts';
import { MAX_ATTEMPTS } from '../../../../functions/shared/aws/client.ts';
import { connectionsTable } from '../../../../functions/shared/connection/table/connections.ts';
import { ec2Client } from '../../../../functions/shared/aws/services/ec2.ts';
import { eksClient } from '../../../../functions/shared/aws/services/eks.ts';
import { describeExecution, sfnClient } from '../../../../functions/shared/aws/services/executions.ts';
import { iamClient } from '../../../../functions/shared/aws/services/iam.ts';
import { prometheusClient } from '../../../../functions/shared/ingestion/prometheus.ts';
import { provisionerSession, type ProvisionerSession } from '../../../../functions/shared/aws/session.ts';
import { translateAwsError } from '../../../../functions/shared/aws/errors/translate.ts';
import {
  FUNCTION_TIMEOUT_SECONDS,
  LIMITS_ENVIRONMENT,
  readTimeLimits,
} from '../../../../functions/shared/environment.ts';
import { CONNECTION, EXECUTION_ARN, TEST_ENVIRONMENT } from '../../support.ts';

const ACCOUNT = '111111111111';
const REGION = 'us-west-2';
const LIMIT_MS = 100;
/** Three attempts and the pauses between them, on a busy machine: far below what waiting for ever takes. */
const PATIENCE_MS = 5_000;

/** A server that accepts every request, and then does this. */
let onRequest: (response: ServerResponse) => void;
let requests = 0;
let connections = 0;
let server: Server;
let endpoint = '';

beforeEach(async () => {
  requests = 0;
  connections = 0;
  server = createServer((_, response) => {
    requests += 1;
    onRequest(response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'a');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b');
  vi.stubEnv(LIMITS_ENVIRONMENT.timeLimits, JSON.stringify({ connectionMs: LIMIT_MS, requestMs: LIMIT_MS }));
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

const newSession = (): ProvisionerSession => ({
  region: REGION,
  sessionName: 'session',
  credentials: () => async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }),
});

const describeCluster = () => eksClient(newSession(), ACCOUNT).send(new DescribeClusterCommand({ name: 'shop' }));
const describeOwn = () => describeExecution(sfnClient(REGION, ACCOUNT), EXECUTION_ARN);
const CALLS: Record<string, () => Promise<unknown>> = {
  'aps:ListScrapers': () => ampClient(newSession(), ACCOUNT).send(new ListScrapersCommand({})),
  'iam:GetRole': () => iamClient(newSession(), ACCOUNT).send(new GetRoleCommand({ RoleName: 'role' })),
  'eks:DescribeCluster': describeCluster,
  'ec2:DescribeSubnets': () => ec2Client(newSession(), ACCOUNT).send(new DescribeSubnetsCommand({})),
  'sts:AssumeRole': () =>
    provisionerSession(TEST_ENVIRONMENT, 'aws', 'createScraper', EXECUTION_ARN).credentials(ACCOUNT)(),
  'dynamodb:GetItem': () => connectionsTable(REGION, ACCOUNT, 'table').get(CONNECTION),
  'states:DescribeExecution': describeOwn,
};

const thrownBy = (call: () => Promise<unknown>): Promise<unknown> =>
  call().then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a server that accepts and never answers', () => {
  beforeEach(() => {
    onRequest = () => {};
  });

  test.for(Object.entries(CALLS))(
    '%s ends as AwsUnavailable after its attempts',
    { timeout: PATIENCE_MS },
    async ([operation, call]) => {
      const error = translateAwsError(await thrownBy(call));
      expect(error).toMatchObject({ name: 'AwsUnavailable', cause: { name: 'TimeoutError' } });
      expect(error).toHaveProperty('message', expect.stringContaining(`${operation} in account ${ACCOUNT}: `));
      expect(error).toHaveProperty('cause.$metadata.attempts', 3);
      // On a busy machine the limit can be over before the request is out.
      expect(requests).toBeLessThanOrEqual(3);
    },
  );

  test('the signed query is given up at the same limit', { timeout: PATIENCE_MS }, async () => {
    const query = () => prometheusClient(newSession(), ACCOUNT, `${endpoint}/`).queryTime();
    expect(await thrownBy(query)).toMatchObject({ name: 'QueryFailed' });
    // On a busy machine the limit can be over before the request is out.
    expect(requests).toBeLessThanOrEqual(1);
  });
});

test('a server that keeps saying that it is at work and never answers', { timeout: PATIENCE_MS }, async () => {
  onRequest = (response) => {
    const timer = setInterval(() => response.writeProcessing(), LIMIT_MS / 4);
    response.once('close', () => clearInterval(timer));
  };
  const error = translateAwsError(await thrownBy(describeCluster));
  expect(error).toMatchObject({ name: 'AwsUnavailable', cause: { name: 'TimeoutError' } });
});

describe('an answer that has begun and does not go on', () => {
  beforeEach(() => {
    onRequest = (response) => response.writeHead(200, { 'content-length': 100 }).write('{');
  });

  test.for(Object.entries(CALLS))(
    '%s ends as AwsUnavailable after its attempts',
    { timeout: PATIENCE_MS },
    async ([operation, call]) => {
      const error = translateAwsError(await thrownBy(call));
      expect(error).toMatchObject({ name: 'AwsUnavailable', cause: { name: 'TimeoutError' } });
      expect(error).toHaveProperty('message', expect.stringContaining(`${operation} in account ${ACCOUNT}: `));
      expect(error).toHaveProperty('cause.$metadata.attempts', 3);
      // On a busy machine the limit can be over before the request is out.
      expect(requests).toBeLessThanOrEqual(3);
    },
  );

  test('is ridden out when the next goes on', { timeout: PATIENCE_MS }, async () => {
    const stall = onRequest;
    onRequest = (response) =>
      requests < 2 ? stall(response) : response.writeHead(200).end('{"cluster":{"name":"shop"}}');
    expect(await describeCluster()).toMatchObject({ cluster: { name: 'shop' } });
    expect(requests).toBe(2);
  });

  test('the signed query is given up at the same limit', { timeout: PATIENCE_MS }, async () => {
    const query = () => prometheusClient(newSession(), ACCOUNT, `${endpoint}/`).queryTime();
    expect(await thrownBy(query)).toMatchObject({ name: 'QueryFailed' });
  });
});

test('an answer that goes on byte by byte is cut at the limit of an attempt', { timeout: PATIENCE_MS }, async () => {
  onRequest = (response) => {
    response.writeHead(200, { 'content-length': 1_000 });
    const timer = setInterval(() => response.write(' '), LIMIT_MS / 4);
    response.once('close', () => clearInterval(timer));
  };
  const error = translateAwsError(await thrownBy(describeCluster));
  expect(error).toMatchObject({ name: 'AwsUnavailable', cause: { name: 'TimeoutError' } });
});

describe('what a function keeps while it stays warm', () => {
  test('is one connection to a host for all its clients, whose errors tell whose they are', async () => {
    vi.stubEnv(LIMITS_ENVIRONMENT.timeLimits, JSON.stringify({ connectionMs: PATIENCE_MS, requestMs: PATIENCE_MS }));
    onRequest = (response) => response.writeHead(400, { 'content-length': 0 }).end();
    for (const [operation, call] of Object.entries(CALLS)) {
      const error = translateAwsError(await thrownBy(call));
      expect(error).toHaveProperty('message', expect.stringContaining(`in account ${ACCOUNT}: `));
      expect(error).toHaveProperty('message', expect.stringContaining(operation));
    }
    expect([requests, connections]).toEqual([Object.keys(CALLS).length, 1]);
  });

  test('is no memory of an outage: the calls after it have all their attempts', async () => {
    onRequest = (response) => response.writeHead(500, { 'content-length': 0 }).end();
    const errors = await Promise.all(Array.from({ length: 25 }, () => thrownBy(describeOwn)));
    const ended = expect.objectContaining({ $metadata: expect.objectContaining({ attempts: MAX_ATTEMPTS }) });
    expect(errors).toEqual(errors.map(() => ended));
  });

  test("is a client of its own role per account and Region, and per session a member account's", () => {
    expect(sfnClient(REGION, ACCOUNT)).toBe(sfnClient(REGION, ACCOUNT));
    expect(sfnClient(REGION, ACCOUNT)).not.toBe(sfnClient('us-east-1', ACCOUNT));
    expect(sfnClient(REGION, ACCOUNT)).not.toBe(sfnClient(REGION, '222222222222'));
    const session = newSession();
    expect(ampClient(session, ACCOUNT)).toBe(ampClient(session, ACCOUNT));
    expect(ampClient(session, ACCOUNT)).not.toBe(ampClient(newSession(), ACCOUNT));
    expect(ampClient(session, ACCOUNT)).not.toBe(ampClient(session, '222222222222'));
  });
});

test('all attempts of a call, and of the AssumeRole before it, end before the function does', () => {
  const limits = readTimeLimits({});
  expect(limits).toEqual({ connectionMs: 3_000, requestMs: 8_000 });
  expect(2 * MAX_ATTEMPTS * limits.requestMs).toBeLessThan(FUNCTION_TIMEOUT_SECONDS * 1_000);
});
