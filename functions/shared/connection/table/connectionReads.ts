import { GetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { readAnswer } from '../../aws/answer.ts';
import { connectionItem, itemOfPair } from './connectionItem.ts';
import { CONNECTION_KIND, type ConnectionKey, type ConnectionPair } from './item.ts';
import type { ConnectionItem } from './lease.ts';

const getAnswer = z.object({ Item: z.optional(z.unknown()) });

/** Where a connection's item is in the table. */
export function keyIn(TableName: string, { id, clusterArn }: ConnectionKey) {
  return { TableName, Key: { pk: { S: clusterArn }, sk: { S: `${CONNECTION_KIND}${id}` } } };
}

/**
 * A connection's item, by one consistent read.
 * @throws NotOurs when the item of that id is another pair's.
 */
export async function readConnection(
  client: DynamoDBClient,
  TableName: string,
  connection: ConnectionPair,
): Promise<ConnectionItem | undefined> {
  const answer = await client.send(new GetItemCommand({ ...keyIn(TableName, connection), ConsistentRead: true }));
  const { Item } = readAnswer('dynamodb:GetItem', getAnswer, answer);
  return Item === undefined ? undefined : itemOfPair(connectionItem('dynamodb:GetItem', TableName, Item), connection);
}
