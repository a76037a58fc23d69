import { ServiceError } from '../../operation.ts';

interface PageRequest {
  Marker?: string | undefined;
  MaxItems?: number | undefined;
}

/** 100 items when MaxItems is absent, as the IAM API Reference says. */
const DEFAULT_PAGE = 100;

/**
 * One page of a list, and what the answer says about the rest. A marker is the place of the next item.
 * @throws ServiceError ValidationError for a marker of another form.
 */
export function page<Item>(
  items: readonly Item[],
  { Marker, MaxItems = DEFAULT_PAGE }: PageRequest,
): { items: Item[]; rest: { IsTruncated: boolean; Marker?: string } } {
  const start = Marker === undefined ? 0 : Number(Marker);
  if (!Number.isInteger(start) || start < 0) {
    throw new ServiceError('ValidationError', 400, `Invalid Marker: ${Marker}`);
  }
  const end = start + MaxItems;
  const rest = end < items.length ? { IsTruncated: true, Marker: String(end) } : { IsTruncated: false };
  return { items: items.slice(start, end), rest };
}
