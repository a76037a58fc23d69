import { arnParts } from '../arn.ts';
import type { Connection, TaggedConnection } from '../contract.ts';
import { readDoor } from './doors/doors.ts';
import { keptFields, requestSchema } from './fields.ts';

/**
 * A connection with the tags that its request asks for, none of an event's, and those that the configuration sets whoever asks. The
 * request has none of the configuration's keys.
 * @param input the execution's own, which ResolveRequest has accepted.
 */
export function tagged(connection: Connection, input: unknown): TaggedConnection {
  return { ...connection, tags: { ...requestedTags(connection, input), ...connection.connectionTags } };
}

function requestedTags({ clusterArn }: Connection, input: unknown): Record<string, string> {
  const door = readDoor(input, arnParts(clusterArn).partition);
  if ('findings' in door || door.asks !== 'request') return {};
  return keptFields(requestSchema.parse(door.request)).tags;
}
