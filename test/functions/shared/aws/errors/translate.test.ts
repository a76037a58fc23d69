import { createServer, type Server } from 'node:http';
import { AmpClient, CreateScraperCommand, DescribeWorkspaceCommand } from '@aws-sdk/client-amp';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeSubnetsCommand, DescribeVpcAttributeCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Pluggable } from '@smithy/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AWS_ERRORS as ERROR_KINDS } from '../../../../../functions/shared/aws/errors/awsErrors.ts';
import { identifyCalls, originOf } from '../../../../../functions/shared/aws/client.ts';
import { translateAwsError } from '../../../../../functions/shared/aws/errors/translate.ts';
import { refusePages } from '../../../../../functions/shared/aws/errors/unreadable.ts';
import { NotOurs, WorkflowError } from '../../../../../functions/shared/errors.ts';
import { CLUSTER_ARN, WORKSPACE_ARN } from '../../../support.ts';
import { AWS_ERRORS } from './cases/awsErrors.ts';
import { AWS_BODIES, AWS_TEXTS } from './cases/awsTexts.ts';

const ACCOUNT = '111111111111';

/** What the server answers next. */
interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}
let answer: Answer;
let server: Server;
let endpoint = '';
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(answer.status, answer.headers).end(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** The error as the service of the call words it on the wire. */
function errorOf(call: string, status: number, code: string, message: string): Answer {
  const service = SERVICES[call];
  if (service === 'aps' || service === 'eks') {
    return { status, headers: { 'x-amzn-errortype': code }, body: JSON.stringify({ message }) };
  }
  if (service === 'dynamodb') {
    return {
      status,
      headers: {},
      body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message }),
    };
  }
  const error = `<Error><Code>${code}</Code><Message>${message.replaceAll('"', '&quot;')}</Message></Error>`;
  const body =
    service === 'ec2'
      ? `<Response><Errors>${error}</Errors><RequestID>r</RequestID></Response>`
      : `<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>`;
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

interface Settings {
  region: string;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  maxAttempts: number;
  requestHandler?: { handle(): Promise<never> };
}
type Make<Client, Input extends object, Output extends object> = new (
  settings: Settings,
) => Client & { middlewareStack: { use(plugin: Pluggable<Input, Output>): void } };

/** A client as ours are, with a single attempt. */
function client<Client, Input extends object, Output extends object>(
  Client: Make<Client, Input, Output>,
  service: string,
  thrown: object | undefined,
): Client {
  const handle = async () => {
    throw Object.assign(new Error('the network failed'), thrown);
  };
  const made = new Client({
    region: 'us-west-2',
    endpoint,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
    ...(thrown === undefined ? {} : { requestHandler: { handle } }),
  });
  made.middlewareStack.use(identifyCalls(service, ACCOUNT));
  made.middlewareStack.use(refusePages());
  return made;
}

type Thrown = object | undefined;
const RoleName = 'a';
const PolicyDocument = '{}';
const CALLS: Record<string, (thrown?: Thrown) => Promise<unknown>> = {
  CreateScraper(thrown) {
    const source = { eksConfiguration: { clusterArn: CLUSTER_ARN, subnetIds: [] } };
    const destination = { ampConfiguration: { workspaceArn: WORKSPACE_ARN } };
    const scrapeConfiguration = { configurationBlob: new Uint8Array() };
    return client(AmpClient, 'aps', thrown).send(
      new CreateScraperCommand({ source, destination, scrapeConfiguration }),
    );
  },
  DescribeWorkspace: (thrown) =>
    client(AmpClient, 'aps', thrown).send(new DescribeWorkspaceCommand({ workspaceId: 'ws-1' })),
  CreateRole: (thrown) =>
    client(IAMClient, 'iam', thrown).send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: '{}' })),
  GetRole: (thrown) => client(IAMClient, 'iam', thrown).send(new GetRoleCommand({ RoleName })),
  DeleteRole: (thrown) => client(IAMClient, 'iam', thrown).send(new DeleteRoleCommand({ RoleName })),
  UpdateAssumeRolePolicy: (thrown) =>
    client(IAMClient, 'iam', thrown).send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument })),
  PutRolePolicy: (thrown) =>
    client(IAMClient, 'iam', thrown).send(new PutRolePolicyCommand({ RoleName, PolicyName: 'a', PolicyDocument })),
  AttachRolePolicy: (thrown) =>
    client(IAMClient, 'iam', thrown).send(new AttachRolePolicyCommand({ RoleName, PolicyArn: 'arn' })),
  PutRolePermissionsBoundary: (thrown) =>
    client(IAMClient, 'iam', thrown).send(
      new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: 'arn' }),
    ),
  DescribeCluster: (thrown) => client(EKSClient, 'eks', thrown).send(new DescribeClusterCommand({ name: 'shop' })),
  DescribeSubnets: (thrown) => client(EC2Client, 'ec2', thrown).send(new DescribeSubnetsCommand({})),
  DescribeVpcAttribute: (thrown) =>
    client(EC2Client, 'ec2', thrown).send(
      new DescribeVpcAttributeCommand({ VpcId: 'vpc-1', Attribute: 'enableDnsSupport' }),
    ),
  AssumeRole: (thrown) =>
    client(STSClient, 'sts', thrown).send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/a`, RoleSessionName: 'ab' }),
    ),
  UpdateItem: (thrown) =>
    client(DynamoDBClient, 'dynamodb', thrown).send(new UpdateItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } })),
};
const SERVICES: Record<string, string> = {
  CreateScraper: 'aps',
  DescribeWorkspace: 'aps',
  DescribeCluster: 'eks',
  DescribeSubnets: 'ec2',
  DescribeVpcAttribute: 'ec2',
  AssumeRole: 'sts',
  UpdateItem: 'dynamodb',
};

/** Makes the call with the real client. @returns what it throws, or undefined */
function thrownBy(call: string, thrown?: Thrown): Promise<unknown> {
  const send = CALLS[call];
  if (send === undefined) throw new Error(`There is no call ${call}.`);
  return send(thrown).then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** What the call's error becomes, which names the call and the account. */
async function becomes(call: string, from?: Thrown): Promise<WorkflowError> {
  const thrown = await thrownBy(call, from);
  const translated = translateAwsError(thrown);
  if (!(translated instanceof WorkflowError)) throw new Error('It is none of the closed set', { cause: translated });
  expect(translated.cause).toBe(thrown);
  expect(translated.message).toContain(`${SERVICES[call] ?? 'iam'}:${call}`);
  expect(translated.message).toContain(`account ${ACCOUNT}`);
  return translated;
}

describe('an error of AWS becomes one of the closed set:', () => {
  test.for(AWS_ERRORS.map((row) => [row.name, row] as const))('%s', async ([, row]) => {
    const { call, answer: met } = row;
    if (!('thrown' in met)) answer = errorOf(call, met.status, met.code, met.message);
    const translated = await becomes(call, 'thrown' in met ? met.thrown : undefined);
    expect(translated.name, translated.message).toBe(row.becomes);
    expect(translated.message).toContain('thrown' in met ? 'the network failed' : met.message);
    if (row.says !== undefined) expect(translated.message).toContain(row.says);
  });

  test.for(AWS_TEXTS)('%s %i %s: %s -> %s', async ([call, status, code, message, name, says]) => {
    answer = errorOf(call, status, code, message);
    const translated = await becomes(call);
    expect(translated.name, translated.message).toBe(name);
    expect(translated.message).toContain(message);
    expect(translated.message).toContain(says);
  });

  test.for(AWS_BODIES.flatMap((row) => row.calls.map((call) => [row.name, call, row] as const)))(
    '%s, for %s',
    async ([, call, { status, type, body, becomes: name, says }]) => {
      answer = { status, headers: { 'content-type': type }, body };
      const translated = await becomes(call);
      expect(translated.name, translated.message).toBe(name);
      expect(translated.message).toContain(says);
      expect(translated.message).not.toContain('$response');
    },
  );

  test('by a table whose rows each say where AWS has it from', () => {
    for (const { source } of ERROR_KINDS) expect(source).toMatch(/^https:\/\//);
  });
});

test('the first client that an error passes is the one that it is told of', async () => {
  answer = errorOf('AssumeRole', 403, 'AccessDenied', 'no');
  const thrown = await thrownBy('AssumeRole');
  const client = new IAMClient({ region: 'us-west-2', credentials: () => Promise.reject(thrown) });
  client.middlewareStack.use(identifyCalls('iam', '222222222222'));
  const outer: unknown = await client
    .send(new CreateRoleCommand({ RoleName: 'a', AssumeRolePolicyDocument: '{}' }))
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  expect(outer).toBe(thrown);
  expect(originOf(outer)).toEqual({ operation: 'sts:AssumeRole', accountId: ACCOUNT });
});

describe('handed back as it is:', () => {
  const denied = Object.assign(new Error('no'), { name: 'AccessDenied' });
  test.each<[string, unknown]>([
    ['an error that came from no client', denied],
    ['an error of the closed set', new NotOurs('x')],
    ['a defect', new TypeError('x')],
    ['a text', 'x'],
    ['nothing', undefined],
  ])('%s', (_, thrown) => {
    expect(translateAwsError(thrown)).toBe(thrown);
    expect(originOf(thrown)).toBeUndefined();
  });
});
