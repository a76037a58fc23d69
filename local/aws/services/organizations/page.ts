import * as z from 'zod';
import { invalidNextToken } from './errors.ts';

const MAX_RESULTS = 20;

/** 20 results a page at most (https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html). */
export const paging = {
  NextToken: z.string().max(100_000).optional(),
  MaxResults: z.int().min(1).max(MAX_RESULTS).default(MAX_RESULTS),
};

/**
 * A page of a list. "These operations can occasionally return an empty set of results even when there are more results available"
 * (https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html): here the second page is empty, so that
 * whoever takes it for the last one loses accounts.
 * @throws ServiceError InvalidInputException
 */
export function page<Item>(
  items: readonly Item[],
  { NextToken, MaxResults }: { NextToken?: string | undefined; MaxResults: number },
): { items: Item[]; NextToken?: string } {
  const [start, isEmpty] = placeOf(NextToken);
  if (isEmpty) return { items: [], NextToken: tokenOf(start, false) };
  const end = start + MaxResults;
  const found = { items: items.slice(start, end) };
  return end < items.length ? { ...found, NextToken: tokenOf(end, start === 0) } : found;
}

function tokenOf(start: number, isEmpty: boolean): string {
  return Buffer.from(JSON.stringify([start, isEmpty])).toString('base64url');
}

const place = z.tuple([z.int().min(0), z.boolean()]);

function placeOf(token: string | undefined): z.infer<typeof place> {
  if (token === undefined) return [0, false];
  try {
    return place.parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
  } catch {
    throw invalidNextToken();
  }
}
