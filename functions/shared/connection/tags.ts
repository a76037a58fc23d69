import type { TaggedConnection } from '../contract.ts';
import { tagPrefix, type ConnectionNames } from '../names.ts';

type Tags = Readonly<Record<string, string>>;

/** Tags that are neither the connection's own nor AWS's, which nobody but AWS may set. */
export function othersTags(
  tags: Tags,
  { installation }: Pick<ConnectionNames, 'installation'>,
): Record<string, string> {
  const prefix = tagPrefix(installation);
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith(prefix) && !isAwsTag(key)));
}

/** One that nobody but AWS may set, and that counts towards no limit (https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html). */
export function isAwsTag(key: string): boolean {
  return key.toLowerCase().startsWith('aws:');
}

/** The tags of everything that an execution creates for a connection: the request's own, and those that we find it by. */
export function resourceTags(
  { tags, door }: Pick<TaggedConnection, 'tags' | 'door'>,
  names: ConnectionNames,
  executionArn: string,
): Record<string, string> {
  return {
    ...tags,
    ...identityTags(names),
    [names.tagKeys.execution]: executionArn,
    [names.tagKeys.door]: door,
  };
}

/** The tags that say which connection a thing is of. */
export function identityTags({ id, clusterArn, workspaceArn, tagKeys }: Identity): Record<string, string> {
  return { [tagKeys.connection]: id, [tagKeys.cluster]: clusterArn, [tagKeys.workspace]: workspaceArn };
}

type Identity = Pick<ConnectionNames, 'id' | 'clusterArn' | 'workspaceArn' | 'tagKeys'>;

/**
 * Why a thing that is where the connection's would be is not the connection's, by its tags; undefined when it is. The id has to
 * be there. The pair is compared where it is: a tag of it that somebody took away is put back.
 */
export function foreignTag(
  tags: Tags | undefined,
  { id, clusterArn, workspaceArn, tagKeys }: Identity,
): string | undefined {
  if (tags?.[tagKeys.connection] !== id) {
    return `its tag ${tagKeys.connection} is ${tags?.[tagKeys.connection] ?? 'missing'}, not ${id}`;
  }
  for (const [key, arn] of [
    [tagKeys.cluster, clusterArn],
    [tagKeys.workspace, workspaceArn],
  ] as const) {
    const found = tags[key];
    if (found !== undefined && found !== arn) return `its tag ${key} is ${found}, not ${arn}`;
  }
  return undefined;
}

/** Whether the tags name this connection, by its id and by the pair's ARNs, so that a role or a scraper is its own. */
export function isTaggedOurs(tags: Tags | undefined, names: Identity): boolean {
  return foreignTag(tags, names) === undefined;
}
