import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { Plain } from '../../../../functions/shared/scrapeConfiguration/plain.ts';
import { dataOf } from '../../../../functions/shared/scrapeConfiguration/yaml/data.ts';

const read = (text: string) =>
  dataOf(parseDocument(text, { stringKeys: true, uniqueKeys: false, prettyErrors: false }), text);
const one = new Plain('1', 1, 1n);
const two = new Plain('2', 2, 2n);

describe('the data of a document', () => {
  test.each<[string, unknown]>([
    ['', null],
    ['a: 1', { a: one }],
    ['a: [1, {b: 2}]', { a: [one, { b: two }] }],
    ['[]', []],
    ['a:\nb: x', { a: null, b: 'x' }],
    ['~: 1', { '': one }],
    ['a: &x {b: 1}\nc: *x', { a: { b: one }, c: { b: one } }],
    ['a: &x 1\nb: &x 2\nc: *x', { a: one, b: two, c: two }],
    ['a: &x {b: 1}\nc: {<<: *x, d: 2}', { a: { b: one }, c: { b: one, d: two } }],
    ['a: {<<: {b: 1}, b: 2}', { a: { b: two } }],
    ['a: {b: 2, <<: {b: 1}}', { a: { b: one } }],
    ['a: {<<: [{b: 1}, {b: 2, c: 2}]}', { a: { b: one, c: two } }],
    ['a: {"<<": 1}', { a: { '<<': one } }],
    ['__proto__: 1', { ['__proto__']: one }],
  ])('%j', (text, data) => {
    const { data: found, problems } = read(text);
    expect(problems).toEqual([]);
    expect(JSON.stringify(found)).toBe(JSON.stringify(data));
    expect(found).toEqual(data);
  });
});

describe('what is wrong with its nodes', () => {
  const within = { problem: 'an alias stands within what it stands for', remedy: 'Write the value out' };
  const without = { problem: 'an alias without an anchor before it', remedy: 'Set the anchor, or write the value out' };
  const twice = { problem: 'not valid YAML: Map keys must be unique', remedy: 'Correct it there' };
  const noMap = { problem: 'a merge key (<<) merges what is no map', remedy: 'Write out what the aliases stand for' };
  const mark = {
    problem: 'not valid YAML for Prometheus: a question mark between brackets',
    remedy: 'Put the value in quotes',
  };

  test.each<[string, object[]]>([
    ['a: *x', [{ offset: 3, ...without }]],
    ['a: *x\nb: &x 1', [{ offset: 3, ...without }]],
    ['a: &x [*x]', [{ offset: 7, ...within }]],
    ['a: &x {b: [*x]}', [{ offset: 11, ...within }]],
    ['a: 1\nb: 2\na: 3', [{ offset: 10, ...twice }]],
    ['a: {<<: 1}', [{ offset: 4, ...noMap }]],
    ['a: {<<: [{b: 1}, 2]}', [{ offset: 4, ...noMap }]],
    ['a: {<<: [b]}', [{ offset: 4, ...noMap }]],
    ['a: [b?c]', [{ offset: 4, ...mark }]],
    ['a: {b?c: 1}', [{ offset: 4, ...mark }]],
    ['a: [[1], b?c]', [{ offset: 9, ...mark }]],
    ['a: [1]\nb: b?c', []],
    ['a:\n  b: 1\nc: [d?e]', [{ offset: 14, ...mark }]],
    ['b: b?c', []],
  ])('%j', (text, problems) => {
    expect(read(text).problems).toEqual(problems);
  });
});

describe('where each part begins', () => {
  test('keys and items by their offset, what is merged by where it comes from', () => {
    const text = 'a: &x {b: 1}\nc: [1, 2]\nd: {<<: *x, e: 1}\nf: {<<: {g: 1}}';
    const { data, offsets } = read(text);
    const at = (value: unknown) =>
      typeof value === 'object' && value !== null ? [...(offsets.get(value) ?? [])] : undefined;
    const root = Object(data);
    expect(at(root)).toEqual([
      ['a', 0],
      ['c', text.indexOf('c:')],
      ['d', text.indexOf('d:')],
      ['f', text.indexOf('f:')],
    ]);
    expect(at(root.c)).toEqual([
      [0, text.indexOf('1, 2')],
      [1, text.indexOf('2]')],
    ]);
    expect(at(root.d)).toEqual([
      ['b', text.indexOf('b:')],
      ['e', text.indexOf('e:')],
    ]);
    expect(at(root.f)).toEqual([['g', text.indexOf('g:')]]);
  });
});

describe('keys that a map has by a merge and otherwise', () => {
  test.each<[string, string[]]>([
    ['{<<: {a: 1}, b: 2}', []],
    ['{<<: {a: 1}, a: 2}', ['a']],
    ['{a: 2, <<: {a: 1, b: 1}}', ['a']],
    ['{<<: [{a: 1}, {a: 2}]}', ['a']],
    ['{a: 1, b: 2}', []],
  ])('of %s are %j', (text, keys) => {
    const { data, mergedTwice } = read(text);
    expect([...(mergedTwice.get(Object(data)) ?? ['none'])]).toEqual(keys);
  });
});

describe('aliases that multiply', () => {
  const bomb = (levels: number, width: number) =>
    [
      'l0: &l0 [x, x, x, x, x, x, x, x, x]',
      ...Array.from(
        { length: levels },
        (_, level) => `l${level + 1}: &l${level + 1} [${Array.from({ length: width }, () => `*l${level}`).join(', ')}]`,
      ),
    ].join('\n');

  test('are refused, at the first alias', () => {
    const text = bomb(6, 9);
    expect(read(text)).toMatchObject({
      data: null,
      problems: [
        {
          offset: text.indexOf('*l0'),
          problem: 'the aliases multiply beyond all measure',
          remedy: 'Write out what the aliases stand for',
        },
      ],
    });
  });

  /** A list of so many items, reused so often, after a list of so many others: the text is short, however many steps it takes. */
  const reused = (items: number, reuses: number, others: number) =>
    [
      `c: [${Array.from({ length: others }, () => 'x').join(', ')}]`,
      `a: &a [${Array.from({ length: items }, () => 'x').join(', ')}]`,
      `b: [${Array.from({ length: reuses }, () => '*a').join(', ')}]`,
    ].join('\n');
  const isRefused = (items: number, reuses: number, others: number) =>
    read(reused(items, reuses, others)).problems.length > 0;

  test('are taken as long as they do not', () => {
    expect(read(bomb(1, 9)).problems).toEqual([]);
    expect(isRefused(1, 2_000, 900)).toBe(false);
  });

  /** A list of so many items reused so often: each scalar is a step, as each list and each key is, and a map two. */
  const alone = (items: number, reuses: number) =>
    [
      `a: &a [${Array.from({ length: items }, () => 'x').join(', ')}]`,
      `b: [${Array.from({ length: reuses }, () => '*a').join(', ')}]`,
    ].join('\n');

  test('count only above 1,000 steps in all', () => {
    expect(read(alone(0, 994)).problems).toEqual([]);
    expect(read(alone(0, 995)).problems).toHaveLength(1);
    expect(read(alone(1, 496)).problems).toEqual([]);
  });

  test('may be 99 of 100 steps exactly', () => {
    expect(read(alone(14, 132)).problems).toEqual([]);
    expect(read(alone(14, 133)).problems).toHaveLength(1);
  });

  test('count beside an alias that stands for nothing', () => {
    const text = `n: *none\n${alone(0, 1_200)}`;
    expect(read(text).problems).toMatchObject([{ offset: 3, problem: 'the aliases multiply beyond all measure' }]);
  });

  test('may be 99 of 100 steps of a document of less than 400,000', () => {
    expect([isRefused(50, 1_859, 900), isRefused(50, 1_860, 900)]).toEqual([false, true]);
  });

  test('may be less of a larger one', () => {
    // 98.57 of 100 at 417,319 steps, 95.97 at 522,509.
    expect([isRefused(1_000, 410, 4_900), isRefused(1_000, 411, 4_900)]).toEqual([false, true]);
    expect([isRefused(1_000, 500, 20_000), isRefused(1_000, 501, 20_000)]).toEqual([false, true]);
  });
});
