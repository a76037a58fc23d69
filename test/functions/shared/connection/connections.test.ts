import { DynamoDBClient, PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectionsTable, type Connections } from '../../../../functions/shared/connection/table/connections.ts';
import {
  decideClaim,
  type ClaimedItem,
  type ConnectionItem,
} from '../../../../functions/shared/connection/table/lease.ts';
import type { SettingsBefore } from '../../../../functions/shared/settings/settings.ts';
import type { Operation } from '../../../../local/aws/operation.ts';
import { dynamodbOperations } from '../../../../local/aws/services/dynamodb/operations.ts';
import { ensureTable } from '../../../../local/aws/services/dynamodb/tables.ts';
import { testServer, type TestServer } from '../../../local/aws/testServer.ts';
import { SOURCE } from '../../../local/aws/testWorld.ts';
import { CLUSTER_ARN, CONNECTION, EXECUTION_ARN, WORKSPACE_ARN } from '../../support.ts';

const TableName = 'amp-scraper-connections';
const CLAIMANT = { executionArn: EXECUTION_ARN, workflow: 'onboard', door: 'console', cleansUp: false } as const;
const ITEM = {
  connectionId: CONNECTION.id,
  clusterArn: CLUSTER_ARN,
  workspaceArn: WORKSPACE_ARN,
  door: 'console',
  established: false,
} as const;

let server: TestServer;
let table: Connections;
const asked: unknown[] = [];
const recorded = dynamodbOperations.map((operation): Operation => ({
  ...operation,
  run(input, call) {
    asked.push({ name: operation.name, input });
    return operation.run(input, call);
  },
}));

beforeEach(async () => {
  asked.length = 0;
  server = await testServer(recorded);
  ensureTable(server.world, `arn:aws:dynamodb:us-west-2:${SOURCE}:table/${TableName}`, {
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
  });
  vi.stubEnv('AWS_ENDPOINT_URL', server.server.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', SOURCE);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  table = connectionsTable('us-west-2', SOURCE, TableName);
});
afterEach(() => server.server.close());
afterAll(() => vi.unstubAllEnvs());

/** Another workflow's write, or another kind's. */
async function put(more: Record<string, AttributeValue>): Promise<void> {
  const Item = {
    pk: { S: CLUSTER_ARN },
    sk: { S: `connection#${CONNECTION.id}` },
    clusterArn: { S: CLUSTER_ARN },
    workspaceArn: { S: WORKSPACE_ARN },
    door: { S: 'console' },
    established: { BOOL: true },
    schema: { N: '1' },
    ...more,
  };
  await new DynamoDBClient(server.configuration()).send(new PutItemCommand({ TableName, Item }));
}

/** What is in the table. */
function items(): unknown[] {
  return Object.values(server.world.tables ?? {}).flatMap((one) => one.items);
}

test('a connection is found by its pair, and by its cluster, as it was claimed', async () => {
  await expect(table.claim(ITEM, CLAIMANT, undefined)).resolves.toBe(true);
  const claimed = { ...ITEM, lease: EXECUTION_ARN, leaseWorkflow: 'onboard', leaseDoor: 'console' };
  await expect(table.get(CONNECTION)).resolves.toMatchObject(claimed);
  await expect(table.ofCluster(CLUSTER_ARN)).resolves.toMatchObject([claimed]);
  expect(asked).toContainEqual({ name: 'Query', input: expect.objectContaining({ ConsistentRead: true }) });
  expect(asked).toContainEqual({ name: 'GetItem', input: expect.objectContaining({ ConsistentRead: true }) });
});

/** The item as it is when the test's execution has claimed it. */
async function held(item: ClaimedItem = ITEM): Promise<ConnectionItem> {
  await table.claim(item, CLAIMANT, await table.get(CONNECTION));
  const found = await table.get(CONNECTION);
  if (found === undefined) throw new Error('The claim has written no item.');
  return found;
}

const END = { established: true, outcome: 'CONNECTED', forgetsSettingsBefore: false };
const REVOKED = { execution: 'arn:revoker', time: '2026-01-05T08:00:00Z' };
const BEFORE: SettingsBefore = {
  change: 'update',
  executionArn: EXECUTION_ARN,
  scraperArn: 'arn:scraper',
  settings: { alias: 'a', subnetIds: [], securityGroupIds: [], configuration: '' },
  roles: {},
  updated: true,
  repaired: [],
};
const OTHER = { ...CLAIMANT, executionArn: `${EXECUTION_ARN}-2` };

describe('who has looked at an item that another has written since', () => {
  test.each<[string, (seen: ConnectionItem) => Promise<boolean>]>([
    ['does not get the lease', (seen) => table.claim(ITEM, OTHER, seen)],
    ['gives no lease back', (seen) => table.release(seen, END)],
    ['removes nothing', (seen) => table.remove(seen)],
  ])('%s', async (_name, write) => {
    const seen = await held();
    await expect(table.ask(CONNECTION, EXECUTION_ARN, 'asker')).resolves.toBe(true);
    const since = await table.get(CONNECTION);
    await expect(write(seen)).resolves.toBe(false);
    await expect(table.get(CONNECTION)).resolves.toEqual(since);
    await expect(write(since ?? seen)).resolves.toBe(true);
  });

  test('does not get the lease of one that has been removed, and not of one that has been made', async () => {
    const seen = await held();
    await table.remove(seen);
    await expect(table.claim(ITEM, OTHER, seen)).resolves.toBe(false);
    await held();
    await expect(table.claim(ITEM, OTHER, undefined)).resolves.toBe(false);
    await expect(table.restore(CONNECTION, { ...END, owner: { door: 'tag' } })).resolves.toBe(false);
  });
});

test('a removal that is sent again removes nothing of one that another has claimed since, though it counts from the beginning', async () => {
  const seen = await held();
  await expect(table.remove(seen)).resolves.toBe(true);
  await expect(table.claim(ITEM, OTHER, undefined)).resolves.toBe(true);
  await expect(table.remove(seen)).resolves.toBe(false);
  await expect(table.get(CONNECTION)).resolves.toMatchObject({ version: seen.version, lease: OTHER.executionArn });
});

test('an item of an older workflow has version 0, until it is written', async () => {
  await put({});
  const old = await table.get(CONNECTION);
  expect(old?.version).toBe(0);
  await expect(table.claim(ITEM, CLAIMANT, old)).resolves.toBe(true);
  await expect(table.claim(ITEM, OTHER, old)).resolves.toBe(false);
  await expect(table.get(CONNECTION)).resolves.toMatchObject({ version: 1, lease: EXECUTION_ARN });
});

test('a claim that came twice was got', async () => {
  await expect(table.claim(ITEM, CLAIMANT, undefined)).resolves.toBe(true);
  await expect(table.claim(ITEM, CLAIMANT, undefined)).resolves.toBe(true);
  await expect(table.get(CONNECTION)).resolves.toMatchObject({ version: 1 });
});

describe('an ask', () => {
  test('is for the holder alone, and is kept by his release until it is forgotten', async () => {
    const seen = await held();
    await expect(table.ask(CONNECTION, OTHER.executionArn, 'asker')).resolves.toBe(false);
    await table.release(seen, { ...END, askedAgain: 'asker' });
    await expect(table.ask(CONNECTION, EXECUTION_ARN, 'late')).resolves.toBe(false);
    await expect(table.get(CONNECTION)).resolves.toMatchObject({ askedAgain: 'asker' });
    await expect(table.forgetAsk(CONNECTION, 'another')).resolves.toMatchObject({ isDone: false });
    await expect(table.forgetAsk(CONNECTION, 'asker')).resolves.toMatchObject({ isDone: true });
    await expect(table.get(CONNECTION)).resolves.not.toHaveProperty('askedAgain');
  });

  test('changes nothing for the holder, who establishes the connection and keeps settings all the same', async () => {
    await held();
    await table.ask(CONNECTION, EXECUTION_ARN, 'asker');
    await expect(table.establish(CONNECTION, EXECUTION_ARN, { door: 'tag' })).resolves.toMatchObject({ isDone: true });
    await expect(table.get(CONNECTION)).resolves.toMatchObject({ established: true, askedAgain: 'asker', version: 3 });
  });
});

test.each<[string, Record<string, AttributeValue>, boolean]>([
  ['nothing else', {}, false],
  ['somebody at work', { lease: { S: EXECUTION_ARN } }, true],
  ['established', { established: { BOOL: true } }, true],
  ['an outcome', { outcome: { S: 'LEFT' } }, true],
  ['a revocation', { revoked: { M: { execution: { S: 'arn:revoker' }, time: { S: 'then' } } } }, true],
])('an ask is forgotten where an item has more than it: %s', async (_name, more, isDone) => {
  await put({ established: { BOOL: false }, askedAgain: { S: 'asker' }, ...more });
  const met = await table.get(CONNECTION);
  await expect(table.forgetAsk(CONNECTION, 'asker')).resolves.toEqual({ isDone, met });
  const { askedAgain: _askedAgain, ...forgotten } = { ...met, version: 1 };
  await expect(table.get(CONNECTION)).resolves.toEqual(isDone ? forgotten : met);
});

const UNASKED = { established: true, outcome: 'CONNECTED', settings: '{}', forgetsSettingsBefore: true };

describe('a lease is given back without a look', () => {
  test.each([undefined, EXECUTION_ARN])('by its holder, as with one, who asks for %s', async (askedAgain) => {
    const end = { ...UNASKED, askedAgain };
    const seen = await held({ ...ITEM, outcome: 'UNDONE' });
    await table.release(seen, end);
    const released = await table.get(CONNECTION);
    await table.remove(released ?? seen);
    const met = await held({ ...ITEM, outcome: 'UNDONE' });
    await expect(table.releaseUnasked(CONNECTION, EXECUTION_ARN, end)).resolves.toEqual({ isDone: true, met });
    await expect(table.get(CONNECTION)).resolves.toEqual(released);
  });

  test.each<[string, Record<string, AttributeValue>]>([
    ['that another holds', { lease: { S: OTHER.executionArn } }],
    ['that nobody holds', {}],
    ['that somebody has asked for', { lease: { S: EXECUTION_ARN }, askedAgain: { S: 'asker' } }],
  ])('not when it is one %s, which is met', async (_name, more) => {
    await put(more);
    const met = await table.get(CONNECTION);
    await expect(table.releaseUnasked(CONNECTION, EXECUTION_ARN, UNASKED)).resolves.toEqual({ isDone: false, met });
    await expect(table.get(CONNECTION)).resolves.toEqual(met);
  });
});

describe('a lease is taken without a look', () => {
  const START = '2026-01-05T08:00:00Z';
  const VALUES = {
    stackId: [undefined, { S: 'stack' }, { S: 'another' }],
    door: [{ S: 'console' }, { S: 'product' }],
    lease: [undefined, { S: OTHER.executionArn }],
    revoked: [undefined, { M: { execution: { S: 'arn:revoker' }, time: { S: 'then' } } }],
    established: [{ BOOL: false }, { BOOL: true }],
  } as const;
  const STATES = Object.entries(VALUES).reduce<Record<string, AttributeValue | undefined>[]>(
    (states, [name, values]) => states.flatMap((state) => values.map((value) => ({ ...state, [name]: value }))),
    [{}],
  );
  const rest = { version: { N: '7' }, outcome: { S: 'LEFT' }, askedAgain: { S: 'asker' }, settings: { S: '{}' } };

  test('of a connection that has no item', async () => {
    await expect(table.claimFree(CONNECTION, CLAIMANT, START)).resolves.toEqual({ isDone: true, met: undefined });
    const free = items();
    await table.remove(await held());
    await table.claim({ ...ITEM, holderStartedAt: START }, CLAIMANT, undefined);
    expect(free).toEqual(items());
  });

  test.each([
    ['the console', CLAIMANT],
    ['a stack', { ...CLAIMANT, door: 'product', stackId: 'stack' }],
  ] as const)(
    'by %s where a look would have let it, and of nothing else, with all that the item has',
    async (_name, claimant) => {
      let taken = 0;
      for (const state of STATES) {
        const given = Object.entries({ ...state, ...rest }).flatMap(([name, value]) =>
          value ? [[name, value] as const] : [],
        );
        await put(Object.fromEntries(given));
        const met = await table.get(CONNECTION);
        const before = items();
        const { isDone, ...answer } = await table.claimFree(CONNECTION, claimant, START);
        expect(answer).toEqual({ met });
        if (!isDone) {
          expect(items()).toEqual(before);
          continue;
        }
        taken += 1;
        expect(decideClaim(met, claimant, false)).toEqual({ action: 'take', replaces: undefined });
        const { lease, leaseWorkflow, leaseDoor, holderStartedAt, ...left } = { ...(await table.get(CONNECTION)) };
        expect({ lease, leaseWorkflow, leaseDoor, holderStartedAt }).toEqual({
          lease: EXECUTION_ARN,
          leaseWorkflow: 'onboard',
          leaseDoor: claimant.door,
          holderStartedAt: START,
        });
        expect(left).toEqual({ ...met, version: 8 });
      }
      expect(taken).toBe(2);
    },
  );

  test('not of another pair, and not in the item of a newer workflow', async () => {
    for (const [change, refusal] of [
      [{ workspaceArn: { S: 'arn:other' } }, 'nothing of either was changed'],
      [{ schema: { N: '3' } }, 'has schema 3'],
    ] as const) {
      await put(change);
      const before = items();
      await expect(table.claimFree(CONNECTION, CLAIMANT, START)).rejects.toThrow(refusal);
      expect(items()).toEqual(before);
    }
  });
});

test('an item that somebody has removed is written anew, as one that nobody is at work on', async () => {
  const owner = { door: 'product', stackId: 'stack' } as const;
  await expect(table.restore(CONNECTION, { ...END, owner, settings: '{}' })).resolves.toBe(true);
  const { clusterArn, workspaceArn } = ITEM;
  const written = { connectionId: CONNECTION.id, clusterArn, workspaceArn, ...owner, established: true, version: 1 };
  await expect(table.get(CONNECTION)).resolves.toEqual({ ...written, outcome: 'CONNECTED' });
});

describe('a connection is established', () => {
  const owner = { door: 'product', stackId: 'stack' } as const;

  test('by who has its lease, which it keeps, with its owner and nothing else', async () => {
    await table.claim({ ...ITEM, outcome: 'UNDONE' }, CLAIMANT, undefined);
    const before = await table.get(CONNECTION);
    await expect(table.establish(CONNECTION, EXECUTION_ARN, owner)).resolves.toEqual({ isDone: true, met: before });
    await expect(table.get(CONNECTION)).resolves.toEqual({ ...before, version: 2, established: true, ...owner });
    await expect(table.establish(CONNECTION, EXECUTION_ARN, { door: 'tag' })).resolves.toMatchObject({ isDone: true });
    await expect(table.get(CONNECTION)).resolves.toEqual({ ...before, version: 3, established: true, door: 'tag' });
  });

  test('by nobody else, and not without its item', async () => {
    await expect(table.establish(CONNECTION, EXECUTION_ARN, owner)).resolves.toEqual({ isDone: false, met: undefined });
    const met = await held();
    await expect(table.establish(CONNECTION, OTHER.executionArn, owner)).resolves.toEqual({ isDone: false, met });
    await expect(table.get(CONNECTION)).resolves.toEqual(met);
  });

  test('not when the pair was revoked meanwhile, which it meets with all that the item has', async () => {
    await held();
    await table.keepSettings(CONNECTION, BEFORE);
    await table.revoke(CONNECTION, REVOKED, 'console');
    const met = await table.get(CONNECTION);
    expect(met).toMatchObject({ revoked: REVOKED, settingsBefore: BEFORE, lease: EXECUTION_ARN });
    await expect(table.establish(CONNECTION, EXECUTION_ARN, owner)).resolves.toEqual({ isDone: false, met });
    await expect(table.get(CONNECTION)).resolves.toEqual(met);
  });

  test('not of another pair, and not in the item of a newer workflow', async () => {
    const item = { lease: { S: EXECUTION_ARN }, established: { BOOL: false } };
    for (const [change, refusal] of [
      [{ workspaceArn: { S: 'arn:other' } }, 'nothing of either was changed'],
      [{ schema: { N: '3' } }, 'has schema 3'],
    ] as const) {
      await put({ ...item, ...change });
      await expect(table.establish(CONNECTION, EXECUTION_ARN, owner)).rejects.toThrow(refusal);
      expect(items()).toEqual([expect.objectContaining({ ...item, ...change })]);
    }
  });

  test('a release that knows no stack leaves the one that the item has, but for a door that has none', async () => {
    const end = { established: true, outcome: 'CONNECTED', forgetsSettingsBefore: false };
    const claimed = await held({ ...ITEM, ...owner });
    await expect(table.release(claimed, { ...end, owner: { door: 'product' } })).resolves.toBe(true);
    await expect(table.get(CONNECTION)).resolves.toMatchObject({ established: true, ...owner });
    const again = await held({ ...ITEM, ...owner });
    await expect(table.release(again, { ...end, owner: { door: 'console' } })).resolves.toBe(true);
    await expect(table.get(CONNECTION)).resolves.not.toHaveProperty('stackId');
  });
});

describe("a cluster's connections", () => {
  test('are found to the last, however many answers they take', async () => {
    const big = { settings: { S: 'x'.repeat(380_000) } };
    const ids = ['01', '02', '03', '04', '05'];
    for (const id of ids) await put({ sk: { S: `connection#${id}` }, ...big });
    const found = await table.ofCluster(CLUSTER_ARN);
    expect(found.map(({ connectionId }) => connectionId)).toEqual(ids);
  });

  test('are neither those of another cluster nor items of another kind', async () => {
    await put({});
    await put({ pk: { S: `${CLUSTER_ARN}-2` }, clusterArn: { S: `${CLUSTER_ARN}-2` } });
    await put({ pk: { S: 'stack#one' } });
    await put({ sk: { S: 'run#one' } });
    const found = await table.ofCluster(CLUSTER_ARN);
    expect(found.map(({ connectionId }) => connectionId)).toEqual([CONNECTION.id]);
  });
});

test('an item of a newer workflow is refused, whichever way it is read', async () => {
  await put({ schema: { N: '3' } });
  const refusal = { name: 'PreflightFailed', message: expect.stringMatching(/has schema 3; .* Deploy the workflow/) };
  await expect(table.get(CONNECTION)).rejects.toMatchObject(refusal);
  await expect(table.ofCluster(CLUSTER_ARN)).rejects.toMatchObject(refusal);
});

test("another pair's item of the same id is not ours", async () => {
  const workspaceArn = `${WORKSPACE_ARN.slice(0, -1)}6`;
  await put({ workspaceArn: { S: workspaceArn } });
  await expect(table.get(CONNECTION)).rejects.toMatchObject({
    name: 'NotOurs',
    message: expect.stringContaining(workspaceArn),
  });
});
