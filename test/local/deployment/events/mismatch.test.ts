import { expect, test } from 'vitest';
import { matchEvent } from '../../../../local/deployment/events/eventPattern.ts';
import { mismatch } from '../../../../local/deployment/events/mismatch.ts';
import { EVENT_CASES, FIELD_CASES } from './eventPatternCases.ts';

const PATTERN = { source: ['aws.tag'], detail: { 'changed-tag-keys': ['one', { prefix: 'two-' }] } };

test.each([
  [
    'a value',
    PATTERN,
    { source: 'aws.tags', detail: { 'changed-tag-keys': ['one'] } },
    'source is "aws.tags", and the pattern wants "aws.tag"',
  ],
  [
    'the values of a list, and operators as they are written',
    PATTERN,
    { source: 'aws.tag', detail: { 'changed-tag-keys': ['three'] } },
    'detail.changed-tag-keys is ["three"], and the pattern wants "one" or {"prefix":"two-"}',
  ],
  [
    'every field, and one that is not there',
    PATTERN,
    { source: 1 },
    'source is 1, and the pattern wants "aws.tag"; the event has no detail.changed-tag-keys, and the pattern wants "one" or {"prefix":"two-"}',
  ],
  [
    'the alternative that is nearest',
    { $or: [{ a: [1], b: [1] }, { c: [1] }] },
    { a: 2, b: 2, c: 2 },
    'c is 2, and the pattern wants 1',
  ],
  [
    'the object of a list that is nearest',
    { list: { a: [1], b: [1] } },
    {
      list: [
        { a: 2, b: 2 },
        { a: 1, b: 3 },
      ],
    },
    'list.b is 3, and the pattern wants 1',
  ],
  [
    'a long value by its beginning',
    { a: [1] },
    { a: 'x'.repeat(300) },
    `a is "${'x'.repeat(199)}…, and the pattern wants 1`,
  ],
])('names %s', (_what, pattern, event, said) => {
  expect(mismatch(pattern, event)).toBe(said);
});

test.each(EVENT_CASES)('names something of an event that does not match, and nothing else: $name', (one) => {
  expect(mismatch(one.pattern, one.event) === '').toBe(matchEvent(one.pattern, one.event));
});

test.each(FIELD_CASES)('and of a field: %s', (_name, wanted, value, matches) => {
  expect(mismatch({ f: wanted }, value === undefined ? {} : { f: value }) === '').toBe(matches);
});
