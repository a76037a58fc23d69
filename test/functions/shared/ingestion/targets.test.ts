import { describe, expect, test } from 'vitest';
import { jobTargets, targetsQuery } from '../../../../functions/shared/ingestion/targets.ts';

describe('the query', () => {
  test("counts up and down by job, of the connection's samples alone, as far back as they count", () => {
    expect(targetsQuery({ amp_scraper_connection: '23262d118a4f16b4bc54' }, 90)).toBe(
      'count_values by (job) ("up", last_over_time(up{amp_scraper_connection="23262d118a4f16b4bc54"}[90s]))',
    );
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
