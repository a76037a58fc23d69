import type { World } from '../state/state.ts';
import { connectionRows } from './connectionRow.ts';

/** The inventory: a line per connection that the table has. */
export function reportConnections(world: World): string {
  const rows = connectionRows(Object.values(world.tables ?? {}).flatMap((table) => table.items));
  if (rows.length === 0) return 'No connections.\n';
  return rows
    .map(({ id, clusterArn, workspaceArn, door, stackId, established, lease, outcome, settings, revoked }) =>
      [
        `${id}  ${established ? 'connected' : 'not connected'}  door ${door}${stackId ? ` (${stackId})` : ''}`,
        `  from  ${clusterArn}`,
        `  to    ${workspaceArn}`,
        ...(settings ? [`  with  ${settings}`] : []),
        ...(revoked ? [`  revoked  ${revoked.time}, by ${revoked.execution}`] : []),
        ...(outcome ? [`  last  ${outcome}`] : []),
        ...(lease ? [`  at work  ${lease}`] : []),
      ].join('\n'),
    )
    .join('\n')
    .concat('\n');
}
