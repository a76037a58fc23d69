import { describe, expect, test } from 'vitest';
import {
  downWarnings,
  isDown,
  jobTargets,
  targetsOf,
  targetsQuery,
} from '../../../../functions/shared/ingestion/targets.ts';

describe('the query', () => {
  test("counts up and down by job, of the connection's samples alone, as far back as they count", () => {
    expect(targetsQuery({ amp_scraper_connection: '23262d118a4f16b4bc54' }, 90)).toBe(
      'count_values by (job) ("up", last_over_time(up{amp_scraper_connection="23262d118a4f16b4bc54"}[90s]))',
    );
  });

  test('asks for every label', () => {
    expect(targetsQuery({ a: '1', b: '2' }, 1)).toContain('up{a="1",b="2"}[1s]');
  });

  test('quotes what it asks for', () => {
    expect(targetsQuery({ a: 'a"b\\' }, 1)).toContain('up{a="a\\"b\\\\"}[1s]');
  });
});

test('the counts of a job are one row, the jobs that are down first, then by how much is down', () => {
  const counts = [
    { job: 'b', up: true, count: 3 },
    { job: 'a', up: true, count: 2 },
    { job: 'c', up: false, count: 1 },
    { job: 'b', up: false, count: 9 },
  ];
  expect(jobTargets(counts)).toEqual([
    { job: 'c', up: 0, down: 1 },
    { job: 'b', up: 3, down: 9 },
    { job: 'a', up: 2, down: 0 },
  ]);
  expect(jobTargets([])).toEqual([]);
});

const row = (job: string, up: number, down: number) => ({ job, up, down });
const flat = (rows: readonly ReturnType<typeof row>[]) =>
  rows.flatMap(({ job, up, down }) => [
    ...(up === 0 ? [] : [{ job, up: true, count: up }]),
    ...(down === 0 ? [] : [{ job, up: false, count: down }]),
  ]);

test.each([
  ['by how much is down', [row('a', 1, 1), row('b', 1, 3), row('c', 1, 2)], 'b c a'],
  ['by their names', [row('b', 1, 0), row('c', 1, 0), row('a', 1, 0)], 'a b c'],
  ['those that are down by how much and by their names', [row('c', 0, 1), row('b', 0, 1), row('a', 0, 9)], 'a b c'],
])('jobs stand %s', (_name, rows, order) => {
  for (const some of [rows, rows.toReversed()]) {
    expect(
      jobTargets(flat(some))
        .map(({ job }) => job)
        .join(' '),
    ).toBe(order);
  }
});

test.each([
  [0, 0, false],
  [0, 1, true],
  [1, 1, false],
  [1, 0, false],
])('a job with %i targets up and %i down is down: %s', (up, down, is) => {
  expect(isDown(row('a', up, down))).toBe(is);
});

describe('what an output has of the targets', () => {
  test('is nothing without samples, and sums with them', () => {
    expect(targetsOf([])).toEqual({});
    const jobs = [row('a', 1, 2), row('b', 10, 20)];
    expect(targetsOf(jobs)).toEqual({ targets: { up: 11, down: 22, jobs } });
  });

  test('is 50 jobs, with names of 100 letters, and the sum of all', () => {
    const jobs = Array.from({ length: 51 }, () => row('x'.repeat(101), 1, 1));
    const { targets } = targetsOf(jobs);
    expect(targets?.up).toBe(51);
    expect(targets?.jobs).toEqual(Array.from({ length: 50 }, () => row(`${'x'.repeat(99)}…`, 1, 1)));
  });
});

describe('the warnings of jobs that are down', () => {
  const told = (job: string, count: string) =>
    `Job ${job}: ${count} found and cannot be scraped. ` +
    "Look at the targets' port and path, at whether the scraper's security groups reach that port, and at whether the cluster's RBAC admits the scraper to it.";
  const down = (count: number) => Array.from({ length: count }, (_, i) => row(`job${i}`, 0, 1));

  test('are a line each, and none of one that is up', () => {
    expect(downWarnings([])).toEqual([]);
    expect(downWarnings([row('a', 0, 1), row('b', 1, 9), row('y'.repeat(101), 0, 2)])).toEqual([
      told('a', '1 target was'),
      told(`${'y'.repeat(99)}…`, '2 targets were'),
    ]);
  });

  test('are ten, and the others are counted', () => {
    const ten = down(10).map(({ job }) => told(job, '1 target was'));
    expect(downWarnings(down(10))).toEqual(ten);
    expect(downWarnings([row('up', 1, 0), ...down(11)])).toEqual([...ten, 'So it is with 1 more job.']);
    expect(downWarnings(down(12)).at(-1)).toBe('So it is with 2 more jobs.');
  });
});
