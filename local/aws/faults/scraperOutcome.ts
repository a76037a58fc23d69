import { decideCreation } from '../../state/creation.ts';
import { accountOf } from '../../state/lookup.ts';
import type { Scraper, ScraperOutcome } from '../../state/state.ts';
import type { CallContext, Operation } from '../operation.ts';
import type { ScraperFault } from './fault.ts';

/**
 * Runs the operation; a scraper that it makes, or begins to update, gets what the faults have for it instead of what the world has.
 * @param take The next fault, counted: asked for when there is a new scraper, or an update under way, alone.
 */
export function underScraperFault(
  operation: Operation,
  input: unknown,
  call: CallContext,
  take: () => ScraperFault | undefined,
): Record<string, unknown> {
  if (operation.service !== 'aps') return operation.run(input, call);
  switch (operation.name) {
    case 'CreateScraper':
      return underCreation(operation, input, call, take);
    case 'UpdateScraper':
      return underUpdate(operation, input, call, take);
    default:
      return operation.run(input, call);
  }
}

function underCreation(...[operation, input, call, take]: Parameters<typeof underScraperFault>) {
  const { scrapers } = accountOf(call.world, call.caller.accountId);
  const before = new Set(Object.keys(scrapers));
  const output = operation.run(input, call);
  const made = Object.values(scrapers).find(({ arn }) => !before.has(arn));
  const fault = made === undefined ? undefined : take();
  if (made !== undefined && fault !== undefined) decideAnew(made, outcomeOf(fault), call);
  return output;
}

function underUpdate(...[operation, input, call, take]: Parameters<typeof underScraperFault>) {
  const { scrapers } = accountOf(call.world, call.caller.accountId);
  const transitions = () => new Map(Object.values(scrapers).map(({ arn, transition }) => [arn, transition]));
  const before = transitions();
  const output = operation.run(input, call);
  const begun = Object.values(scrapers).find(({ arn, transition }) => transition !== before.get(arn));
  const fault = begun === undefined ? undefined : take();
  if (begun !== undefined && fault !== undefined) failUpdate(begun, fault);
  return output;
}

/** The settings before stay in force, which is assumed, as is the text of the reason. */
function failUpdate(scraper: Scraper, { fate, reason }: ScraperFault): void {
  const { transition } = scraper;
  delete scraper.transition;
  if (transition === undefined || fate === 'update-stuck') return;
  const text = reason ?? 'Failed to update the scraper due to an internal error.';
  scraper.transition = { to: 'UPDATE_FAILED', at: transition.at, reason: text };
}

function decideAnew(scraper: Scraper, outcome: ScraperOutcome, { world, now }: CallContext): void {
  const account = accountOf(world, scraper.accountId);
  account.nextScraper = { ...account.nextScraper, [scraper.region]: outcome };
  delete scraper.transition;
  decideCreation(world, scraper, now);
}

function outcomeOf(fault: ScraperFault): ScraperOutcome {
  switch (fault.fate) {
    case 'update-stuck':
    case 'update-failing':
      throw new Error(`${fault.text} is no outcome of a creation.`);
    case 'late':
      return { outcome: 'ACTIVE', afterSeconds: fault.seconds ?? 0 };
    case 'stuck':
      return { outcome: 'CREATING' };
    case 'no-samples':
    case 'silent':
      return { outcome: 'ACTIVE', ...(fault.silence === undefined ? {} : { silence: fault.silence }) };
    case 'failing':
      return { outcome: 'CREATION_FAILED', ...(fault.reason === undefined ? {} : { statusReason: fault.reason }) };
  }
}
