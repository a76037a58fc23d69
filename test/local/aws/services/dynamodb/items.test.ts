import {
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dynamodbOperations } from '../../../../../local/aws/services/dynamodb/operations.ts';
import { ensureTable } from '../../../../../local/aws/services/dynamodb/tables.ts';
import { IAM_OPERATIONS } from '../../../../../local/aws/services/iam/operations.ts';
import { STS_OPERATIONS } from '../../../../../local/aws/services/sts/operations.ts';
import { loadState, saveState } from '../../../../../local/world/load.ts';
import type { TableDefinition } from '../../../../../local/state/state.ts';
import { administrator, assumeRole, testServer, type TestServer } from '../../testServer.ts';
import { addRole, SOURCE, TARGET } from '../../testWorld.ts';

const TableName = 'amp-scraper-connections';
const arnOf = (account: string, region = 'us-west-2') => `arn:aws:dynamodb:${region}:${account}:table/${TableName}`;
const DEFINITION: TableDefinition = {
  KeySchema: [{ AttributeName: 'connectionId', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'connectionId', AttributeType: 'S' }],
};

let test: TestServer;
let client: DynamoDBClient;
beforeEach(async () => {
  test = await testServer([...IAM_OPERATIONS, ...STS_OPERATIONS, ...dynamodbOperations]);
  ensureTable(test.world, arnOf(SOURCE), DEFINITION);
  client = new DynamoDBClient(test.configuration());
});
afterEach(() => test.server.close());

const id = (text: string) => ({ connectionId: { S: text } });
const claim = (owner: string, more: Partial<PutItemCommandInput> = {}) =>
  client.send(
    new PutItemCommand({
      TableName,
      Item: { ...id('a'), lease: { S: owner } },
      ConditionExpression: 'attribute_not_exists(#lease) OR #lease = :owner',
      ExpressionAttributeNames: { '#lease': 'lease' },
      ExpressionAttributeValues: { ':owner': { S: owner } },
      ...more,
    }),
  );
const owner = async (from = client) =>
  (await from.send(new GetItemCommand({ TableName, Key: id('a'), ConsistentRead: true }))).Item?.['lease']?.S;
const items = () => test.world.tables?.[arnOf(SOURCE)]?.items;

describe('A lease', () => {
  it('Is taken by the first, again by the same, and by nobody else', async () => {
    await claim('one');
    await claim('one');
    await expect(claim('two')).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      $metadata: { httpStatusCode: 400 },
    });
    expect(await owner()).toBe('one');
  });

  it('Has one holder, however many want it at once', async () => {
    const wanted = Array.from({ length: 8 }, (_, index) => claim(`owner-${index}`));
    const outcomes = await Promise.allSettled(wanted);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('Tells who has it, when asked with the claim', async () => {
    await claim('one');
    await expect(claim('two', { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: { ...id('a'), lease: { S: 'one' } },
    });
  });

  it('Is given back by its holder alone', async () => {
    await claim('one');
    const release = (by: string) =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key: id('a'),
          UpdateExpression: 'REMOVE lease SET outcome = :outcome ADD runs :one',
          ConditionExpression: 'lease = :by',
          ExpressionAttributeValues: { ':by': { S: by }, ':outcome': { S: 'ONBOARDED' }, ':one': { N: '1' } },
          ReturnValues: 'ALL_NEW',
        }),
      );
    await expect(release('two')).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect((await release('one')).Attributes).toEqual({ ...id('a'), outcome: { S: 'ONBOARDED' }, runs: { N: '1' } });
  });
});

describe('The world', () => {
  it('Has what is in the table, as plain JSON', async () => {
    await claim('one');
    expect(items()).toEqual([{ ...id('a'), lease: { S: 'one' } }]);
    await client.send(new DeleteItemCommand({ TableName, Key: id('a') }));
    expect(items()).toEqual([]);
  });

  it('Is written down and read again with it', async () => {
    await claim('one');
    const { world, clock } = test;
    world.now = clock.now();
    const restored = loadState(JSON.parse(JSON.stringify(saveState(world))));
    expect(restored.tables).toEqual(world.tables);
  });

  it('Is the truth: what is changed in it is in the table', async () => {
    await claim('one');
    items()?.splice(0, 1, { ...id('a'), lease: { S: 'another' } });
    expect(await owner()).toBe('another');
  });

  it('Shares nothing with another world, account or Region', async () => {
    ensureTable(test.world, arnOf(TARGET), DEFINITION);
    ensureTable(test.world, arnOf(SOURCE, 'us-east-1'), DEFINITION);
    const other = await testServer(dynamodbOperations);
    ensureTable(other.world, arnOf(SOURCE), DEFINITION);
    await claim('one');
    const others = [
      new DynamoDBClient(test.configuration(administrator(TARGET))),
      new DynamoDBClient({ ...test.configuration(), region: 'us-east-1' }),
      new DynamoDBClient(other.configuration()),
    ];
    expect(await Promise.all(others.map((each) => owner(each)))).toEqual([undefined, undefined, undefined]);
    expect(await owner()).toBe('one');
    await other.server.close();
  });

  it('Keeps what is in a table that is deployed again', async () => {
    await claim('one');
    ensureTable(test.world, arnOf(SOURCE), DEFINITION);
    expect(await owner()).toBe('one');
  });
});

describe('Reads', () => {
  beforeEach(async () => {
    for (const name of ['a', 'b', 'c']) {
      await client.send(
        new PutItemCommand({ TableName, Item: { ...id(name), clusterName: { S: `cluster-${name}` } } }),
      );
    }
  });

  it('Query finds by key, Scan by filter and page by page', async () => {
    const query = { KeyConditionExpression: 'connectionId = :id', ExpressionAttributeValues: { ':id': { S: 'b' } } };
    const found = await client.send(new QueryCommand({ TableName, ...query }));
    expect(found.Items).toEqual([{ ...id('b'), clusterName: { S: 'cluster-b' } }]);
    const filter = { FilterExpression: 'clusterName = :c', ExpressionAttributeValues: { ':c': { S: 'cluster-c' } } };
    expect((await client.send(new ScanCommand({ TableName, ...filter }))).Items).toHaveLength(1);
    const first = await client.send(new ScanCommand({ TableName, Limit: 2 }));
    const rest = await client.send(new ScanCommand({ TableName, ExclusiveStartKey: first.LastEvaluatedKey }));
    expect([first.Items?.length, rest.Items?.length]).toEqual([2, 1]);
  });

  it('Answers the consumed capacity under its own name', async () => {
    const answer = await client.send(new ScanCommand({ TableName, ReturnConsumedCapacity: 'TOTAL' }));
    expect(answer.ConsumedCapacity?.TableName).toBe(TableName);
  });

  it('DescribeTable shows it as active, by name and by ARN', async () => {
    for (const name of [TableName, arnOf(SOURCE)]) {
      const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
      expect(Table).toMatchObject({ TableName, TableArn: arnOf(SOURCE), TableStatus: 'ACTIVE', ItemCount: 3 });
    }
  });
});

it.each([
  { what: 'a table that is not there', more: { TableName: 'other' }, error: 'ResourceNotFoundException' },
  { what: 'an item without its key', more: { Item: { a: { S: 'a' } } }, error: 'ValidationException' },
  { what: 'an expression that is none', more: { ConditionExpression: 'lease =' }, error: 'ValidationException' },
  { what: "another account's table", more: { TableName: arnOf(TARGET) }, error: 'AccessDeniedException' },
])('Refuses $what: $error', async ({ more, error }) => {
  await expect(claim('one', more)).rejects.toMatchObject({ name: error, $metadata: { httpStatusCode: 400 } });
});

describe('Permissions', () => {
  const keys = (value: string) => ({
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [value] },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  });
  const Key = id('a');
  const calls = {
    GetItem: (own: DynamoDBClient) => own.send(new GetItemCommand({ TableName, Key })),
    PutItem: (own: DynamoDBClient) => own.send(new PutItemCommand({ TableName, Item: Key })),
    UpdateItem: (own: DynamoDBClient) => own.send(new UpdateItemCommand({ TableName, Key })),
    DeleteItem: (own: DynamoDBClient) => own.send(new DeleteItemCommand({ TableName, Key })),
    Query: (own: DynamoDBClient) =>
      own.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: '#id = :id',
          ExpressionAttributeNames: { '#id': 'connectionId' },
          ExpressionAttributeValues: { ':id': { S: 'a' } },
        }),
      ),
    Scan: (own: DynamoDBClient) => own.send(new ScanCommand({ TableName })),
    DescribeTable: (own: DynamoDBClient) => own.send(new DescribeTableCommand({ TableName })),
  };
  const onKeys = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'] as const;
  const cases = [
    ...(['Scan', 'DescribeTable', ...onKeys] as const).flatMap((name) => [
      { name, Resource: arnOf(SOURCE), Condition: {}, allowed: true },
      { name, Resource: `${arnOf(SOURCE)}x`, Condition: {}, allowed: false },
    ]),
    ...onKeys.flatMap((name) => [
      { name, Resource: arnOf(SOURCE), Condition: keys('a'), allowed: true },
      { name, Resource: arnOf(SOURCE), Condition: keys('b'), allowed: false },
    ]),
  ];

  it.each(cases)('$name on $Resource under $Condition: $allowed', async ({ name, Resource, Condition, allowed }) => {
    const statement = { Effect: 'Allow', Action: `dynamodb:${name}`, Resource, Condition };
    const role = addRole(test.world, { name: 'caller', inline: [statement] });
    const own = new DynamoDBClient(test.configuration(await assumeRole(test, role)));
    const answer: Promise<unknown> = calls[name](own);
    if (allowed) await expect(answer).resolves.toBeDefined();
    else await expect(answer).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
