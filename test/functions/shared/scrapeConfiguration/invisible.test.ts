import { describe, expect, test } from 'vitest';
import { invisibleProblem, withoutInvisible } from '../../../../functions/shared/scrapeConfiguration/yaml/invisible.ts';

/** Escapes: nobody sees in a test which of them stands there. */
const SPACES = [0xa0, 0x1680, 0x2000, 0x2005, 0x200a, 0x202f, 0x205f, 0x3000];
const UNSEEN = [0x85, 0xad, 0x180e, 0x200b, 0x200f, 0x2028, 0x202a, 0x202e, 0x2060, 0x2064, 0xfeff];
const SEEN = [0x20, 0x9f, 0xa1, 0x1fff, 0x2010, 0x2027, 0x2030, 0x2065, 0x3001];

describe('a text without what is not seen', () => {
  test.each(SPACES)('has a space for U+%i', (code) => {
    const one = String.fromCodePoint(code);
    expect(withoutInvisible(`a${one}b${one}`)).toBe('a b ');
  });

  test.each(UNSEEN)('has nothing for U+%i', (code) => {
    const one = String.fromCodePoint(code);
    expect(withoutInvisible(`${one}a${one}b`)).toBe('ab');
  });

  test.each(SEEN)('is none where there was nothing of it, such as U+%i', (code) => {
    expect(withoutInvisible(`a${String.fromCodePoint(code)}b`)).toBeUndefined();
  });
});

describe('what is told of it', () => {
  test.each([
    ['\u{A0}a: b', 'line 1, column 1', 'U+00A0', ''],
    ['a: 1\nb:\u{200B}c', 'line 2, column 3', 'U+200B', ''],
    ['a:\u{A0}\u{200B}b', 'line 1, column 3', 'U+00A0', ', one of 2 such'],
    ['# \u{A0}\na: \u{2028}b', 'line 2, column 4', 'U+2028', ', one of 2 such'],
    ['a: b # \u{A0}\nb: \u{FEFF}c', 'line 2, column 4', 'U+FEFF', ', one of 2 such'],
    ['a#b: \u{AD}\nb: \u{A0}c', 'line 1, column 6', 'U+00AD', ', one of 2 such'],
    ['a: 1\n# \u{A0} \u{200B}', 'line 2, column 3', 'U+00A0', ', one of 2 such'],
  ])('of %j is the first outside of comments, or the first', (text, at, code, count) => {
    expect(invisibleProblem(text)).toEqual({
      at,
      problem: `the invisible character ${code} stands there${count}, and Prometheus takes it for a part of a word`,
      remedy: 'Put ordinary spaces or nothing in their place, or type the line anew',
    });
  });
});
