import type { AcceptedWorkspaces } from '../../deploymentData.ts';
import { deployedName, statusTagKeys } from '../../names.ts';
import { namedWorkspace, workspaceTag } from '../../request/namedWorkspace.ts';
import type { ConnectionChange } from './connectionState.ts';

/** EKS takes 256 characters of these (https://docs.aws.amazon.com/eks/latest/userguide/eks-using-tags.html). */
const MAX_VALUE = 256;
const NOT_TAKEN = /[^\p{L}\p{N} +\-=._:/@]+/gu;

/** What is to be written on a cluster; undefined where nothing is. */
export type StatusWrite = { set: Record<string, string> } | { remove: string[] } | undefined;

/** What a cluster's status tags are decided by, beside the change. */
export interface Tagged {
  /** All tags of the cluster as it is now. */
  tags: Readonly<Record<string, string>>;
  clusterTagKeys: readonly string[];
  workspaces: AcceptedWorkspaces;
  installation: string;
}

/**
 * The tags that tell a cluster's own people how its connection is. They are of the connection that the cluster's tag asks for: what
 * another connection has come to changes nothing, whichever is told last; and they go with the tag, but for one whose connection could
 * not be taken away. Nothing is written that is there.
 */
export function statusWrite(
  change: ConnectionChange,
  { tags, clusterTagKeys, workspaces, installation }: Tagged,
): StatusWrite {
  const keys = statusTagKeys(installation);
  const there = Object.values(keys).filter((key) => Object.hasOwn(tags, key));
  const remove = there.length === 0 ? undefined : { remove: there };
  const tag = workspaceTag(tags, clusterTagKeys);
  if (tag === undefined && !(change.state === 'failed' && isOfOffboard(change, installation))) return remove;
  const named = tag && namedWorkspace({ ...tag, clusterArn: change.clusterArn }, workspaces);
  if (named !== undefined && isOfAnother(change, named)) return undefined;
  if (change.state === 'disconnected') return remove;
  const set = {
    [keys.status]: change.state,
    [keys.reason]: statusValue(
      change.reason
        .replaceAll(`cluster ${change.clusterArn}`, 'this cluster')
        .replaceAll(change.clusterArn, 'this cluster'),
    ),
  };
  const isThere = Object.entries(set).every(([key, value]) => tags[key] === value);
  return isThere ? undefined : { set: { ...set, [keys.since]: change.since } };
}

/** What could not be taken away is told where the tag is gone already. */
function isOfOffboard({ executionArn }: ConnectionChange, installation: string): boolean {
  return executionArn.includes(`:execution:${deployedName(installation, 'offboard')}:`);
}

/** What is to be taken off a cluster that asks for nothing; of one that does, its connection's changes tell. */
export function statusRemoval({ tags, clusterTagKeys, installation }: Omit<Tagged, 'workspaces'>): StatusWrite {
  const there = Object.values(statusTagKeys(installation)).filter((key) => Object.hasOwn(tags, key));
  return there.length === 0 || workspaceTag(tags, clusterTagKeys) !== undefined ? undefined : { remove: there };
}

/** Of a connection that the tag does not ask for by now; a failed one of whom nobody knows the workspace is the tag's. */
function isOfAnother({ workspaceArn, code }: ConnectionChange, named: ReturnType<typeof namedWorkspace>): boolean {
  if (workspaceArn !== undefined) return !('workspaceArn' in named) || named.workspaceArn !== workspaceArn;
  return code === UNKNOWN_WORKSPACE && 'workspaceArn' in named;
}

/** The code of a tag that names no accepted workspace. */
export const UNKNOWN_WORKSPACE = 'UnknownWorkspace';
/** The code of a cluster that asks for nothing any more. */
export const NO_TAG = 'NoTag';

/** What stands for a mark that EKS does not take; others are a blank, or nothing. */
const MARKS: readonly (readonly [RegExp, string])[] = [
  [/["'()[\]{}]/g, ''],
  [/[?!]/g, '.'],
  [/[,;]/g, ' -'],
];

/** A text as EKS takes it for a tag's value; a long one ends in three dots. */
export function statusValue(text: string): string {
  const marked = MARKS.reduce((so, [mark, other]) => so.replaceAll(mark, other), text);
  const taken = marked.replaceAll(NOT_TAKEN, ' ').replaceAll(/ {2,}/g, ' ').trim();
  return taken.length <= MAX_VALUE ? taken : `${taken.slice(0, MAX_VALUE - 3).trimEnd()}...`;
}
