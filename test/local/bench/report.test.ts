import { expect, test } from 'vitest';
import { figuresOf } from '../../../local/bench/figures.ts';
import { compareLoads, median } from '../../../local/bench/load.ts';
import { priceOf } from '../../../local/bench/waiting/price.ts';
import { reportBench } from '../../../local/bench/report.ts';
import { modelled } from '../../../local/bench/reconcile/compared.ts';
import { renderTable } from '../../../local/bench/table.ts';

const SIZE = { accounts: 40, clusters: 5 };
const { connecting, quiet } = modelled(SIZE);

const MEASURED = {
  handlers: [
    {
      name: 'checkStatus',
      ours: { bytes: 393_397, loadMilliseconds: 36 },
      byDefault: { bytes: 1_409_837, loadMilliseconds: 80 },
    },
  ],
  unmeasured: ['productOnEvent'],
  counts: { looks: 25, transitionsPerLook: 3, otherTransitions: 12, otherInvocations: 8 },
  memoryMb: 512,
  doors: [{ door: 'tag', few: 0.2, many: 0.25, ratio: 1.25, spread: [1.1, 1.4] as const }],
  reconcile: {
    ...SIZE,
    connecting: { ...connecting, turns: 1, virtualSeconds: 1_080 },
    quiet: { ...quiet, turns: 0, virtualSeconds: 0 },
  },
  growth: { connections: [], accounts: [{ size: 3, virtualSeconds: 1_070, calls: 78, seconds: 0.5, megabytes: 60 }] },
};

test('a table has its first column to the left, its figures to the right and no space at the end', () => {
  expect(
    renderTable(
      ['name', 'ms'],
      [
        ['a', '1.0'],
        ['longer', ''],
      ],
    ),
  ).toBe('name     ms\n------  ---\na       1.0\nlonger');
});

test.each([
  { values: [3], middle: 3 },
  { values: [10, 1, 2], middle: 2 },
  { values: [4, 1, 3, 2], middle: 2.5 },
])('the median of $values is $middle', ({ values, middle }) => {
  expect(median(values)).toBe(middle);
});

test('nothing has no median', () => {
  expect(() => median([])).toThrow(RangeError);
});

test('loads alternate, every pair in every round; the first round does not count, every second begins with the other', () => {
  const order: string[] = [];
  const timed = (name: string, times: number[]) => () => {
    order.push(name);
    return times.shift() ?? 0;
  };
  const pairs = [
    [timed('a', [900, 1, 2, 9]), timed('b', [900, 5, 4, 3])],
    [timed('c', [900, 6, 7, 8]), timed('d', [900, 30, 10, 20])],
  ] as const;
  expect(compareLoads(pairs, 3)).toEqual([
    [2, 4],
    [7, 20],
  ]);
  expect(order.join('')).toBe('abcdbadcabcdbadc');
});

test('the price is transitions, requests and time, each at its rate', () => {
  const price = priceOf({ transitions: 1000, invocations: 1_000_000 }, 512);
  expect(price.stepFunctions).toBeCloseTo(0.025, 9);
  expect(price.lambdaRequests).toBeCloseTo(0.2, 9);
  expect(price.lambdaDuration).toBeCloseTo(6.6667, 9);
  expect(price.total).toBeCloseTo(0.025 + 0.2 + 6.6667, 9);
});

test('the report has every schedule in every shape, and says when one has given up', () => {
  const report = reportBench(figuresOf(MEASURED)).split('\n');
  expect(report).toContainEqual(
    expect.stringMatching(/^checkStatus +393 kB +1410 kB +0\.28 +36\.0 ms +80\.0 ms +0\.45$/),
  );
  expect(report).toContain('Not measured, since they have no file or no stack has them: productOnEvent.');
  expect(report).toContainEqual(expect.stringMatching(/^15 to 25 min +35\.5 +120\.5 +40\.5 +20\.5 +126\.2$/));
  expect(report).toContainEqual(expect.stringMatching(/^15 to 25 min +5\.0 +5\.0 +15\.0 +30\.0 +5\.0$/));
  expect(report).toContainEqual(expect.stringMatching(/^15 to 25 min +118\.5 +373\.5 +133\.5 +73\.5 +none$/));
  expect(report).toContainEqual(expect.stringMatching(/^two humps +\d+\.\d .* \d+\.\d$/));
  expect(report).toContainEqual(expect.stringMatching(/^long tail +\d+\.\d .* \d+\.\d$/));
  expect(report).toContainEqual(expect.stringMatching(/^30 to 35 min .* -$/));
  expect(report).toContainEqual(expect.stringMatching(/^3 +1070 +78 +0\.50 +60$/));
  expect(report.at(-1)).toBe('Every bar is met.');
});

test('a missed bar is at the end of the report, by name', () => {
  const [handler] = MEASURED.handlers;
  if (handler === undefined) throw new Error('There is one.');
  const large = { ...handler, ours: { ...handler.ours, bytes: 600_000 } };
  const figures = figuresOf({ ...MEASURED, handlers: [large] });
  expect(figures.missed).toHaveLength(1);
  expect(reportBench(figures).endsWith(`Missed:\n  ${figures.missed[0]}`)).toBe(true);
});
