import { afterEach, beforeEach, expect, it } from 'vitest';
import { OPERATIONS } from '../../../../../local/aws/embeddedAws.ts';
import { signedFetch } from '../../signedFetch.ts';
import { administrator, assumeRole, testServer, type TestCredentials, type TestServer } from '../../testServer.ts';
import { addRole, SOURCE, TARGET } from '../../testWorld.ts';

const ARN = `arn:aws:scheduler:us-west-2:${SOURCE}:schedule/default/hourly`;
const MACHINE = `arn:aws:states:us-west-2:${SOURCE}:stateMachine:one`;
const ROLE = `arn:aws:iam::${SOURCE}:role/schedule`;
const QUEUE = `arn:aws:sqs:us-west-2:${SOURCE}:dead`;
const CREATED = Date.UTC(2026, 0, 5, 8);
const SCHEDULE = {
  arn: ARN,
  name: 'hourly',
  enabled: true,
  expression: 'rate(1 hour)',
  windowMinutes: 15,
  target: { arn: MACHINE, roleArn: ROLE, input: '{}', deadLetterArn: QUEUE, retry: { maximumAttempts: 10 } },
  createdAt: CREATED,
};

let test: TestServer;
let schedules: (typeof SCHEDULE)[];
beforeEach(async () => {
  schedules = [SCHEDULE];
  test = await testServer(OPERATIONS, { schedules: { all: () => schedules } });
});
afterEach(() => test.server.close());

async function get(path: string, credentials: TestCredentials = administrator(SOURCE)) {
  const { endpoint } = test.server;
  const response = await signedFetch({ endpoint, credentials, service: 'scheduler', method: 'GET', path });
  const body: unknown = await response.json();
  return { status: response.status, error: response.headers.get('x-amzn-errortype'), body };
}

it('Shows a schedule with its window and its target', async () => {
  const { status, body } = await get('/schedules/hourly');
  expect(status).toBe(200);
  expect(body).toEqual({
    Arn: ARN,
    Name: 'hourly',
    GroupName: 'default',
    State: 'ENABLED',
    ScheduleExpression: 'rate(1 hour)',
    FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
    Target: {
      Arn: MACHINE,
      RoleArn: ROLE,
      Input: '{}',
      DeadLetterConfig: { Arn: QUEUE },
      RetryPolicy: { MaximumRetryAttempts: 10 },
    },
    CreationDate: CREATED / 1000,
    LastModificationDate: CREATED / 1000,
  });
});

it('Shows one that is disabled', async () => {
  schedules = [{ ...SCHEDULE, enabled: false }];
  expect((await get('/schedules/hourly')).body).toMatchObject({ State: 'DISABLED' });
});

it('Knows no other', async () => {
  const { status, error, body } = await get('/schedules/daily');
  expect([status, error]).toEqual([404, 'ResourceNotFoundException']);
  expect(body).toMatchObject({ Message: 'Schedule daily does not exist.' });
});

it("Knows none of another account's", async () => {
  expect((await get('/schedules/hourly', administrator(TARGET))).status).toBe(404);
});

it('Asks the policies of the caller', async () => {
  const reader = (name: string, Resource: string) =>
    addRole(test.world, { name, inline: [{ Effect: 'Allow', Action: 'scheduler:GetSchedule', Resource }] });
  expect((await get('/schedules/hourly', await assumeRole(test, reader('one', ARN)))).status).toBe(200);
  const refused = await get('/schedules/hourly', await assumeRole(test, reader('two', `${ARN}x`)));
  expect([refused.status, refused.error]).toEqual([403, 'AccessDeniedException']);
});
