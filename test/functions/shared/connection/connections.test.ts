import { DynamoDBClient, PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectionsTable, type Connections } from '../../../../functions/shared/connection/connections.ts';
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

test('a connection is found by its pair, and by its cluster, as it was claimed', async () => {
  await expect(table.claim(ITEM, CLAIMANT, undefined)).resolves.toBe(true);
  const claimed = { ...ITEM, lease: EXECUTION_ARN, leaseWorkflow: 'onboard', leaseDoor: 'console' };
  await expect(table.get(CONNECTION)).resolves.toMatchObject(claimed);
  await expect(table.ofCluster(CLUSTER_ARN)).resolves.toMatchObject([claimed]);
  expect(asked).toContainEqual({ name: 'Query', input: expect.objectContaining({ ConsistentRead: true }) });
  expect(asked).toContainEqual({ name: 'GetItem', input: expect.objectContaining({ ConsistentRead: true }) });
});

describe('a connection is established', () => {
  const owner = { door: 'product', stackId: 'stack' } as const;

  test('by who has its lease, which it keeps, with its owner and nothing else', async () => {
    await table.claim({ ...ITEM, outcome: 'UNDONE' }, CLAIMANT, undefined);
    const before = await table.get(CONNECTION);
    await expect(table.establish(CONNECTION, EXECUTION_ARN, owner)).resolves.toBe(true);
    await expect(table.get(CONNECTION)).resolves.toEqual({ ...before, established: true, ...owner });
    await expect(table.establish(CONNECTION, EXECUTION_ARN, { door: 'tag' })).resolves.toBe(true);
    await expect(table.get(CONNECTION)).resolves.toEqual({ ...before, established: true, door: 'tag' });
  });

  test('by nobody else, and not without its item', async () => {
    await expect(table.establish(CONNECTION, EXECUTION_ARN, owner)).resolves.toBe(false);
    await table.claim(ITEM, CLAIMANT, undefined);
    await expect(table.establish(CONNECTION, `${EXECUTION_ARN}-2`, owner)).resolves.toBe(false);
    await expect(table.get(CONNECTION)).resolves.toMatchObject(ITEM);
  });

  test('a release that knows no stack leaves the one that the item has, but for a door that has none', async () => {
    const end = { established: true, outcome: 'CONNECTED', forgetsSettingsBefore: false };
    await table.claim({ ...ITEM, ...owner }, CLAIMANT, undefined);
    await table.release(CONNECTION, EXECUTION_ARN, { ...end, owner: { door: 'product' } });
    await expect(table.get(CONNECTION)).resolves.toMatchObject({ established: true, ...owner });
    await table.claim({ ...ITEM, ...owner }, CLAIMANT, undefined);
    await table.release(CONNECTION, EXECUTION_ARN, { ...end, owner: { door: 'console' } });
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
  await put({ schema: { N: '2' } });
  const refusal = { name: 'PreflightFailed', message: expect.stringMatching(/has schema 2; .* Deploy the workflow/) };
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
