import { invalidField } from './errors.ts';

/** The API reference: 100 unless `maxResults` says otherwise. */
const DEFAULT_PAGE = 100;

/**
 * A page of a list that does not change between the calls. The token is where the next page starts.
 * @throws ServiceError ValidationException for a token of another form.
 */
export function page<Item>(
  items: readonly Item[],
  input: { maxResults?: number | undefined; nextToken?: string | undefined },
): { items: Item[]; nextToken?: string } {
  const token = input.nextToken ?? '';
  const start = token === '' ? 0 : Number(token);
  if (!Number.isInteger(start) || start < 0) throw invalidField('nextToken', 'The token is not one of this service.');
  const end = start + (input.maxResults ?? DEFAULT_PAGE);
  const found = { items: items.slice(start, end) };
  return end < items.length ? { ...found, nextToken: String(end) } : found;
}
