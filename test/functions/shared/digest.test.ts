import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { canonical, digestOf, repairedLine } from '../../../functions/shared/digest.ts';

const shortOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;

describe('the canonical text', () => {
  test.each<[string, unknown, string]>([
    ['keys in order', { b: 1, a: 2, c: 3 }, '{"a":2,"b":1,"c":3}'],
    ['keys of what is inside in order', { x: { b: 1, a: [{ d: 1, c: 2 }] } }, '{"x":{"a":[{"c":2,"d":1}],"b":1}}'],
    ['lists as they are', ['b', 'a'], '["b","a"]'],
    ['nothing as null', { a: null }, '{"a":null}'],
    ['a text as a text', 'b', '"b"'],
  ])('has %s', (_name, value, text) => {
    expect(canonical(value)).toBe(text);
  });

  test('is indented when it is asked for', () => {
    expect(canonical({ b: 1, a: 2 }, 2)).toBe('{\n  "a": 2,\n  "b": 1\n}');
  });
});

test.each([
  ['nothing', undefined, 'none'],
  ['a text', 'global: {}', shortOf('global: {}')],
  ['a document', { b: 1, a: 2 }, shortOf('{"a":2,"b":1}')],
])('the digest of %s', (_name, value, digest) => {
  expect(digestOf(value)).toBe(digest);
});

test('a repair is told by the digests before and after', () => {
  expect(repairedLine('arn:x', 'trust', undefined, 'b')).toBe(`arn:x trust: none -> ${shortOf('b')}`);
});
