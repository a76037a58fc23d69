import { parseDocument } from 'yaml';
import { describe, expect, test } from 'vitest';
import { lineProblem } from '../../../../functions/shared/scrapeConfiguration/yaml/lines.ts';

const found = (text: string) => lineProblem(parseDocument(text), text);

describe('a tab before nothing else', () => {
  test.each([
    ['a: 1\n\t\nb: 2\n', 5],
    ['a: 1\n  \t \t\nb: 2\n', 5],
    ['a: 1\n\t# b\nb: 2\n', 5],
    ['a: 1\r\n\t\r\nb: 2\r\n', 6],
    ['a: 1\n\t', 5],
    ['\t\na: 1\n', 0],
    ['a: "x\n  \t\n  y"\n\t\nb: 2\n', 15],
    ['a: [1]\n\t\nb: 2\n', 7],
    ['a: x\n  \t\n  y\n', 5],
  ])('is told in %j', (text, offset) => {
    expect(found(text)).toEqual({
      offset,
      problem: 'not valid YAML for Prometheus: a tab before nothing else',
      remedy: 'Remove the tab',
    });
  });

  test.each([
    'a: 1\n\nb: 2\n',
    'a: 1\t\nb: 2\n',
    'a:\n  \tb\n',
    'a: |\n  x\n  \t\n  y\n',
    'a: >\n  x\n  \t\n  y\n',
    'a: "x\n  \t\n  y"\n',
    "a: 'x\n  \t\n  y'\n",
    'a: [1,\n\t\n  2]\n',
    'a: {b: 1,\n\t\n  c: 2}\n',
  ])('does no harm, or there is none, in %j', (text) => {
    expect(found(text)).toBeUndefined();
  });
});

describe("a line break of YAML 1.1's", () => {
  test.each([
    ['a: 1 \u{85}', 5, 'U+0085'],
    ['a: x\u{2028}y', 4, 'U+2028'],
    ['a: x\u{2028}y\nb: "c"\n', 4, 'U+2028'],
    ['a: "x"\u{2028}\n', 6, 'U+2028'],
    ['a: |\n  x\u{2029}y\n', 8, 'U+2029'],
    ['a: [x\u{2028}y]', 5, 'U+2028'],
    ['a: "\u{2028}"\nb: \u{2029}c\n', 10, 'U+2029'],
  ])('is told in %j', (text, offset, code) => {
    expect(found(text)).toEqual({
      offset,
      problem: `the invisible character ${code} stands there, and Prometheus ends the line with it`,
      remedy: 'Remove it',
    });
  });

  test.each(['a: "x\u{2028}y"', "a: 'x\u{85}y'"])('is a part of the text in %j', (text) => {
    expect(found(text)).toBeUndefined();
  });

  test('is told after a tab', () => {
    expect(found('a: \u{2028}x\n\t\n')).toMatchObject({ remedy: 'Remove the tab' });
  });
});
