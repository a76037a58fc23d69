import { expect, test } from 'vitest';
import { parsePattern } from './filterPattern.ts';

const EVENT = { message: 'failed', errorName: 'NotOurs', waitedSeconds: 5, error: { name: 'TypeError' } };

test.each([
  ['{ $.message = "failed" }', true],
  ['{ $.message = "fail" }', false],
  ['{ $.message = "fai*" }', true],
  ['{ $.message = "*ile*" }', true],
  ['{ $.errorName = "*" }', true],
  ['{ $.outcome = "*" }', false],
  ['{ $.waitedSeconds = "*" }', false],
  ['{ $.waitedSeconds > 4 }', true],
  ['{ $.waitedSeconds > 5 }', false],
  ['{ $.message > 0 }', false],
  ['{ $.error.name = "TypeError" }', true],
  ['{ $.message.name = "TypeError" }', false],
  ['{ ($.message = "failed") && ($.errorName = "other") }', false],
  ['{ ($.message = "other") || ($.errorName = "NotOurs") }', true],
  ['{ (($.message = "other") || ($.message = "failed")) && ($.waitedSeconds > 0) }', true],
  ['{ (($.message = "other") || ($.message = "failed")) && ($.waitedSeconds > 9) }', false],
])('%s', (pattern, matches) => {
  expect(parsePattern(pattern)(EVENT)).toBe(matches);
});

test.each([
  '',
  '$.message = "failed"',
  '{ $.message = "failed"',
  '{ $.message = failed }',
  '{ $.message == "failed" }',
  '{ $.message != "failed" }',
  '{ $.message IS NULL }',
  '{ $.waitedSeconds > "4" }',
  '{ ($.message = "failed" }',
  '{ $.message = "failed" } more',
  '{ ($.a = "1") && ($.b = "2") || ($.c = "3") }',
])('%s is refused', (pattern) => {
  expect(() => parsePattern(pattern)).toThrow(SyntaxError);
});
