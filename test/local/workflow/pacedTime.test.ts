import { expect, test, vi } from 'vitest';
import { acceleratedClock } from '../../../local/state/clock.ts';
import { pacedTime } from '../../../local/workflow/states/pacedTime.ts';

/** Milliseconds: far longer than it takes, for a machine that does something else. */
const WAITING = { timeout: 30_000, interval: 5 };

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('timers ring when the clock has come to them, the earliest first, and not when they were cleared', async () => {
  const clock = acceleratedClock(0, 1_000);
  const time = pacedTime(clock);
  const rung: string[] = [];
  const ring = (name: string) => () => rung.push(`${name} ${clock.now() >= 30_000}`);
  time.setTimeout(ring('late'), 60_000);
  time.setTimeout(ring('early'), 30_000);
  time.clearTimeout(time.setTimeout(ring('never'), 40_000));
  await vi.waitFor(() => expect(rung).toHaveLength(2), WAITING);
  expect(rung).toEqual(['early true', 'late true']);
});

test('the clock stands while something is at work, and no timer rings', async () => {
  const clock = acceleratedClock(0, 1_000);
  const time = pacedTime(clock);
  let isRung = false;
  time.setTimeout(() => (isRung = true), 10_000);
  const at = await time.hold(pause(5).then(() => clock.now()));
  expect(await time.hold(pause(50).then(() => clock.now()))).toBeLessThan(at + 10_000);
  expect(isRung).toBe(false);
  await vi.waitFor(() => expect(isRung).toBe(true), WAITING);
  expect(new time.Date().getTime()).toBeGreaterThanOrEqual(10_000);
});
