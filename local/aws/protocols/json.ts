import { ServiceError } from '../operation.ts';

/** A request's body. @throws ServiceError SerializationException when it is no JSON object. */
export function parseJsonObject(body: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch (cause) {
    throw new ServiceError('SerializationException', 400, `The body is not JSON: ${String(cause)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ServiceError('SerializationException', 400, 'The body is not a JSON object.');
  }
  return { ...value };
}

/** Output as JSON: a Date in seconds since the epoch, a Uint8Array in base64, undefined left out. */
export function jsonContent(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(jsonContent);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonContent(member)]));
}
