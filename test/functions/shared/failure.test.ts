import { describe, expect, test } from 'vitest';
import { causeMessage, failureText, OperationFailed } from '../../../functions/shared/failure.ts';

const FIRST = { Error: 'ScraperFailed', Cause: '{"errorType":"ScraperFailed","errorMessage":"it failed","trace":[]}' };
const UNDO = { Error: 'NotOurs', Cause: '{"errorMessage":"it is not ours"}' };

test.each([
  ["Lambda's JSON", FIRST.Cause, 'it failed'],
  ['no JSON', 'it failed', 'it failed'],
  ['JSON of another form', '{"message":"it failed"}', '{"message":"it failed"}'],
])('the message of a Cause that is %s', (_name, cause, message) => {
  expect(causeMessage(cause)).toBe(message);
});

describe('a failed execution ends', () => {
  const undone = 'Undoing it did not end well either, NotOurs: it is not ours';
  test('with its Error and Cause as they were', () => {
    expect(failureText(FIRST, undefined)).toEqual({ error: FIRST.Error, cause: FIRST.Cause });
    expect(failureText(FIRST, undefined, '')).toEqual({ error: FIRST.Error, cause: FIRST.Cause });
  });

  test.each([
    ['what the undo had trouble with', UNDO, undefined, ['it failed', undone]],
    ['what else there is to know', undefined, 'a note', ['it failed', 'a note']],
    ['both', UNDO, 'a note', ['it failed', undone, 'a note']],
  ])('with %s beside them', (_name, undo, note, lines) => {
    const cause = JSON.stringify({ errorType: FIRST.Error, errorMessage: lines.join('\n') });
    expect(failureText(FIRST, undo, note)).toEqual({ error: FIRST.Error, cause });
  });
});

test("a product's operation fails with its reason, and the name of it beside", () => {
  const error = new OperationFailed('it failed', 'ScraperFailed');
  expect([error.message, error.errorName]).toEqual(['it failed', 'ScraperFailed']);
});
