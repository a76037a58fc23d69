import { expect, it } from 'vitest';
import { acceleratedClock, virtualClock } from '../../../local/state/clock.ts';

it('A virtual clock stands until it is moved, and never goes back', () => {
  const clock = virtualClock(1000);
  clock.advanceTo(5000);
  expect(clock.now()).toBe(5000);
  expect(() => clock.advanceTo(4999)).toThrow(RangeError);
  expect(() => clock.advanceTo(Number.NaN)).toThrow(RangeError);
});

it('An accelerated clock runs ahead of real time by its speed', async () => {
  const clock = acceleratedClock(1000, 1000);
  const begun = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const ratio = (clock.now() - 1000) / (performance.now() - begun);
  expect(ratio).toBeGreaterThan(900);
  expect(ratio).toBeLessThan(1100);
});

it('A clock with a speed of nothing is refused', () => {
  expect(() => acceleratedClock(0, 0)).toThrow('above 0');
});
