import { describe, expect, test } from 'vitest';
import { differenceOf, plannedChange } from '../../../../functions/shared/plan/plannedChange.ts';

const list = (count: number, of: string) => Array.from({ length: count }, (_, i) => `${of} ${i}`);
const difference = (before: string, after: string) => differenceOf(before, after).split('\n');

describe('a difference of texts', () => {
  test.each([
    ['an end of line more', 'a\nb\n', 'a\nb'],
    ['several ends of line more', 'a\nb', 'a\nb\n\n\n'],
    ['nothing', undefined, undefined],
  ])('is none where they differ in %s', (_what, before, after) => {
    expect(differenceOf(before, after)).toBe('');
  });

  test('has the blank lines between', () => {
    expect(difference('a\n\n\nb', 'a\n\n\nc')).toEqual([' a', ' ', ' ', '-b', '+c']);
  });

  test('tells nothing of ends of lines', () => {
    expect(differenceOf('a', 'b')).toBe('-a\n+b');
  });

  test('has lines that end in a backslash', () => {
    expect(difference('a\\', 'b\\')).toEqual(['-a\\', '+b\\']);
  });

  test('marks one place by nothing', () => {
    expect(difference('same\na', 'same\nb')).toEqual([' same', '-a', '+b']);
  });
});

describe('a difference too large to be compared', () => {
  const [gone, come] = [list(1_001, 'a'), list(1_001, 'b')];
  const uncompared = (above: readonly string[], below: readonly string[]) =>
    difference([...above, ...gone, ...below].join('\n'), [...above, ...come, ...below].join('\n'));

  test.each([
    [[], []],
    [['x'], []],
    [[], ['y']],
    [
      ['x', 'x'],
      ['y', 'z'],
    ],
  ])('leaves out what is alike above, %j, and below, %j', (above, below) => {
    const [told, ...lines] = uncompared(above, below);
    expect(told).toContain(`come from line ${above.length + 1} on`);
    expect(lines).toEqual([...gone.map((line) => `-${line}`), ...come.map((line) => `+${line}`)]);
  });

  test('counts no line twice, of which as many are alike above as below', () => {
    const lines = difference(list(3_000, 'a').join('\n'), [...list(3_000, 'a'), ...list(3_000, 'a')].join('\n'));
    expect(lines).toEqual(list(3_000, 'a').map((line) => `+${line}`));
  });
});

test.each([
  ['what is not there yet', '+', undefined, list(9_000, 'line').join('\n')],
  ['what goes', '-', list(9_000, 'line').join('\n'), undefined],
])('of %s as many lines are told as there is room for, and how many are not', (_what, sign, before, after) => {
  const lines = differenceOf(before, after).split('\n');
  const [more = ''] = /\d+/.exec(lines.at(-1) ?? '') ?? [];
  expect(lines.slice(0, -1)).toEqual(list(9_000 - Number(more), 'line').map((line) => `${sign}${line}`));
  expect(lines.at(-1)).toBe(`… ${more} more lines`);
});

describe('a planned change', () => {
  test.each([
    ['a document', { a: 1 }, { document: { a: 1 } }],
    ['a text', 'text', {}],
    ['null', null, {}],
    ['nothing', undefined, {}],
  ])('to %s has the document where it is one', (_what, after, document) => {
    const {
      before: _before,
      after: _after,
      difference: _difference,
      ...rest
    } = plannedChange('r', {
      action: 'update',
      before: 1,
      after,
    });
    expect(rest).toStrictEqual({ action: 'update', resource: 'r', ...document });
  });
});
