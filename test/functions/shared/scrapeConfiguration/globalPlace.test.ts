import { isMap, parseDocument } from 'yaml';
import { describe, expect, test } from 'vitest';
import {
  indentation,
  type Place,
  placeOfSection,
} from '../../../../functions/shared/scrapeConfiguration/labels/globalPlace.ts';

function placeIn(text: string): Place {
  const { contents } = parseDocument(text);
  if (!isMap(contents)) throw new Error('no map');
  return placeOfSection(text, contents);
}

describe('a section comes', () => {
  test.each<[string, Place]>([
    ['a: 1\n', { offset: 5, column: 0, needsBreak: false }],
    ['a: 1', { offset: 4, column: 0, needsBreak: true }],
    ['a: 1\n# last\n', { offset: 12, column: 0, needsBreak: false }],
    ['  a: 1\n', { offset: 7, column: 2, needsBreak: false }],
    ['# first\n  a: 1\n', { offset: 15, column: 2, needsBreak: false }],
    ['a: |\n  x\n', { offset: 9, column: 0, needsBreak: false }],
    ['a: "x"', { offset: 6, column: 0, needsBreak: true }],
    ['a: &x |\n  y\nb: *x', { offset: 17, column: 0, needsBreak: true }],
    ['? a', { offset: 3, column: 0, needsBreak: true }],
    ['a:\n  - b', { offset: 8, column: 0, needsBreak: true }],
  ])('at the end of %j', (text, place) => {
    expect(placeIn(text)).toEqual(place);
  });

  test.each<[string, number]>([
    ['a: 1\n...\n', 5],
    ['a: 1\n---\n', 5],
    ['a: 1\n--- # b\n', 5],
    ['a: 1\n...', 5],
    ['---\na: 1\n...\n', 9],
    ['a: 1\n# b\n...\n', 9],
    ['a: |\n  x\n...', 9],
  ])('before the end of the document in %j', (text, offset) => {
    expect(placeIn(text)).toEqual({ offset, column: 0, needsBreak: false });
  });

  test.each<[string, number]>([
    ['a: 1\n# x ...\n', 13],
    ['a: 1\n#\n....x\n', 13],
    ['a: 1\n# b\n----\n', 14],
  ])('after what is no marker in %j', (text, offset) => {
    const { contents } = parseDocument('a: 1\n');
    if (!isMap(contents)) throw new Error('no map');
    expect(placeOfSection(text, contents).offset).toBe(offset);
  });

  test.each<[string, Place]>([
    ['a: |\n  x', { offset: 0, column: 0, needsBreak: false }],
    ['a: >\n  x', { offset: 0, column: 0, needsBreak: false }],
    ['a:\n  b: |\n    x', { offset: 0, column: 0, needsBreak: false }],
    ['a:\n- 1\n- |\n  x', { offset: 0, column: 0, needsBreak: false }],
    ['?\n  a\n: |\n  x', { offset: 0, column: 0, needsBreak: false }],
    ['# b\n  a: |\n    x', { offset: 4, column: 2, needsBreak: false }],
  ])('before the first key in %j, whose last text would grow', (text, place) => {
    expect(placeIn(text)).toEqual(place);
  });
});

test.each<[string, number, number]>([
  ['a', 0, 0],
  ['  a', 2, 2],
  ['x\n   a', 5, 3],
  ['x\n ? a', 5, 1],
  ['  x\na', 4, 0],
  ['  a\nb', 2, 2],
])('the line of %j at %i is indented by %i', (text, offset, indent) => {
  expect(indentation(text, offset)).toBe(indent);
});
