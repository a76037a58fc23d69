import { describe, expect, test } from 'vitest';
import { ERROR_NAMES, InvalidRequest, PreflightFailed } from '../../../../../functions/shared/errors.ts';
import { failedReason } from '../../../../../functions/shared/notice/state/reasons.ts';
import type { Ended } from '../../../../../functions/shared/notice/ended.ts';
import { EXECUTION_ARN } from '../../../support.ts';

const MARKER = 'marker-of-another-account';
const cause = (errorMessage: string) => JSON.stringify({ errorType: 'x', errorMessage, trace: [] });
const ended = (more: Partial<Ended>): Ended => ({
  executionArn: EXECUTION_ARN,
  status: 'FAILED',
  error: 'AccessDenied',
  cause: cause(MARKER),
  input: '{}',
  ...more,
});
const finding = { path: 'clusterArn', value: MARKER, problem: 'has no private endpoint', remedy: 'Switch it on' };

describe('why an execution failed', () => {
  test.each(ERROR_NAMES)('%s has a sentence, and its message is in no reason', (error) => {
    const reason = failedReason(ended({ error }), { door: 'tag' });
    expect(reason).toMatch(/^[A-Z][^{}]+\.$/);
    expect(reason).not.toContain(MARKER);
    expect(reason.length).toBeLessThan(256);
  });

  test.each(['TypeError', undefined, 'stopped by somebody'])('%s has one too', (error) => {
    expect(failedReason(ended({ error }), { door: 'tag' })).toBe(
      'The execution ended FAILED. Those who run the workflow have been told.',
    );
  });

  test('says who asked by a tag what AWS lacks', () => {
    const of = ended({ error: 'PreflightFailed', cause: cause(new PreflightFailed([finding]).message) });
    expect(failedReason(of, { door: 'tag' })).toBe(
      `AWS does not have what the connection needs. clusterArn ("${MARKER}"): has no private endpoint. Switch it on`,
    );
  });

  test.each(['console', 'product'] as const)('has no value of a request by the %s door', (door) => {
    const of = ended({ error: 'InvalidRequest', cause: cause(new InvalidRequest([finding]).message) });
    expect(failedReason(of, { door })).toBe('The request is not valid. See clusterArn.');
  });
});
