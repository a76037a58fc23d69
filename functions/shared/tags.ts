import type { Connection } from './contract.ts';
import { TAGS } from './names.ts';

/** The tags of everything that an execution creates for a connection: the request's own, and those that we find it by. */
export function resourceTags(connection: Connection, executionArn: string): Record<string, string> {
  return {
    ...connection.tags,
    [TAGS.connection]: connection.id,
    [TAGS.execution]: executionArn,
    [TAGS.door]: connection.door,
  };
}
