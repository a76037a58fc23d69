import * as z from 'zod';
import type { World } from '../world/state.ts';

const text = z.object({ S: z.string() }).transform(({ S }) => S);
const item = z.object({
  connectionId: text,
  clusterArn: text,
  workspaceArn: text,
  door: text,
  stackId: text.optional(),
  established: z.object({ BOOL: z.boolean() }).transform(({ BOOL }) => BOOL),
  lease: text.optional(),
  outcome: text.optional(),
  settings: text.optional(),
});

/** The inventory: a line per connection that the table has. */
export function reportConnections(world: World): string {
  const items = Object.values(world.tables ?? {}).flatMap(({ items: all }) => all.map((one) => item.parse(one)));
  if (items.length === 0) return 'No connections.\n';
  return items
    .map(({ connectionId, clusterArn, workspaceArn, door, stackId, established, lease, outcome, settings }) =>
      [
        `${connectionId}  ${established ? 'connected' : 'not connected'}  door ${door}${stackId ? ` (${stackId})` : ''}`,
        `  from  ${clusterArn}`,
        `  to    ${workspaceArn}`,
        ...(settings ? [`  with  ${settings}`] : []),
        ...(outcome ? [`  last  ${outcome}`] : []),
        ...(lease ? [`  at work  ${lease}`] : []),
      ].join('\n'),
    )
    .join('\n')
    .concat('\n');
}
