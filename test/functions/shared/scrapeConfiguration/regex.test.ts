import { RE2JS } from 're2js';
import { expect, test, vi } from 'vitest';
import { Plain } from '../../../../functions/shared/scrapeConfiguration/plain.ts';
import { isRegex } from '../../../../functions/shared/scrapeConfiguration/schema/regex.ts';

test.each([
  '',
  'a|b',
  'a)|(b',
  '(?i)shop-.*',
  '[[:alpha:]]+',
  String.raw`\pL+`,
  '(?P<a>x)(?P<a>y)',
  '(?<a>x)(?<a>y)',
  '(?P<a>x)(?P<b>y)',
  '(?P<name>x)(?P<name>y)',
])('%s is one of RE2', (expression) => {
  expect(isRegex(expression)).toBeUndefined();
});

test('a scalar without quotes is its spelling', () => {
  expect(isRegex(new Plain('0x10', 16))).toBeUndefined();
});

test.each([
  ['(?!x)', "invalid or unsupported Perl syntax: '(?!'"],
  [String.raw`(a)\1`, String.raw`invalid escape sequence: '\1'`],
  ['[z-a]', "invalid character class range: 'z-a'"],
  ['a**', "invalid nested repetition operator: '**'"],
  ['(a', "missing closing ): '^(?s:(a)$'"],
  ['(?P<a>x)(?P<a>[z-a])', "duplicate capture group name: 'a'"],
])('%s is none: %s', (expression, reason) => {
  const broken = isRegex(expression);
  expect(broken?.problem).toContain('is not a regular expression of RE2, which Prometheus uses: ');
  expect(broken?.problem).not.toContain('error parsing regexp');
  expect(broken?.problem).not.toContain('`');
  expect(broken?.remedy).toBe(
    'Correct it; RE2 has no lookaround and no backreferences, and a second rule that drops does for the first',
  );
  expect(broken?.problem.split(': ').slice(1).join(': ')).toBe(reason);
});

test('a reason of its own is told whole', () => {
  expect(isRegex('(error parsing regexp: x')?.problem).toContain("'^(?s:(error parsing regexp: x)$'");
});

test('what is no error of the expression is not taken for one', () => {
  const compile = vi.spyOn(RE2JS, 'compile').mockImplementation(() => {
    throw new RangeError('Maximum call stack size exceeded');
  });
  try {
    expect(() => isRegex('a')).toThrow(RangeError);
  } finally {
    compile.mockRestore();
  }
});
