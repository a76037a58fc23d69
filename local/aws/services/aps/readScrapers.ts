import * as z from 'zod';
import { scrapersOf } from '../../../state/lookup.ts';
import type { Scraper } from '../../../state/state.ts';
import { defineOperation } from '../../operation.ts';
import { wireInteger } from '../../wireTypes.ts';
import { invalidField } from './errors.ts';
import { paginationToken, scraperId } from './model.ts';
import { page } from './page.ts';
import { scraperDescription, scraperSummary } from './scraperView.ts';
import { scraperArn, scraperOf } from './scrapers.ts';

const describeInput = z.strictObject({ scraperId });

/** https://docs.aws.amazon.com/prometheus/latest/APIReference/API_DescribeScraper.html. */
export const describeScraper = defineOperation<z.infer<typeof describeInput>>({
  service: 'aps',
  name: 'DescribeScraper',
  http: { method: 'GET', uri: '/scrapers/{scraperId}' },
  input: describeInput,
  access: (input, call) => [
    {
      action: 'aps:DescribeScraper',
      resourceArn: scraperArn(call, input.scraperId),
      resourceAccountId: call.caller.accountId,
    },
  ],
  run: (input, call) => ({ scraper: scraperDescription(scraperOf(call, input.scraperId)) }),
});

const filterValues = z.array(z.string().min(1).max(256)).min(1).max(20);
const listInput = z.strictObject({
  filters: z
    .record(z.string().min(1).max(256), filterValues)
    .refine((map) => Object.keys(map).length <= 4, 'must have at most 4 keys')
    .optional(),
  nextToken: paginationToken.optional(),
  maxResults: wireInteger(1, 1000).optional(),
});

const FILTERS: Record<string, (scraper: Scraper) => string | undefined> = {
  status: (scraper) => scraper.status,
  sourceArn: (scraper) => scraper.clusterArn,
  destinationArn: (scraper) => scraper.workspaceArn,
  alias: (scraper) => scraper.alias,
};

/** Values of one key are alternatives; all keys must match. */
function matches(scraper: Scraper, filters: Record<string, string[]>): boolean {
  return Object.entries(filters).every(([key, values]) => values.includes(FILTERS[key]?.(scraper) ?? ''));
}

/**
 * https://docs.aws.amazon.com/prometheus/latest/APIReference/API_ListScrapers.html: without the configuration. A filter of an unknown key
 * is a ValidationException.
 */
export const listScrapers = defineOperation<z.infer<typeof listInput>>({
  service: 'aps',
  name: 'ListScrapers',
  http: { method: 'GET', uri: '/scrapers', queryMap: { member: 'filters', others: ['maxResults', 'nextToken'] } },
  input: listInput,
  access: (_input, call) => [
    { action: 'aps:ListScrapers', resourceArn: '*', resourceAccountId: call.caller.accountId },
  ],
  run(input, call) {
    const filters = input.filters ?? {};
    const unknown = Object.keys(filters).filter((key) => !(key in FILTERS));
    if (unknown.length > 0) {
      throw invalidField(
        'filters',
        `Unknown keys ${unknown.join(', ')}; known are ${Object.keys(FILTERS).join(', ')}.`,
      );
    }
    const scrapers = scrapersOf(call.world, call.caller.accountId, call.region);
    const found = page(
      scrapers.filter((scraper) => matches(scraper, filters)),
      input,
    );
    return { scrapers: found.items.map(scraperSummary), nextToken: found.nextToken };
  },
});
