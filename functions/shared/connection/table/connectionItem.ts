import { gunzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import { NotOurs } from '../../errors.ts';
import { WORKFLOW_NAMES } from '../../names.ts';
import { DOOR_NAMES } from '../../request/doors/doors.ts';
import { settingsBefore } from '../../settings/settings.ts';
import { CONNECTION_KIND, readItem, text, type ConnectionPair } from './item.ts';
import type { ConnectionItem } from './lease.ts';

const b = z.object({ BOOL: z.boolean() });
const flag = z.pipe(
  b,
  z.transform((value: z.infer<typeof b>) => value.BOOL),
);
const n = z.object({ N: z.string() });
const number = z.pipe(
  n,
  z.transform((value: z.infer<typeof n>) => Number(value.N)),
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
const map = z.object({ M: z.object({ execution: text, time: text }) });
const revokedOf = z.pipe(
  map,
  z.transform((value: z.infer<typeof map>) => value.M),
);
const oneOf = <const Values extends readonly string[]>(values: Values) => z.pipe(text, z.enum(values));

const itemSchema = z.object({
  sk: text,
  version: z.optional(number),
  clusterArn: text,
  workspaceArn: text,
  door: oneOf(DOOR_NAMES),
  stackId: z.optional(text),
  established: flag,
  lease: z.optional(text),
  leaseWorkflow: z.optional(oneOf(WORKFLOW_NAMES)),
  leaseDoor: z.optional(oneOf(DOOR_NAMES)),
  holderStartedAt: z.optional(text),
  takenOverAt: z.optional(text),
  askedAgain: z.optional(text),
  outcome: z.optional(text),
  settingsBefore: z.optional(settingsBeforeOf),
  revoked: z.optional(revokedOf),
});

/** A connection's item as DynamoDB hands it back. One that was written before items had a version has version 0. */
export function connectionItem(operation: string, tableName: string, item: unknown): ConnectionItem {
  const { sk, version = 0, ...attributes } = readItem(operation, tableName, itemSchema, item);
  return { connectionId: sk.slice(CONNECTION_KIND.length), version, ...attributes };
}

/** @throws NotOurs when it is another pair's. */
export function itemOfPair(item: ConnectionItem, { id, clusterArn, workspaceArn }: ConnectionPair): ConnectionItem {
  if (item.clusterArn === clusterArn && item.workspaceArn === workspaceArn) return item;
  throw new NotOurs(
    `The table's item of connection ${id} is of cluster ${item.clusterArn} and workspace ${item.workspaceArn}, not of ` +
      `${clusterArn} and ${workspaceArn}: nothing of either was changed. Offboard the other pair first, if it is not wanted.`,
  );
}
