import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { output as outputSchema } from '../../functions/shared/contract.ts';
import { deployedName, type FunctionName, type WorkflowName } from '../../functions/shared/names.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import type { CallRecord } from '../../local/aws/server.ts';
import type { World } from '../../local/state/state.ts';
import type { ExecutionEvent } from '../../local/workflow/states/execution.ts';
import type { Runtime, StageOptions } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { itemsOf } from '../tables.ts';
import { CLUSTER, DEPLOYMENT, freshWorld, REQUEST, scrapers, stopAfter } from './support.ts';

let runtime: Runtime;
let onboarded: World;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
  onboarded = freshWorld();
  await runtime.execute({ world: onboarded, input: REQUEST });
});

const TAGGED = {
  source: 'aws.tag',
  'detail-type': 'Tag Change on Resource',
  account: '111111111111',
  resources: [CLUSTER],
};

interface Seen {
  state: string;
  at: number;
}

/** Runs one execution, and says when it entered which state. */
async function run(
  options: Partial<StageOptions> & { world: World; workflow?: WorkflowName; input?: unknown; faults?: never },
  faults: readonly string[] = [],
) {
  const seen: Seen[] = [];
  const calls: CallRecord[] = [];
  const result = await runtime.execute({
    input: REQUEST,
    ...options,
    faults: faultPlan(faults.map((text) => parseFault(text, OPERATIONS))),
    onEvent: ({ kind, state, at }) => kind === 'entered' && seen.push({ state, at }),
    onCall: (call) => {
      calls.push(call);
      options.onCall?.(call);
    },
  });
  const enteredAt = (name: string) => seen.find(({ state }) => state === name)?.at ?? 0;
  return { ...result, seen, calls, secondsTo: (name: string) => (enteredAt(name) - (seen[0]?.at ?? 0)) / 1000 };
}

const attribute = z.record(z.string(), z.unknown()).transform((value) => Object.values(value)[0]);

function items(world: World): Record<string, unknown>[] {
  const all = itemsOf(world);
  return all.map((item) => z.record(z.string(), attribute).parse(item));
}

function arnOf(workflow: WorkflowName, name: string): string {
  return `${runtime.stateMachineArn(workflow).replace(':stateMachine:', ':execution:')}:${name}`;
}

/** The item of the connection is as this holder has claimed it. */
function hold(
  world: World,
  lease: { lease: string; workflow?: WorkflowName; door?: string; startedAt?: string },
): void {
  for (const { items: all } of Object.values(world.tables ?? {})) {
    for (const item of all) {
      Object.assign(item, {
        lease: { S: lease.lease },
        leaseWorkflow: { S: lease.workflow ?? 'onboard' },
        leaseDoor: { S: lease.door ?? 'console' },
        ...(lease.startedAt === undefined ? {} : { holderStartedAt: { S: lease.startedAt } }),
      });
    }
  }
}

const isFunction = (arn: string, name: FunctionName) => arn.endsWith(`:${deployedName('amp-scraper', name)}`);
const isoAt = (at: number) => new Date(at).toISOString();

describe('a lease whose holder has ended', () => {
  test('is taken over, with when that was, and nothing is written for 125 seconds', async () => {
    const world = structuredClone(onboarded);
    hold(world, { lease: arnOf('onboard', 'ended') });
    const started = world.now;
    const { status, secondsTo } = await run({ world, adapt: stopAfter('Claimed?') });
    expect(status).toBe('SUCCEEDED');
    expect(items(world)).toMatchObject([{ takenOverAt: isoAt(started), holderStartedAt: isoAt(started) }]);
    const whole = structuredClone(onboarded);
    hold(whole, { lease: arnOf('onboard', 'ended') });
    expect((await run({ world: whole })).secondsTo('CreateSourceRole')).toBe(125);
    expect(secondsTo('Claimed?')).toBe(0);
    expect(Object.keys(items(whole)[0] ?? {})).not.toEqual(expect.arrayContaining(['takenOverAt']));
  });

  test('is waited for as long by a claim whose answer was lost', async () => {
    const world = structuredClone(onboarded);
    hold(world, { lease: arnOf('onboard', 'ended') });
    const died: number[] = [];
    const { status, secondsTo } = await run({
      world,
      death: (arn, nth) => {
        if (!isFunction(arn, 'claimConnection') || nth > 1) return undefined;
        died.push(nth);
        return 'exit-after';
      },
    });
    expect(died).toEqual([1]);
    expect(status).toBe('SUCCEEDED');
    expect(secondsTo('CreateSourceRole')).toBeGreaterThanOrEqual(125);
  });

  test('is taken over by the call that came twice', async () => {
    const world = structuredClone(onboarded);
    hold(world, { lease: arnOf('onboard', 'ended') });
    const { status, secondsTo } = await run({ world }, ['dynamodb:updateItem:lost-response']);
    expect({ status, waited: secondsTo('CreateSourceRole') }).toEqual({ status: 'SUCCEEDED', waited: 125 });
  });
});

describe('a holder that DescribeExecution does not know', () => {
  test('is waited for while it may have started a moment ago', async () => {
    const world = structuredClone(onboarded);
    const stage = runtime.open({
      world,
      faults: faultPlan([parseFault('states:lag:120', OPERATIONS)]),
      onEvent: (event) => seen.push(event),
    });
    const seen: ExecutionEvent[] = [];
    const [first, second] = [1, 2].map((nth) => {
      world.nextId += 1;
      return stage.begin(runtime.stateMachineArn('onboard'), `lag-${world.nextId}-${nth}`, {
        ...REQUEST,
        scrapeConfiguration: { name: nth === 1 ? 'minimal' : 'kubernetes' },
      });
    });
    await stage.idle();
    await stage.leave();
    expect([first?.status, second?.status]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    const states = (arn: string | undefined, kind: string, state: string) =>
      seen.find((one) => one.executionArn === arn && one.kind === kind && one.state === state)?.at ?? NaN;
    const [winner, loser] =
      states(first?.executionArn, 'entered', 'CreateSourceRole') <
      states(second?.executionArn, 'entered', 'CreateSourceRole')
        ? [first, second]
        : [second, first];
    expect(states(loser?.executionArn, 'entered', 'CreateSourceRole')).toBeGreaterThanOrEqual(
      states(winner?.executionArn, 'exited', 'ReleaseConnection'),
    );
  });

  test('is taken over when it started 5 minutes ago, which waiting shows as well', async () => {
    const world = structuredClone(onboarded);
    hold(world, { lease: arnOf('onboard', 'unknown'), startedAt: isoAt(world.now - 100_000) });
    const { status, secondsTo } = await run({ world });
    expect(status).toBe('SUCCEEDED');
    expect(secondsTo('CreateSourceRole')).toBe(210 + 125);
  });

  test('and that is still shown as RUNNING when it has just ended is waited for', async () => {
    const world = structuredClone(onboarded);
    const stopped = await run({ world, adapt: stopAfter('Claimed?') });
    Object.assign(world.executions?.[stopped.executionArn] ?? {}, { status: 'ABORTED', stopDate: world.now });
    const { status, secondsTo } = await run({ world }, ['states:lag:40']);
    expect({ status, waited: secondsTo('CreateSourceRole') }).toEqual({ status: 'SUCCEEDED', waited: 45 + 125 });
  });
});

/** Does something to the table at the first call of DescribeExecution, before it is answered to who decides by it. */
function atFirstLook(act: () => void): Pick<StageOptions, 'onCall'> {
  let isDone = false;
  return {
    onCall: ({ service, operation }) => {
      if (isDone || service !== 'states' || operation !== 'DescribeExecution') return;
      isDone = true;
      act();
    },
  };
}

describe('a holder that gives the lease back while another looks at it', () => {
  test("makes that one's claim fail, which looks anew: nothing of the older look is written", async () => {
    const world = structuredClone(onboarded);
    for (const { items: all } of Object.values(world.tables ?? {})) {
      for (const item of all) Object.assign(item, { established: { BOOL: false }, door: { S: 'tag' } });
    }
    hold(world, { lease: arnOf('onboard', 'ended'), door: 'tag' });
    const release = atFirstLook(() => {
      for (const table of Object.values(world.tables ?? {})) {
        table.items = table.items.map(({ lease: _lease, leaseWorkflow: _workflow, leaseDoor: _door, ...item }) => ({
          ...item,
          established: { BOOL: true },
          outcome: { S: 'CONNECTED' },
          version: { N: '9' },
        }));
      }
    });
    const { error } = await run({ world, ...release });
    expect(error).toBe('OwnedElsewhere');
    expect(items(world)).toMatchObject([{ door: 'tag', established: true, outcome: 'CONNECTED', version: '9' }]);
  });
});

const NO_RELEASE: readonly string[] = ['dynamodb:deleteItem:access-denied:always'];

describe('an offboard whose item cannot be removed', () => {
  test('says so, and the next execution of any door puts it right', async () => {
    const world = structuredClone(onboarded);
    const { output } = await run({ world, workflow: 'offboard' }, NO_RELEASE);
    const { outcome, warnings } = outputSchema.parse(output);
    expect(outcome).toBe('OFFBOARDED');
    expect(warnings).toEqual([expect.stringMatching(/could not be written, AccessDenied: dynamodb:DeleteItem/)]);
    expect(scrapers(world)).toEqual([]);
    expect(items(world)).toMatchObject([{ established: true, lease: expect.any(String) }]);
    const byTag = structuredClone(world);
    expect((await run({ world: byTag, input: TAGGED })).output).toMatchObject({ outcome: 'ONBOARDED', door: 'tag' });
    expect(items(byTag)).toMatchObject([{ established: true, door: 'tag', outcome: 'CONNECTED' }]);
    expect((await run({ world, workflow: 'offboard' })).output).toMatchObject({ outcome: 'OFFBOARDED', warnings: [] });
    expect(items(world)).toEqual([]);
  });
});

describe('an onboard whose undo was not told to the table', () => {
  test('is put right by the next execution, of whichever door', async () => {
    const world = freshWorld();
    const { error } = await run({ world }, ['scraper:failing', ...NO_RELEASE]);
    expect(error).toBe('ScraperFailed');
    expect(items(world)).toMatchObject([{ established: false, lease: expect.any(String) }]);
    expect((await run({ world, input: TAGGED })).output).toMatchObject({ outcome: 'ONBOARDED', door: 'tag' });
    expect(items(world)).toMatchObject([{ established: true, door: 'tag', outcome: 'CONNECTED' }]);
  });
});
