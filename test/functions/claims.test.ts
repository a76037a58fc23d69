import { describe, expect, test } from 'vitest';
import { handler as claimConnection } from '../../functions/claimConnection.ts';
import { handler as deleteScraper } from '../../functions/deleteScraper.ts';
import { handler as establishConnection } from '../../functions/establishConnection.ts';
import { handler as releaseConnection } from '../../functions/releaseConnection.ts';
import { UNCLAIMED, UNDELETED } from '../../functions/shared/contract.ts';
import type { Item } from '../../local/state/state.ts';
import { onboardOf, REQUEST, useEmbedded } from './embedded.ts';
import { NAMES } from './support.ts';

const aws = useEmbedded();

const PAIR = { id: NAMES.id, ...REQUEST };

/** An item by plain values, as the table has it. */
function put(values: Record<string, string | boolean>): void {
  const attributes = Object.entries({ ...REQUEST, established: false, door: 'console', ...values }).map(
    ([name, value]): [string, unknown] => [name, typeof value === 'boolean' ? { BOOL: value } : { S: value }],
  );
  const key = { pk: { S: REQUEST.clusterArn }, sk: { S: `connection#${NAMES.id}` } };
  const item: Item = { ...key, schema: { N: '1' }, version: { N: '7' }, ...Object.fromEntries(attributes) };
  Object.values(aws.world.tables ?? {})[0]?.items.push(item);
}

/** The one item, by plain values, without what is the same in all of them. */
function left(): Record<string, unknown> | undefined {
  const [item] = aws.items();
  if (item === undefined) return undefined;
  const { pk: _pk, sk: _sk, schema: _schema, clusterArn: _cluster, workspaceArn: _workspace, ...rest } = item;
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, Object.values(Object(value))[0]]));
}

type Door = { door: string; stackId?: string; cleansUp?: boolean; onlyCreatedBy?: string };
const CONSOLE = { door: 'console' };
const PRODUCT = { door: 'product', stackId: 'one' };
const startedAt = () => new Date(aws.clock.now()).toISOString();

function claim(
  executionArn: string,
  by: Door,
  workflow = 'onboard',
  before: object = UNCLAIMED,
  startTime = startedAt(),
) {
  return claimConnection({ executionArn, startTime, workflow, connection: { ...PAIR, ...by }, claim: before });
}

const lease = (holder: string, workflow = 'onboard', door = 'console') => ({
  lease: holder,
  leaseWorkflow: workflow,
  leaseDoor: door,
});

describe('a claim leaves the item with', () => {
  const ENDED = 'ended';
  test.each<[string, Record<string, string | boolean> | undefined, Door, string, Record<string, unknown>]>([
    [
      'its door, of a connection that nobody knows',
      undefined,
      CONSOLE,
      'onboard',
      { door: 'console', established: false, version: '1' },
    ],
    ['its stack', undefined, PRODUCT, 'onboard', { ...PRODUCT, established: false, version: '1' }],
    [
      'no stack and the outcome, of what a product left to the console',
      { ...PRODUCT, outcome: 'LEFT' },
      CONSOLE,
      'onboard',
      { door: 'console', established: false, outcome: 'LEFT' },
    ],
    [
      'the stack of what the console left to a product',
      { outcome: 'LEFT' },
      PRODUCT,
      'onboard',
      { ...PRODUCT, established: false, outcome: 'LEFT' },
    ],
    [
      "its owner, of a clean-up of another door's",
      { ...PRODUCT, established: true, outcome: 'CONNECTED' },
      { door: 'tag', cleansUp: true },
      'offboard',
      { ...PRODUCT, established: true, outcome: 'CONNECTED' },
    ],
    [
      "its owner, of an offboard of another door's that is not there yet",
      { door: 'tag', outcome: 'LEFT' },
      CONSOLE,
      'offboard',
      { door: 'tag', established: false, outcome: 'LEFT' },
    ],
    [
      'its owner, of an onboard of its own that is there',
      { established: true, outcome: 'CONNECTED' },
      CONSOLE,
      'onboard',
      { door: 'console', established: true, outcome: 'CONNECTED' },
    ],
    [
      'the new owner, where an offboard of another door was cut short: it was to go',
      { door: 'tag', established: true, ...lease(ENDED, 'offboard', 'tag') },
      PRODUCT,
      'onboard',
      { ...PRODUCT, established: false, outcome: 'ABANDONED', takenOverAt: expect.any(String) },
    ],
    [
      'what a holder that ended may have left',
      lease(ENDED),
      CONSOLE,
      'onboard',
      { door: 'console', established: false, outcome: 'ABANDONED', takenOverAt: expect.any(String) },
    ],
    [
      'no trace of the holder that it cleans up after',
      lease(ENDED),
      { ...CONSOLE, cleansUp: true, onlyCreatedBy: ENDED },
      'offboard',
      { door: 'console', established: false, takenOverAt: expect.any(String) },
    ],
    [
      "no take-over of the lease's before",
      { takenOverAt: '2026-01-05T07:00:00.000Z' },
      CONSOLE,
      'onboard',
      { door: 'console', established: false },
    ],
  ])('%s', async (_what, before, by, workflow, after) => {
    const executionArn = aws.execution('claimant');
    const ended = aws.execution(ENDED, 'FAILED');
    const named = (value: string | boolean | undefined) => (value === ENDED ? ended : value);
    if (before) put({ ...before, ...(before['lease'] === ENDED ? { lease: ended } : {}) });
    await claim(executionArn, named(by.onlyCreatedBy) === ended ? { ...by, onlyCreatedBy: ended } : by, workflow);
    expect(left()).toEqual({
      version: '8',
      ...after,
      lease: executionArn,
      leaseWorkflow: workflow,
      leaseDoor: by.door,
      holderStartedAt: startedAt(),
    });
  });

  test.each([
    ['an onboard', CONSOLE, 'onboard'],
    ['a clean-up', { door: 'tag', cleansUp: true }, 'offboard'],
  ])('nothing of %s behind a holder that runs', async (_what, by, workflow) => {
    put(lease(aws.execution('holder')));
    const before = left();
    const answer = await claim(aws.execution('claimant'), by, workflow);
    expect(answer).toEqual({ status: 'WAIT', waitedSeconds: 0, waitSeconds: 15 });
    expect(left()).toEqual(before);
  });
});

describe('who takes over a lease', () => {
  test.each([
    [0, { status: 'WAIT', waitedSeconds: 0, waitSeconds: 125 }],
    [1, { status: 'WAIT', waitedSeconds: 1, waitSeconds: 124 }],
    [124, { status: 'WAIT', waitedSeconds: 124, waitSeconds: 1 }],
    [125, { status: 'CLAIMED' }],
  ])('has waited %i s and may write after 125', async (seconds, answer) => {
    put(lease(aws.execution('holder', 'TIMED_OUT')));
    const executionArn = aws.execution('claimant');
    const startTime = startedAt();
    await claim(executionArn, CONSOLE, 'onboard', UNCLAIMED, startTime);
    const again = { status: 'WAIT', waitedSeconds: seconds, waitSeconds: 0 };
    await expect(claim(executionArn, CONSOLE, 'onboard', again, startTime)).resolves.toMatchObject(answer);
  });

  test.each(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const)('does so of one that is %s', async (status) => {
    put(lease(aws.execution('holder', status)));
    const executionArn = aws.execution('claimant');
    await claim(executionArn, CONSOLE);
    expect(left()).toMatchObject({ lease: executionArn });
  });

  test('waits for his turn for 75 minutes', async () => {
    put(lease(aws.execution('holder')));
    const executionArn = aws.execution('claimant');
    const waited = (waitedSeconds: number) => ({ status: 'WAIT', waitedSeconds, waitSeconds: 0 });
    const startTime = startedAt();
    const last = claim(executionArn, CONSOLE, 'onboard', waited(4_499), startTime);
    await expect(last).resolves.toEqual({ status: 'WAIT', waitedSeconds: 4_499, waitSeconds: 1 });
    const late = claim(executionArn, CONSOLE, 'onboard', waited(4_500), startTime);
    await expect(late).rejects.toMatchObject({ name: 'OwnedElsewhere' });
  });
});

describe('whose lease has been taken over', () => {
  test('establishes nothing, and says so', async () => {
    put(lease(aws.execution('holder')));
    const before = left();
    const event = { executionArn: aws.execution('earlier'), connection: { ...PAIR, ...CONSOLE } };
    await expect(establishConnection(event)).rejects.toMatchObject({ name: 'OwnedElsewhere' });
    expect(left()).toEqual(before);
  });

  test.each(['CONNECTED', 'UNDONE', 'LEFT', 'GONE', 'CLEANED'])('releases nothing that ends %s', async (end) => {
    put(lease(aws.execution('holder')));
    const before = left();
    for (const workflow of ['onboard', 'offboard']) {
      const event = { executionArn: aws.execution('earlier'), workflow, connection: { ...PAIR, ...CONSOLE }, end };
      await expect(releaseConnection(event)).resolves.toEqual({});
      expect(left()).toEqual(before);
    }
  });

  test('changes no scraper: its settings could not be kept', async () => {
    await aws.connected();
    const change = onboardOf(aws, { ...REQUEST, alias: 'another' });
    await change.resolve();
    await change.claim();
    await change.roles();
    aws.afterwards['DescribeScraper'] = () => {
      Object.assign(aws.items()[0] ?? {}, { lease: { S: aws.execution('other') } });
    };
    await expect(change.scraper()).rejects.toMatchObject({ name: 'OwnedElsewhere' });
    expect(aws.inputsOf('UpdateScraper')).toEqual([]);
    expect(left()).not.toHaveProperty('settingsBefore');
  });
});

test('a clean-up that fails leaves the connection its owner, and somebody else to look', async () => {
  put({ ...PRODUCT, established: true, outcome: 'CONNECTED' });
  const executionArn = aws.execution('clean-up');
  const by = { door: 'tag', cleansUp: true };
  await claim(executionArn, by, 'offboard');
  const connection = { ...PAIR, door: 'tag' };
  await deleteScraper({ executionArn, connection, deletion: UNDELETED });
  const failure = { Error: 'AccessDenied', Cause: '{}' };
  await releaseConnection({ executionArn, workflow: 'offboard', connection, end: 'LEFT', failure });
  expect(left()).toEqual({ ...PRODUCT, established: true, outcome: 'AccessDenied', version: '9' });
});
