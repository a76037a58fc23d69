import { describe, expect, test } from 'vitest';
import { tagFindings } from '../../../../functions/shared/request/tags.ts';

const RULES = {
  name: 'amp',
  reservedTagPrefixes: ['dp:', 'Cost-'],
  connectionTags: { Owner: { clusterTag: 'owner' } },
  roleTags: { stage: 'production' },
};
const REMEDY = 'Give another key or value, or leave the tag out';
const NOT_KEY = 'is not a tag key of 1 to 128 letters, digits, spaces or _.:/=+-@';
const NOT_VALUE = 'is not a tag value of at most 256 letters, digits, spaces or _.:/=+-@';
const OTHER_LETTERS = 'is another key in other letters, which IAM takes for the same';
const count = (length: number) => Object.fromEntries(Array.from({ length }, (_, i) => [`key${i}`, '']));

describe('a tag that a request may not have is told with its key, its value and why:', () => {
  test.each([
    ['AMP:cost', 'x', "is under the prefix amp:, which is the workflow's own"],
    ['Aws:x', 'x', 'is under the prefix aws:, which AWS reserves'],
    ['other:DOOR', 'x', 'has the ending :door, by which an installation finds its own'],
    ['DP:exempt', 'x', 'is under the prefix dp:, which the configuration reserves'],
    ['cost-center', 'x', 'is under the prefix Cost-, which the configuration reserves'],
    ['owner', 'x', 'is the key of a tag that the configuration sets (connectionTags)'],
    ['STAGE', 'production', 'is the key of a tag that the configuration sets (roleTags)'],
    ['', 'x', NOT_KEY],
    ['k'.repeat(129), 'x', NOT_KEY],
    ['a,b', 'x', NOT_KEY],
    [',a', 'x', NOT_KEY],
    ['k', ',a', NOT_VALUE],
    ['k', 'a,', NOT_VALUE],
    ['k', 'v'.repeat(257), NOT_VALUE],
  ])('%j: %j', (key, value, problem) => {
    expect(tagFindings({ [key]: value }, RULES)).toEqual([{ path: `tags.${key}`, value, problem, remedy: REMEDY }]);
  });
});

test.each([
  ['k'.repeat(128), 'v'.repeat(256)],
  ['k', ''],
  ['a', 'x'],
  ['amp', 'x'],
  ['aws', 'x'],
  ['door', 'x'],
  ['a-dp:x', 'x'],
])('a tag %j: %j may be', (key, value) => {
  expect(tagFindings({ [key]: value }, RULES)).toEqual([]);
});

test('38 tags may be, and 39 are one finding', () => {
  expect(tagFindings(count(38), RULES)).toEqual([]);
  expect(tagFindings(count(39), RULES)).toEqual([
    { path: 'tags', value: 39, problem: 'are more than 38', remedy: 'Give fewer tags' },
  ]);
});

test('of keys that differ by case alone each but the first is told', () => {
  const found = tagFindings({ Team: 'a', other: 'b', TEAM: 'c', team: 'd' }, RULES);
  expect(found.map(({ path, problem }) => [path, problem])).toEqual([
    ['tags.TEAM', OTHER_LETTERS],
    ['tags.team', OTHER_LETTERS],
  ]);
});

test.each([
  ['{"__proto__": 5}', ['is not text']],
  ['{"__proto__": "x"}', []],
  ['{"k": 5}', []],
  ['{"k": null}', []],
])('of %s it is told here what a schema for records passes over', (json, problems) => {
  const tags = new Map(Object.entries<unknown>(JSON.parse(json)));
  const found = tagFindings(Object.fromEntries(tags), RULES);
  expect(found.map(({ problem }) => problem)).toEqual(problems);
});
