import { expect, test } from 'vitest';
import { linePattern } from '../../../local/monitoring/textPattern.ts';

const LINE = 'Task timed out after 60.00 seconds';

test.each([
  ['', LINE, true],
  ['"Task timed out"', LINE, true],
  ['"task timed out"', LINE, false],
  ['Task seconds', LINE, true],
  ['Task minutes', LINE, false],
  ['?hours ?seconds', LINE, true],
  ['?hours ?minutes', LINE, false],
  ['Task -seconds', LINE, false],
  ['Task -minutes', LINE, true],
  ['{ $.level = "ERROR" }', '{"level":"ERROR"}', true],
  [' { $.level = "ERROR" } ', '{"level":"INFO"}', false],
  ['{ $.level = "ERROR" }', 'level ERROR', false],
])('%j of %j: %j', (pattern, line, matches) => {
  expect(linePattern(pattern)(line)).toBe(matches);
});

test.each(['"open', '%regex%', 'a "b"c', '{ $.level'])('%j is refused', (pattern) => {
  expect(() => linePattern(pattern)('')).toThrow(SyntaxError);
});
