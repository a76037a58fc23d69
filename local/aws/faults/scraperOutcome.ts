import { planCreation } from '../../world/creationPlan.ts';
import { accountOf } from '../../world/lookup.ts';
import type { Scraper, ScraperOutcome } from '../../world/state.ts';
import type { CallContext, Operation } from '../operation.ts';
import type { ScraperFault } from './fault.ts';

/**
 * Runs the operation; a scraper that it makes gets what the plan has for it, instead of what the world has.
 * @param take The next fault, counted: asked for when there is a new scraper alone.
 */
export function underScraperFault(
  operation: Operation,
  input: unknown,
  call: CallContext,
  take: () => ScraperFault | undefined,
): Record<string, unknown> {
  if (operation.name !== 'CreateScraper') return operation.run(input, call);
  const { scrapers } = accountOf(call.world, call.caller.accountId);
  const before = new Set(Object.keys(scrapers));
  const output = operation.run(input, call);
  const made = Object.values(scrapers).find(({ arn }) => !before.has(arn));
  const fault = made === undefined ? undefined : take();
  if (made !== undefined && fault !== undefined) planAnew(made, outcomeOf(fault), call);
  return output;
}

function planAnew(scraper: Scraper, outcome: ScraperOutcome, { world, now }: CallContext): void {
  const account = accountOf(world, scraper.accountId);
  account.nextScraper = { ...account.nextScraper, [scraper.region]: outcome };
  delete scraper.transition;
  planCreation(world, scraper, now);
}

function outcomeOf(fault: ScraperFault): ScraperOutcome {
  switch (fault.outcome) {
    case 'late':
      return { outcome: 'ACTIVE', afterSeconds: fault.seconds ?? 0 };
    case 'stuck':
      return { outcome: 'CREATING' };
    case 'failing':
      return { outcome: 'CREATION_FAILED', ...(fault.reason === undefined ? {} : { statusReason: fault.reason }) };
  }
}
