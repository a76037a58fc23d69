import { EKSClient, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-eks';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  type GetExecutionHistoryCommandInput,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { acceleratedClock } from '../../../local/state/clock.ts';
import type { World } from '../../../local/state/state.ts';
import type { Stage } from '../../../local/workflow/stage.ts';
import { loadState, saveState } from '../../../local/world/load.ts';
import { warmRuntime } from '../../runtimes.ts';
import { CLUSTER, DEPLOYMENT, REQUEST, scrapers, slowWorld } from '../../workflow/support.ts';
import { signedFetch } from '../aws/signedFetch.ts';

const WORKFLOW = '333333333333';
const SOURCE = '111111111111';
const MACHINE = `arn:aws:states:us-west-2:${WORKFLOW}:stateMachine:amp-scraper-onboard`;
const OFFBOARD = MACHINE.replace(/onboard$/, 'offboard');
const ONE = `arn:aws:states:us-west-2:${WORKFLOW}:execution:amp-scraper-onboard:one`;
const SPEED = 2_000;

const runtime = await warmRuntime(DEPLOYMENT);
const as = (accountId: string) => ({
  endpoint: runtime.endpoint,
  region: 'us-west-2',
  maxAttempts: 1,
  credentials: { accessKeyId: accountId, secretAccessKey: 'test' },
});
const sfn = new SFNClient(as(WORKFLOW));
const eks = new EKSClient(as(SOURCE));

let world: World;
let stage: Stage;
beforeEach(() => {
  world = slowWorld();
  stage = runtime.open({ world, clock: acceleratedClock(world.now, SPEED) });
});
afterEach(async () => {
  await stage.idle();
  await stage.leave();
});

const start = (input: unknown = REQUEST) =>
  sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'one', input: JSON.stringify(input) }));
const describeOne = () => sfn.send(new DescribeExecutionCommand({ executionArn: ONE }));
const history = (more: Partial<GetExecutionHistoryCommandInput> = {}) =>
  sfn.send(new GetExecutionHistoryCommand({ executionArn: ONE, maxResults: 1000, ...more }));
const names = async (stateMachineArn: string) => {
  const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  return executions.map(({ name = '', status }) => `${name.replace(/-.*/, '')} ${status}`);
};

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

const ended = () => until(async () => (await describeOne()).status !== 'RUNNING');

describe('an execution that a client starts', () => {
  test('runs on the served clock by itself, and its history tells how', async () => {
    await start();
    await ended();
    const { status, startDate, stopDate, redriveStatus } = await describeOne();
    expect([status, redriveStatus]).toEqual(['SUCCEEDED', 'NOT_REDRIVABLE']);
    const minutes = (Number(stopDate) - Number(startDate)) / 60_000;
    expect(minutes).toBeGreaterThan(17);
    expect(scrapers(world)).toMatchObject([{ status: 'ACTIVE' }]);
    const { events = [] } = await history();
    expect(events.slice(0, 7).map(({ id, previousEventId, type }) => `${previousEventId} ${id} ${type}`)).toEqual([
      '0 1 ExecutionStarted',
      '0 2 TaskStateEntered',
      '2 3 LambdaFunctionScheduled',
      '3 4 LambdaFunctionStarted',
      '4 5 LambdaFunctionSucceeded',
      '5 6 TaskStateExited',
      '6 7 ChoiceStateEntered',
    ]);
    expect(events.slice(-3).map(({ type }) => type)).toEqual([
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
    const [begun, entered, scheduled] = events;
    expect(begun?.executionStartedEventDetails).toMatchObject({ input: JSON.stringify(REQUEST) });
    expect(entered?.stateEnteredEventDetails).toMatchObject({
      name: 'ResolveRequest',
      inputDetails: { truncated: false },
    });
    expect(scheduled?.lambdaFunctionScheduledEventDetails?.resource).toContain('function:amp-scraper-resolveRequest');
    expect(events.at(-1)?.executionSucceededEventDetails?.output).toContain('"outcome":"ONBOARDED"');
  });

  test('has its history by pages, from either end, and without its data', async () => {
    await start({ ...REQUEST, dryRun: true });
    await ended();
    const { events = [] } = await history();
    const paged: unknown[] = [];
    let nextToken: string | undefined;
    do {
      const page = await history({ maxResults: 3, nextToken });
      expect(page.events?.length).toBeLessThanOrEqual(3);
      paged.push(...(page.events ?? []));
      ({ nextToken } = page);
    } while (nextToken !== undefined);
    expect(paged).toEqual(events);
    expect((await history({ reverseOrder: true })).events).toEqual(events.toReversed());
    const bare = await history({ includeExecutionData: false });
    expect(JSON.stringify(bare.events)).not.toMatch(/"(input|output)":"/);
    await expect(history({ nextToken: 'none' })).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  test('is stopped, and the deployed rule cleans up; redriven, it refuses, and that is in its history', async () => {
    await start();
    await until(async () => scrapers(world).length > 0);
    await sfn.send(new StopExecutionCommand({ executionArn: ONE, error: 'Enough', cause: 'A test.' }));
    expect(await describeOne()).toMatchObject({ status: 'ABORTED', error: 'Enough', redriveStatus: 'REDRIVABLE' });
    await until(async () => (await names(OFFBOARD)).includes('ended SUCCEEDED'));
    const { redriveDate } = await sfn.send(new RedriveExecutionCommand({ executionArn: ONE }));
    await ended();
    expect(await describeOne()).toMatchObject({ status: 'FAILED', error: 'Redriven', redriveCount: 1, redriveDate });
    const types = ((await history()).events ?? []).map(({ type }) => type);
    const again = types.indexOf('ExecutionRedriven');
    expect(types[again - 1]).toBe('ExecutionAborted');
    expect(types.slice(again + 1)).toContain('LambdaFunctionFailed');
    expect(types.at(-1)).toBe('ExecutionFailed');
    expect(scrapers(world)).toEqual([]);
  });

  test('is kept with its history in a state file', async () => {
    await start({ ...REQUEST, dryRun: true });
    await ended();
    const kept: unknown = JSON.parse(JSON.stringify(saveState(world)));
    expect(loadState(kept).executions?.[ONE]).toEqual(JSON.parse(JSON.stringify(world.executions?.[ONE])));
  });

  test('logs lines that can be read', async () => {
    await start({ ...REQUEST, dryRun: true });
    await ended();
    const found = await logs('FilterLogEvents', { filterPattern: '{ $.function = "resolveRequest" }' });
    expect(found.events?.length).toBeGreaterThan(0);
    expect(found.events?.[0]).toMatchObject({
      logStreamName: expect.stringContaining('amp-scraper-resolveRequest[$LATEST]'),
    });
    const [{ logStreamName = '' } = {}] = found.events ?? [];
    const read = await logs('GetLogEvents', { logStreamName });
    expect(read.events?.map(({ message }) => message)).toEqual(found.events?.map(({ message }) => message));
    expect(await logs('FilterLogEvents', { filterPattern: '"Task timed out"' })).toMatchObject({ events: [] });
  });
});

const logEvents = z.looseObject({
  events: z.array(z.looseObject({ message: z.string(), logStreamName: z.string().optional() })).optional(),
});

async function logs(operation: string, input: object) {
  const response = await signedFetch({
    endpoint: runtime.endpoint,
    credentials: as(WORKFLOW).credentials,
    service: 'logs',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Logs_20140328.${operation}` },
    body: JSON.stringify({ logGroupName: '/aws/lambda/amp-scraper', ...input }),
  });
  return logEvents.parse(await response.json());
}

test('a cluster that is tagged is connected, and untagged its connection is taken away, by the deployed rules', async () => {
  const tagKeys = ['amp-scraper-workspace'];
  await eks.send(new UntagResourceCommand({ resourceArn: CLUSTER, tagKeys }));
  await eks.send(new TagResourceCommand({ resourceArn: CLUSTER, tags: { 'amp-scraper-workspace': 'central' } }));
  await until(async () => scrapers(world).some(({ status }) => status === 'ACTIVE'));
  await stage.idle();
  expect(scrapers(world)).toMatchObject([{ clusterArn: CLUSTER, status: 'ACTIVE' }]);
  await eks.send(new UntagResourceCommand({ resourceArn: CLUSTER, tagKeys }));
  await stage.idle();
  expect(scrapers(world)).toEqual([]);
});

test('state machines are shown as they are deployed', async () => {
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
  expect(stateMachines.map(({ stateMachineArn }) => stateMachineArn)).toEqual(
    expect.arrayContaining([MACHINE, OFFBOARD]),
  );
  const shown = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }));
  expect(shown).toMatchObject({ status: 'ACTIVE', type: 'STANDARD', name: 'amp-scraper-onboard' });
  expect(shown.definition).toBe(DEPLOYMENT.stateMachines.find(({ arn }) => arn === MACHINE)?.definition);
  expect(shown.tracingConfiguration).toEqual({ enabled: true });
  expect(shown.loggingConfiguration).toEqual({
    level: 'ALL',
    includeExecutionData: false,
    destinations: [
      {
        cloudWatchLogsLogGroup: {
          logGroupArn: `arn:aws:logs:us-west-2:${WORKFLOW}:log-group:/aws/vendedlogs/states/amp-scraper-onboard:*`,
        },
      },
    ],
  });
  await start({ ...REQUEST, dryRun: true });
  const { definition, roleArn, loggingConfiguration } = await sfn.send(
    new DescribeStateMachineForExecutionCommand({ executionArn: ONE }),
  );
  expect([definition, roleArn, loggingConfiguration]).toEqual([
    shown.definition,
    shown.roleArn,
    shown.loggingConfiguration,
  ]);
});

test.each([
  [
    'a redrive of what succeeded',
    async () => {
      await start({ ...REQUEST, dryRun: true });
      await ended();
      return sfn.send(new RedriveExecutionCommand({ executionArn: ONE }));
    },
    'ExecutionNotRedrivable',
  ],
  [
    'a redrive of what there is not',
    () => sfn.send(new RedriveExecutionCommand({ executionArn: `${ONE}x` })),
    'ExecutionDoesNotExist',
  ],
  ['a history of what there is not', () => history({ executionArn: `${ONE}x` }), 'ExecutionDoesNotExist'],
  [
    'a state machine that there is not',
    () => sfn.send(new DescribeStateMachineCommand({ stateMachineArn: `${MACHINE}x` })),
    'StateMachineDoesNotExist',
  ],
  [
    'an execution for a state machine',
    () => sfn.send(new DescribeStateMachineCommand({ stateMachineArn: ONE })),
    'InvalidArn',
  ],
  ['more events than a page has', () => history({ maxResults: 1001 }), 'ValidationException'],
  [
    'somebody of another account',
    () => new SFNClient(as(SOURCE)).send(new DescribeExecutionCommand({ executionArn: ONE })),
    'AccessDeniedException',
  ],
])('%s is refused', async (_what, call, name) => {
  await expect(call()).rejects.toMatchObject({ name });
});
