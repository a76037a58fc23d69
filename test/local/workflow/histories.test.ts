import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, test } from 'vitest';
import { acceleratedClock } from '../../../local/state/clock.ts';
import type { World } from '../../../local/state/state.ts';
import type { StageOptions } from '../../../local/workflow/runtime.ts';
import type { Stage } from '../../../local/workflow/stage.ts';
import { loadState, saveState } from '../../../local/world/load.ts';
import { warmRuntime } from '../../runtimes.ts';
import { DEPLOYMENT, freshWorld, REQUEST, scrapers } from '../../workflow/support.ts';

const MACHINE = 'arn:aws:states:us-west-2:333333333333:stateMachine:amp-scraper-onboard';
const ONE = `${MACHINE.replace(':stateMachine:', ':execution:')}:one`;
const SPEED = 2_000;

const runtime = await warmRuntime(DEPLOYMENT);
const sfn = new SFNClient({
  endpoint: runtime.endpoint,
  region: 'us-west-2',
  maxAttempts: 1,
  credentials: { accessKeyId: '333333333333', secretAccessKey: 'test' },
});

let stage: Stage;
function open(world: World, options: Partial<StageOptions> = {}): void {
  stage = runtime.open({ world, clock: acceleratedClock(world.now, SPEED), ...options });
}
afterEach(async () => {
  await stage.idle();
  await stage.leave();
});

const start = () =>
  sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'one', input: JSON.stringify(REQUEST) }));
const describeOne = () => sfn.send(new DescribeExecutionCommand({ executionArn: ONE }));
const history = async () =>
  (await sfn.send(new GetExecutionHistoryCommand({ executionArn: ONE, maxResults: 1000 }))).events ?? [];

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
const ended = () => until(async () => (await describeOne()).status !== 'RUNNING');

describe('the history of an execution', () => {
  test('has a function that its task times out as timed out, when the time has passed', async () => {
    open(freshWorld(), { death: (_arn, nth) => (nth === 1 ? 'States.Timeout' : undefined) });
    await start();
    await until(async () => (await history()).length >= 5);
    const [, , scheduled, began, timedOut] = await history();
    expect(scheduled?.lambdaFunctionScheduledEventDetails?.timeoutInSeconds).toBe(90);
    expect(timedOut?.type).toBe('LambdaFunctionTimedOut');
    expect(timedOut?.lambdaFunctionTimedOutEventDetails).toEqual({ error: 'States.Timeout' });
    expect(Number(timedOut?.timestamp) - Number(began?.timestamp)).toBeGreaterThanOrEqual(90_000);
  });

  test('has a function that Lambda times out as failed', async () => {
    open(freshWorld(), { death: (_arn, nth) => (nth === 1 ? 'time-out-before' : undefined) });
    await start();
    await until(async () => (await history()).length >= 5);
    const [, , , , failed] = await history();
    expect(failed?.lambdaFunctionFailedEventDetails?.error).toBe('Sandbox.Timedout');
  });

  test('has alone why the whole timed out', async () => {
    open(freshWorld(), { adapt: (definition) => ({ ...definition, TimeoutSeconds: 300 }) });
    await start();
    await ended();
    expect(await describeOne()).toMatchObject({ status: 'TIMED_OUT', redriveStatus: 'REDRIVABLE' });
    const { error, cause } = await describeOne();
    expect([error, cause]).toEqual([undefined, undefined]);
    expect((await history()).at(-1)).toMatchObject({
      type: 'ExecutionTimedOut',
      previousEventId: 0,
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    });
  });

  test('has a stop that gave no reason without one', async () => {
    open(freshWorld());
    await start();
    await sfn.send(new StopExecutionCommand({ executionArn: ONE }));
    const last = (await history()).at(-1);
    expect(last).toMatchObject({ type: 'ExecutionAborted', previousEventId: 0 });
    expect(last?.executionAbortedEventDetails).toEqual({});
  });
});

describe('an execution that is cut off with the server', () => {
  test('goes on where it was when the world is served again, and its history as if nothing had been', async () => {
    const first = freshWorld();
    open(first);
    await start();
    await until(() => scrapers(first).length > 0);
    await stage.leave();
    expect(first.executions?.[ONE]).toMatchObject({ status: 'RUNNING' });
    const before = structuredClone(first.executions?.[ONE]?.history ?? []);
    const again = loadState(JSON.parse(JSON.stringify(saveState({ ...first, sessions: {} }))));
    open(again);
    expect(stage.goOn().map(({ executionArn }) => executionArn)).toEqual([ONE]);
    await ended();
    expect(await describeOne()).toMatchObject({ status: 'SUCCEEDED', redriveCount: 0 });
    expect(scrapers(again)).toMatchObject([{ status: 'ACTIVE' }]);
    const events = await history();
    expect(events.slice(0, before.length).map(({ type }) => type)).toEqual(before.map(({ type }) => type));
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type === 'ExecutionStarted')).toHaveLength(1);
    expect(types).not.toContain('ExecutionRedriven');
    expect(types.filter((type) => type?.endsWith('StateEntered')).length).toBe(
      types.filter((type) => type?.endsWith('StateExited')).length,
    );
  });

  test('stays RUNNING where its state machine does not have its state any more', async () => {
    const world = freshWorld();
    open(world);
    await start();
    await until(() => scrapers(world).length > 0);
    await stage.leave();
    const history = world.executions?.[ONE]?.history ?? [];
    history.push({ type: 'TaskStateEntered', at: world.now, details: { name: 'NoSuchState', input: '{}' } });
    open(world);
    expect(stage.goOn()).toEqual([]);
    expect(await describeOne()).toMatchObject({ status: 'RUNNING' });
  });
});
