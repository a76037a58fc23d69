import { describe, expect, test } from 'vitest';
import { ERROR_NAMES, type ErrorName } from '../../functions/shared/errors.ts';
import { WORKFLOW_NAMES } from '../../functions/shared/names.ts';
import { FRESH_ATTEMPTS } from '../../functions/shared/handler/attempts.ts';
import { patientTasksOf, readDefinition, tasksOf, type Retrier } from './definition.ts';
import { pausesOf } from './timeBounds.ts';

/**
 * Lambda's failures that pass: those of Step Functions' page (https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html),
 * of Invoke's errors those that say to wait or to try again (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html;
 * those of a VPC, of EFS and of SnapStart are left out, since no function of ours has one), and a function's death.
 */
const LAMBDAS = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.ResourceNotReadyException',
  'Lambda.CodeArtifactUserPendingException',
  'Lambda.ResourceConflictException',
  'States.Timeout',
  'Sandbox.Timedout',
  'Runtime.ExitError',
  'Lambda.Unknown',
];

/** Refusals that pass when somebody mends what refused; waited for once a state may have to be left half-way. */
const REFUSALS: readonly ErrorName[] = ['AccessDenied', 'PreflightFailed', 'QuotaExceeded'];

/**
 * Those where nothing can be left half-way: of offboard those that change nothing yet, of onboard the releases of a connection that
 * is there. A refusal is told at once: it would use up the product's hour, and who revokes has to know that the role is open.
 */
const LEAVES_NOTHING: readonly string[] = [
  'offboard ResolveOffboard',
  'offboard PlanConnection',
  'offboard DeleteTargetRole',
  'offboard ClaimConnection',
  'onboard ReleaseConnection',
  'onboard ReleaseUnverified',
];

/** A provisioner that was made seconds ago is refused at first: what the states do that are the first to assume one. */
const FIRST_TO_ASSUME: readonly string[] = ['ResolveRequest', 'ResolveOffboard', 'DeleteTargetRole'];
const TWO_MINUTES: Retrier = {
  ErrorEquals: ['AccessDenied'],
  IntervalSeconds: 10,
  MaxAttempts: FRESH_ATTEMPTS,
  BackoffRate: 1,
};

const ROWS = WORKFLOW_NAMES.flatMap((workflow) => tasksOf(workflow).map((state) => ({ workflow, state })));
const isPatient = ({ workflow, state }: (typeof ROWS)[number]) => patientTasksOf(workflow).includes(state);
const retriersOf = ({ workflow, state }: (typeof ROWS)[number]): Retrier[] =>
  readDefinition(workflow).States[state]?.Retry ?? [];

describe('what is retried', () => {
  test.each(ROWS.filter(isPatient))(
    '$workflow $state takes back or away, or gives back: one Retrier with all that passes, for 45 minutes',
    (row) => {
      const retrier = retriersOf(row).at(-1);
      expect(retriersOf(row).slice(0, -1)).toEqual(FIRST_TO_ASSUME.includes(row.state) ? [TWO_MINUTES] : []);
      const refusals = LEAVES_NOTHING.includes(`${row.workflow} ${row.state}`) ? [] : REFUSALS;
      expect(retrier?.ErrorEquals.toSorted()).toEqual(['AwsUnavailable', ...refusals, ...LAMBDAS].toSorted());
      expect(retrier && pausesOf(retrier) / 60).toBeCloseTo(45, 0);
      expect(retrier && pausesOf(retrier) / 60).toBeGreaterThanOrEqual(45);
    },
  );

  test.each(ROWS.filter((row) => !isPatient(row)))('$workflow $state goes forward: all that passes', (row) => {
    const names = retriersOf(row).flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(names).toEqual(expect.arrayContaining(['AwsUnavailable', ...LAMBDAS]));
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(ROWS.filter(({ state }) => FIRST_TO_ASSUME.includes(state)))(
    '$workflow $state waits two minutes for a provisioner that was made seconds ago',
    (row) => {
      expect(retriersOf(row)).toContainEqual(TWO_MINUTES);
      expect(pausesOf(TWO_MINUTES)).toBe(120);
    },
  );

  test.each(ROWS)('$workflow $state has no jitter, which halves the time', (row) => {
    expect(retriersOf(row).filter((one) => 'JitterStrategy' in one)).toEqual([]);
  });

  test('what does not pass is not tried again, and what is waited for as an error in one state alone', () => {
    const own: readonly string[] = ERROR_NAMES;
    const retried = new Map<string, Set<string>>();
    for (const row of ROWS)
      for (const name of retriersOf(row).flatMap(({ ErrorEquals }) => ErrorEquals))
        if (own.includes(name)) retried.set(name, (retried.get(name) ?? new Set()).add(row.state));
    expect([...retried.keys()].toSorted()).toEqual(
      ['AwsUnavailable', ...REFUSALS, 'ClusterNotReady', 'ScraperTimeout'].toSorted(),
    );
    expect([retried.get('ClusterNotReady'), retried.get('ScraperTimeout')]).toEqual([
      new Set(['ResolveRequest']),
      new Set(['CreateScraper']),
    ]);
  });

  test.each(ROWS)('$workflow $state tells its function whether the execution was redriven', ({ workflow, state }) => {
    const { Parameters = {} } = readDefinition(workflow).States[state] ?? {};
    expect(Parameters['redriveCount.$']).toBe('$$.Execution.RedriveCount');
  });
});
