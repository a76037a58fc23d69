import { assert, double, nat, property } from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  IN_FLIGHT_SECONDS,
  LAG_SECONDS,
  limitMinutes,
  LOOKED_AT_CLOSELY,
  nextStep,
  nextWait as nextWaitOf,
  pacedFor,
  samplesWait,
  TAKE_OVER_SECONDS,
  UNWAITED,
  WAITS,
  YOUNG_SECONDS,
  type Wait,
  type Waited,
} from '../../../functions/shared/waiting.ts';

const nextWait = (waited: number) => nextWaitOf(WAITS.active, waited);

/** The moments of the looks: one at the start, one after each wait. */
function checkTimes(start = 0): number[] {
  const times = [start];
  for (let waited = start, wait = nextWait(start); wait !== undefined; wait = nextWait(waited)) {
    waited += wait;
    times.push(waited);
  }
  return times;
}

/** The exact mean over completions uniform in [from, to] of the time until the next look: an integral, no sampling. */
function meanLag(times: readonly number[], from: number, to: number): number {
  let integral = 0;
  for (const [index, next] of times.entries()) {
    const low = Math.max(from, times[index - 1] ?? 0);
    const high = Math.min(to, next);
    if (high > low) integral += ((next - low) ** 2 - (next - high) ** 2) / 2;
  }
  return integral / (to - from);
}

const QUARTER_HOUR = 15 * 60;
const LAST_WINDOW_START = 25 * 60 - 60;

describe('the wait schedule from the start', () => {
  const times = checkTimes();

  test('ends at 45 minutes exactly', () => {
    expect(WAITS.active.limitSeconds).toBe(2700);
    expect(times.at(-1)).toBe(2700);
    expect(nextWait(2700)).toBeUndefined();
    expect(nextWait(2699)).toBe(1);
  });

  test('sees a completion at 1,038 s at the 19th look after the start, 2 s late', () => {
    expect(times.findIndex((time) => time >= 1038)).toBe(19);
    expect(times[19]).toBe(1_040);
  });

  test('sees an early failure within 3 minutes', () => {
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.max(...gaps)).toBe(180);
  });

  test('keeps the lag below half a minute after 25 minutes', () => {
    expect(meanLag(times, 1500, 2700)).toBe(15);
  });

  test('has a mean lag of at most 6 s in every 60 s window between 15 and 25 minutes, slid by a second', () => {
    for (let from = QUARTER_HOUR; from <= LAST_WINDOW_START; from += 1) {
      expect(meanLag(times, from, from + 60), `window from ${from} s`).toBeLessThanOrEqual(6);
    }
  });

  test('would have a mean lag of 10 s with looks 20 s apart: the measure itself is right', () => {
    expect(meanLag([0, 20, 40, 60], 0, 60)).toBe(10);
    expect(meanLag([0, 20, 40, 60], 10, 20)).toBe(5);
    expect(meanLag([0, 60], 0, 60)).toBe(30);
  });
});

describe('the wait schedule picked up anywhere', () => {
  const seconds = double({ min: 0, max: 4000, noNaN: true });
  const wholeSeconds = nat(2699);

  it('gives a whole number of seconds from 1 to 180, or ends at the limit', () => {
    assert(
      property(seconds, (waited) => {
        const wait = nextWait(waited);
        if (wait === undefined) return waited > 2699;
        return Number.isInteger(wait) && wait >= 1 && wait <= 180 && waited + wait <= 2700;
      }),
    );
  });

  it.each([
    [870.5, 29],
    [899.5, 10],
    [1499.9, 30],
    [2698.2, 1],
    [2699.5, undefined],
  ])('after %s s waits for %s s more: fractions are rounded up, and no wait crosses its phase', (waited, wait) => {
    expect(nextWait(waited)).toBe(wait);
  });

  it('adds up to the limit exactly, in a bounded number of looks', () => {
    assert(
      property(wholeSeconds, (start) => {
        const times = checkTimes(start);
        return times.at(-1) === 2700 && times.length <= 106;
      }),
    );
  });

  it('has a mean lag of at most 6 s in any window, wherever it starts', () => {
    const window = double({ min: QUARTER_HOUR, max: LAST_WINDOW_START, noNaN: true });
    assert(property(nat(QUARTER_HOUR), window, (start, from) => meanLag(checkTimes(start), from, from + 60) <= 6));
  });

  it.each([-1, -0.001, Number.NaN, Number.NEGATIVE_INFINITY])('refuses %s as a defect', (waited) => {
    expect(() => nextWait(waited)).toThrow(RangeError);
    expect(() => nextWait(waited)).toThrow(`Not a number of seconds waited: ${waited}`);
  });

  it('is over at infinity', () => {
    expect(nextWait(Number.POSITIVE_INFINITY)).toBeUndefined();
  });
});

describe('a change of a scraper', () => {
  test('is looked at after a minute, then every 15 s for as long as Terraform gives it and as long again, then every minute', () => {
    const looks: number[] = [];
    for (let step = nextStep(WAITS.update, UNWAITED); step !== undefined; step = nextStep(WAITS.update, step))
      looks.push(step.waitedSeconds + step.waitSeconds);
    expect(looks.slice(0, 4)).toEqual([60, 75, 90, 105]);
    expect(looks.slice(15, 19)).toEqual([285, 300, 360, 420]);
    expect([looks.length, looks.at(-1)]).toEqual([57, 2_700]);
  });
});

test('a scraper that goes is looked at every 15 s for 5 minutes, then every 30 s', () => {
  expect([0, 285, 300, 2_685].map((waited) => nextWaitOf(WAITS.deletion, waited))).toEqual([15, 15, 30, 15]);
  expect(nextWaitOf(WAITS.deletion, 2_700)).toBeUndefined();
});

describe('of all scrapers of an account and Region, waited for at once', () => {
  /** The highest mean number of looks a second, in any minute, at scrapers that were all begun in the second 0. */
  function mostLooksASecond(inFlight: number, wait: Wait): number {
    const paced = pacedFor(inFlight, wait);
    const times: number[] = [];
    for (let step = nextStep(paced, UNWAITED); step !== undefined; step = nextStep(paced, step))
      times.push(step.waitedSeconds + step.waitSeconds);
    const gaps = times.map((time, index) => time - (times[index - 1] ?? 0));
    const whole = gaps.filter((_, index) => !STRETCH_ENDS.includes(times[index] ?? 0));
    return inFlight / Math.min(...whole);
  }
  const STRETCH_ENDS: readonly number[] = [60, 300, 900, 1_500, 2_700];

  test.each([1, 10, 50, 51, 100, 251, 1_000])(
    '%i: the looks are at most half of the 10 calls that AMP takes',
    (inFlight) => {
      for (const wait of [WAITS.active, WAITS.update]) expect(mostLooksASecond(inFlight, wait)).toBeLessThanOrEqual(5);
    },
  );

  test('as many as the default quota has, and up to 50, are looked at as closely as one', () => {
    expect(LOOKED_AT_CLOSELY).toBe(50);
    expect(pacedFor(50, WAITS.active)).toEqual(WAITS.active);
    expect(pacedFor(51, WAITS.active).first?.[1]?.stepSeconds).toBe(11);
  });

  test('the pace leaves the limit and the stretches as they are', () => {
    const { first = [], limitSeconds, stepSeconds } = pacedFor(1_000, WAITS.active);
    expect([limitSeconds, stepSeconds]).toEqual([2_700, 200]);
    expect(first.map(({ untilSeconds }) => untilSeconds)).toEqual([900, 1_500]);
  });
});

describe('a wait that is looked at at one pace', () => {
  function stepsOf(wait: Wait): Waited[] {
    const steps: Waited[] = [];
    for (let step = nextStep(wait, UNWAITED); step !== undefined; step = nextStep(wait, step)) steps.push(step);
    return steps;
  }

  test.each([
    ['restoration', WAITS.restoration, 15, 2_700],
    ['turn', WAITS.turn, 15, 4_500],
    ['samples', samplesWait(60), 30, 300],
    ['samples every 15 minutes', samplesWait(900), 30, 1_140],
  ])('%s waits as long each time, until its limit is over', (_, wait, stepSeconds, limitSeconds) => {
    const steps = stepsOf(wait);
    expect(new Set(steps.map(({ waitSeconds }) => waitSeconds))).toEqual(new Set([stepSeconds]));
    expect(steps.map(({ waitedSeconds }) => waitedSeconds)).toEqual(steps.map((_step, i) => i * stepSeconds));
    expect(steps).toHaveLength(limitSeconds / stepSeconds);
  });
});

test('who takes over waits until nothing is in flight any more, and until what was is shown', () => {
  expect(limitMinutes(WAITS.turn)).toBe(75);
  expect([IN_FLIGHT_SECONDS, LAG_SECONDS, TAKE_OVER_SECONDS, YOUNG_SECONDS]).toEqual([65, 60, 125, 300]);
});
