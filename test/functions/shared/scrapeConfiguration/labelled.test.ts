import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  addIdentityLabels,
  externalLabels,
  labelledText,
} from '../../../../functions/shared/scrapeConfiguration/labels/externalLabels.ts';
import { parseYaml } from '../../../../functions/shared/scrapeConfiguration/yaml/parse.ts';

const ARN = 'arn:aws:eks:us-west-2:111111111111:cluster/shop';
const LABELS = { clusterArn: ARN, own_id: '0123' };
const BLOCK = (indent: string, end = '\n') => `${indent}clusterArn: ${ARN}${end}${indent}own_id: "0123"${end}`;
const FLOW = `"clusterArn": "${ARN}", "own_id": "0123"`;

function labelled(text: string, labels: Record<string, string> = LABELS) {
  const parsed = parseYaml(text);
  if ('problems' in parsed) throw new Error(`${text} is no map`);
  return labelledText(text, parsed, labels);
}

describe('labels are written', () => {
  test.each([
    ['at the end', 'a: 1\n', `a: 1\nglobal:\n  external_labels:\n${BLOCK('    ')}`],
    ['at the end without a line break', 'a: 1', `a: 1\nglobal:\n  external_labels:\n${BLOCK('    ')}`],
    ['indented as the rest is', '  a: 1\n', `  a: 1\n  global:\n    external_labels:\n${BLOCK('      ')}`],
    [
      'with the line ends of Windows',
      'a: 1\r\nb: 2',
      `a: 1\r\nb: 2\r\nglobal:\r\n  external_labels:\r\n${BLOCK('    ', '\r\n')}`,
    ],
    ['into a map in flow style', '{a: 1}', `{"global": {"external_labels": {${FLOW}}}, a: 1}`],
    ['into an empty map', '{}', `{"global": {"external_labels": {${FLOW}}}}`],
    ['into global', 'global:\n  a: 1 # b\nc: 2\n', `global:\n  external_labels:\n${BLOCK('    ')}  a: 1 # b\nc: 2\n`],
    [
      'into global after a comment beside it',
      'global: # b\n\n   a: 1\n',
      `global: # b\n   external_labels:\n${BLOCK('     ')}\n   a: 1\n`,
    ],
    ['into global in flow style', 'global: {a: 1}\n', `global: {"external_labels": {${FLOW}}, a: 1}\n`],
    ['into an empty global', 'global:\na: 1\n', `global:\n  external_labels:\n${BLOCK('    ')}a: 1\n`],
    ['into an empty global at the end', 'a: 1\nglobal:', `a: 1\nglobal:\n  external_labels:\n${BLOCK('    ')}`],
    [
      'into an empty global that is indented',
      ' a: 1\n global:\n',
      ` a: 1\n global:\n   external_labels:\n${BLOCK('     ')}`,
    ],
    ['in the place of a null', 'global: ~ # b\n', `global: {"external_labels": {${FLOW}}} # b\n`],
    [
      'into the labels',
      'global:\n  external_labels:\n    team: a\n  b: 1\n',
      `global:\n  external_labels:\n${BLOCK('    ')}    team: a\n  b: 1\n`,
    ],
    [
      'into labels in flow style',
      'global: {external_labels: {team: a}}\n',
      `global: {external_labels: {${FLOW}, team: a}}\n`,
    ],
    ['into empty labels in flow style', 'global: {external_labels: {}}\n', `global: {external_labels: {${FLOW}}}\n`],
    ['into empty labels', 'global:\n  external_labels:\n', `global:\n  external_labels:\n${BLOCK('    ')}`],
    ['in the place of null labels', 'global:\n  external_labels: null\n', `global:\n  external_labels: {${FLOW}}\n`],
  ])('%s', (_name, before, after) => {
    expect(labelled(before)).toBe(after);
    expect(labelled(after)).toBe(after);
    expect(addIdentityLabels(before, ARN, { own_id: '0123' })).toBe(after);
  });

  test('but for those that are there, whatever they say', () => {
    const before = 'global:\n  external_labels:\n    clusterArn: mine\n';
    expect(labelled(before)).toBe('global:\n  external_labels:\n    own_id: "0123"\n    clusterArn: mine\n');
    expect(labelled('global: {external_labels: {own_id: null}}', { own_id: '1' })).toBe(
      'global: {external_labels: {own_id: null}}',
    );
  });

  test('none where none is asked for', () => {
    expect(labelled('a: 1\n', {})).toBe('a: 1\n');
  });
});

describe('there is no safe place', () => {
  test.each([
    ['in labels behind an alias', 'a: &l {team: a}\nglobal: {external_labels: *l}\n'],
    ['in a global behind an alias', 'a: &g {b: 1}\nglobal: *g\n'],
    ['in a global that comes by a merge', 'a: &g {global: {b: 1}}\n<<: *g\n'],
    ['in a global that is a text', 'global: text\n'],
    ['in a global that is a list', 'global: [a]\n'],
    ['in labels that are a text', 'global: {external_labels: text}\n'],
  ])('%s', (_name, text) => {
    expect(labelled(text)).toEqual({
      at: ['global', 'external_labels', 'clusterArn'],
      problem: 'is missing, and the way in which the YAML is written leaves no safe place to add it',
      remedy: `Write it yourself: clusterArn: ${ARN} and own_id: "0123"`,
    });
    expect(parse(addIdentityLabels(text, ARN, { own_id: '0123' }))).toMatchObject({
      global: { external_labels: LABELS },
    });
  });

  test('and the labels that are there are not told', () => {
    const text = 'a: &l {clusterArn: mine}\nglobal: {external_labels: *l}\n';
    expect(labelled(text)).toMatchObject({
      at: ['global', 'external_labels', 'own_id'],
      remedy: 'Write it yourself: own_id: "0123"',
    });
    expect(parse(addIdentityLabels(text, ARN, { own_id: '0123' }))).toEqual({
      a: { clusterArn: 'mine' },
      global: { external_labels: { clusterArn: 'mine', own_id: '0123' } },
    });
  });
});

test.each([
  [{}, {}],
  [{ global: null }, {}],
  [{ global: 'text' }, {}],
  [{ global: {} }, {}],
  [{ global: { external_labels: null } }, {}],
  [{ global: { external_labels: ['a'] } }, {}],
  [{ global: { external_labels: { team: 'a' } } }, { team: 'a' }],
])('the labels of %j are %j', (data, labels) => {
  expect(externalLabels(data)).toEqual(labels);
});

test.each(['', 'a: [', 'text', '- a'])('%j, which is no map, stays as it is', (text) => {
  expect(addIdentityLabels(text, ARN, {})).toBe(text);
});
