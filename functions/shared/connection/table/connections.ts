import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  paginateQuery,
  UpdateItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { Owner } from '../../contract.ts';
import type { Claimant, ClaimedItem, ConnectionItem } from './lease.ts';
import type { SettingsBefore } from '../../settings/settings.ts';
import { readAnswer } from '../../aws/answer.ts';
import { dynamodbClient } from '../../aws/services/dynamodb.ts';
import { connectionItem, itemOfPair } from './connectionItem.ts';
import { keyIn, readConnection } from './connectionReads.ts';
import { CONNECTION_KIND, type ConnectionKey, type ConnectionPair } from './item.ts';
import * as writes from './itemWrites.ts';
import type { ConnectionEnd } from './itemWrites.ts';
import type { Revoked } from './revoked.ts';
import type { Door } from '../../request/doors/doors.ts';

/**
 * The connections of the workflow account's table: an item each, with its cluster's. Every write counts the item's version up. What
 * was decided by a look at the whole item is written on condition that nobody has written since (claim, release, remove); what the
 * one writer alone may write, on condition that the lease is still his (establish, keepSettings): an asker may have written
 * meanwhile, which changes neither. Some writes need no look, since they are the same whatever the item has (claimFree, establish,
 * releaseUnasked): their condition names what it may not have. Each answers whether the condition held.
 */
export interface Connections {
  /** @throws NotOurs when the item of that id is another pair's. */
  get(connection: ConnectionPair): Promise<ConnectionItem | undefined>;
  /** All connections of a cluster, by one consistent query: an index would lag behind. */
  ofCluster(clusterArn: string): Promise<ConnectionItem[]>;
  /** Takes the lease, if the item is as it was seen. One that came twice, its answer having been lost, was got. */
  claim(item: ClaimedItem, claimant: Claimant, seen: ConnectionItem | undefined): Promise<boolean>;
  /** Takes the lease of a connection that nobody has to look at first, as `claimFree` of the writes. */
  claimFree(connection: ConnectionPair, claimant: Claimant, startedAt: string): Promise<Written>;
  /** Asks the holder of the lease to have the cluster's tag looked at again when it is done, if it still holds it. */
  ask(connection: ConnectionKey, holder: string, asker: string): Promise<boolean>;
  /** Says that the connection is there, and whose it is, if the execution has its lease and the pair is not revoked. */
  establish(connection: ConnectionPair, executionArn: string, owner: Owner): Promise<Written>;
  /** Keeps the settings that the execution is about to change, if it has the lease. */
  keepSettings(connection: ConnectionKey, before: SettingsBefore): Promise<boolean>;
  /** Gives the lease back with what there is now, if the item is as it was seen. */
  release(seen: ConnectionItem, end: ConnectionEnd): Promise<boolean>;
  /** Gives the lease back with what there is now, whatever the item has, if nobody has asked again and the execution has the lease. */
  releaseUnasked(connection: ConnectionPair, executionArn: string, end: ConnectionEnd): Promise<Written>;
  /** Writes the item of a connection anew that somebody has removed, if there is still none. */
  restore(connection: ConnectionPair, end: ConnectionEnd & { owner: Owner }): Promise<boolean>;
  /** Says in the item of a connection that nobody is at work on why it could not be taken away. */
  mark(connection: ConnectionKey, outcome: string): Promise<void>;
  /** Notes that the pair is cut off, whoever is at work on it. @param door that owns an item which there was not. */
  revoke(connection: ConnectionPair, revoked: Revoked, door: Door): Promise<boolean>;
  /** Removes the item of a connection that is gone, if it is as it was seen. */
  remove(seen: ConnectionItem): Promise<boolean>;
  /** Forgets an ask that has been met, unless somebody has asked since, or nothing but the ask is left of the connection. */
  forgetAsk(connection: ConnectionPair, askedAgain: string): Promise<Written>;
}

/** What a write came to that nobody has looked for. */
export interface Written {
  /** Whether its condition held. */
  isDone: boolean;
  /** The item that it met, as a consistent read would have shown it at that moment; undefined when there was none. */
  met: ConnectionItem | undefined;
}

const queryAnswer = z.object({ Items: z.array(z.unknown()) });

/** The connections of a Region's table. @param accountId the workflow account, which errors name. */
export function connectionsTable(region: string, accountId: string, TableName: string): Connections {
  const client = dynamodbClient(region, accountId);
  const key = (connection: ConnectionKey) => keyIn(TableName, connection);
  const update = (connection: ConnectionKey, write: writes.ItemWrite) =>
    whenHeld(async () => {
      await client.send(new UpdateItemCommand({ ...key(connection), ...write }));
    });
  /** @throws NotOurs when the item of that id is another pair's. */
  const meet = async (connection: ConnectionPair, write: writes.ItemWrite): Promise<Written> => {
    const metOf = (item: unknown) =>
      item === undefined ? undefined : itemOfPair(connectionItem('dynamodb:UpdateItem', TableName, item), connection);
    const returned = { ReturnValues: 'ALL_OLD', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
    try {
      const { Attributes } = await client.send(new UpdateItemCommand({ ...key(connection), ...write, ...returned }));
      return { isDone: true, met: metOf(Attributes) };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return { isDone: false, met: metOf(error.Item) };
      throw error;
    }
  };
  return {
    get: (connection) => readConnection(client, TableName, connection),
    ofCluster: (clusterArn) => connectionsOf(client, TableName, clusterArn),
    claim: (item, claimant, seen) => update(keyOf(item), writes.claim(item, claimant, seen)),
    claimFree: (connection, claimant, startedAt) => meet(connection, writes.claimFree(connection, claimant, startedAt)),
    ask: (connection, holder, asker) => update(connection, writes.ask(holder, asker)),
    establish: (connection, executionArn, owner) => meet(connection, writes.establish(connection, executionArn, owner)),
    keepSettings: (connection, before) => update(connection, writes.keepSettings(before)),
    release: (seen, end) => update(keyOf(seen), writes.release(seen, end)),
    releaseUnasked: (connection, executionArn, end) =>
      meet(connection, writes.releaseUnasked(connection, executionArn, end)),
    restore: (connection, end) => update(connection, writes.restore(connection, end)),
    async mark(connection, outcome) {
      await update(connection, writes.mark(outcome));
    },
    revoke: (connection, revoked, door) => update(connection, writes.revoke(connection, revoked, door)),
    remove: (seen) =>
      whenHeld(async () => {
        await client.send(new DeleteItemCommand({ ...key(keyOf(seen)), ...writes.asSeen(seen) }));
      }),
    forgetAsk: (connection, askedAgain) => meet(connection, writes.forgetAsk(askedAgain)),
  };
}

function keyOf({ connectionId: id, clusterArn }: Pick<ConnectionItem, 'connectionId' | 'clusterArn'>): ConnectionKey {
  return { id, clusterArn };
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
