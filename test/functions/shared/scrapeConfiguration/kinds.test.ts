import { describe, expect, test } from 'vitest';
import { Plain } from '../../../../functions/shared/scrapeConfiguration/plain.ts';
import * as kinds from '../../../../functions/shared/scrapeConfiguration/schema/kinds.ts';
import { unknownKey } from '../../../../functions/shared/scrapeConfiguration/schema/refusal.ts';

const AT = ['a'];
const short = kinds.rule((text) => text.length < 3, 'is too long', 'Shorten it');
const lower = kinds.rule((text) => text === text.toLowerCase(), 'is not in lower case', 'Write it so');
const word = kinds.scalar(short, lower);

const isMissing = (kind: string, at: readonly PropertyKey[] = AT) => [
  { at, problem: 'is missing', remedy: `Add it, as a ${kind}` },
];
const isWrong = (kind: string, value: unknown) => [
  { at: AT, value, problem: `is not a ${kind}`, remedy: `Write a ${kind}; mind the indentation` },
];

describe('a single value', () => {
  test.each(['', 'ab', new Plain('12', 12)])('keeps to its rules: %o', (value) => {
    expect(word(value, AT)).toEqual([]);
  });

  test.each<[unknown, string, string]>([
    ['abc', 'is too long', 'Shorten it'],
    ['ABC', 'is too long', 'Shorten it'],
    [new Plain('123', 123), 'is too long', 'Shorten it'],
    ['AB', 'is not in lower case', 'Write it so'],
  ])('%o breaks one, and the first is told', (value, problem, remedy) => {
    expect(word(value, AT)).toEqual([{ at: AT, value, problem, remedy }]);
  });

  test.each([null, undefined])('is missing when it is %s', (value) => {
    expect(word(value, AT)).toEqual(isMissing('single value'));
  });

  test.each([[[]], [{}]])('is not %j, which is not quoted', (value) => {
    expect(word(value, AT)).toEqual([
      { at: AT, problem: 'is not a single value', remedy: 'Write a single value here' },
    ]);
  });
});

describe('a list', () => {
  const words = kinds.list(word);

  test.each([[[]], [['ab']], [['ab', 'cd']]])('has items, none, one or two: %j', (value) => {
    expect(words(value, AT)).toEqual([]);
  });

  test('has each wrong item at its index', () => {
    expect(words(['abc', 'ab', 'AB'], AT).map(({ at, value }) => [at, value])).toEqual([
      [['a', 0], 'abc'],
      [['a', 2], 'AB'],
    ]);
  });

  test('is no map, no text, and not nothing', () => {
    expect(words({}, AT)).toEqual(isWrong('list', {}));
    expect(words('ab', AT)).toEqual(isWrong('list', 'ab'));
    expect(words(null, AT)).toEqual(isMissing('list'));
  });
});

describe('a map of any keys', () => {
  const open = kinds.record(word, short);

  test('takes keys that keep to the rule, or any without one', () => {
    expect(open({}, AT)).toEqual([]);
    expect(open({ a: 'b', c: 'd' }, AT)).toEqual([]);
    expect(kinds.record(word)({ long: 'b' }, AT)).toEqual([]);
  });

  test('tells of a key before its value, both at the key', () => {
    expect(open({ long: 'abc', ok: 'AB' }, AT)).toEqual([
      { at: ['a', 'long'], value: 'abc', problem: 'is too long', remedy: 'Shorten it' },
      { at: ['a', 'long'], value: 'abc', problem: 'is too long', remedy: 'Shorten it' },
      { at: ['a', 'ok'], value: 'AB', problem: 'is not in lower case', remedy: 'Write it so' },
    ]);
  });

  test('is no list, no text, and not nothing', () => {
    expect(open(['ab'], AT)).toEqual(isWrong('map', ['ab']));
    expect(open('ab', AT)).toEqual(isWrong('map', 'ab'));
    expect(open(undefined, AT)).toEqual(isMissing('map'));
  });
});

describe('a section', () => {
  const section = kinds.section({ may: word }, { must: word });

  test('has what it must have and what it may have', () => {
    expect(section({ must: 'a' }, AT)).toEqual([]);
    expect(section({ may: 'b', must: 'a' }, AT)).toEqual([]);
    expect(kinds.section({ may: word })({}, AT)).toEqual([]);
  });

  test('may have null for what may be left out, and for nothing else', () => {
    expect(section({ may: null, must: 'a' }, AT)).toEqual([]);
    expect(section({ must: null }, AT)).toEqual(isMissing('single value', ['a', 'must']));
  });

  test('misses what it must have', () => {
    expect(section({}, AT)).toEqual(isMissing('single value', ['a', 'must']));
  });

  test('tells what is wrong where it stands, in the order of the text', () => {
    expect(section({ may: 'abc', other: 'x' }, AT)).toEqual([
      { at: ['a', 'may'], value: 'abc', problem: 'is too long', remedy: 'Shorten it' },
      unknownKey(['a', 'other']),
      ...isMissing('single value', ['a', 'must']),
    ]);
  });

  test('is no list, no text, and not nothing', () => {
    expect(section([], AT)).toEqual(isWrong('map', []));
    expect(section('ab', AT)).toEqual(isWrong('map', 'ab'));
    expect(section(null, AT)).toEqual(isMissing('map'));
  });
});
