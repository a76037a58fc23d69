import { arnParts } from '../arn.ts';
import type { Connection, TaggedConnection } from '../contract.ts';
import { readDoor } from './doors/doors.ts';
import { keptFields, requestSchema } from './fields.ts';

/**
 * A connection with the tags that its request asks for; none of an event's.
 * @param input the execution's own, which ResolveRequest has accepted.
 */
export function tagged(connection: Connection, input: unknown): TaggedConnection {
  const door = readDoor(input, arnParts(connection.clusterArn).partition);
  if ('findings' in door || door.asks !== 'request') return { ...connection, tags: {} };
  const { tags } = keptFields(requestSchema.parse(door.request));
  return { ...connection, tags };
}
