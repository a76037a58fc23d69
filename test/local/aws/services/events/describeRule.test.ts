import { afterEach, beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { eventsOperations } from '../../../../../local/aws/services/events/operations.ts';
import { signedFetch } from '../../signedFetch.ts';
import { administrator, testServer, type TestServer } from '../../testServer.ts';
import { SOURCE, TARGET } from '../../testWorld.ts';

const events = (accountId: string) => `arn:aws:events:us-west-2:${accountId}`;
const ROLE = `arn:aws:iam::${SOURCE}:role/forward`;
const QUEUE = `arn:aws:sqs:us-west-2:${SOURCE}:dead`;
const HUB = `${events(TARGET)}:event-bus/hub`;
const RULES = [
  {
    arn: `${events(SOURCE)}:rule/forward`,
    name: 'forward',
    busArn: `${events(SOURCE)}:event-bus/default`,
    enabled: true,
    eventPattern: { source: ['aws.tag'] },
    targets: [{ id: 'Target', arn: `${events(TARGET)}:event-bus/hub`, roleArn: ROLE, deadLetterArn: QUEUE }],
  },
  {
    arn: `${events(TARGET)}:rule/hub/connect`,
    name: 'connect',
    busArn: `${events(TARGET)}:event-bus/hub`,
    enabled: false,
    eventPattern: { source: ['aws.tag'] },
  },
];

let test: TestServer;
beforeEach(async () => {
  const runner = {
    policyOf: (busArn: string) => (busArn === HUB ? '{}' : undefined),
    put: () => Promise.resolve(),
    buses: () => [HUB],
    rules: () => RULES,
  };
  test = await testServer(eventsOperations, { events: runner });
});
afterEach(() => test.server.close());

const describeRule = (input: object, accountId = SOURCE) => call('DescribeRule', input, accountId);

async function call(operation: string, input: object, accountId = SOURCE) {
  const response = await signedFetch({
    endpoint: test.server.endpoint,
    credentials: administrator(accountId),
    service: 'events',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSEvents.${operation}` },
    body: JSON.stringify(input),
  });
  return z.record(z.string(), z.unknown()).parse(await response.json());
}

it('Shows a rule of the default bus', async () => {
  expect(await describeRule({ Name: 'forward' })).toEqual({
    Name: 'forward',
    Arn: `${events(SOURCE)}:rule/forward`,
    State: 'ENABLED',
    EventBusName: 'default',
    EventPattern: '{"source":["aws.tag"]}',
    CreatedBy: SOURCE,
  });
});

it.each(['hub', `${events(TARGET)}:event-bus/hub`])(
  'Shows one of the bus %s that is disabled',
  async (EventBusName) => {
    const shown = await describeRule({ Name: 'connect', EventBusName }, TARGET);
    expect(shown).toMatchObject({ Arn: `${events(TARGET)}:rule/hub/connect`, State: 'DISABLED', EventBusName: 'hub' });
  },
);

it('Does not know one of another bus', async () => {
  expect(await describeRule({ Name: 'connect' }, TARGET)).toMatchObject({
    __type: 'ResourceNotFoundException',
    message: 'Rule connect does not exist on EventBus default.',
  });
});

it('Lists the targets of a rule', async () => {
  const Targets = [{ Id: 'Target', Arn: HUB, RoleArn: ROLE, DeadLetterConfig: { Arn: QUEUE } }];
  expect(await call('ListTargetsByRule', { Rule: 'forward' })).toEqual({ Targets });
  expect(await call('ListTargetsByRule', { Rule: 'connect', EventBusName: 'hub' }, TARGET)).toEqual({ Targets: [] });
  expect(await call('ListTargetsByRule', { Rule: 'none' })).toMatchObject({ __type: 'ResourceNotFoundException' });
});

it('Describes a bus, and the default one of whatever account', async () => {
  expect(await call('DescribeEventBus', { Name: 'hub' }, TARGET)).toEqual({ Name: 'hub', Arn: HUB, Policy: '{}' });
  expect(await call('DescribeEventBus', {})).toEqual({ Name: 'default', Arn: `${events(SOURCE)}:event-bus/default` });
  expect(await call('DescribeEventBus', { Name: 'hub' })).toMatchObject({
    __type: 'ResourceNotFoundException',
    message: 'Event bus hub does not exist.',
  });
});
