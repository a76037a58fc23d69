import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InvocationResult } from '../../../../../local/aws/running.ts';
import { IAM_OPERATIONS } from '../../../../../local/aws/services/iam/operations.ts';
import { lambdaOperations } from '../../../../../local/aws/services/lambda/operations.ts';
import { STS_OPERATIONS } from '../../../../../local/aws/services/sts/operations.ts';
import { signedFetch, type SignedRequest } from '../../signedFetch.ts';
import { administrator, assumeRole, testServer, type TestServer } from '../../testServer.ts';
import { addRole, SOURCE, TARGET } from '../../testWorld.ts';

const NAME = 'amp-scraper-productOnEvent';
const ARN = `arn:aws:lambda:us-west-2:${SOURCE}:function:${NAME}`;

let test: TestServer;
let invoked: { arn: string; payload: string }[];
let queued: { arn: string; payload: string }[];
let behave: (payload: string) => Promise<InvocationResult>;
beforeEach(async () => {
  invoked = [];
  queued = [];
  behave = (payload) => Promise.resolve({ payload });
  const functions = {
    has: (arn: string) => [ARN, `${ARN}:2`].includes(arn),
    invoke: (arn: string, payload: string) => {
      invoked.push({ arn, payload });
      return behave(payload);
    },
    queue: (arn: string, payload: string) => void queued.push({ arn, payload }),
  };
  test = await testServer([...IAM_OPERATIONS, ...STS_OPERATIONS, ...lambdaOperations], { functions });
});
afterEach(() => test.server.close());

function call(more: Partial<SignedRequest> = {}): Promise<Response> {
  const request = { endpoint: test.server.endpoint, credentials: administrator(SOURCE), service: 'lambda' };
  return signedFetch({ ...request, ...more });
}
const invoke = (functionName: string = NAME, more: Partial<SignedRequest> = {}) =>
  call({ path: `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`, body: '{"a":1}', ...more });

describe('Invoke', () => {
  it('Answers what the function returns, as it is', async () => {
    behave = () => Promise.resolve({ payload: '{"PhysicalResourceId": "x"}' });
    const answer = await invoke();
    expect([answer.status, await answer.text()]).toEqual([200, '{"PhysicalResourceId": "x"}']);
    expect(answer.headers.get('x-amz-function-error')).toBeNull();
    expect(answer.headers.get('x-amz-executed-version')).toBe('$LATEST');
    expect(invoked).toEqual([{ arn: ARN, payload: '{"a":1}' }]);
  });

  it('Runs the version that is named, and says so', async () => {
    const answer = await invoke(`${NAME}:2`);
    expect([answer.status, answer.headers.get('x-amz-executed-version')]).toEqual([200, '2']);
    expect(invoked).toEqual([{ arn: `${ARN}:2`, payload: '{"a":1}' }]);
  });

  it("Answers with Lambda's words for a version that is not there", async () => {
    const answer = await invoke(`${NAME}:1`);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      expect.objectContaining({ Message: `Function not found: ${ARN}:1` }),
    ]);
  });

  it('Answers a failure of the function with 200, a header and what it threw', async () => {
    const payload = JSON.stringify({ errorType: 'NotOurs', errorMessage: 'another', trace: [] });
    behave = () => Promise.resolve({ payload, functionError: 'Unhandled' });
    const answer = await invoke();
    expect([answer.status, await answer.text()]).toEqual([200, payload]);
    expect(answer.headers.get('x-amz-function-error')).toBe('Unhandled');
  });

  it('Answers others while the function is at work, which calls this server itself', async () => {
    behave = async () => {
      const { Account } = await test.sts().send(new GetCallerIdentityCommand({}));
      return { payload: JSON.stringify(Account ?? null) };
    };
    expect(await (await invoke()).json()).toBe(SOURCE);
    expect(test.calls.map(({ operation }) => operation)).toEqual(['GetCallerIdentity', 'Invoke']);
  });

  it('Takes an Event, and answers before the function does', async () => {
    const answer = await invoke(NAME, { headers: { 'x-amz-invocation-type': 'Event' } });
    expect([answer.status, await answer.text()]).toEqual([202, '']);
    expect([invoked, queued]).toEqual([[], [{ arn: ARN, payload: '{"a":1}' }]]);
  });

  it('Runs nothing for a DryRun', async () => {
    expect((await invoke(NAME, { headers: { 'x-amz-invocation-type': 'DryRun' } })).status).toBe(204);
    expect(invoked).toEqual([]);
  });

  it('Answers a defect of whoever runs functions with a 500', async () => {
    behave = () => Promise.reject(new Error('a defect'));
    const answer = await invoke();
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([500, 'InternalFailure']);
  });

  it.each([NAME, ARN, `${ARN}:$LATEST`, `${SOURCE}:function:${NAME}`, `function:${NAME}`])(
    'Finds the function by %s',
    async (name) => {
      expect((await invoke(name)).status).toBe(200);
      expect(invoked[0]?.arn).toBe(ARN);
    },
  );

  it.each([
    { what: 'a function that is not there', name: `${NAME}x`, status: 404, error: 'ResourceNotFoundException' },
    { what: 'a name with a blank', name: 'a b', status: 400, error: 'ValidationException' },
    { what: 'an alias', name: `${NAME}:live`, status: 501, error: 'NotEmulated' },
    { what: 'no JSON', body: '{', status: 400, error: 'InvalidRequestContentException' },
    { what: 'too much', body: `"${'x'.repeat(6 * 1024 * 1024)}"`, status: 413, error: 'RequestTooLargeException' },
  ])('Refuses $what: $error', async ({ name, body, status, error }) => {
    const answer = await invoke(name, body === undefined ? {} : { body });
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([status, error]);
    expect(invoked).toEqual([]);
  });

  it.each([
    { who: 'a role that may', account: SOURCE, resource: ARN, status: 200 },
    { who: 'a role that may invoke its versions alone', account: SOURCE, resource: `${ARN}:*`, status: 403 },
    { who: 'a role that may invoke another', account: SOURCE, resource: `${ARN}x`, status: 403 },
    { who: "another account's role, whatever its policies say", account: TARGET, resource: '*', status: 403 },
  ])('Is asked by $who: $status', async ({ account, resource, status }) => {
    const inline = [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: resource }];
    const trusted = { Effect: 'Allow', Principal: { AWS: SOURCE }, Action: 'sts:AssumeRole' };
    const trust = JSON.stringify({ Version: '2012-10-17', Statement: [trusted] });
    const role = addRole(test.world, { name: 'caller', account, inline, trust });
    expect((await invoke(ARN, { credentials: await assumeRole(test, role) })).status).toBe(status);
    expect(invoked).toHaveLength(status === 200 ? 1 : 0);
  });
});

it('GetFunction shows a function as active', async () => {
  const answer = await call({ method: 'GET', path: `/2015-03-31/functions/${NAME}` });
  expect(await answer.json()).toMatchObject({
    Configuration: { FunctionName: NAME, FunctionArn: ARN, State: 'Active', LastUpdateStatus: 'Successful' },
  });
});
