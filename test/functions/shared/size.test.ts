import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitted, fitting, jsonBytes, weight } from '../../../functions/shared/size.ts';

const letters = fc.array(
  fc.constantFrom('x', '"', '\\', '\n', '\u0000', '\u007f', 'ä', '語', '\u2028', '😀', '\ud800'),
);
const texts = letters.map((some) => some.join(''));

test('a text weighs what it adds to a state that has it in a Cause', () => {
  const state = (errorMessage: string) => ({ failure: { Cause: JSON.stringify({ errorMessage }) } });
  fc.assert(
    fc.property(texts, (text) => {
      expect(weight(text)).toBe(jsonBytes(state(text)) - jsonBytes(state('')));
    }),
  );
});

test.each([
  ['as weight', weight],
  ['as JSON', (text: string) => jsonBytes(text) - 2],
])('a text that is too long is as much of its beginning as there is room for: measured %s', (_name, measure) => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 3, max: 40 }), (text, most) => {
      const short = fitted(text, most, measure);
      expect(measure(short)).toBeLessThanOrEqual(most);
      if (measure(text) <= most) {
        expect(short).toBe(text);
        return;
      }
      const kept = short.slice(0, -1);
      expect(short).toBe(`${kept}…`);
      expect(text.startsWith(kept)).toBe(true);
      const next = String.fromCodePoint(text.codePointAt(kept.length) ?? 0);
      expect(measure(`${kept}${next}…`)).toBeGreaterThan(most);
    }),
  );
});

test('of texts as many fit as there is room for', () => {
  expect([2, 3, 4, 5, 6].map((most) => fitting(['ab', 'c', '"'], most))).toEqual([1, 2, 2, 2, 2]);
  expect(fitting(['ab', 'c', '"'], 7)).toBe(3);
  expect(fitting([], 0)).toBe(0);
});

test('a text without letters weighs nothing, and a letter what it takes', () => {
  expect([weight(''), weight('a'), weight('"'), weight('\n')]).toEqual([0, 1, 4, 3]);
  expect(jsonBytes(undefined)).toBe(0);
});
