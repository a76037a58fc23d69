import { describe, expect, test } from 'vitest';
import {
  missedByHandler,
  missedByLooks,
  missedByMedian,
  missedBySchedule,
  type HandlerFigures,
} from '../../../local/bench/bars.ts';
import { loopSchedule, ownSchedule, peerSchedules, type Schedule } from '../../../local/bench/waiting/schedules.ts';

function handler({ name = 'checkStatus', bytes = 560_000, load = 58 }): HandlerFigures {
  return {
    name,
    ours: { bytes, loadMilliseconds: load },
    byDefault: { bytes: 1_500_000, loadMilliseconds: 100 },
  };
}

describe('a handler', () => {
  test.each([
    { given: handler({}), missed: [] },
    { given: handler({ bytes: 560_001 }), missed: ['checkStatus is 560001 bytes; the bar is 560000.'] },
    {
      given: handler({ load: 80 }),
      missed: [
        'checkStatus loads in 0.80 of the time that it takes as NodejsFunction bundles it by default; the bar is 0.58.',
      ],
    },
  ])('$given.name with $given.ours misses $missed.length bars', ({ given, missed }) => {
    expect(missedByHandler(given)).toEqual(missed);
  });

  test('that misses both is named twice', () => {
    expect(missedByHandler(handler({ bytes: 600_000, load: 90 }))).toHaveLength(2);
  });
});

test.each([
  { loads: [20, 46, 58], missed: [] },
  { loads: [20, 47, 58], missed: ['The median of the load ratios is 0.47; the bar is 0.46.'] },
])('handlers that load in $loads % of the default miss $missed.length bars by their median', ({ loads, missed }) => {
  expect(missedByMedian(loads.map((load) => handler({ load })))).toEqual(missed);
});

describe('a schedule', () => {
  const loop = (name: string, step: number): Schedule => ({ ...loopSchedule(step), name });

  test('of ours has at most 37 looks and 5 s of lag', () => {
    expect(missedByLooks(ownSchedule())).toEqual([]);
  });

  test.each([
    [10, '120.5 looks and 5.0 s of lag'],
    [60, '20.5 looks and 30.0 s of lag'],
  ])('of %i s in a loop misses the bar of looks and lag', (step, mean) => {
    expect(missedByLooks(loop('ours', step))).toEqual([
      `Between 15 and 25 minutes our schedule has ${mean}; the bar is 37 and 5 s.`,
    ]);
  });

  test('of ours is beaten by no peer', () => {
    expect(missedBySchedule(ownSchedule(), peerSchedules())).toEqual([]);
  });

  test('with more calls or more lag beats nobody', () => {
    expect(missedBySchedule(loop('ours', 30), [loop('finer', 10), loop('coarser', 60), loop('same', 30)])).toEqual([]);
  });

  test('that looks too early loses to a later one, in the whole stretch and in each of its minutes', () => {
    const early = loop('ours', 30);
    const late = { ...loop('late', 20), looks: loop('late', 20).looks.filter((at) => at > 900) };
    const missed = missedBySchedule(early, [late]);
    expect(missed[0]).toMatch(/^15 to 25 min: late has both fewer calls \(\d+\.\d against \d+\.\d\) and less lag/);
    expect(missed).toHaveLength(13);
  });

  test('that wins on the whole and loses in one minute is named with the minute', () => {
    const sparse = { ...ownSchedule(), looks: loopSchedule(15).looks.filter((at) => at <= 1140 || at >= 1200) };
    const late = { ...loopSchedule(20), looks: loopSchedule(20).looks.filter((at) => at > 600) };
    expect(missedBySchedule(sparse, [late])).toEqual([expect.stringMatching(/^19 to 20 min: 20 s loop/)]);
  });

  test('that gives up too early is named', () => {
    expect(missedBySchedule({ ...ownSchedule(), looks: [60, 1200] }, [])).toContain(
      '15 to 25 min: our schedule gives up.',
    );
  });
});
