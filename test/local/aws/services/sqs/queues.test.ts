import { afterEach, beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { OPERATIONS } from '../../../../../local/aws/embeddedAws.ts';
import { noMonitoring } from '../../../../../local/state/monitoring.ts';
import { signedFetch } from '../../signedFetch.ts';
import { administrator, assumeRole, testServer, type TestCredentials, type TestServer } from '../../testServer.ts';
import { addRole, SOURCE, TARGET } from '../../testWorld.ts';

const NAME = 'dead-letters';
const ARN = `arn:aws:sqs:us-west-2:${SOURCE}:${NAME}`;
const QueueUrl = `https://sqs.us-west-2.amazonaws.com/${SOURCE}/${NAME}`;

let test: TestServer;
beforeEach(async () => {
  test = await testServer(OPERATIONS);
  const now = test.world.now;
  const place = { accountId: SOURCE, region: 'us-west-2' };
  const messages = ['one', 'two', 'three'].map((body) => ({ at: now, body }));
  const queue = { arn: ARN, name: NAME, url: QueueUrl, ...place, retentionSeconds: 60, createdAt: now, messages };
  test.world.monitoring = { ...noMonitoring(now), queues: { [ARN]: queue } };
});
afterEach(() => test.server.close());

const answer = z.looseObject({
  __type: z.string().optional(),
  QueueUrl: z.string().optional(),
  Attributes: z.record(z.string(), z.string()).optional(),
  Messages: z.array(z.looseObject({ Body: z.string(), ReceiptHandle: z.string() })).optional(),
});

async function call(operation: string, input: object, credentials: TestCredentials = administrator(SOURCE)) {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` };
  const { endpoint } = test.server;
  const response = await signedFetch({ endpoint, credentials, service: 'sqs', headers, body: JSON.stringify(input) });
  const { __type: error, ...members } = answer.parse(await response.json());
  return error === undefined ? members : { ...members, error };
}

const count = async () => {
  const { Attributes } = await call('GetQueueAttributes', {
    QueueUrl,
    AttributeNames: ['ApproximateNumberOfMessages'],
  });
  return Attributes;
};

it('Finds a queue by its name, counts, receives, and deletes what was received', async () => {
  expect(await call('GetQueueUrl', { QueueName: NAME })).toEqual({ QueueUrl });
  expect(await count()).toEqual({ ApproximateNumberOfMessages: '3' });
  const { Messages = [] } = await call('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 2 });
  expect(Messages.map(({ Body }) => Body)).toEqual(['one', 'two']);
  expect(await call('DeleteMessage', { QueueUrl, ReceiptHandle: Messages[1]?.ReceiptHandle })).toEqual({});
  const left = await call('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 });
  expect(left.Messages?.map(({ Body }) => Body)).toEqual(['one', 'three']);
});

it('Keeps messages for as long as the queue does', async () => {
  test.clock.advanceTo(test.clock.now() + 60_000);
  expect(await count()).toEqual({ ApproximateNumberOfMessages: '0' });
  expect(await call('ReceiveMessage', { QueueUrl })).toEqual({});
});

it.each([
  ['a queue that there is not', 'GetQueueUrl', { QueueName: 'none' }, 'QueueDoesNotExist'],
  ['the URL of none', 'ReceiveMessage', { QueueUrl: `${QueueUrl}x` }, 'QueueDoesNotExist'],
  ['a handle of nothing', 'DeleteMessage', { QueueUrl, ReceiptHandle: '1/9' }, 'ReceiptHandleIsInvalid'],
  ['more than ten', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 11 }, 'ValidationException'],
])('Refuses %s', async (_what, operation, input, code) => {
  const { error } = await call(operation, input);
  expect(error).toContain(code);
});

it('Asks the policies of the caller', async () => {
  const reader = addRole(test.world, {
    name: 'reader',
    inline: [{ Effect: 'Allow', Action: 'sqs:ReceiveMessage', Resource: ARN }],
  });
  const credentials = await assumeRole(test, reader);
  expect((await call('ReceiveMessage', { QueueUrl }, credentials)).Messages).toHaveLength(1);
  const refused = await call('DeleteMessage', { QueueUrl, ReceiptHandle: '1/1' }, credentials);
  expect(refused.error).toContain('AccessDenied');
  expect((await call('ReceiveMessage', { QueueUrl }, administrator(TARGET))).error).toContain('AccessDenied');
});
