import { AmpClient, CreateScraperCommand } from '@aws-sdk/client-amp';
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { HttpResponse } from '@smithy/protocol-http';
import { describe, expect, test } from 'vitest';
import { identifyCalls, originOf } from '../../../../functions/shared/aws/client.ts';
import { translateAwsError } from '../../../../functions/shared/aws/translate.ts';
import { ForeignScraper, WorkflowError } from '../../../../functions/shared/errors.ts';
import { CLUSTER_ARN, WORKSPACE_ARN } from '../../support.ts';
import { AWS_ERRORS, type AwsErrorCase } from './cases/awsErrors.ts';

type Answer = AwsErrorCase['answer'];
const ACCOUNT = '111111111111';
const JSON_SERVICES: ReadonlySet<string> = new Set(['CreateScraper', 'DescribeCluster']);

function bodyOf(call: string, code: string, message: string): string {
  if (JSON_SERVICES.has(call)) return JSON.stringify({ message });
  const text = message.replaceAll('"', '&quot;');
  const error = `<Error><Code>${code}</Code><Message>${text}</Message></Error>`;
  return call === 'DescribeSubnets'
    ? `<Response><Errors>${error}</Errors><RequestID>r</RequestID></Response>`
    : `<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>`;
}

/** What a client is given in place of the network. */
function network(call: string, answer: Answer) {
  return {
    handle: async () => {
      if ('thrown' in answer) throw Object.assign(new Error('the network failed'), answer.thrown);
      const { status, code, message } = answer;
      const headers = JSON_SERVICES.has(call) ? { 'x-amzn-errortype': code } : {};
      const body = Buffer.from(bodyOf(call, code, message));
      return { response: new HttpResponse({ statusCode: status, headers, body }) };
    },
  };
}

/** Makes the call with the real client. @returns what it throws, or undefined */
async function thrownBy({ call, answer }: Pick<AwsErrorCase, 'call' | 'answer'>): Promise<unknown> {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const configuration = { region: 'us-west-2', credentials, maxAttempts: 1, requestHandler: network(call, answer) };
  const sends = {
    CreateScraper: () => {
      const client = new AmpClient(configuration);
      client.middlewareStack.use(identifyCalls('aps', ACCOUNT));
      const source = { eksConfiguration: { clusterArn: CLUSTER_ARN, subnetIds: [] } };
      const destination = { ampConfiguration: { workspaceArn: WORKSPACE_ARN } };
      const scrapeConfiguration = { configurationBlob: new Uint8Array() };
      return client.send(new CreateScraperCommand({ source, destination, scrapeConfiguration }));
    },
    CreateRole: () => {
      const client = new IAMClient(configuration);
      client.middlewareStack.use(identifyCalls('iam', ACCOUNT));
      return client.send(new CreateRoleCommand({ RoleName: 'a', AssumeRolePolicyDocument: '{}' }));
    },
    DescribeCluster: () => {
      const client = new EKSClient(configuration);
      client.middlewareStack.use(identifyCalls('eks', ACCOUNT));
      return client.send(new DescribeClusterCommand({ name: 'shop' }));
    },
    DescribeSubnets: () => {
      const client = new EC2Client(configuration);
      client.middlewareStack.use(identifyCalls('ec2', ACCOUNT));
      return client.send(new DescribeSubnetsCommand({}));
    },
    AssumeRole: () => {
      const client = new STSClient(configuration);
      client.middlewareStack.use(identifyCalls('sts', ACCOUNT));
      return client.send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/a`, RoleSessionName: 'ab' }));
    },
  };
  return sends[call]().then(
    () => undefined,
    (error: unknown) => error,
  );
}

const SERVICES = {
  CreateScraper: 'aps',
  CreateRole: 'iam',
  DescribeCluster: 'eks',
  DescribeSubnets: 'ec2',
  AssumeRole: 'sts',
};

describe('an error of AWS becomes one of the closed set:', () => {
  test.for(AWS_ERRORS.map((row) => [row.name, row] as const))('%s', async ([, row]) => {
    const thrown = await thrownBy(row);
    const translated = translateAwsError(thrown);
    if (!(translated instanceof WorkflowError)) throw new Error('It is none of the closed set', { cause: translated });
    expect(translated.name, translated.message).toBe(row.becomes);
    expect(translated.cause).toBe(thrown);
    expect(translated.message).toContain(`${SERVICES[row.call]}:${row.call}`);
    expect(translated.message).toContain(`account ${ACCOUNT}`);
    expect(translated.message).toContain('thrown' in row.answer ? 'the network failed' : row.answer.message);
    if (row.says !== undefined) expect(translated.message).toContain(row.says);
  });
});

test('the first client that an error passes is the one that it is told of', async () => {
  const denied = { status: 403, code: 'AccessDenied', message: 'no' };
  const thrown = await thrownBy({ call: 'AssumeRole', answer: denied });
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
    ['an error of the closed set', new ForeignScraper('x')],
    ['a defect', new TypeError('x')],
    ['a text', 'x'],
    ['nothing', undefined],
  ])('%s', (_, thrown) => {
    expect(translateAwsError(thrown)).toBe(thrown);
    expect(originOf(thrown)).toBeUndefined();
  });
});
