import { ServiceError } from '../../operation.ts';

/**
 * A page of what was found; all of it without MaxResults. The token is where the next one starts.
 * @throws ServiceError InvalidNextToken
 */
export function page<Item>(
  items: readonly Item[],
  { MaxResults, NextToken = '0' }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { items: Item[]; nextToken?: string } {
  const start = Number(NextToken);
  if (!Number.isInteger(start) || start < 0) {
    throw new ServiceError('InvalidNextToken', 400, `The token '${NextToken}' is invalid`);
  }
  const end = start + (MaxResults ?? items.length);
  const found = { items: items.slice(start, end) };
  return end < items.length ? { ...found, nextToken: String(end) } : found;
}
