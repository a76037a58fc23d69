import type { Connection } from './contract.ts';
import { TAG_PREFIX, TAGS } from './names.ts';

/** Tags that are neither the connection's own nor AWS's, which nobody but AWS may set. */
export function othersTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).filter(([key]) => !key.startsWith(TAG_PREFIX) && !key.toLowerCase().startsWith('aws:')),
  );
}

/** The tags of everything that an execution creates for a connection: the request's own, and those that we find it by. */
export function resourceTags(connection: Connection, executionArn: string): Record<string, string> {
  return {
    ...connection.tags,
    [TAGS.connection]: connection.id,
    [TAGS.execution]: executionArn,
    [TAGS.door]: connection.door,
  };
}
