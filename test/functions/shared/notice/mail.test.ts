import { describe, expect, test } from 'vitest';
import type { Ended } from '../../../../functions/shared/notice/ended.ts';
import { errorText, mailOf } from '../../../../functions/shared/notice/mail.ts';

const executionOf = (machine: string) => `arn:aws:states:us-west-2:333333333333:execution:${machine}:run-1`;
const ENDED: Ended = {
  executionArn: executionOf('amp-scraper-onboard'),
  status: 'FAILED',
  error: 'ScraperFailed',
  cause: '',
  input: '{}',
};
const mail = (change: Partial<Ended> = {}) => mailOf({ ...ENDED, ...change }, 'PLATFORM', 'amp-scraper');
const linesOf = (change: Partial<Ended> = {}) => mail(change).message.split('\n');

test("that is the platform's says for whom it is", () => {
  expect(linesOf()).toEqual([
    'onboard of a cluster that the event does not name to workspace "" ended FAILED with ScraperFailed. Whoever runs the workflow has to mend it.',
    '',
    expect.stringMatching(/^Execution: /),
    'Runbook: docs/runbook.md#scraperfailed',
    '',
  ]);
});

describe('how it ended is told', () => {
  test.each([
    ['FAILED', 'AccessDenied', 'amp-scraper onboard: FAILED AccessDenied', 'FAILED with AccessDenied'],
    ['FAILED', 'TypeError', 'amp-scraper onboard: FAILED', 'FAILED with "TypeError"'],
    ['TIMED_OUT', undefined, 'amp-scraper onboard: TIMED_OUT', 'TIMED_OUT'],
    ['ABORTED', '', 'amp-scraper onboard: ABORTED', 'ABORTED with ""'],
  ] as const)('%s with %j', (status, error, subject, how) => {
    expect(mail({ status, error }).subject).toBe(subject);
    expect(linesOf({ status, error })[0]).toContain(` ended ${how}. Whoever runs`);
  });

  test.each([
    ['NoSamples', 'NoSamples'],
    ['a b', '"a_b"'],
    [undefined, 'none'],
  ])('and by one text everywhere: %j as %s', (error, text) => {
    expect(errorText({ error })).toBe(text);
  });
});

describe('the reason', () => {
  const reason = (change: Partial<Ended>) => linesOf(change).slice(1, -4);

  test.each([
    [
      'an error of the closed set',
      { error: 'NoSamples', cause: '{"errorMessage":"no sample"}' },
      ['Reason: "no_sample"'],
    ],
    ['one without a Cause', { error: 'NoSamples' }, []],
    ['a defect', { error: 'TypeError', cause: 'x' }, []],
    ['none', { error: undefined, cause: 'x' }, []],
    ['a finding', { error: 'PreflightFailed', cause: 'No (1 finding):\n- a: b' }, ['1 finding at "a".']],
  ])('of %s', (_what, change, lines) => {
    expect(reason(change)).toEqual(lines);
  });
});

test.each([
  ['amp-scraper-onboard', 'onboard'],
  ['amp-scraper-offboard', 'offboard'],
  ['other-onboard', '"other-onboard"'],
])("the workflow is the state machine's without the installation's name: %s is %s", (machine, workflow) => {
  const told = mail({ executionArn: executionOf(machine) });
  expect(told.subject).toBe(`amp-scraper ${workflow}: FAILED ScraperFailed`);
  expect(told.message).toMatch(new RegExp(`^${workflow} of `));
});
