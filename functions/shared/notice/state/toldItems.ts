import {
  ConditionalCheckFailedException,
  GetItemCommand,
  paginateQuery,
  PutItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { arnParts } from '../../arn.ts';
import { readAnswer } from '../../aws/answer.ts';
import { dynamodbClient } from '../../aws/services/dynamodb.ts';
import { readItem, SCHEMA_VALUE, text } from '../../connection/table/item.ts';
import type { HandlerContext } from '../../handler/handler.ts';
import { TOLD_KEY } from '../../names.ts';
import { CONNECTION_STATES } from './states.ts';
import type { Told } from './news.ts';

/** What people were told last, of each connection and of the fleet, in the workflow's own table. */
export interface ToldItems {
  get(key: string): Promise<Told | undefined>;
  /** All there are, by their keys. */
  all(): Promise<ReadonlyMap<string, Told>>;
  /** @returns false when something newer has been told meanwhile. */
  put(key: string, told: Told): Promise<boolean>;
}

/** What has not changed for so long is told once more: whatever became of its connection, no item stays for ever. */
const KEPT_SECONDS = 400 * 24 * 3600;

const told = z.object({
  sk: text,
  code: text,
  since: text,
  state: z.exactOptional(z.pipe(text, z.enum(CONNECTION_STATES))),
  reason: z.exactOptional(text),
  workspaceArn: z.exactOptional(text),
  toMend: z.exactOptional(text),
  executionArn: z.exactOptional(text),
  isUnshown: z.exactOptional(
    z.pipe(
      z.object({ BOOL: z.boolean() }),
      z.transform(({ BOOL }) => BOOL),
    ),
  ),
});
const getAnswer = z.object({ Item: z.optional(z.unknown()) });
const queryAnswer = z.object({ Items: z.array(z.unknown()) });

/** They are kept for 400 days, and are written as told by this execution. */
export function toldItems({
  environment,
  executionArn,
}: Pick<HandlerContext, 'environment' | 'executionArn'>): ToldItems {
  const { region, connectionsTable: TableName } = environment;
  const client = dynamodbClient(region, arnParts(executionArn).accountId);
  return {
    async get(key) {
      const command = new GetItemCommand({ TableName, Key: keyOf(key), ConsistentRead: true });
      const { Item } = readAnswer('dynamodb:GetItem', getAnswer, await client.send(command));
      return Item === undefined ? undefined : withoutKey(readItem('dynamodb:GetItem', TableName, told, Item));
    },
    async all() {
      const found = new Map<string, Told>();
      const keys = { KeyConditionExpression: 'pk = :told', ExpressionAttributeValues: { ':told': { S: TOLD_KEY } } };
      for await (const page of paginateQuery({ client }, { TableName, ConsistentRead: true, ...keys })) {
        for (const item of readAnswer('dynamodb:Query', queryAnswer, page).Items) {
          const { sk, ...value } = readItem('dynamodb:Query', TableName, told, item);
          found.set(sk, value);
        }
      }
      return found;
    },
    async put(key, value) {
      const expires = { N: String(Math.floor(Date.parse(value.since) / 1000) + KEPT_SECONDS) };
      const Item = { ...keyOf(key), ...attributes(value), schema: SCHEMA_VALUE, expires };
      const ConditionExpression = 'attribute_not_exists(pk) OR since <= :since';
      const ExpressionAttributeValues = { ':since': { S: value.since } };
      try {
        await client.send(new PutItemCommand({ TableName, Item, ConditionExpression, ExpressionAttributeValues }));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}

function keyOf(key: string): Record<string, AttributeValue> {
  return { pk: { S: TOLD_KEY }, sk: { S: key } };
}

function attributes({ isUnshown, ...texts }: Told): Record<string, AttributeValue> {
  const given = Object.entries(texts).map(([name, value]): [string, AttributeValue] => [name, { S: value }]);
  return { ...Object.fromEntries(given), ...(isUnshown === true ? { isUnshown: { BOOL: true } } : {}) };
}

function withoutKey({ sk: _sk, ...value }: Told & { sk: string }): Told {
  return value;
}
