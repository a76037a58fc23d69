import { expect, test } from 'vitest';
import { runbookHeading } from '../../../../functions/shared/notice/runbookHeading.ts';

test.each([
  ['AccessDenied', 'accessdenied'],
  ['InvalidRequest', 'invalidrequest'],
  ['Redriven', 'redriven'],
  ['States.Timeout', 'statestimeout'],
  ['Sandbox.Timedout', 'statestimeout'],
  ['Lambda.Unknown', 'statestimeout'],
  ['States.Runtime', 'statesruntime'],
  ['States.DataLimitExceeded', 'statesruntime'],
  ['ProductGaveUp', 'productgaveup'],
  ['TypeError', 'other-errors'],
  ['', 'other-errors'],
  [undefined, 'other-errors'],
])('of an execution that ended with %j the runbook has %s, unless it timed out', (error, heading) => {
  expect(runbookHeading('FAILED', error)).toBe(heading);
  expect(runbookHeading('ABORTED', error)).toBe(heading);
  expect(runbookHeading('TIMED_OUT', error)).toBe('statestimeout');
});
