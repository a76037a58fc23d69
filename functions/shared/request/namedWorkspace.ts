import leven from 'leven';

/**
 * The workspace that a cluster's tag names: by an accepted name or an accepted ARN. A person types the value, so that case and
 * blanks of a name are forgiven when one name alone is meant; an ARN is copied, and only the blanks around it are.
 * @returns what to tell the person when it names none. That is nobody's wish to lose a connection, and takes none away.
 */
export function namedWorkspace(
  tag: { key: string; value: string; clusterArn: string },
  workspaces: Readonly<Record<string, string>>,
): { workspaceArn: string } | { unknown: string } {
  const workspaceArn = acceptedWorkspace(tag.value, workspaces);
  return workspaceArn === undefined ? { unknown: unknownText(tag, Object.keys(workspaces)) } : { workspaceArn };
}

function acceptedWorkspace(value: string, workspaces: Readonly<Record<string, string>>): string | undefined {
  if (Object.hasOwn(workspaces, value)) return workspaces[value];
  const arn = Object.values(workspaces).find((one) => one === value.trim());
  if (arn !== undefined) return arn;
  const forgiven = Object.entries(workspaces).filter(([name]) => folded(name) === folded(value));
  return forgiven.length === 1 ? forgiven[0]?.[1] : undefined;
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
