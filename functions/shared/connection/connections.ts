import { gunzipSync, gzipSync } from 'node:zlib';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  paginateQuery,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { Owner } from '../contract.ts';
import { NotOurs } from '../errors.ts';
import type { Claimant, ConnectionItem } from './lease.ts';
import { WORKFLOW_NAMES } from '../names.ts';
import { DOOR_NAMES, DOORS } from '../request/doors.ts';
import { settingsBefore, type SettingsBefore } from '../scraper/settings.ts';
import { readAnswer } from '../aws/answer.ts';
import { dynamodbClient } from '../aws/dynamodb.ts';
import { CONNECTION_KIND, readItem, SCHEMA_VALUE, text } from './item.ts';

/** Where a connection's item is. */
export interface ConnectionKey {
  id: string;
  clusterArn: string;
}

/** A connection by all that tells it from another: what has its id has to have its pair. */
export interface ConnectionPair extends ConnectionKey {
  workspaceArn: string;
}

/** The connections of the workflow account's table: an item each, with its cluster's. */
export interface Connections {
  /** @throws NotOurs when the item of that id is another pair's. */
  get(connection: ConnectionPair): Promise<ConnectionItem | undefined>;
  /** All connections of a cluster, by one consistent query: an index would lag behind. */
  ofCluster(clusterArn: string): Promise<ConnectionItem[]>;
  /** Takes the lease if it is still `replaces`'s, or nobody's. @returns whether it was got. */
  claim(item: ConnectionItem, claimant: Claimant, replaces: string | undefined): Promise<boolean>;
  /** Says that the connection is there, and whose it is. @returns whether the execution had its lease. */
  establish(connection: ConnectionKey, executionArn: string, owner: Owner): Promise<boolean>;
  /** Keeps the settings that the execution is about to change. @returns whether it had the lease. */
  keepSettings(connection: ConnectionKey, before: SettingsBefore): Promise<boolean>;
  /** Gives the lease back with what there is now. @returns whether the execution still had it. */
  release(connection: ConnectionKey, executionArn: string, end: ConnectionEnd): Promise<boolean>;
  /** Says in the item of a connection that nobody is at work on why it could not be taken away. */
  mark(connection: ConnectionKey, outcome: string): Promise<void>;
  /** Removes the item of a connection that is gone. @returns whether the execution still had its lease. */
  remove(connection: ConnectionKey, executionArn: string): Promise<boolean>;
}

/** How an execution leaves the connection's item. */
export interface ConnectionEnd {
  established: boolean;
  outcome: string;
  /** Whose it is; unchanged when absent. */
  owner?: Owner | undefined;
  /** What the scraper has now, as JSON, for who reads the inventory; unchanged when absent. */
  settings?: string | undefined;
  /** Whether the settings before a change are of use no more. */
  forgetsSettingsBefore: boolean;
}

const b = z.object({ BOOL: z.boolean() });
const flag = z.pipe(
  b,
  z.transform((value: z.infer<typeof b>) => value.BOOL),
);
const compressed = z.object({ B: z.instanceof(Uint8Array) });
/** gzip, since an item has at most 400 KB and a scrape configuration up to 256. */
const settingsBeforeOf = z.pipe(
  z.pipe(
    compressed,
    z.transform((value: z.infer<typeof compressed>): unknown => JSON.parse(gunzipSync(value.B).toString('utf8'))),
  ),
  settingsBefore,
);
const oneOf = <const Values extends readonly string[]>(values: Values) => z.pipe(text, z.enum(values));

const itemSchema = z.object({
  sk: text,
  clusterArn: text,
  workspaceArn: text,
  door: oneOf(DOOR_NAMES),
  stackId: z.optional(text),
  established: flag,
  lease: z.optional(text),
  leaseWorkflow: z.optional(oneOf(WORKFLOW_NAMES)),
  leaseDoor: z.optional(oneOf(DOOR_NAMES)),
  outcome: z.optional(text),
  settingsBefore: z.optional(settingsBeforeOf),
});

const getAnswer = z.object({ Item: z.optional(z.unknown()) });
const queryAnswer = z.object({ Items: z.array(z.unknown()) });

export function connectionsTable(region: string, accountId: string, TableName: string): Connections {
  const client = dynamodbClient(region, accountId);
  const key = ({ id, clusterArn }: ConnectionKey) => ({
    TableName,
    Key: { pk: { S: clusterArn }, sk: { S: `${CONNECTION_KIND}${id}` } },
  });
  return {
    async get(connection) {
      const answer = await client.send(new GetItemCommand({ ...key(connection), ConsistentRead: true }));
      const { Item } = readAnswer('dynamodb:GetItem', getAnswer, answer);
      if (Item === undefined) return undefined;
      const item = connectionItem('dynamodb:GetItem', TableName, Item);
      if (item.clusterArn === connection.clusterArn && item.workspaceArn === connection.workspaceArn) return item;
      throw otherPair(item, connection);
    },
    ofCluster: (clusterArn) => connectionsOf(client, TableName, clusterArn),
    claim: (item, claimant, replaces) =>
      whenHeld(async () => {
        await client.send(
          new UpdateItemCommand({
            ...key({ id: item.connectionId, clusterArn: item.clusterArn }),
            ...claimExpression(item, claimant, replaces),
          }),
        );
      }),
    establish: (connection, executionArn, owner) =>
      whenHeld(async () => {
        await client.send(new UpdateItemCommand({ ...key(connection), ...establishExpression(executionArn, owner) }));
      }),
    keepSettings: (connection, before) =>
      whenHeld(async () => {
        await client.send(
          new UpdateItemCommand({
            ...key(connection),
            UpdateExpression: 'SET settingsBefore = :before',
            ConditionExpression: 'lease = :me',
            ExpressionAttributeValues: {
              ':me': { S: before.executionArn },
              ':before': { B: gzipSync(JSON.stringify(before)) },
            },
          }),
        );
      }),
    release: (connection, executionArn, end) =>
      whenHeld(async () => {
        await client.send(new UpdateItemCommand({ ...key(connection), ...releaseExpression(executionArn, end) }));
      }),
    async mark(connection, outcome) {
      await whenHeld(async () => {
        await client.send(
          new UpdateItemCommand({
            ...key(connection),
            UpdateExpression: 'SET outcome = :outcome',
            ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(lease)',
            ExpressionAttributeValues: { ':outcome': { S: outcome } },
          }),
        );
      });
    },
    remove: (connection, executionArn) =>
      whenHeld(async () => {
        await client.send(
          new DeleteItemCommand({
            ...key(connection),
            ConditionExpression: 'lease = :me',
            ExpressionAttributeValues: { ':me': { S: executionArn } },
          }),
        );
      }),
  };
}

/** An update's part that says whose the connection is. A stack that is not known leaves the one that the item has. */
function ownerChange(owner: Owner | undefined): { set: string; remove: string[]; values: Values } {
  if (owner === undefined) return { set: '', remove: [], values: {} };
  const { door, stackId } = owner;
  if (stackId === undefined) {
    const remove = DOORS[door].isOwnedByStack ? [] : ['stackId'];
    return { set: ', door = :door', remove, values: { ':door': { S: door } } };
  }
  const values = { ':door': { S: door }, ':stack': { S: stackId } };
  return { set: ', door = :door, stackId = :stack', remove: [], values };
}

function establishExpression(executionArn: string, owner: Owner) {
  const { set, remove, values } = ownerChange(owner);
  return {
    UpdateExpression: `SET #schema = :schema, established = :established${set}${remove.map((name) => ` REMOVE ${name}`).join('')}`,
    ConditionExpression: 'lease = :me',
    ExpressionAttributeNames: { '#schema': 'schema' },
    ExpressionAttributeValues: {
      ...values,
      ':me': { S: executionArn },
      ':schema': SCHEMA_VALUE,
      ':established': { BOOL: true },
    },
  };
}

function releaseExpression(executionArn: string, { established, outcome, owner, ...end }: ConnectionEnd) {
  const { set, remove, values: ofOwner } = ownerChange(owner);
  const values: Values = {
    ...ofOwner,
    ':me': { S: executionArn },
    ':established': { BOOL: established },
    ':outcome': { S: outcome },
    ...(end.settings === undefined ? {} : { ':settings': { S: end.settings } }),
  };
  const settings = end.settings === undefined ? '' : ', settings = :settings';
  const removed = [...LEASE, ...(end.forgetsSettingsBefore ? ['settingsBefore'] : []), ...remove];
  return {
    UpdateExpression: `SET established = :established, outcome = :outcome${settings}${set} REMOVE ${removed.join(', ')}`,
    ConditionExpression: 'lease = :me',
    ExpressionAttributeValues: values,
  };
}

type Values = Record<string, AttributeValue>;

/** The attributes of whoever is at work. */
const LEASE = ['lease', 'leaseWorkflow', 'leaseDoor'] as const;

function connectionItem(operation: string, tableName: string, item: unknown): ConnectionItem {
  const { sk, ...attributes } = readItem(operation, tableName, itemSchema, item);
  return { connectionId: sk.slice(CONNECTION_KIND.length), ...attributes };
}

function otherPair(item: ConnectionItem, { id, clusterArn, workspaceArn }: ConnectionPair): NotOurs {
  return new NotOurs(
    `The table's item of connection ${id} is of cluster ${item.clusterArn} and workspace ${item.workspaceArn}, not of ` +
      `${clusterArn} and ${workspaceArn}: nothing of either was changed. Offboard the other pair first, if it is not wanted.`,
  );
}

async function connectionsOf(client: DynamoDBClient, TableName: string, clusterArn: string): Promise<ConnectionItem[]> {
  const found: ConnectionItem[] = [];
  const keys = {
    KeyConditionExpression: 'pk = :cluster AND begins_with(sk, :kind)',
    ExpressionAttributeValues: { ':cluster': { S: clusterArn }, ':kind': { S: CONNECTION_KIND } },
  };
  for await (const page of paginateQuery({ client }, { TableName, ConsistentRead: true, ...keys })) {
    const { Items } = readAnswer('dynamodb:Query', queryAnswer, page);
    found.push(...Items.map((item) => connectionItem('dynamodb:Query', TableName, item)));
  }
  return found;
}

/** A condition that does not hold is an answer: somebody else was faster. */
async function whenHeld(write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** The claimant's own lease counts as nobody's: a claim that came twice is one claim. */
function claimExpression(item: ConnectionItem, claimant: Claimant, replaces: string | undefined) {
  const values: Record<string, AttributeValue> = {
    ':me': { S: claimant.executionArn },
    ':schema': SCHEMA_VALUE,
    ':workflow': { S: claimant.workflow },
    ':claimantDoor': { S: claimant.door },
    ':cluster': { S: item.clusterArn },
    ':workspace': { S: item.workspaceArn },
    ':door': { S: item.door },
    ':established': { BOOL: item.established },
    ...(item.stackId ? { ':stack': { S: item.stackId } } : {}),
    ...(item.outcome ? { ':outcome': { S: item.outcome } } : {}),
    ...(replaces ? { ':holder': { S: replaces } } : {}),
  };
  return {
    UpdateExpression:
      'SET #schema = :schema, lease = :me, leaseWorkflow = :workflow, leaseDoor = :claimantDoor, clusterArn = :cluster, ' +
      `workspaceArn = :workspace, door = :door, established = :established${item.stackId ? ', stackId = :stack' : ''}${item.outcome ? ', outcome = :outcome' : ''}` +
      (item.stackId ? '' : ' REMOVE stackId'),
    ConditionExpression: `attribute_not_exists(lease) OR lease = :me${replaces ? ' OR lease = :holder' : ''}`,
    ExpressionAttributeNames: { '#schema': 'schema' },
    ExpressionAttributeValues: values,
  };
}
