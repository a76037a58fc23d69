import { describe, expect, test } from 'vitest';
import { findingCount, findingLines, placeOf } from '../../../../functions/shared/notice/findings.ts';

const causeOf = (errorMessage: string) => JSON.stringify({ errorType: 'InvalidRequest', errorMessage });

describe('the findings of a Cause', () => {
  test.each([
    ['none', 'Nothing of the kind.', []],
    ['one', 'Not valid (1 finding):\n- alias: is wrong. Mend it', ['alias: is wrong. Mend it']],
    ['two', 'Not valid (2 findings):\n- a: b - c\n- d: e', ['a: b - c', 'd: e']],
    ['one of two lines', 'Not valid (1 finding):\n- a: b\n-c', ['a: b\n-c']],
  ])('are %s', (_count, message, lines) => {
    expect(findingLines(causeOf(message))).toEqual(lines);
    expect(findingLines(message)).toEqual(lines);
    expect(findingCount(causeOf(message))).toBe(lines.length);
  });

  test.each([
    ['(1 finding):', 1],
    ['(12 findings):', 12],
    ['(123456 findings):', 123456],
    ['(1234567 findings):', 1],
    ['(12 findings): and more', 1],
    ['(12 findings)', 1],
    ['12 findings:', 1],
  ])('are as many as the first line says at its end: %s', (told, count) => {
    expect(findingCount(`Not valid ${told}\n- a: is (3 findings):`)).toBe(count);
  });
});

test('one that a Cause has no room for is counted', () => {
  expect(findingCount('Not valid (1 finding):')).toBe(1);
});

test.each([
  ['alias ("x"): is wrong. Mend it', 'alias'],
  ['alias: is (very) wrong', 'alias'],
  ['aps:CreateScraper: refused', 'aps:CreateScraper'],
  ['alias', 'alias'],
  ['', ''],
])('the place of %j is %j', (finding, place) => {
  expect(placeOf(finding)).toBe(place);
});
