import { expect, test } from 'vitest';
import { evaluateMath } from '../../../local/monitoring/metricMath.ts';

const POINTS: Readonly<Record<string, number | undefined>> = { a: 6, b: 2, none: undefined };
const evaluate = (expression: string) =>
  evaluateMath(expression, { of: (id) => POINTS[id], all: () => Object.values(POINTS) });

test.each([
  ['a', 6],
  ['none', undefined],
  ['a + b', 8],
  ['a - b - 1', 3],
  ['a * b + 1', 13],
  ['1 + a * b', 13],
  ['(1 + a) * b', 14],
  ['a / b', 3],
  ['a / (b - 2)', undefined],
  ['a + none', undefined],
  ['none + a', undefined],
  ['FILL(none, 0)', 0],
  ['FILL(a, 0)', 6],
  ['FILL(none, 0) + FILL(a, 0)', 6],
  ['SUM([a, b])', 8],
  ['SUM([a, none])', undefined],
  ['SUM([FILL(none, 0), a])', 6],
  ['SUM(METRICS())', undefined],
  ['SUM(FILL(METRICS(), 0))', 8],
])('%s is %s', (expression, result) => {
  expect(evaluate(expression)).toBe(result);
});

test.each([
  ['IF(a > 1, a)', 'begins at character 5'],
  ['FILL(a, REPEAT)', 'REPEAT'],
  ['MAX([a, b])', 'MAX'],
  ['SUM(a)', 'SUM'],
  ['[a, b] + 1', 'a list'],
  ['a +', 'its end'],
  ['(a', 'its end'],
  ['a b', 'b stands behind its end'],
  ["SEARCH('x')", 'begins at character'],
])('%s is refused', (expression, what) => {
  expect(() => evaluate(expression)).toThrow(what);
});
