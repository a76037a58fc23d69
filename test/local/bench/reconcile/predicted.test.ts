import { describe, expect, test } from 'vitest';
import { LARGE, missedByReconcile, predictLarge } from '../../../../local/bench/reconcile/bars.ts';
import { modelled } from '../../../../local/bench/reconcile/compared.ts';
import { runCalls, floorsOf, type FleetShape } from '../../../../local/bench/reconcile/model.ts';
import { predict } from '../../../../local/bench/reconcile/predicted.ts';
import { RATE_QUOTAS } from '../../../../local/bench/reconcile/quotas.ts';
import { reportReconcile } from '../../../../local/bench/reconcile/report.ts';
import { ROLES_A_RUN } from '../../../../functions/shared/fleet/rules/connecting.ts';

const SMALL: FleetShape = { accounts: 2, regions: 1, clusters: 4, targets: 1, listed: 3 };
const SIZE = { accounts: 2, clusters: 2 };
const secondsOf = (calls: Record<string, number>, name: string, shape = SMALL) =>
  floorsOf(calls, shape).find(({ quota }) => quota.name.startsWith(name))?.seconds;

describe('a quota', () => {
  test.each(RATE_QUOTAS)('$name has a rate, and where it is published or why it is none', ({ perSecond, source }) => {
    expect(perSecond).toBeGreaterThan(0);
    expect(source).toMatch(/^https:\/\/(docs\.aws\.amazon\.com|github\.com)\//);
  });

  test('that AWS does not publish says so', () => {
    const elsewhere = RATE_QUOTAS.filter(({ source }) => !source.startsWith('https://docs.aws.amazon.com/'));
    expect(elsewhere.map(({ unverified }) => typeof unverified)).toEqual(elsewhere.map(() => 'string'));
  });

  test.each([
    { calls: { 'workflow sts:AssumeRole': 6_000 }, name: 'STS', seconds: 10 },
    { calls: { 'source aps:ListScrapers': 30, 'source aps:DescribeScraper': 10 }, name: 'AMP, of an', seconds: 2 },
    { calls: { 'workflow states:StartExecution': 950 }, name: 'StartExecution', seconds: 1 },
    { calls: { 'workflow states:StartExecution': 800 }, name: 'StartExecution', seconds: undefined },
    { calls: { 'target iam:GetRole': 50 }, name: 'IAM', seconds: 10 },
    { calls: { 'target iam:GetRole': 50 }, name: 'IAM', shape: { ...SMALL, targets: 5 }, seconds: 2 },
    { calls: { 'target aps:QueryMetrics': 600 }, name: 'QueryMetrics', shape: { ...SMALL, regions: 2 }, seconds: 1 },
  ])('$name takes $calls in $seconds s', ({ calls, name, shape, seconds }) => {
    expect(secondsOf(calls, name, shape)).toBe(seconds);
  });
});

describe('what the model says', () => {
  test('what binds most is first', () => {
    const { lookFloors, connectFloors } = predictLarge();
    for (const floors of [lookFloors, connectFloors]) {
      const seconds = floors.map((one) => one.seconds);
      expect(seconds).toEqual(seconds.toSorted((one, other) => other - one));
    }
  });

  test('connecting is slowest at the smallest pace, and never faster than the quotas allow', () => {
    const { paces } = predictLarge();
    expect(paces.map(({ runs }) => runs)).toEqual([250, 5, 5]);
    const ratios = paces.map(({ ratio }) => ratio);
    expect(ratios).toEqual(ratios.toSorted((one, other) => other - one));
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(1);
  });

  test('the roles of a run are divided by the Regions, and bind where few accounts have workspaces', () => {
    const [, hourly] = predict({ ...LARGE, targets: 10 }).paces;
    expect(hourly?.runs).toBe(LARGE.clusters / LARGE.regions / ((ROLES_A_RUN / LARGE.regions) * 10));
  });

  test('a look at twice as many accounts calls twice as much at accounts, and no more at workspaces', () => {
    const of = (accounts: number) => runCalls({ ...LARGE, accounts }, 0);
    expect([of(2_000)['source aps:ListScrapers'], of(2_000)['target iam:GetAccountSummary']]).toEqual([2_000, 20]);
  });

  test('more than an account may have is told, whatever the rates', () => {
    expect(predict(LARGE).tooMany).toEqual([]);
    expect(predict({ ...LARGE, accounts: 100, targets: 2 }).tooMany).toEqual([
      '50 scrapers of an account and Region; 10 are allowed.',
      '5000 roles of an account of workspaces; 1000 are allowed.',
    ]);
  });
});

describe('the bench', () => {
  const { connecting, quiet } = modelled(SIZE);
  const measured = {
    ...SIZE,
    connecting: { ...connecting, turns: 1, virtualSeconds: 1_070 },
    quiet: { ...quiet, turns: 0, virtualSeconds: 0 },
  };

  test('names a look that takes too long', () => {
    expect(missedByReconcile(measured, predictLarge())).toEqual([]);
    expect(missedByReconcile(measured, { ...predictLarge(), lookSeconds: 61 })).toEqual([
      'A look at the fleet takes 61 s; the bar is 60.',
    ]);
  });

  test('says what binds, whether it is published, and how far the product is from it', () => {
    const report = reportReconcile(measured, predictLarge());
    expect(report).toMatch(/^IAM, of an account of workspaces .* UNVERIFIED$/m);
    expect(report).toMatch(/^seconds +1070 +0$/m);
    expect(report).toMatch(/of that is aimed at, and not reached/);
  });
});
