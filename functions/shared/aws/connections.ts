import { gunzipSync, gzipSync } from 'node:zlib';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  paginateScan,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { DOORS } from '../contract.ts';
import type { Claimant, ConnectionItem } from '../lease.ts';
import { WORKFLOW_NAMES } from '../names.ts';
import { settingsBefore, type SettingsBefore } from '../scraperSettings.ts';
import { readAnswer } from './answer.ts';
import { clientSettings, identifyCalls } from './client.ts';

/** The connections table of the workflow account: one item per connection id. */
export interface Connections {
  get(connectionId: string): Promise<ConnectionItem | undefined>;
  /** All connections of a cluster. A consistent scan: there are at most some hundred items, and an index would lag behind. */
  ofCluster(clusterArn: string): Promise<ConnectionItem[]>;
  /** Those whose lease an execution holds. */
  heldBy(executionArn: string): Promise<ConnectionItem[]>;
  /** Takes the lease if it is still `replaces`'s, or nobody's. @returns whether it was got. */
  claim(item: ConnectionItem, claimant: Claimant, replaces: string | undefined): Promise<boolean>;
  /** Keeps the settings that the execution is about to change. @returns whether it had the lease. */
  keepSettings(connectionId: string, before: SettingsBefore): Promise<boolean>;
  /** Gives the lease back with what there is now. @returns whether the execution still had it. */
  release(connectionId: string, executionArn: string, end: ConnectionEnd): Promise<boolean>;
  /** Removes the item of a connection that is gone. @returns whether the execution still had its lease. */
  remove(connectionId: string, executionArn: string): Promise<boolean>;
}

/** How an execution leaves the connection's item. */
export interface ConnectionEnd {
  established: boolean;
  outcome: string;
  /** What the scraper has now, as JSON, for who reads the inventory; unchanged when absent. */
  settings?: string | undefined;
  /** Whether the settings before a change are of use no more. */
  forgetsSettingsBefore: boolean;
}

const s = z.object({ S: z.string() });
const text = z.pipe(
  s,
  z.transform((value: z.infer<typeof s>) => value.S),
);
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
  connectionId: text,
  clusterArn: text,
  workspaceArn: text,
  door: oneOf(DOORS),
  stackId: z.optional(text),
  established: flag,
  lease: z.optional(text),
  leaseWorkflow: z.optional(oneOf(WORKFLOW_NAMES)),
  leaseDoor: z.optional(oneOf(DOORS)),
  outcome: z.optional(text),
  settingsBefore: z.optional(settingsBeforeOf),
});

const getAnswer = z.object({ Item: z.optional(itemSchema) });
const scanAnswer = z.object({ Items: z.optional(z.array(itemSchema)) });

export function connectionsTable(region: string, accountId: string, TableName: string): Connections {
  const client = new DynamoDBClient(clientSettings(region));
  client.middlewareStack.use(identifyCalls('dynamodb', accountId));
  const key = (connectionId: string) => ({ TableName, Key: { connectionId: { S: connectionId } } });
  return {
    async get(connectionId) {
      const answer = await client.send(new GetItemCommand({ ...key(connectionId), ConsistentRead: true }));
      return readAnswer('dynamodb:GetItem', getAnswer, answer).Item;
    },
    ofCluster: (clusterArn) => scan(client, TableName, 'clusterArn', clusterArn),
    heldBy: (executionArn) => scan(client, TableName, 'lease', executionArn),
    claim: (item, claimant, replaces) =>
      whenHeld(async () => {
        await client.send(
          new UpdateItemCommand({ ...key(item.connectionId), ...claimExpression(item, claimant, replaces) }),
        );
      }),
    keepSettings: (connectionId, before) =>
      whenHeld(async () => {
        await client.send(
          new UpdateItemCommand({
            ...key(connectionId),
            UpdateExpression: 'SET settingsBefore = :before',
            ConditionExpression: 'lease = :me',
            ExpressionAttributeValues: {
              ':me': { S: before.executionArn },
              ':before': { B: gzipSync(JSON.stringify(before)) },
            },
          }),
        );
      }),
    release: (connectionId, executionArn, end) =>
      whenHeld(async () => {
        await client.send(new UpdateItemCommand({ ...key(connectionId), ...releaseExpression(executionArn, end) }));
      }),
    remove: (connectionId, executionArn) =>
      whenHeld(async () => {
        await client.send(
          new DeleteItemCommand({
            ...key(connectionId),
            ConditionExpression: 'lease = :me',
            ExpressionAttributeValues: { ':me': { S: executionArn } },
          }),
        );
      }),
  };
}

function releaseExpression(executionArn: string, { established, outcome, ...end }: ConnectionEnd) {
  const values: Record<string, AttributeValue> = {
    ':me': { S: executionArn },
    ':established': { BOOL: established },
    ':outcome': { S: outcome },
    ...(end.settings === undefined ? {} : { ':settings': { S: end.settings } }),
  };
  const settings = end.settings === undefined ? '' : ', settings = :settings';
  const forgotten = end.forgetsSettingsBefore ? ', settingsBefore' : '';
  return {
    UpdateExpression: `SET established = :established, outcome = :outcome${settings} REMOVE lease, leaseWorkflow, leaseDoor${forgotten}`,
    ConditionExpression: 'lease = :me',
    ExpressionAttributeValues: values,
  };
}

async function scan(
  client: DynamoDBClient,
  TableName: string,
  attribute: 'clusterArn' | 'lease',
  value: string,
): Promise<ConnectionItem[]> {
  const found: ConnectionItem[] = [];
  const filter = { FilterExpression: `${attribute} = :value`, ExpressionAttributeValues: { ':value': { S: value } } };
  for await (const page of paginateScan({ client }, { TableName, ConsistentRead: true, ...filter })) {
    found.push(...(readAnswer('dynamodb:Scan', scanAnswer, page).Items ?? []));
  }
  return found.toSorted((one, other) => (one.connectionId < other.connectionId ? -1 : 1));
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
      'SET lease = :me, leaseWorkflow = :workflow, leaseDoor = :claimantDoor, clusterArn = :cluster, ' +
      `workspaceArn = :workspace, door = :door, established = :established${item.stackId ? ', stackId = :stack' : ''}${item.outcome ? ', outcome = :outcome' : ''}` +
      (item.stackId ? '' : ' REMOVE stackId'),
    ConditionExpression: `attribute_not_exists(lease) OR lease = :me${replaces ? ' OR lease = :holder' : ''}`,
    ExpressionAttributeValues: values,
  };
}
