import * as z from 'zod';
import { CONNECTION_KIND } from '../../functions/shared/connection/table/item.ts';
import type { World } from '../state/state.ts';

const text = z.object({ S: z.string() }).transform(({ S }) => S);
const item = z.object({
  sk: text,
  clusterArn: text,
  workspaceArn: text,
  door: text,
  stackId: text.optional(),
  established: z.object({ BOOL: z.boolean() }).transform(({ BOOL }) => BOOL),
  lease: text.optional(),
  outcome: text.optional(),
  settings: text.optional(),
  revoked: z.object({ M: z.object({ execution: text, time: text }) }).optional(),
});

/** The inventory: a line per connection that the table has. */
export function reportConnections(world: World): string {
  const all = Object.values(world.tables ?? {}).flatMap((table) => table.items);
  // Other kinds of items have a prefix in the cluster's place.
  const items = all.filter(({ pk }) => text.parse(pk).startsWith('arn:')).map((one) => item.parse(one));
  if (items.length === 0) return 'No connections.\n';
  return items
    .map(({ sk, clusterArn, workspaceArn, door, stackId, established, lease, outcome, settings, revoked }) =>
      [
        `${sk.slice(CONNECTION_KIND.length)}  ${established ? 'connected' : 'not connected'}  door ${door}${stackId ? ` (${stackId})` : ''}`,
        `  from  ${clusterArn}`,
        `  to    ${workspaceArn}`,
        ...(settings ? [`  with  ${settings}`] : []),
        ...(revoked ? [`  revoked  ${revoked.M.time}, by ${revoked.M.execution}`] : []),
        ...(outcome ? [`  last  ${outcome}`] : []),
        ...(lease ? [`  at work  ${lease}`] : []),
      ].join('\n'),
    )
    .join('\n')
    .concat('\n');
}
