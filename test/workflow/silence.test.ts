import { describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { settle } from '../../local/scrapers/engine.ts';
import { SILENCE_REASONS } from '../../local/state/silence.ts';
import type { World } from '../../local/state/state.ts';
import { freshWorld, NAMES, REQUEST, role, scrapers, useRuntime } from './support.ts';

const { run } = useRuntime();
const plan = (...texts: string[]) => faultPlan(texts.map((text) => parseFault(text, OPERATIONS)));
const stopped = 'Samples of this connection from the day before are there: something has stopped them since.';

/** A connection whose samples have stopped, by what the world has for the next scraper. */
async function silentWorld(): Promise<World> {
  const world = freshWorld();
  const account = world.accounts['111111111111'];
  if (account === undefined) throw new Error('The default world has no source account.');
  const silence = { reason: 'write-forbidden', afterSeconds: 300 } as const;
  account.nextScraper = { 'us-west-2': { outcome: 'ACTIVE', silence } };
  const { output } = await run({ world });
  expect(output).toMatchObject({ outcome: 'ONBOARDED' });
  await settle(world, world.now + 3_600_000);
  return world;
}

describe('a scraper of which nothing ever arrives', () => {
  test.each(SILENCE_REASONS)('for %s: the connection stays, and the reason is true of it', async (reason) => {
    const faults = plan(`scraper:no-samples:${reason}`);
    const { output, world } = await run({ faults });
    expect(faults.fired()).toMatchObject([{ fired: 1 }]);
    expect(scrapers(world)).toMatchObject([{ status: 'ACTIVE' }]);
    expect(output).toMatchObject({ outcome: 'NO_SAMPLES', created: expect.arrayContaining([scrapers(world)[0]?.arn]) });
    const isFound = reason === 'targets-down' || reason === 'targets-forbidden';
    const told = isFound
      ? 'a target was found and cannot be scraped'
      : 'its logs are off ("logs": true switches them on)';
    expect(output).toHaveProperty('reason', expect.stringContaining(told));
    expect(output).toHaveProperty('reason', expect.not.stringContaining(stopped));
  });

  test('fails a request that requires samples', async () => {
    const { error } = await run({ faults: plan('scraper:no-samples'), input: { ...REQUEST, requireSamples: true } });
    expect(error).toBe('NoSamples');
  });
});

describe('a scraper whose samples stop', () => {
  test('after the onboard was ONBOARDED; the next run repairs nothing and says that they have stopped', async () => {
    const world = await silentWorld();
    const { output } = await run({ world });
    expect(output).toMatchObject({ outcome: 'NO_SAMPLES', created: [], updated: [], repaired: [] });
    expect(output).toHaveProperty('reason', expect.stringContaining(stopped));
  });

  test('is no difference in a plan, which looks at no samples', async () => {
    const world = await silentWorld();
    const { output } = await run({ world, input: { ...REQUEST, dryRun: true } });
    expect(output).toMatchObject({ outcome: 'PLANNED', plan: { changes: [], notes: [] } });
  });

  test('is taken away by an offboard, and the scraper of the next onboard is not silent', async () => {
    const world = await silentWorld();
    const { output } = await run({ world, workflow: 'offboard' });
    expect(output).toMatchObject({ outcome: 'OFFBOARDED' });
    expect([...scrapers(world), role(world, NAMES.sourceRoleArn), role(world, NAMES.targetRoleArn)]).toEqual([
      undefined,
      undefined,
    ]);
    const again = await run({ world, input: { ...REQUEST, requireSamples: true } });
    expect(again.output).toMatchObject({ outcome: 'ONBOARDED' });
  });

  test('is what a fault of the command line makes, at the time that it says', async () => {
    const world = freshWorld();
    await run({ world, faults: plan('scraper:silent:no-access:600') });
    const [scraper] = scrapers(world);
    expect(scraper?.silence).toEqual({ reason: 'no-access', from: (scraper?.lastModifiedAt ?? 0) + 600_000 });
  });
});
