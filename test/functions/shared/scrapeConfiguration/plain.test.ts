import { describe, expect, test } from 'vitest';
import { Plain, resolvePlain } from '../../../../functions/shared/scrapeConfiguration/plain.ts';

const INF = Infinity;

/** As https://github.com/go-yaml/yaml/blob/v2.4.0/resolve.go reads them. */
describe('a scalar without quotes', () => {
  test.each(['', '~', 'null', 'Null', 'NULL'])('%j is null', (source) => {
    expect(resolvePlain(source)).toBeNull();
  });

  test.each<[string, boolean]>([
    ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word): [string, true] => [
      word,
      true,
    ]),
    ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word): [string, false] => [
      word,
      false,
    ]),
  ])('%j is %s', (source, value) => {
    expect(resolvePlain(source)).toEqual(new Plain(source, value));
  });

  test.each<[string, number, bigint | undefined]>([
    ['0', 0, 0n],
    ['7', 7, 7n],
    ['42', 42, 42n],
    ['+7', 7, 7n],
    ['-7', -7, -7n],
    ['1_000', 1000, 1000n],
    ['0x1F', 31, 31n],
    ['0XaB', 171, 171n],
    ['-0x10', -16, -16n],
    ['0b101', 5, 5n],
    ['0B11', 3, 3n],
    ['0o17', 15, 15n],
    ['0O17', 15, 15n],
    ['017', 15, 15n],
    ['08', 8, undefined],
    ['9223372036854775807', Number(9223372036854775807n), 9223372036854775807n],
    ['18446744073709551615', Number(18446744073709551615n), 18446744073709551615n],
    ['18446744073709551616', Number(18446744073709551616n), undefined],
    ['18446744073709551617', Number(18446744073709551617n), undefined],
    ['-9223372036854775808', Number(-9223372036854775808n), -9223372036854775808n],
    ['-9223372036854775809', Number(-9223372036854775809n), undefined],
    ['.5', 0.5, undefined],
    ['.25', 0.25, undefined],
    ['1.', 1, undefined],
    ['1.5', 1.5, undefined],
    ['12.75', 12.75, undefined],
    ['-1.5', -1.5, undefined],
    ['+.5', 0.5, undefined],
    ['1_0.5', 10.5, undefined],
    ['1_0.', 10, undefined],
    ['1e3', 1000, undefined],
    ['1E+12', 1e12, undefined],
    ['15e-03', 0.015, undefined],
    ['.inf', INF, undefined],
    ['.Inf', INF, undefined],
    ['+.INF', INF, undefined],
    ['-.inf', -INF, undefined],
  ])('%j is the number %s', (source, value, whole) => {
    expect(resolvePlain(source)).toEqual(new Plain(source, value, whole));
  });

  test.each(['.nan', '.NaN', '.NAN'])('%j is no number, and one of the type', (source) => {
    expect(resolvePlain(source)).toEqual(new Plain(source, Number.NaN));
  });

  test.each([
    'nULL',
    'yEs',
    'a.inf',
    'x-.inf',
    '.inf.',
    '.infinite',
    '.iNf',
    'a.nan',
    '-.nan',
    '.nano',
    'a1',
    'x1.5',
    'x0x1',
    '10.0.0.1',
    '1.5s',
    '1e',
    '1ee3',
    '30s',
    '--1',
    '*1.5',
    '.5_0',
    '.a1',
    '1e999',
    '0xFFFFFFFFFFFFFFFFF1',
    '0x',
    '0xg',
    '0b2',
    '1:30',
    '-',
    '.',
    'e5',
    '_1',
  ])('%j is a text', (source) => {
    expect(resolvePlain(source)).toBe(source);
  });
});

test.each([
  [new Plain('7', 7), 7, '7'],
  [new Plain('0x10', 16), '0x10', '0x10'],
  [new Plain('true', true), true, 'true'],
  [new Plain('yes', true), 'yes', 'yes'],
  [new Plain('1.50', 1.5), '1.50', '1.50'],
])('%o is written anew as its value where that is spelt so', (plain, json, text) => {
  expect(JSON.parse(JSON.stringify(plain))).toBe(json);
  expect(String(plain)).toBe(text);
});
