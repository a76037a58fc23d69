import { expect, test } from 'vitest';
import { fields, items } from '../../../../functions/shared/scrapeConfiguration/parts.ts';

test('of what should be a map are the fields, and of anything else none', () => {
  expect([{ a: 1 }, null, undefined, 'a', ['a']].map(fields)).toEqual([{ a: 1 }, {}, {}, {}, {}]);
});

test('of what should be a list are the maps with their places, and of anything else none', () => {
  expect(items([{ a: 1 }, null, 'a', {}])).toEqual([
    { index: 0, item: { a: 1 } },
    { index: 3, item: {} },
  ]);
  for (const value of [undefined, null, 'a', { a: 1 }, []]) expect(items(value)).toEqual([]);
});
