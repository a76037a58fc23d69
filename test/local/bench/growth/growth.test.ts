import { XMLParser } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { missedByGrowth } from '../../../../local/bench/growth/bars.ts';
import type { Growth, GrowthPoint } from '../../../../local/bench/growth/measure.ts';
import { plotGrowth } from '../../../../local/bench/growth/plot.ts';
import { reportGrowth } from '../../../../local/bench/growth/report.ts';

function point(size: number, change: Partial<GrowthPoint> = {}): GrowthPoint {
  return { size, virtualSeconds: 1_070, calls: 78 * size, seconds: size / 2, megabytes: 60, ...change };
}

const LINEAR: Growth = {
  connections: [point(1), point(10), point(100)],
  accounts: [3, 100, 1_000].map((size) => point(size, { calls: 78, seconds: 0.5 })),
};

describe('growth', () => {
  test('that is linear or better misses no bar, nor does what a noisy machine adds', () => {
    expect(missedByGrowth(LINEAR)).toEqual([]);
    expect(missedByGrowth({ ...LINEAR, connections: [point(1), point(10, { seconds: 5.9 })] })).toEqual([]);
  });

  test.each<[string, Growth, string]>([
    [
      'with the connections',
      { ...LINEAR, connections: [point(1), point(10, { seconds: 50 })] },
      'From 1 to 10 connections the seconds of the processor grow 100.0 times; linear is 10.0.',
    ],
    [
      'from the second size on alone',
      { ...LINEAR, connections: [point(1), point(10), point(100, { calls: 78_000 })] },
      'From 10 to 100 connections the API calls grow 100.0 times; linear is 10.0.',
    ],
    [
      'with the accounts',
      { ...LINEAR, accounts: [point(3), point(30, { megabytes: 6_000 })] },
      'From 3 to 30 accounts the MB of heap grow 100.0 times; linear is 10.0.',
    ],
  ])('that is faster %s is named', (_, growth, missed) => {
    expect(missedByGrowth(growth)).toEqual([missed]);
  });

  test('is told with every size', () => {
    const report = reportGrowth(LINEAR).split('\n');
    expect(report).toContainEqual(expect.stringMatching(/^100 +1070 +7800 +50\.00 +60$/));
    expect(report).toContainEqual(expect.stringMatching(/^1000 +1070 +78 +0\.50 +60$/));
  });
});

describe('the plot of the growth', () => {
  const parsed = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(plotGrowth(LINEAR));
  const [connections, accounts] = parsed.svg.g;

  const heights = (panel: { polyline: { points: string }[] }) =>
    panel.polyline.map(({ points }) => points.split(' ').map((at) => Number(at.split(',')[1])));

  test('is well-formed, and has a line of every figure in both series', () => {
    expect([connections, accounts].map(({ polyline }) => polyline.length)).toEqual([4, 4]);
  });

  test('has what does not grow at the bottom, and what is linear on the dashed line', () => {
    const [virtual, calls] = heights(connections);
    const dashed = connections.line;
    expect(new Set(virtual)).toEqual(new Set([Number(dashed.y1)]));
    expect(calls?.[0]).toBeCloseTo(Number(dashed.y1), 0);
    expect(calls?.[2]).toBeCloseTo(Number(dashed.y2), 0);
    expect(dashed['stroke-dasharray']).toBe('5 4');
  });

  test('names each line where it ends, no name above another', () => {
    const ends = connections.text.filter(({ fill }: { fill: string }) => !['#444444', undefined].includes(fill));
    const at = ends.map(({ y }: { y: string }) => Number(y)).toSorted((a: number, b: number) => a - b);
    expect(ends.map((one: { '#text': string }) => one['#text']).toSorted()).toEqual(
      ['1070 s virtual', '7800 calls', '50.00 s user', '60 MB'].toSorted(),
    );
    for (const [index, y] of at.slice(1).entries()) expect(y - at[index]).toBeGreaterThanOrEqual(14);
  });
});
