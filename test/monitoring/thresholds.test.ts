import { describe, expect, test } from 'vitest';
import { inventoryOf } from '../../functions/shared/fleet/inventory.ts';
import type { FleetClass } from '../../functions/shared/fleet/fleetClasses.ts';
import { LOG_LINES } from '../../functions/shared/handler/logLines.ts';
import { sendMessage } from '../../local/monitoring/queues.ts';
import type { DeployedFunction } from '../../local/deployment/deployed.ts';
import type { ExecutionRecord, World } from '../../local/state/state.ts';
import { TaskFailure } from '../../local/workflow/lambda/functions.ts';
import { countDropped, countExecution, countInvocation, writeLogLine } from '../../local/workflow/telemetry.ts';
import { mails, monitoringOf, pass, refused, rung, WATCHED, watchedWorld } from './support.ts';

const MACHINES = WATCHED.stateMachines.filter(({ name }) => /-(onboard|offboard)$/.test(name));

const RECONCILE = WATCHED.stateMachines.filter(({ name }) => name.endsWith('-reconcile'));

function execution(stateMachineArn: string, status: ExecutionRecord['status']): ExecutionRecord {
  return { executionArn: '', stateMachineArn, name: '', status, startDate: 0, input: '{}' };
}

function deployed(name: string): DeployedFunction {
  const found = WATCHED.functions.find(({ functionName }) => functionName.endsWith(`-${name}`));
  if (found === undefined) throw new Error(`No function ${name} is deployed.`);
  return found;
}

function line(world: World, fields: object): void {
  writeLogLine(world, deployed('resolveRequest'), JSON.stringify(fields), world.now);
}

const endedBadly = (fault: string) => ({ message: LOG_LINES.endedBadly.message, status: 'FAILED', fault });

function deadLetter(account: string): (world: World) => Promise<unknown> {
  const queue = WATCHED.queues.find(({ accountId }) => accountId === account);
  const rule = WATCHED.rules.find(({ targets }) => targets.some((one) => one.deadLetterArn === queue?.arn));
  const principal = { kind: 'service', service: 'events.amazonaws.com', sourceArn: rule?.arn ?? '' } as const;
  return (world) => sendMessage(world, { queueArn: queue?.arn ?? '', principal, body: '{}', at: world.now });
}

/** The alarms of what runs find and do not mend, and the class of the fleet that each is of. */
const UNWELL = { silent: 'silent', orphans: 'orphan', unreachable: 'unreachable', quarantined: 'quarantined' } as const;

/** A run that finds so many of a class, and so many minutes. */
async function found(world: World, of: FleetClass, count: number, minutes = 60): Promise<void> {
  line(world, { message: LOG_LINES.reconciled.message, classes: inventoryOf({ connected: 7, [of]: count }) });
  await pass(world, minutes);
}

interface Row {
  /** `<account> <name>`. */
  alarm: string;
  of: string;
  /** How many ring. */
  threshold: number;
  one(world: World): unknown;
}

/** From how many of what each alarm rings. */
const ROWS: readonly Row[] = [
  ...MACHINES.flatMap(({ arn, name }) =>
    (['TIMED_OUT', 'ABORTED'] as const).map((status) => ({
      alarm: '333333333333 amp-scraper-failed-executions',
      of: `${name} ${status}`,
      threshold: 1,
      one: (world: World) => countExecution(world, execution(arn, status), world.now),
    })),
  ),
  {
    alarm: '333333333333 amp-scraper-failed-executions',
    of: 'executions that FAILED by no mistake of the requester',
    threshold: 1,
    one: (world) => line(world, endedBadly('PLATFORM')),
  },
  {
    alarm: '333333333333 amp-scraper-notify-errors',
    of: 'errors of notify',
    threshold: 1,
    one: (world) => countInvocation(world, deployed('notify').arn, new TaskFailure('AwsUnavailable', '{}'), world.now),
  },
  {
    alarm: '333333333333 amp-scraper-notify-errors',
    of: 'throttles of notify',
    threshold: 1,
    one: (world) =>
      countInvocation(
        world,
        deployed('notify').arn,
        new TaskFailure('Lambda.TooManyRequestsException', 'Rate Exceeded.'),
        world.now,
      ),
  },
  {
    alarm: '333333333333 amp-scraper-notify-errors',
    of: 'events that notify was never given',
    threshold: 1,
    one: (world) => countDropped(world, deployed('notify').arn, world.now),
  },
  {
    alarm: '333333333333 amp-scraper-throttles',
    of: 'throttled calls',
    threshold: 10,
    one: (world) => line(world, { message: LOG_LINES.throttled.message }),
  },
  {
    alarm: '333333333333 amp-scraper-no-samples',
    of: 'connections without samples',
    threshold: 1,
    one: (world) => line(world, { message: LOG_LINES.outcome.message, outcome: 'NO_SAMPLES', door: 'tag' }),
  },
  ...RECONCILE.flatMap(({ arn }) =>
    (['FAILED', 'TIMED_OUT', 'ABORTED'] as const).map((status) => ({
      alarm: '333333333333 amp-scraper-reconcile-failed',
      of: `runs of reconcile that ended ${status}`,
      threshold: 1,
      one: (world: World) => countExecution(world, execution(arn, status), world.now),
    })),
  ),
  {
    alarm: '333333333333 amp-scraper-removals-held',
    of: 'runs that hold something for an approval',
    threshold: 1,
    one: (world) => line(world, { message: LOG_LINES.reconciled.message, held: 1 }),
  },
  {
    alarm: '333333333333 amp-scraper-removals-held',
    of: 'removals that tags may not do in this hour',
    threshold: 1,
    one: (world) => line(world, { message: LOG_LINES.leftToReconcile.message }),
  },
  ...Object.entries(UNWELL).map(([name, of]) => ({
    alarm: `333333333333 amp-scraper-${name}`,
    of: `runs that find something ${of}`,
    threshold: 3,
    one: (world: World) => found(world, of, 1),
  })),
  {
    alarm: '333333333333 amp-scraper-dead-letters',
    of: 'dead letters',
    threshold: 1,
    one: deadLetter('333333333333'),
  },
  ...['111111111111', '222222222222'].map((account) => ({
    alarm: `${account} amp-scraper-forward-dead-letters`,
    of: 'dead letters',
    threshold: 1,
    one: deadLetter(account),
  })),
];

const named = ROWS.map((row) => [`${row.alarm}, of ${row.threshold} ${row.of}`, row] as const);

describe.each(named)('%s', (_name, { alarm, threshold, one }) => {
  const after = async (count: number) => {
    const world = watchedWorld();
    await pass(world, 30);
    for (let n = 0; n < count; n += 1) await one(world);
    await pass(world, 60);
    expect(refused(world)).toEqual([]);
    return { world, rung: rung(world) };
  };

  test('is silent below', async () => {
    expect((await after(threshold - 1)).rung).toEqual({});
  });

  test.each([threshold, threshold * 3])('rings once at %d', async (count) => {
    const { world, rung: rings } = await after(count);
    expect(rings).toEqual({ [alarm]: 1 });
    const hasActions = WATCHED.alarms.some(
      ({ accountId, name, actions }) => `${accountId} ${name}` === alarm && actions.ALARM.length > 0,
    );
    expect(mails(world)).toEqual(hasActions ? [alarm] : []);
  });
});

test('what waits for an approval run after run rings once, until two runs find nothing of it', async () => {
  const world = watchedWorld();
  const run = async (held: number) => {
    line(world, { message: LOG_LINES.reconciled.message, held });
    await pass(world, 60);
  };
  const stateOf = () =>
    Object.values(monitoringOf(world).alarms).find(({ name }) => name === 'amp-scraper-removals-held')?.state;
  for (let n = 0; n < 4; n += 1) await run(3);
  expect([rung(world), stateOf()]).toEqual([{ '333333333333 amp-scraper-removals-held': 1 }, 'ALARM']);
  await run(0);
  await run(0);
  expect(stateOf()).toBe('OK');
});

describe.each(Object.entries(UNWELL))('what is %s', (name, of) => {
  const alarm = `333333333333 amp-scraper-${name}`;
  const stateOf = (world: World) =>
    Object.values(monitoringOf(world).alarms).find((one) => one.name === `amp-scraper-${name}`)?.state;

  test.each([
    ['three runs in a row', [1, 1, 1], { [alarm]: 1 }],
    ['two runs', [1, 1, 0], {}],
    ['runs between which one finds nothing', [1, 1, 0, 1, 1, 0, 1, 1], {}],
    ['many runs, as one thing', [1, 2, 3, 1, 1, 1], { [alarm]: 1 }],
    ['three runs, after it was over,', [1, 1, 1, 0, 1, 1, 1], { [alarm]: 2 }],
  ])('of %s: %j', async (_runs, counts, rings) => {
    const world = watchedWorld();
    for (const count of counts) await found(world, of, count);
    expect(rung(world)).toEqual(rings);
  });

  test('is over when a run finds nothing of it, and goes on while none comes', async () => {
    const world = watchedWorld();
    for (let n = 0; n < 3; n += 1) await found(world, of, 1);
    await pass(world, 60);
    expect(stateOf(world)).toBe('ALARM');
    await found(world, of, 0);
    expect(stateOf(world)).toBe('OK');
  });

  test('rings once, though runs begin a quarter of an hour earlier or later', async () => {
    const world = watchedWorld();
    for (const minutes of [45, 75, 60, 75, 45, 75, 60]) await found(world, of, 1, minutes);
    expect(rung(world)).toEqual({ [alarm]: 1 });
  });

  test('of a run beside a dry run is one run', async () => {
    const world = watchedWorld();
    await found(world, of, 1, 10);
    await found(world, of, 1, 10);
    await found(world, of, 1, 40);
    await found(world, of, 0);
    expect(rung(world)).toEqual({});
  });
});

test('what a requester did wrong, an execution that went well and an invocation that did ring nothing', async () => {
  const world = watchedWorld();
  for (let n = 0; n < 20; n += 1) {
    line(world, endedBadly('REQUESTER'));
    line(world, { message: LOG_LINES.outcome.message, outcome: 'ONBOARDED', door: 'tag' });
    for (const { arn } of MACHINES) countExecution(world, execution(arn, 'SUCCEEDED'), world.now);
    for (const { arn } of WATCHED.functions) countInvocation(world, arn, undefined, world.now);
    countInvocation(world, deployed('resolveRequest').arn, new TaskFailure('InvalidRequest', '{}'), world.now);
    countInvocation(world, deployed('notify').arn, new TaskFailure('Lambda.ServiceException', ''), world.now);
    await pass(world, 1);
  }
  await pass(world, 30);
  expect(rung(world)).toEqual({});
});

test.each([
  [1.4, ['333333333333 amp-scraper-throttles']],
  [2, []],
])('10 throttled calls, one every %d minutes, ring %j: those within 15 minutes count', async (minutes, rings) => {
  const world = watchedWorld();
  await pass(world, 30);
  for (let n = 0; n < 10; n += 1) {
    line(world, { message: LOG_LINES.throttled.message });
    await pass(world, minutes);
  }
  await pass(world, 30);
  expect(Object.keys(rung(world))).toEqual(rings);
});
