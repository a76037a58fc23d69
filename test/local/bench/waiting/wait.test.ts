import { describe, expect, test } from 'vitest';
import { ownSchedule, peerSchedules } from '../../../../local/bench/waiting/schedules.ts';
import { meanWait, waitFor } from '../../../../local/bench/waiting/wait.ts';

describe('one provisioning time', () => {
  test.each([
    { readyAt: 0, wait: { calls: 1, lagSeconds: 10 } },
    { readyAt: 10, wait: { calls: 1, lagSeconds: 0 } },
    { readyAt: 11, wait: { calls: 2, lagSeconds: 19 } },
    { readyAt: 31, wait: undefined },
  ])('looks at 10 and 30 s see a scraper that is ready at $readyAt s', ({ readyAt, wait }) => {
    expect(waitFor([10, 30], readyAt)).toEqual(wait);
  });
});

describe('a stretch of provisioning times', () => {
  test.each([
    { name: 'one interval', looks: [10], from: 0, to: 10, wait: { calls: 1, lagSeconds: 5 } },
    { name: 'the end of an interval', looks: [10], from: 8, to: 10, wait: { calls: 1, lagSeconds: 1 } },
    { name: 'the begin of an interval', looks: [10], from: 0, to: 2, wait: { calls: 1, lagSeconds: 9 } },
    { name: 'two intervals', looks: [10, 30], from: 0, to: 30, wait: { calls: 5 / 3, lagSeconds: 25 / 3 } },
    { name: 'a look at once', looks: [0, 10], from: 0, to: 10, wait: { calls: 2, lagSeconds: 5 } },
  ])('$name', ({ looks, from, to, wait }) => {
    const mean = meanWait(looks, from, to);
    expect(mean?.calls).toBeCloseTo(wait.calls, 9);
    expect(mean?.lagSeconds).toBeCloseTo(wait.lagSeconds, 9);
  });

  test('that goes on after the last look has no mean', () => {
    expect(meanWait([10, 30], 20, 31)).toBeUndefined();
    expect(meanWait([], 0, 1)).toBeUndefined();
  });

  test('that does not begin before it ends is refused', () => {
    expect(() => meanWait([10], 5, 5)).toThrow(RangeError);
    expect(() => meanWait([10], Number.NaN, 5)).toThrow(RangeError);
  });

  test.each([ownSchedule(), ...peerSchedules()])("$name's integral is what sampling comes to", ({ looks }) => {
    const [from, to, samples] = [300, 1700, 70_000];
    const waits = Array.from({ length: samples }, (_, n) => waitFor(looks, from + ((n + 0.5) * (to - from)) / samples));
    const mean = meanWait(looks, from, to);
    expect(mean?.calls).toBeCloseTo(waits.reduce((sum, wait) => sum + (wait?.calls ?? 0), 0) / samples, 2);
    expect(mean?.lagSeconds).toBeCloseTo(waits.reduce((sum, wait) => sum + (wait?.lagSeconds ?? 0), 0) / samples, 2);
  });
});
