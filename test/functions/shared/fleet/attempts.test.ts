import { describe, expect, test } from 'vitest';
import {
  attemptAfter,
  isQuarantined,
  nextAttempt,
  nextTryAt,
  type Attempt,
} from '../../../../functions/shared/fleet/rules/attempts.ts';
import { clusterArn, EXECUTION, hoursAgo, NOW } from './facts.ts';

const attempt = (change: Partial<Attempt> = {}): Attempt => ({
  clusterArn: clusterArn('shop'),
  executionArn: EXECUTION,
  kind: 'connect',
  failures: 0,
  ...change,
});

describe('an attempt whose execution', () => {
  test.each([['RUNNING'], [undefined]])('is %s stays as it is', (status) => {
    expect(attemptAfter(attempt({ failures: 2 }), { status }, NOW)).toEqual(attempt({ failures: 2 }));
  });

  test.each(['FAILED', 'TIMED_OUT', 'ABORTED'])('is %s counts as a failure, once', (status) => {
    const failed = attemptAfter(attempt({ failures: 2 }), { status, error: 'ScraperFailed' }, NOW);
    expect(failed).toEqual(attempt({ failures: 3, failedAt: NOW, error: 'ScraperFailed' }));
    expect(failed && attemptAfter(failed, { status }, hoursAgo(-1))).toEqual(failed);
  });

  test('has no error is told by its status', () => {
    expect(attemptAfter(attempt(), { status: 'TIMED_OUT' }, NOW)?.error).toBe('TIMED_OUT');
  });

  test('has SUCCEEDED is forgotten, and a repair stays noted', () => {
    expect(attemptAfter(attempt({ failures: 4 }), { status: 'SUCCEEDED' }, NOW)).toBeUndefined();
    expect(attemptAfter(attempt({ kind: 'repair', failures: 4 }), { status: 'SUCCEEDED' }, NOW)).toEqual(
      attempt({ kind: 'repair' }),
    );
  });
});

test('a cluster’s failures stay when it is tried again, whatever it is tried for', () => {
  const next = { clusterArn: clusterArn('shop'), executionArn: 'next', kind: 'repair' } as const;
  expect(nextAttempt(attempt({ failures: 3, failedAt: NOW, error: 'X' }), next)).toEqual({ ...next, failures: 3 });
  expect(nextAttempt(undefined, next)).toEqual({ ...next, failures: 0 });
});

test.each([
  [1, 1],
  [2, 2],
  [3, 4],
  [4, 8],
])('after %i failures in a row a cluster is tried again after %i h', (failures, hours) => {
  expect(nextTryAt(attempt({ failures, failedAt: NOW }))).toBe(hoursAgo(-hours));
});

test('what has not failed has no time to wait for', () => {
  expect(nextTryAt(attempt())).toBeUndefined();
});

test.each([
  [4, false],
  [5, true],
  [6, true],
])('after %i failures in a row a cluster is in quarantine: %s', (failures, is) => {
  expect(isQuarantined(attempt({ failures }))).toBe(is);
});
