import { afterEach, beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { eventsOperations } from '../../../../../local/aws/services/events/operations.ts';
import { signedFetch } from '../../signedFetch.ts';
import { administrator, testServer, type TestServer } from '../../testServer.ts';
import { SOURCE, TARGET } from '../../testWorld.ts';

const events = (accountId: string) => `arn:aws:events:us-west-2:${accountId}`;
const RULES = [
  {
    arn: `${events(SOURCE)}:rule/forward`,
    name: 'forward',
    busArn: `${events(SOURCE)}:event-bus/default`,
    enabled: true,
    eventPattern: { source: ['aws.tag'] },
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
  const runner = { policyOf: () => undefined, put: () => Promise.resolve(), rules: () => RULES };
  test = await testServer(eventsOperations, { events: runner });
});
afterEach(() => test.server.close());

async function describeRule(input: object, accountId = SOURCE) {
  const response = await signedFetch({
    endpoint: test.server.endpoint,
    credentials: administrator(accountId),
    service: 'events',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.DescribeRule' },
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
