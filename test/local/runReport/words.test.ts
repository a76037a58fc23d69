import { expect, test } from 'vitest';
import { idOf, lasting, pretty, shortArn } from '../../../local/runReport/view/words.ts';

const MET: readonly (readonly [string[], string[]])[] = [
  [
    ['onboard', 'a.b'],
    ['onboard', 'a', 'b'],
  ],
  [['Active?'], ['Active!']],
  [['a_32_b'], ['a b']],
  [['Wait'], ['wait']],
];

test.each(MET)('the ids of %s and %s differ', (one, other) => {
  expect(idOf(...one)).not.toBe(idOf(...other));
  expect(idOf(...one)).toMatch(/^[\w.-]+$/);
});

const LASTED: readonly (readonly [number, string])[] = [
  [0, '0s'],
  [59_400, '59s'],
  [59_500, '1m00s'],
  [1_080_000, '18m00s'],
  [3_599_500, '1h00m'],
  [90_000_000, '25h00m'],
];

test.each(LASTED)('%d ms are told as %s', (milliseconds, text) => {
  expect(lasting(milliseconds)).toBe(text);
});

test('what is no JSON stays as it is, and what is no ARN too', () => {
  expect([pretty('{"a":1}'), pretty('{"a":'), shortArn('arn:aws:iam::1:role/a/b'), shortArn('any')]).toEqual([
    '{\n  "a": 1\n}',
    '{"a":',
    'role/a/b',
    'any',
  ]);
});
