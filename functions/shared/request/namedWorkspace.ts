import leven from 'leven';
import type { AcceptedWorkspaces } from '../deploymentData.ts';

/**
 * The workspace that a cluster's tag names: by an accepted name or an accepted ARN. A person types the value, so that case and
 * blanks of a name are forgiven when one name alone is meant; an ARN is copied, and only the blanks around it are.
 * @returns what to tell the person when it names none. That is nobody's wish to lose a connection, and takes none away.
 */
export function namedWorkspace(
  tag: { key: string; value: string; clusterArn: string },
  workspaces: AcceptedWorkspaces,
): { workspaceArn: string } | { unknown: string } {
  const workspaceArn = acceptedWorkspace(tag.value, workspaces);
  return workspaceArn === undefined ? { unknown: unknownText(tag, Object.keys(workspaces)) } : { workspaceArn };
}

function acceptedWorkspace(value: string, workspaces: AcceptedWorkspaces): string | undefined {
  if (Object.hasOwn(workspaces, value)) return workspaces[value]?.arn;
  const named = Object.values(workspaces).find(({ arn }) => arn === value.trim());
  if (named !== undefined) return named.arn;
  const forgiven = Object.entries(workspaces).filter(([name]) => folded(name) === folded(value));
  return forgiven.length === 1 ? forgiven[0]?.[1].arn : undefined;
}

/** The tag that counts of a cluster's: that of the first key that it has, while one key is changed for another. */
export function workspaceTag(
  tags: Readonly<Record<string, string>>,
  keys: readonly string[],
): { key: string; value: string } | undefined {
  const found = keys.flatMap((key) => {
    const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
    return value === undefined ? [] : [{ key, value }];
  });
  return found[0];
}

function folded(name: string): string {
  return name.replaceAll(/\s/g, '').toLowerCase();
}

/** More of them are not listed: the configuration has them all. */
const MAX_LISTED_NAMES = 20;

function unknownText({ key, value, clusterArn }: { key: string; value: string; clusterArn: string }, names: string[]) {
  const nearest = nearestName(value, names);
  return (
    `The tag ${key}=${JSON.stringify(value)} of cluster ${clusterArn} names no accepted workspace` +
    `${nearest === undefined ? '.' : `: did you mean ${nearest}?`} Nothing was made or taken away. ` +
    `${acceptedText(names)} Give the tag the name or the ARN of an accepted workspace, or remove it to offboard the cluster.`
  );
}

function acceptedText(names: readonly string[]): string {
  if (names.length === 0) return 'No workspace is accepted in this Region.';
  if (names.length > MAX_LISTED_NAMES) return `The ${names.length} accepted names are in the configuration.`;
  return `Accepted: ${names.join(', ')}.`;
}

/** Nobody when more than half of the longer of the two would have to change: a guess that far off misleads. */
function nearestName(value: string, names: readonly string[]): string | undefined {
  const typed = folded(value);
  const near = names.flatMap((name) => {
    const distance = leven(typed, folded(name));
    return distance * 2 <= Math.max(typed.length, name.length) ? [{ name, distance }] : [];
  });
  return near.toSorted((one, other) => one.distance - other.distance)[0]?.name;
}
