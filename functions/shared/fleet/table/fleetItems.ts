import { gunzipSync, gzipSync } from 'node:zlib';
import {
  DeleteItemCommand,
  GetItemCommand,
  paginateQuery,
  paginateScan,
  PutItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { arnParts } from '../../arn.ts';
import { readAnswer } from '../../aws/answer.ts';
import { dynamodbClient } from '../../aws/services/dynamodb.ts';
import { connectionItem } from '../../connection/table/connectionItem.ts';
import { CONNECTION_KIND, readItem, SCHEMA_VALUE, text } from '../../connection/table/item.ts';
import type { ConnectionItem } from '../../connection/table/lease.ts';
import type { HandlerContext } from '../../handler/handler.ts';
import { FLEET_KEY } from '../../names.ts';

/** An item of the fleet: whatever it holds is one compressed document, since nothing but reconcile reads it. */
export interface FleetItem {
  sk: string;
  /** The run that wrote it. */
  run: string;
  value: unknown;
}

/** The fleet's items of the workflow's own table. */
export interface FleetItems {
  get(sk: string): Promise<FleetItem | undefined>;
  /** Those whose `sk` begins with it, by consistent reads. */
  of(kind: string): Promise<FleetItem[]>;
  /** @param expires seconds since the epoch, of what nobody needs after it. */
  put(sk: string, value: unknown, expires?: number): Promise<void>;
  remove(sk: string): Promise<void>;
  /** Every connection that the table has. */
  connections(): Promise<ConnectionItem[]>;
}

const b = z.object({ B: z.instanceof(Uint8Array) });
const compressed = z.pipe(
  b,
  z.transform((value: z.infer<typeof b>): unknown => JSON.parse(gunzipSync(value.B).toString('utf8'))),
);
const itemSchema = z.object({ sk: text, run: text, value: compressed });
const getAnswer = z.object({ Item: z.optional(z.unknown()) });
const listAnswer = z.object({ Items: z.array(z.unknown()) });

/** They are written as this execution's. @throws PreflightFailed for an item of a newer form. */
export function fleetItems({
  environment,
  executionArn,
}: Pick<HandlerContext, 'environment' | 'executionArn'>): FleetItems {
  const { region, connectionsTable: TableName } = environment;
  const client = dynamodbClient(region, arnParts(executionArn).accountId);
  const keyOf = (sk: string): Record<string, AttributeValue> => ({ pk: { S: FLEET_KEY }, sk: { S: sk } });
  return {
    async get(sk) {
      const command = new GetItemCommand({ TableName, Key: keyOf(sk), ConsistentRead: true });
      const { Item } = readAnswer('dynamodb:GetItem', getAnswer, await client.send(command));
      return Item === undefined ? undefined : readItem('dynamodb:GetItem', TableName, itemSchema, Item);
    },
    async of(kind) {
      const found: FleetItem[] = [];
      const keys = {
        KeyConditionExpression: 'pk = :fleet AND begins_with(sk, :kind)',
        ExpressionAttributeValues: { ':fleet': { S: FLEET_KEY }, ':kind': { S: kind } },
      };
      for await (const page of paginateQuery({ client }, { TableName, ConsistentRead: true, ...keys })) {
        const { Items } = readAnswer('dynamodb:Query', listAnswer, page);
        found.push(...Items.map((item) => readItem('dynamodb:Query', TableName, itemSchema, item)));
      }
      return found;
    },
    async put(sk, value, expires) {
      const Item = {
        ...keyOf(sk),
        schema: SCHEMA_VALUE,
        run: { S: executionArn },
        value: { B: gzipSync(JSON.stringify(value)) },
        ...(expires === undefined ? {} : { expires: { N: String(expires) } }),
      };
      await client.send(new PutItemCommand({ TableName, Item }));
    },
    async remove(sk) {
      await client.send(new DeleteItemCommand({ TableName, Key: keyOf(sk) }));
    },
    async connections() {
      const found: ConnectionItem[] = [];
      const filter = {
        FilterExpression: 'begins_with(sk, :kind)',
        ExpressionAttributeValues: { ':kind': { S: CONNECTION_KIND } },
      };
      for await (const page of paginateScan({ client }, { TableName, ConsistentRead: true, ...filter })) {
        const { Items } = readAnswer('dynamodb:Scan', listAnswer, page);
        found.push(
          ...Items.flatMap((item) => (isConnection(item) ? [connectionItem('dynamodb:Scan', TableName, item)] : [])),
        );
      }
      return found;
    },
  };
}

const shape = z.object({ clusterArn: z.unknown(), door: z.unknown() });

/** A product's note has such a key too. */
function isConnection(item: unknown): boolean {
  const { success, data } = shape.safeParse(item);
  return success && data.door !== undefined;
}
