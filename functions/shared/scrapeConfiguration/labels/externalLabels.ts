import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, stringify, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { indentation, placeOfSection } from './globalPlace.ts';
import { type ParsedYaml, parseYaml } from '../yaml/parse.ts';
import type { Problem } from '../problem.ts';
import { isRecord } from '../values.ts';

/** What the label is called that tells many clusters in one workspace apart. */
export const CLUSTER_LABEL = 'clusterArn';
const SECTION = ['global', 'external_labels'] as const;

/** Names of labels and their values. */
export type Labels = Readonly<Record<string, string>>;

interface Insertion {
  start: number;
  end: number;
  text: string;
}

/** What is to be written: labels, below keys that are not there yet. */
interface Entry {
  keys: readonly string[];
  labels: Labels;
}

/** `"external_labels": {"clusterArn": "..."}`, which is both YAML's flow style and JSON. */
function flowEntry({ keys, labels }: Entry): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return keys.reduceRight((inner, key) => `${JSON.stringify(key)}: {${inner}}`, pairs.join(', '));
}

/** An id of digits alone would be a number. */
function blockScalar(value: string): string {
  return value.startsWith('arn:') ? value : JSON.stringify(value);
}

function blockEntry({ keys, labels }: Entry, column: number, lineEnd: string): string {
  const indent = (depth: number) => ' '.repeat(column + 2 * depth);
  const above = keys.map((key, depth) => `${indent(depth)}${key}:${lineEnd}`);
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${indent(keys.length)}${name}: ${blockScalar(value)}${lineEnd}`,
  );
  return [...above, ...pairs].join('');
}

function lineEndOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** At the start of the line after `offset`; there the new lines leave every comment with the line it belongs to. */
function insertLineAfter(text: string, offset: number, entry: Entry, column: number): Insertion {
  const lineEnd = lineEndOf(text);
  const next = text.indexOf('\n', offset);
  const lines = blockEntry(entry, column, lineEnd);
  if (next !== -1) return { start: next + 1, end: next + 1, text: lines };
  return { start: text.length, end: text.length, text: `${lineEnd}${lines}` };
}

function insertIntoFlow(map: Node & YAMLMap, entry: Entry): Insertion | undefined {
  const start = (map.range?.[0] ?? -1) + 1;
  if (start === 0) return undefined;
  return { start, end: start, text: `${flowEntry(entry)}${map.items.length > 0 ? ', ' : ''}` };
}

/** Into the value of `key`, which is absent (`key:`), null, or a map in either style. */
function insertBelow(text: string, key: Scalar, node: unknown, entry: Entry): Insertion | undefined {
  const [keyStart, keyEnd] = key.range ?? [];
  if (keyStart === undefined || keyEnd === undefined) return undefined;
  if (isMap(node) && node.flow) return insertIntoFlow(node, entry);
  if (isMap(node)) {
    return node.range ? insertLineAfter(text, keyEnd, entry, indentation(text, node.range[0])) : undefined;
  }
  if (!isScalar(node) || node.value !== null || !node.range) return undefined;
  const [start, end] = node.range;
  if (start !== end) return { start, end, text: `{${flowEntry(entry)}}` };
  return insertLineAfter(text, keyEnd, entry, columnOf(text, keyStart) + 2);
}

function pairOf(map: YAMLMap, name: string): { key: Scalar; value: unknown } | undefined {
  const pair = map.items.find((item: Pair) => isScalar(item.key) && item.key.value === name);
  return pair && isScalar(pair.key) ? { key: pair.key, value: pair.value } : undefined;
}

function insertGlobal(text: string, root: Node & YAMLMap, entry: Entry): Insertion | undefined {
  if (root.flow) return insertIntoFlow(root, entry);
  const lineEnd = lineEndOf(text);
  const { offset, column, needsBreak } = placeOfSection(text, root);
  return { start: offset, end: offset, text: `${needsBreak ? lineEnd : ''}${blockEntry(entry, column, lineEnd)}` };
}

function insertionFor(text: string, { document }: ParsedYaml, labels: Labels): Insertion | undefined {
  const root = document.contents;
  if (!isMap(root)) return undefined;
  const global = pairOf(root, 'global');
  if (!global) return insertGlobal(text, root, { keys: SECTION, labels });
  const section = isMap(global.value) ? pairOf(global.value, 'external_labels') : undefined;
  if (!section) return insertBelow(text, global.key, global.value, { keys: SECTION.slice(1), labels });
  return insertBelow(text, section.key, section.value, { keys: [], labels });
}

function fields(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/** What a configuration gives every series. */
export function externalLabels(data: Record<string, unknown>): Record<string, unknown> {
  return fields(fields(data['global'])['external_labels']);
}

function missingLabels(data: Record<string, unknown>, labels: Labels): Labels {
  const present = externalLabels(data);
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !Object.hasOwn(present, name)));
}

function dataWith(data: Record<string, unknown>, labels: Labels): Record<string, unknown> {
  return { ...data, global: { ...fields(data['global']), external_labels: { ...externalLabels(data), ...labels } } };
}

/**
 * The text with the labels that are not in `global.external_labels` yet; those that are there stay. The labels are written into the
 * text rather than the text written anew from its parsed form, so that comments, order, quotes and blank lines stay byte
 * for byte. What comes out is parsed again and must hold the same data and the labels: where that fails (labels behind an
 * alias) they are for the user to write.
 */
export function labelledText(text: string, parsed: ParsedYaml, labels: Labels): string | Problem {
  const missing = missingLabels(parsed.data, labels);
  const names = Object.keys(missing);
  if (names.length === 0) return text;
  const insertion = insertionFor(text, parsed, missing);
  if (insertion) {
    const result = text.slice(0, insertion.start) + insertion.text + text.slice(insertion.end);
    const reread = parseYaml(result);
    if ('data' in reread && isDeepStrictEqual(reread.data, dataWith(parsed.data, missing))) return result;
  }
  const lines = names.map((name) => `${name}: ${blockScalar(missing[name] ?? '')}`);
  const problem = 'is missing, and the way in which the YAML is written leaves no safe place to add it';
  return { at: [...SECTION, names[0] ?? ''], problem, remedy: `Write it yourself: ${lines.join(' and ')}` };
}

/**
 * The same for a text that is nobody's request: the service's own default, or what a scraper has. It is written anew where it
 * leaves no safe place, and comes back as it is where it is no YAML map.
 */
function labelledAnyhow(text: string, labels: Labels): string {
  const parsed = parseYaml(text);
  if ('problems' in parsed) return text;
  const result = labelledText(text, parsed, labels);
  return typeof result === 'string' ? result : stringify(dataWith(parsed.data, missingLabels(parsed.data, labels)));
}

/**
 * A configuration that no request has given, the service's default or what a scraper has, with the labels of the connection's
 * identity that it has not. It is not held against the rules: the service knows what it takes.
 */
export function addIdentityLabels(text: string, clusterArn: string, own: Labels): string {
  return labelledAnyhow(text, { [CLUSTER_LABEL]: clusterArn, ...own });
}
