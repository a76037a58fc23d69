import * as z from 'zod';
import { invalidToken } from './errors.ts';

/** What each listing of Step Functions takes; `maxResults` 0 is the default of 100. */
export const pageInput = {
  maxResults: z.int().min(0).max(1000).default(0),
  nextToken: z.string().min(1).max(3096).optional(),
};

/** A page of a listing, and the token of the next. @throws ServiceError InvalidToken */
export function pageOf<Item>(
  all: readonly Item[],
  { maxResults, nextToken = '0' }: { maxResults: number; nextToken?: string | undefined },
): { page: Item[]; nextToken: string | undefined } {
  if (!/^\d+$/.test(nextToken)) throw invalidToken();
  const start = Number(nextToken);
  const end = start + (maxResults === 0 ? 100 : maxResults);
  return { page: all.slice(start, end), nextToken: end < all.length ? String(end) : undefined };
}
