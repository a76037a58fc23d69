import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { IAM_OPERATIONS } from '../../../../../local/aws/services/iam/operations.ts';
import { STS_OPERATIONS } from '../../../../../local/aws/services/sts/operations.ts';
import { eventsOperations } from '../../../../../local/aws/services/events/operations.ts';
import { sqsOperations } from '../../../../../local/aws/services/sqs/operations.ts';
import { deliverEvent } from '../../../../../local/deployment/events/deliverEvent.ts';
import { readDeployment } from '../../../../../local/deployment/read/readTemplates.ts';
import { signedFetch } from '../../signedFetch.ts';
import { administrator, assumeRole, testServer, type TestServer } from '../../testServer.ts';
import { addRole, SOURCE } from '../../testWorld.ts';

/** No stack is deployed. */
const NOTHING = readDeployment([]);
const QUEUE = `arn:aws:sqs:us-west-2:${SOURCE}:heard`;
const RULE = `arn:aws:events:us-west-2:${SOURCE}:rule/mine`;
const PATTERN = JSON.stringify({ source: ['amp-scraper'] });

let test: TestServer;
beforeEach(async () => {
  const runner = { policyOf: () => undefined, put: () => Promise.resolve() };
  test = await testServer([...IAM_OPERATIONS, ...STS_OPERATIONS, ...eventsOperations, ...sqsOperations], {
    events: runner,
  });
});
afterEach(() => test.server.close());

const READ = { Effect: 'Allow', Action: 'events:DescribeRule', Resource: '*' };

async function call(operation: string, input: object, credentials = administrator(SOURCE)) {
  const isQueue = operation.endsWith('Queue') || operation.endsWith('Message');
  const [service, target, version] = isQueue ? ['sqs', 'AmazonSQS', '1.0'] : ['events', 'AWSEvents', '1.1'];
  const response = await signedFetch({
    endpoint: test.server.endpoint,
    credentials,
    service: service ?? '',
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${target}.${operation}` },
    body: JSON.stringify(input),
  });
  return z.record(z.string(), z.unknown()).parse(await response.json());
}

const policy = (Resource: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource,
        Condition: { ArnEquals: { 'aws:SourceArn': RULE } },
      },
    ],
  });

async function listening(queuePolicy = policy(QUEUE)): Promise<void> {
  await call('CreateQueue', { QueueName: 'heard', Attributes: { Policy: queuePolicy } });
  await call('PutRule', { Name: 'mine', EventPattern: PATTERN });
  await call('PutTargets', { Rule: 'mine', Targets: [{ Id: 'one', Arn: QUEUE }] });
}

async function heard(source = 'amp-scraper'): Promise<number> {
  const time = new Date(test.world.now).toISOString();
  const event = { source, 'detail-type': 'x', account: SOURCE, region: 'us-west-2', time, detail: {} };
  await deliverEvent(test.world, NOTHING, event, test.world.now);
  return test.world.monitoring?.queues[QUEUE]?.messages.length ?? 0;
}

describe("a rule of one's own", () => {
  it('sends what its pattern wants to a queue that lets it', async () => {
    await listening();
    expect([await heard('payments'), await heard()]).toEqual([0, 1]);
  });

  it('sends nothing to a queue that does not let it, nor when it is disabled, nor without its target', async () => {
    await listening(policy(QUEUE).replace(RULE, `${RULE}-other`));
    expect(await heard()).toBe(0);
    await call('PutRule', { Name: 'mine', EventPattern: PATTERN, State: 'DISABLED' });
    expect(await heard()).toBe(0);
    await call('RemoveTargets', { Rule: 'mine', Ids: ['one'] });
    await call('PutRule', { Name: 'mine', EventPattern: PATTERN });
    expect(await heard()).toBe(0);
  });

  it('is shown, with its target, and keeps that when it is put again', async () => {
    await listening();
    await call('PutRule', { Name: 'mine', EventPattern: PATTERN });
    expect(await call('DescribeRule', { Name: 'mine' })).toMatchObject({
      Arn: RULE,
      State: 'ENABLED',
      EventPattern: PATTERN,
    });
    expect(await call('ListTargetsByRule', { Rule: 'mine' })).toEqual({ Targets: [{ Id: 'one', Arn: QUEUE }] });
  });

  it('goes when it has no targets, and not before', async () => {
    await listening();
    expect(await call('DeleteRule', { Name: 'mine' })).toMatchObject({ __type: 'ValidationException' });
    await call('RemoveTargets', { Rule: 'mine', Ids: ['one'] });
    expect(await call('DeleteRule', { Name: 'mine' })).toEqual({});
    expect(await call('DescribeRule', { Name: 'mine' })).toMatchObject({ __type: 'ResourceNotFoundException' });
  });

  it.each(['[]', 'no JSON', '"a"'])('with the pattern %s is refused', async (EventPattern) => {
    expect(await call('PutRule', { Name: 'mine', EventPattern })).toMatchObject({
      __type: 'InvalidEventPatternException',
    });
  });

  it('takes no target that is no queue, and a rule that is not there none at all', async () => {
    await call('PutRule', { Name: 'mine', EventPattern: PATTERN });
    const Targets = [{ Id: 'one', Arn: `arn:aws:sns:us-west-2:${SOURCE}:topic` }];
    expect(await call('PutTargets', { Rule: 'mine', Targets })).toMatchObject({ FailedEntryCount: 1 });
    expect(await call('PutTargets', { Rule: 'other', Targets })).toMatchObject({ __type: 'ResourceNotFoundException' });
  });

  it('is put by nobody who may not', async () => {
    const role = addRole(test.world, { name: 'reader', inline: [READ] });
    const reader = await assumeRole(test, role);
    expect(await call('PutRule', { Name: 'mine', EventPattern: PATTERN }, reader)).toMatchObject({
      __type: 'AccessDeniedException',
    });
    expect(await call('CreateQueue', { QueueName: 'heard' }, reader)).toMatchObject({
      __type: expect.stringContaining('AccessDenied'),
    });
    expect(test.world.rules).toBeUndefined();
  });
});
