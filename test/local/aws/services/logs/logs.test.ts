import { afterEach, beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { OPERATIONS } from '../../../../../local/aws/embeddedAws.ts';
import { noMonitoring } from '../../../../../local/state/monitoring.ts';
import { signedFetch } from '../../signedFetch.ts';
import { administrator, assumeRole, testServer, type TestCredentials, type TestServer } from '../../testServer.ts';
import { addRole, SOURCE } from '../../testWorld.ts';

const NAME = '/aws/lambda/amp-scraper';
const ARN = `arn:aws:logs:us-west-2:${SOURCE}:log-group:${NAME}`;
const DAY = 24 * 3600 * 1000;

let test: TestServer;
beforeEach(async () => {
  test = await testServer(OPERATIONS);
  const { now } = test.world;
  const events = [0, 1, 2, 3, 4].map((index) => ({
    at: now + index,
    stream: index < 3 ? 'a' : 'b',
    message: `line ${index}`,
  }));
  const group = { arn: ARN, name: NAME, accountId: SOURCE, region: 'us-west-2', retentionDays: 1, filters: [], events };
  test.world.monitoring = { ...noMonitoring(now), logGroups: { [ARN]: group } };
});
afterEach(() => test.server.close());

const answer = z.looseObject({
  __type: z.string().optional(),
  events: z.array(z.looseObject({ message: z.string() })).optional(),
  logGroups: z.array(z.looseObject({ logGroupName: z.string() })).optional(),
  logStreams: z.array(z.looseObject({ logStreamName: z.string() })).optional(),
  nextToken: z.string().optional(),
  nextForwardToken: z.string().optional(),
  nextBackwardToken: z.string().optional(),
});

async function call(operation: string, input: object, credentials: TestCredentials = administrator(SOURCE)) {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Logs_20140328.${operation}` };
  const { endpoint } = test.server;
  const response = await signedFetch({ endpoint, credentials, service: 'logs', headers, body: JSON.stringify(input) });
  const { __type: error, ...members } = answer.parse(await response.json());
  return error === undefined ? members : { ...members, error };
}
const named = { logGroupName: NAME };
const lines = ({ events = [] }: Pick<z.infer<typeof answer>, 'events'>) =>
  events.map(({ message }) => message.replace('line ', ''));

it('Filters by time, stream and pattern, a page at a time', async () => {
  const { now } = test.world;
  expect(lines(await call('FilterLogEvents', { ...named, startTime: now + 1, endTime: now + 4 }))).toEqual([
    '1',
    '2',
    '3',
  ]);
  expect(lines(await call('FilterLogEvents', { logGroupIdentifier: ARN, logStreamNamePrefix: 'b' }))).toEqual([
    '3',
    '4',
  ]);
  expect(lines(await call('FilterLogEvents', { ...named, logStreamNames: ['a'], filterPattern: '2' }))).toEqual(['2']);
  const first = await call('FilterLogEvents', { ...named, limit: 3 });
  const second = await call('FilterLogEvents', { ...named, limit: 3, nextToken: first.nextToken });
  expect([lines(first), lines(second), second.nextToken]).toEqual([['0', '1', '2'], ['3', '4'], undefined]);
});

it('Reads a stream from its end, back and forth', async () => {
  const last = await call('GetLogEvents', { ...named, logStreamName: 'a', limit: 2 });
  expect(lines(last)).toEqual(['1', '2']);
  const back = await call('GetLogEvents', {
    ...named,
    logStreamName: 'a',
    limit: 2,
    nextToken: last.nextBackwardToken,
  });
  expect(lines(back)).toEqual(['0', '1']);
  const forth = await call('GetLogEvents', { ...named, logStreamName: 'a', nextToken: last.nextForwardToken });
  expect([lines(forth), forth.nextForwardToken]).toEqual([[], last.nextForwardToken]);
});

it('Lists groups, and streams by name or by their last line', async () => {
  expect((await call('DescribeLogGroups', { logGroupNamePrefix: '/aws' })).logGroups).toMatchObject([
    { logGroupName: NAME, arn: `${ARN}:*`, logGroupArn: ARN, retentionInDays: 1 },
  ]);
  const { logStreams = [] } = await call('DescribeLogStreams', {
    ...named,
    orderBy: 'LastEventTime',
    descending: true,
  });
  expect(logStreams.map(({ logStreamName }) => logStreamName)).toEqual(['b', 'a']);
});

it('Has no line any more that is older than the retention', async () => {
  test.clock.advanceTo(test.clock.now() + DAY + 3);
  expect(lines(await call('FilterLogEvents', named))).toEqual(['4']);
});

it.each([
  ['a group that there is not', 'FilterLogEvents', { logGroupName: 'none' }, 'ResourceNotFoundException'],
  ['no group', 'FilterLogEvents', {}, 'InvalidParameterException'],
  ['a pattern that is none', 'FilterLogEvents', { ...named, filterPattern: '{ $.a' }, 'InvalidParameterException'],
  ['a limit of nothing', 'FilterLogEvents', { ...named, limit: 0 }, 'InvalidParameterException'],
  ['a stream that there is not', 'GetLogEvents', { ...named, logStreamName: 'c' }, 'ResourceNotFoundException'],
  ['a token of nobody', 'GetLogEvents', { ...named, logStreamName: 'a', nextToken: 'x' }, 'InvalidParameterException'],
])('Refuses %s', async (_what, operation, input, code) => {
  expect((await call(operation, input)).error).toContain(code);
});

it('Asks the policies of the caller', async () => {
  const Action = 'logs:FilterLogEvents';
  const reader = addRole(test.world, { name: 'reader', inline: [{ Effect: 'Allow', Action, Resource: `${ARN}:*` }] });
  const credentials = await assumeRole(test, reader);
  expect((await call('FilterLogEvents', named, credentials)).events).toHaveLength(5);
  expect((await call('GetLogEvents', { ...named, logStreamName: 'a' }, credentials)).error).toContain('AccessDenied');
});
