import { describe, expect, test } from 'vitest';
import { isMap, isPair, isScalar, isSeq, parseDocument, type Scalar } from 'yaml';
import { Plain } from '../../../../functions/shared/scrapeConfiguration/plain.ts';
import {
  isMergeKey,
  isScalarType,
  keyText,
  scalarProblem,
  scalarValue,
} from '../../../../functions/shared/scrapeConfiguration/yaml/yamlScalar.ts';

/** The one scalar that is a text. */
function scalarOf(text: string): Scalar {
  const { contents } = parseDocument(text);
  if (isScalar(contents)) return contents;
  throw new Error(`${text} is no scalar`);
}

/** The key of the one pair that is a text. */
function keyOf(text: string): Scalar {
  const { contents } = parseDocument(text, { stringKeys: true });
  const [pair] = isMap(contents) ? contents.items : [];
  if (isPair(pair) && isScalar(pair.key)) return pair.key;
  throw new Error(`${text} has no key`);
}

describe('what a scalar stands for', () => {
  test.each<[string, unknown]>([
    ['abc', 'abc'],
    ['12', new Plain('12', 12, 12n)],
    ['"12"', '12'],
    ["'true'", 'true'],
    ['yes', new Plain('yes', true)],
    ['~', null],
    ['"~"', '~'],
    ['!!str 12', '12'],
    ['!!str', ''],
    ['!!int "12"', new Plain('12', 12, 12n)],
    ['!!null ""', null],
    ['!!bool "yes"', new Plain('yes', true)],
    ['|\n  12\n', '12\n'],
  ])('%j', (text, value) => {
    expect(scalarValue(scalarOf(text))).toEqual(value);
  });
});

describe('a key', () => {
  test.each([
    ['a: 1', 'a'],
    ['12: 1', '12'],
    ['yes: 1', 'yes'],
    ['~: 1', ''],
    ['null: 1', ''],
    ['"~": 1', '~'],
    ["'null': 1", 'null'],
  ])('of %s is %j', (text, key) => {
    expect(keyText(keyOf(text))).toBe(key);
  });

  test.each([
    ['<<: {}', true],
    ['"<<": {}', false],
    ["'<<': {}", false],
    ['<: {}', false],
  ])('of %s merges: %s', (text, is) => {
    expect(isMergeKey(keyOf(text))).toBe(is);
  });

  test('that is no scalar does not', () => {
    expect(isMergeKey(undefined)).toBe(false);
    expect(isMergeKey({ source: '<<', type: 'PLAIN' })).toBe(false);
  });
});

test.each([
  ['tag:yaml.org,2002:bool', true],
  ['tag:yaml.org,2002:float', true],
  ['tag:yaml.org,2002:int', true],
  ['tag:yaml.org,2002:null', true],
  ['tag:yaml.org,2002:str', false],
  ['tag:yaml.org,2002:binary', false],
  ['toString', false],
])('%s says what a scalar is: %s', (tag, is) => {
  expect(isScalarType(tag)).toBe(is);
});

describe('a scalar with the tag of a type', () => {
  const wrong = {
    problem: 'not valid YAML: the value is not of the type that its tag names',
    remedy: 'Remove the tag',
  };
  const problem = (text: string) => scalarProblem(scalarOf(text), false, text);

  test.each([
    '!!bool yes',
    '!!bool "true"',
    '!!float 1.5',
    '!!float 1',
    '!!int 0x10',
    '!!int "12"',
    '!!null ~',
    '!!null ""',
    '!!str 12',
    '!!str yes',
  ])('%s is of it', (text) => {
    expect(problem(text)).toBeUndefined();
  });

  test.each([
    '!!bool 1',
    '!!bool shop',
    '!!float yes',
    '!!float shop',
    '!!int 1.5',
    '!!int yes',
    '!!int shop',
    '!!null 1',
    '!!null shop',
  ])('%s is not', (text) => {
    expect(problem(text)).toEqual(wrong);
  });
});

describe('an escape in double quotes', () => {
  const problem = (text: string) => scalarProblem(scalarOf(text), false, text);
  const remedy = 'Write the character itself';

  test.each([
    String.raw`"a\nb"`,
    String.raw`"\u00e4"`,
    String.raw`"\\/"`,
    String.raw`"\\uD83D"`,
    String.raw`"\uE000"`,
    '"a/b"',
  ])('%s is read', (text) => {
    expect(problem(text)).toBeUndefined();
  });

  test.each([String.raw`"\uD83D\uDE00"`, String.raw`"x\ud8ffy"`, String.raw`"\udBFF"`, String.raw`"\uDAAA"`])(
    '%s is half of a character',
    (text) => {
      expect(problem(text)).toEqual({ problem: String.raw`not valid YAML for Prometheus: the escape \uD...`, remedy });
    },
  );

  test(String.raw`\/ is not read`, () => {
    const text = String.raw`"a\/b"`;
    expect(problem(text)).toEqual({ problem: String.raw`not valid YAML for Prometheus: the escape \/`, remedy });
  });

  test('is that of the scalar itself, not of one beside it', () => {
    const text = String.raw`["a", "b\/c"]`;
    const { contents } = parseDocument(text);
    const [first] = isSeq(contents) ? contents.items : [];
    expect(isScalar(first) && scalarProblem(first, true, text)).toBeUndefined();
  });

  test('means nothing elsewhere', () => {
    expect(problem(String.raw`'a\/b'`)).toBeUndefined();
    expect(problem(String.raw`a\/b`)).toBeUndefined();
  });
});

describe('a question mark', () => {
  const refused = {
    problem: 'not valid YAML for Prometheus: a question mark between brackets',
    remedy: 'Put the value in quotes',
  };

  test.each([
    ['a?b', true, refused],
    ['a?', true, refused],
    ['a?b', false, undefined],
    ['ab', true, undefined],
    ['"a?b"', true, undefined],
    ["'a?b'", true, undefined],
  ])('in %s, between brackets: %s', (text, inFlow, is) => {
    expect(scalarProblem(scalarOf(text), inFlow, text)).toEqual(is);
  });
});
