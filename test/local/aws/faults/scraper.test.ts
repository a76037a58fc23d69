import { describe, expect, it } from 'vitest';
import { faultPlan } from '../../../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../../../local/aws/faults/notation.ts';
import { settle } from '../../../../local/scrapers/engine.ts';
import type { World } from '../../../../local/state/state.ts';
import { smallWorld, SOURCE } from '../../world/support.ts';
import { callIn, CREATE_SCRAPER, operationNamed, OPERATIONS } from '../services/support.ts';

/** A scraper that is created under these faults, and one more. */
function createUnder(faults: readonly string[], requests: readonly object[]) {
  const world = smallWorld();
  const plan = faultPlan(faults.map((text) => parseFault(text, OPERATIONS)));
  const operation = operationNamed('CreateScraper');
  for (const request of requests) plan.run(operation, operation.input.parse(request), callIn(world));
  return { world, plan };
}

async function statusesAfter(seconds: number, { world }: ReturnType<typeof createUnder>) {
  await settle(world, world.now + seconds * 1000);
  const scrapers = Object.values(world.accounts[SOURCE]?.scrapers ?? {});
  return scrapers.map(({ status, statusReason }) =>
    statusReason === undefined ? status : `${status}: ${statusReason}`,
  );
}

const NEXT = { ...CREATE_SCRAPER, clientToken: 'next' };

describe('The outcome of the next scraper', () => {
  it.each([
    { faults: [], seconds: 1038, statuses: ['ACTIVE', 'ACTIVE'], fired: [] },
    { faults: ['scraper:late:3000'], seconds: 2999, statuses: ['CREATING', 'ACTIVE'], fired: [1] },
    { faults: ['scraper:late:3000'], seconds: 3000, statuses: ['ACTIVE', 'ACTIVE'], fired: [1] },
    { faults: ['scraper:stuck'], seconds: 100_000, statuses: ['CREATING', 'ACTIVE'], fired: [1] },
    {
      faults: ['scraper:failing:no role'],
      seconds: 1038,
      statuses: ['CREATION_FAILED: no role', 'ACTIVE'],
      fired: [1],
    },
    { faults: ['scraper:stuck', 'scraper:late:9'], seconds: 9, statuses: ['CREATING', 'ACTIVE'], fired: [1, 1] },
  ])('$faults after $seconds s: $statuses', async ({ faults, seconds, statuses, fired }) => {
    const created = createUnder(faults, [CREATE_SCRAPER, NEXT]);
    expect(await statusesAfter(seconds, created)).toEqual(statuses);
    expect(created.plan.fired().map((one) => one.fired)).toEqual(fired);
  });

  it('Is not used up by the same request again', async () => {
    const created = createUnder(['scraper:late:5000', 'scraper:stuck'], [CREATE_SCRAPER, CREATE_SCRAPER]);
    expect(created.plan.fired().map(({ fired }) => fired)).toEqual([1, 0]);
    expect(await statusesAfter(5000, created)).toEqual(['ACTIVE']);
  });
});

describe('The outcome of the next update', () => {
  const update = (world: World, plan: ReturnType<typeof faultPlan>, alias: string) => {
    const operation = operationNamed('UpdateScraper');
    const [scraper] = Object.values(world.accounts[SOURCE]?.scrapers ?? {});
    const input = operation.input.parse({ scraperId: scraper?.scraperId, alias, clientToken: alias });
    plan.run(operation, input, callIn(world));
    return scraper;
  };

  it.each([
    { faults: [], statuses: ['ACTIVE'], alias: 'other', fired: [] },
    { faults: ['scraper:update-failing:no room'], statuses: ['UPDATE_FAILED: no room'], alias: 'shop', fired: [1] },
    { faults: ['scraper:update-stuck'], statuses: ['UPDATING'], alias: 'shop', fired: [1] },
    { faults: ['scraper:failing'], statuses: ['ACTIVE'], alias: 'other', fired: [0] },
  ])('$faults: $statuses', async ({ faults, statuses, alias, fired }) => {
    const created = createUnder([], [{ ...CREATE_SCRAPER, alias: 'shop' }]);
    await statusesAfter(2_000, created);
    const plan = faultPlan(faults.map((text) => parseFault(text, OPERATIONS)));
    const scraper = update(created.world, plan, 'other');
    expect(scraper?.status).toBe('UPDATING');
    expect(await statusesAfter(2_000, created)).toEqual(statuses);
    expect(scraper?.alias).toBe(alias);
    expect(plan.fired().map((one) => one.fired)).toEqual(fired);
  });

  it('May be another after a failed one, which then has no reason any more', async () => {
    const created = createUnder([], [CREATE_SCRAPER]);
    await statusesAfter(2_000, created);
    const plan = faultPlan([parseFault('scraper:update-failing', OPERATIONS)]);
    update(created.world, plan, 'first');
    await statusesAfter(2_000, created);
    update(created.world, plan, 'second');
    expect(await statusesAfter(2_000, created)).toEqual(['ACTIVE']);
  });
});
