import { beforeAll, expect, test } from 'vitest';
import type { World } from '../../../../local/state/state.ts';
import type { Runtime } from '../../../../local/workflow/runtime.ts';
import { SOAK } from '../../../faults/cases.ts';
import { warmRuntime } from '../../../runtimes.ts';
import { connectAll, fleetOf } from './fleet.ts';
import { liveThrough, type Week } from './week.ts';

/** A week of a fleet of 200 in the soak; else half a day of a small one, in which more is lost. */
const [SIZE, TIME] = SOAK
  ? [
      { accounts: 40, clusters: 5 },
      { hours: 7 * 24, hands: 7 * 5, lost: 0.2, failing: 0.01 },
    ]
  : [
      { accounts: 2, clusters: 3 },
      { hours: 12, hands: 6, lost: 0.5, failing: 0.01 },
    ];
const SEED = Number(process.env['AMP_SCRAPER_SEED'] ?? 3);
/** In runs of reconcile: the one that mends it, and for silence one before it, when samples of the last minutes were still there. */
const BAR = { missing: 2, unwanted: 2 };

const { world: fleet, deployment } = await fleetOf(SIZE);
let runtime: Runtime;
let on: Week;
let off: Week;
beforeAll(async () => {
  runtime = await warmRuntime(deployment);
  await connectAll(runtime, fleet);
  const live = (world: World, reconciles: boolean) =>
    liveThrough(runtime, deployment, world, { ...TIME, seed: SEED, reconciles });
  on = await live(structuredClone(fleet), true);
  off = await live(structuredClone(fleet), false);
  if (SOAK) process.stdout.write(`seed ${SEED}: ${JSON.stringify({ on, off }, null, 1)}\n`);
}, 3_600_000);

test(`a fleet is as its tags say within two runs of reconcile (seed ${SEED})`, () => {
  const { longest, left, failed } = on;
  expect({ left, failed }, on.done.join('\n')).toEqual({ left: [], failed: [] });
  expect(longest.missing).toBeLessThanOrEqual(BAR.missing);
  expect(longest.unwanted).toBeLessThanOrEqual(BAR.unwanted);
});

test('nothing is taken away without its evidence', () => {
  expect(on.unproved).toEqual([]);
  expect(on.removals).toBeGreaterThan(0);
});

test('without reconcile what is lost stays missing, and bills', () => {
  expect(off.longest.missing).toBeGreaterThan(BAR.missing);
  expect(off.longest.unwanted).toBeGreaterThan(BAR.unwanted);
});
