import { describe, expect, test } from 'vitest';
import { relabel, relabelRule, type Labels } from '../../../../local/bench/series/relabel.ts';

interface Case {
  name: string;
  rules: object[];
  labels: Labels;
  /** None when the labels are dropped. */
  after?: Labels;
}

const from = (...source: string[]) => ({ source_labels: source });

/** Each as Prometheus 2.54.1 and 3.5.0 have it (model/relabel). */
const CASES: Case[] = [
  {
    name: 'a replacement',
    rules: [{ ...from('a'), target_label: 'b' }],
    labels: { a: '1' },
    after: { a: '1', b: '1' },
  },
  { name: 'no source', rules: [{ target_label: 'b', replacement: 'x' }], labels: {}, after: { b: 'x' } },
  {
    name: 'nothing, which takes the label away',
    rules: [{ ...from('x'), target_label: 'a' }],
    labels: { a: '1' },
    after: {},
  },
  {
    name: 'a regular expression that matches a part alone',
    rules: [{ ...from('a'), regex: 'b', target_label: 'c', replacement: 'x' }],
    labels: { a: 'abc' },
    after: { a: 'abc' },
  },
  {
    name: 'alternatives, which are anchored together',
    rules: [{ ...from('a'), regex: 'x|y', action: 'keep' }],
    labels: { a: 'xy' },
  },
  {
    name: 'several sources and groups',
    rules: [{ ...from('a', 'b'), regex: '([^:]+)(?::\\d+)?;(\\d+)', target_label: 'a', replacement: '$1:$2' }],
    labels: { a: '10.0.0.7:80', b: '9100' },
    after: { a: '10.0.0.7:9100', b: '9100' },
  },
  {
    name: 'a group whose name goes on',
    rules: [{ ...from('a'), regex: '(.+)', target_label: 'b', replacement: 'x$1y' }],
    labels: { a: '1' },
    after: { a: '1', b: 'x' },
  },
  {
    name: 'a group in braces, a named one, a dollar',
    rules: [{ ...from('a'), regex: '(?P<n>.+)', target_label: 'b', replacement: '${1}y$n$$' }],
    labels: { a: '1' },
    after: { a: '1', b: '1y1$' },
  },
  {
    name: 'a group that took no part, and one that there is not',
    rules: [{ ...from('a'), regex: '(1)(2)?', target_label: 'b', replacement: '[$2$7]' }],
    labels: { a: '1' },
    after: { a: '1', b: '[]' },
  },
  {
    name: 'a name by a group',
    rules: [{ ...from('a'), regex: '(.+)', target_label: 'x_$1', replacement: '1' }],
    labels: { a: 'b' },
    after: { a: 'b', x_b: '1' },
  },
  {
    name: 'another separator',
    rules: [{ ...from('a', 'b'), separator: '', target_label: 'c' }],
    labels: { a: '1', b: '2' },
    after: { a: '1', b: '2', c: '12' },
  },
  { name: 'drop', rules: [{ ...from('a'), regex: '1', action: 'drop' }], labels: { a: '1' } },
  {
    name: 'drop of another',
    rules: [{ ...from('a'), regex: '1', action: 'drop' }],
    labels: { a: '2' },
    after: { a: '2' },
  },
  { name: 'keep of what is not there', rules: [{ ...from('a'), regex: '.+', action: 'keep' }], labels: { b: '1' } },
  { name: 'keepequal', rules: [{ ...from('a'), target_label: 'b', action: 'keepequal' }], labels: { a: '1', b: '2' } },
  { name: 'dropequal', rules: [{ ...from('a'), target_label: 'b', action: 'dropequal' }], labels: { a: '1', b: '1' } },
  {
    name: 'hashmod',
    rules: [{ ...from('c', 'b'), target_label: 'h', modulus: 450, action: 'hashmod' }],
    labels: { b: 'aaa' },
    after: { b: 'aaa', h: '410' },
  },
  {
    name: 'labelmap',
    rules: [{ regex: '__meta_(.+)', action: 'labelmap' }],
    labels: { __meta_a: '1' },
    after: { __meta_a: '1', a: '1' },
  },
  {
    name: 'labelmap onto one name',
    rules: [{ regex: '.', replacement: 'm', action: 'labelmap' }],
    labels: { b: '2', a: '1' },
    after: { a: '1', b: '2', m: '2' },
  },
  {
    name: 'labeldrop',
    rules: [{ regex: 'a|b', action: 'labeldrop' }],
    labels: { a: '1', ab: '2' },
    after: { ab: '2' },
  },
  { name: 'labelkeep', rules: [{ regex: 'a', action: 'labelkeep' }], labels: { a: '1', ab: '2' }, after: { a: '1' } },
  {
    name: 'lowercase',
    rules: [{ ...from('a'), target_label: 'b', action: 'lowercase' }],
    labels: { a: 'ÄB' },
    after: { a: 'ÄB', b: 'äb' },
  },
  {
    name: 'uppercase',
    rules: [{ ...from('a'), target_label: 'b', action: 'uppercase' }],
    labels: { a: 'äb' },
    after: { a: 'äb', b: 'ÄB' },
  },
  {
    name: 'rules in their order',
    rules: [
      { ...from('a'), target_label: 'b' },
      { ...from('b'), regex: '1', action: 'drop' },
    ],
    labels: { a: '1' },
  },
];

describe('relabelling', () => {
  test.each(CASES.map((one) => [one.name, one] as const))('%s', (_name, { rules, labels, after }) => {
    expect(
      relabel(
        labels,
        rules.map((rule) => relabelRule.parse(rule)),
      ),
    ).toEqual(after);
  });

  test('of a regular expression that JavaScript writes otherwise fails', () => {
    const rule = relabelRule.parse({ ...from('a'), regex: '(?i)a', action: 'drop' });
    expect(() => relabel({ a: 'A' }, [rule])).toThrow(SyntaxError);
  });
});
