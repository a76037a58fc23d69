import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan, type FaultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import type { CallRecord } from '../../local/aws/server.ts';
import { REQUEST, useRuntime } from './support.ts';

const { run } = useRuntime();

/** Has offboard ask the cluster for its tags. */
const TAGGED: unknown = JSON.parse(
  readFileSync(new URL('../../events/eks-cluster-tagged.json', import.meta.url), 'utf8'),
);

const plan = (...texts: string[]) => faultPlan(texts.map((text) => parseFault(text, OPERATIONS)));
const firings = (faults: FaultPlan) => faults.fired().map(({ fired }) => fired);
const count = (calls: readonly CallRecord[], name: string) =>
  calls.filter(({ operation }) => operation === name).length;

describe('a session that has ended', () => {
  const MEMBERS = [
    'iam:listRoleTags',
    'eks:describeCluster',
    'ec2:describeSubnets',
    'iam:createRole',
    'iam:updateAssumeRolePolicy',
    'aps:createScraper',
    'aps:describeScraper',
    'aps:queryMetrics',
  ];
  test('is replaced by a new one, with which the next attempt goes on', async () => {
    const { calls: without } = await run({});
    for (const operation of ['eks:describeCluster', 'iam:createRole', 'aps:queryMetrics']) {
      const { output, cause, calls } = await run({ faults: plan(`${operation}:expired-session`) });
      expect(output, cause).toMatchObject({ outcome: 'ONBOARDED' });
      const more = count(calls, 'AssumeRole') - count(without, 'AssumeRole');
      expect(more, operation).toBeGreaterThanOrEqual(1);
      expect(more, operation).toBeLessThanOrEqual(2);
    }
  });

  test('at each client of the member accounts is ridden out', async () => {
    const faults = plan(...MEMBERS.map((operation) => `${operation}:expired-session`));
    const { output, cause } = await run({ faults });
    expect(output, cause).toMatchObject({ outcome: 'ONBOARDED' });
    expect(firings(faults)).toEqual(MEMBERS.map(() => 1));
  });

  test('that Lambda keeps for the function is waited for', async () => {
    const OWN = ['sts:assumeRole', 'dynamodb:updateItem', 'dynamodb:getItem'];
    const faults = plan(...OWN.map((operation) => `${operation}:expired-session:3`));
    const { output, cause } = await run({ faults });
    expect(output, cause).toMatchObject({ outcome: 'ONBOARDED' });
    expect(firings(faults)).toEqual([3, 3, 3]);
  });
});

describe('a provisioner that was made a moment ago', () => {
  test.each([
    { workflow: 'onboard', input: REQUEST, outcome: 'ONBOARDED' },
    { workflow: 'offboard', input: TAGGED, outcome: 'IGNORED' },
  ] as const)('is tried for two minutes by the first state of $workflow', async ({ workflow, input, outcome }) => {
    const faults = plan('sts:assumeRole:access-denied:12');
    const { output, cause } = await run({ workflow, input, faults });
    expect(output, cause).toMatchObject({ outcome });
    expect(firings(faults)).toEqual([12]);
  });

  test('and stays refused is AccessDenied after two minutes', async () => {
    const { error, cause, elapsedSeconds } = await run({ faults: plan('sts:assumeRole:access-denied:always') });
    expect(error).toBe('AccessDenied');
    expect(cause).toContain('Deploy the account stack into account');
    expect(elapsedSeconds).toBe(120);
  });

  test('is not waited for by a later state', async () => {
    const { error, calls } = await run({ faults: plan('iam:createRole:access-denied:always') });
    expect(error).toBe('AccessDenied');
    expect(count(calls, 'CreateRole')).toBe(1);
  });
});

describe('what IAM and DynamoDB answer while another change is at work', () => {
  test('is ridden out, six times', async () => {
    const faults = plan(
      'iam:createRole:unmodifiable:6',
      'iam:updateAssumeRolePolicy:unmodifiable:6',
      'dynamodb:updateItem:conflict:6',
    );
    const { output, cause } = await run({ faults });
    expect(output, cause).toMatchObject({ outcome: 'ONBOARDED' });
    expect(firings(faults)).toEqual([6, 6, 6]);
  });

  test('is ridden out by an undo, six times', async () => {
    const faults = plan('scraper:failing', 'iam:deleteRole:delete-conflict:6');
    const { error, cause } = await run({ faults });
    expect(error).toBe('ScraperFailed');
    expect(cause).not.toContain('Undoing it');
    expect(firings(faults)).toEqual([1, 6]);
  });
});

describe('what something on the way answers in the place of AWS', () => {
  test.each(['aps:describeWorkspace', 'ec2:describeSubnets'])(
    'is AccessDenied that says so, at %s',
    async (operation) => {
      const { error, cause } = await run({ faults: plan(`${operation}:proxy-page:always`) });
      expect(error).toBe('AccessDenied');
      expect(cause).toContain('was answered 403 with a page of HTML');
    },
  );

  test('and an answer that was cut short are ridden out', async () => {
    const CUT = [
      'iam:getRole',
      'aps:describeWorkspace',
      'eks:describeCluster',
      'dynamodb:getItem',
      'aps:createScraper',
    ];
    const faults = plan(...CUT.map((operation) => `${operation}:cut-answer`));
    const { output, cause } = await run({ faults });
    expect(output, cause).toMatchObject({ outcome: 'ONBOARDED' });
    expect(firings(faults)).toEqual(CUT.map(() => 1));
  });
});
