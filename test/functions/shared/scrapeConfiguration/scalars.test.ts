import { describe, expect, test } from 'vitest';
import { Plain, resolvePlain } from '../../../../functions/shared/scrapeConfiguration/plain.ts';
import * as scalars from '../../../../functions/shared/scrapeConfiguration/schema/scalars.ts';
import type { Kind } from '../../../../functions/shared/scrapeConfiguration/schema/kinds.ts';

const AT = ['a'];
/** As it stands in the YAML without quotes. */
const plain = (source: string) => resolvePlain(source);
const told = (kind: Kind, value: unknown) =>
  kind(value, AT).map(({ problem, remedy, warns }) => ({ problem, remedy, ...(warns ? { warns } : {}) }));

interface Case {
  name: string;
  kind: Kind;
  takes: unknown[];
  /** With the problem, or that of the group. */
  refuses: unknown[];
  problem: string;
  remedy: string;
  warns?: true;
}

const MAX = (2n ** 64n - 1n).toString();
const typed = (what: string) => (value: unknown) =>
  typeof value === 'string' && value !== '' ? `is a text, and Prometheus wants ${what} here` : `is not ${what}`;

const TYPED = [
  {
    name: 'boolean',
    kind: scalars.boolean,
    takes: ['true', 'no', 'on'],
    refuses: [plain('1'), plain('2.5'), 'true', '', 'yes'],
    what: 'a boolean',
    remedy: 'Write true or false, without quotes',
  },
  {
    name: 'count',
    kind: scalars.count,
    takes: ['0', '1', '0x10', '1e3', '1.0', '0.0', MAX],
    refuses: [plain('-1'), plain('1.5'), plain('-1.0'), plain('true'), plain('.inf'), plain('1e30'), '5', '', 'many'],
    what: 'a whole number of 0 or more',
    remedy: 'Write a whole number without quotes; 0 means no limit',
  },
  {
    name: 'whole',
    kind: scalars.whole,
    takes: ['0', '-1', '75', MAX],
    refuses: [plain('1.0'), plain('1.5'), plain('true'), '75', ''],
    what: 'a whole number',
    remedy: 'Write one without quotes',
  },
  {
    name: 'factor',
    kind: scalars.factor,
    takes: ['0', '1.1', '2'],
    refuses: [plain('-0.1'), plain('.inf'), plain('.nan'), plain('true'), '1.1', ''],
    what: 'a number of 0 or more',
    remedy: 'Write a number without quotes',
  },
];

describe.each(TYPED)('$name', ({ kind, takes, refuses, what, remedy }) => {
  test.each(takes)('takes %s without quotes', (source) => {
    expect(told(kind, plain(source))).toEqual([]);
  });

  test.each(refuses.map((value) => ({ value })))('refuses $value', ({ value }) => {
    expect(told(kind, value)).toEqual([{ problem: typed(what)(value), remedy }]);
  });
});

const DURATION = {
  problem: 'is not a duration as Prometheus writes it',
  remedy: 'Write numbers with units, the largest first, e.g. 30s, 1m or 1m30s',
};
const NAME_REMEDY = 'Use letters, digits and underscores only, not starting with a digit';
const NEWER =
  'that Prometheus 3.5 takes and Prometheus 2.54 refuses: which one a managed collector runs is not published';

const CASES: Case[] = [
  {
    name: 'text',
    kind: scalars.text,
    takes: ['', 'a', plain('true')],
    refuses: [[]],
    problem: 'is not a single value',
    remedy: 'Write a single value here',
  },
  {
    name: 'nonEmpty',
    kind: scalars.nonEmpty,
    takes: ['a', plain('0')],
    refuses: [''],
    problem: 'is empty',
    remedy: 'Give it a value',
  },
  {
    name: 'size',
    kind: scalars.size,
    takes: ['10MB', '1KiB', plain('0')],
    refuses: ['10', 'ten', '10mb'],
    problem: 'is not a size as Prometheus writes it',
    remedy: 'Write a number and one of B, KB, MB, GB or KiB, MiB, GiB, e.g. 10MB',
  },
  {
    name: 'duration',
    kind: scalars.duration,
    takes: ['30s', '1ms', plain('0')],
    refuses: ['30', '1s1m', 'soon'],
    ...DURATION,
  },
  { name: 'interval', kind: scalars.interval, takes: ['30s', '1m', '30000ms'], refuses: ['soon', '30'], ...DURATION },
  {
    name: 'a short interval',
    kind: scalars.interval,
    takes: [],
    refuses: ['29s', '29999ms', plain('0')],
    problem: 'is shorter than the 30 s that a managed collector allows',
    remedy: 'Write 30s or longer',
  },
  {
    name: 'oneOf',
    kind: scalars.oneOf(['one', 'two']),
    takes: ['one', 'two'],
    refuses: ['One', 'three', ''],
    problem: 'is not one of the possible values',
    remedy: 'Write one of one, two',
  },
  {
    name: 'oneOf in any case',
    kind: scalars.oneOf(['one', 'two'], true),
    takes: ['one', 'ONE', 'Two'],
    refuses: ['three'],
    problem: 'is not one of the possible values',
    remedy: 'Write one of one, two',
  },
  {
    name: 'onlyFile',
    kind: scalars.onlyFile('/token'),
    takes: ['/token', ''],
    refuses: ['/other', '/token2'],
    problem: 'names a file that a collector does not have',
    remedy: 'Write /token',
  },
  {
    name: 'labelName',
    kind: scalars.labelName,
    takes: ['a', '_b1'],
    refuses: ['a-b', '1a'],
    problem: `is a label name ${NEWER}`,
    remedy: NAME_REMEDY,
    warns: true,
  },
  {
    name: 'an empty labelName',
    kind: scalars.labelName,
    takes: [],
    refuses: [''],
    problem: 'is an empty label name',
    remedy: 'Give it a value',
  },
  {
    name: 'labels',
    kind: scalars.labels,
    takes: [{}, { a: 'b', _c: null }, { a: plain('1') }],
    refuses: [{ 'a-b': 'c' }],
    problem: `is a label name ${NEWER}`,
    remedy: NAME_REMEDY,
    warns: true,
  },
  {
    name: 'labels without name',
    kind: scalars.labels,
    takes: [],
    refuses: [{ '': 'c' }],
    problem: 'is an empty label name',
    remedy: 'Give it a value',
  },
  {
    name: 'labels of lists',
    kind: scalars.labels,
    takes: [],
    refuses: [{ a: [] }],
    problem: 'is not a single value',
    remedy: 'Write a single value here',
  },
  {
    name: 'texts',
    kind: scalars.texts,
    takes: [[], ['a', 'b']],
    refuses: [[[]]],
    problem: 'is not a single value',
    remedy: 'Write a single value here',
  },
];

describe.each(CASES)('$name', ({ kind, takes, refuses, ...words }) => {
  const { problem, remedy, warns } = words;
  test.each(takes.map((value) => ({ value })))('takes $value', ({ value }) => {
    expect(told(kind, value)).toEqual([]);
  });

  test.each(refuses.map((value) => ({ value })))('refuses $value', ({ value }) => {
    expect(told(kind, value)).toEqual([{ problem, remedy, ...(warns ? { warns } : {}) }]);
  });
});

test('a number that is too large for 64 bits is no count', () => {
  expect(told(scalars.count, new Plain('x', 1, 2n ** 64n - 1n))).toEqual([]);
  expect(told(scalars.count, new Plain('x', 1, 2n ** 64n))).toHaveLength(1);
  expect(told(scalars.count, new Plain('x', 1, -1n))).toHaveLength(1);
});

test('an expression is one of RE2', () => {
  expect(told(scalars.regex, 'a|b')).toEqual([]);
  expect(told(scalars.regex, '(?!a)')).toHaveLength(1);
});
