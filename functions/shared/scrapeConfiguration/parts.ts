import { isRecord } from './values.ts';

/** The map that should be there, or an empty one: what is of another kind is the schema's finding. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

/** The maps of a list, each with its place. */
export function items(value: unknown): { index: number; item: Readonly<Record<string, unknown>> }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown, index) => (isRecord(item) ? [{ index, item }] : []));
}
