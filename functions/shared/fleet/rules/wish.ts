import { namedWorkspace, workspaceTag } from '../../request/namedWorkspace.ts';
import type { SeenCluster } from '../seen.ts';
import type { FleetConfiguration } from './facts.ts';

/**
 * What a cluster asks for. `wants`, `wantsNothing` and `gone` were read of the cluster itself in this run, and are evidence; `unclear` is
 * a tag value that names no accepted workspace; `unread` all else, a hint of the resource tagging API included.
 */
export type Wish =
  | { kind: 'wants'; workspaceArn: string }
  | { kind: 'wantsNothing' }
  | { kind: 'gone' }
  | { kind: 'unclear'; why: string }
  | { kind: 'unread'; why: string };

/** @param cluster as this run saw it; undefined of one that only the table or a scraper names. */
export function wishOf(cluster: SeenCluster | undefined, configuration: FleetConfiguration): Wish {
  const described = cluster?.described;
  if (cluster === undefined || described === undefined)
    return { kind: 'unread', why: 'Its tags were not read in this run.' };
  if (described === 'GONE') return { kind: 'gone' };
  if ('unknown' in described) {
    return { kind: 'unread', why: `Its tags could not be read: ${described.unknown.error}.` };
  }
  if (described.status === 'DELETING') return { kind: 'unread', why: 'The cluster is DELETING.' };
  const tag = workspaceTag(described.tags, configuration.clusterTagKeys);
  if (tag === undefined) return { kind: 'wantsNothing' };
  const named = namedWorkspace({ ...tag, clusterArn: cluster.arn }, configuration.workspaces);
  return 'unknown' in named ? { kind: 'unclear', why: named.unknown } : { kind: 'wants', ...named };
}

/** The workspace that the resource tagging API hints at: enough to leave alone what is as it says, and for nothing else. */
export function hintedWorkspace(
  cluster: SeenCluster,
  configuration: Pick<FleetConfiguration, 'clusterTagKeys' | 'workspaces'>,
): string | undefined {
  const tag = workspaceTag(cluster.hinted ?? {}, configuration.clusterTagKeys);
  const named = tag && namedWorkspace({ ...tag, clusterArn: cluster.arn }, configuration.workspaces);
  return named && 'workspaceArn' in named ? named.workspaceArn : undefined;
}
