import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { type ParsedYaml, parseYaml } from './parse.ts';
import type { Problem } from './problem.ts';
import { isRecord } from './values.ts';

/** Whose samples these are: what VerifyIngestion asks for, and what tells many clusters in one workspace apart. */
const CLUSTER_LABEL = 'clusterArn';
const LABEL_PATH = ['global', 'external_labels', CLUSTER_LABEL] as const;

interface Insertion {
  start: number;
  end: number;
  text: string;
}

/** `"external_labels": {"clusterArn": "..."}`, which is both YAML's flow style and JSON. */
function flowEntry(keys: readonly string[], value: string): string {
  return `${keys.map((key) => `${JSON.stringify(key)}: `).join('{')}${JSON.stringify(value)}${'}'.repeat(keys.length - 1)}`;
}

function blockEntry(keys: readonly string[], value: string, column: number, lineEnd: string): string {
  const lines = keys.map((key, depth) => `${' '.repeat(column + 2 * depth)}${key}:`);
  return `${lines.join(lineEnd)} ${value}${lineEnd}`;
}

function lineEndOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** At the start of the line after `offset`; there the new lines leave every comment with the line it belongs to. */
function insertLineAfter(
  text: string,
  offset: number,
  keys: readonly string[],
  value: string,
  column: number,
): Insertion {
  const lineEnd = lineEndOf(text);
  const next = text.indexOf('\n', offset);
  const entry = blockEntry(keys, value, column, lineEnd);
  if (next !== -1) return { start: next + 1, end: next + 1, text: entry };
  return { start: text.length, end: text.length, text: `${lineEnd}${entry}` };
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) ? node.range?.[0] : undefined;
}

function insertIntoFlow(map: Node & YAMLMap, keys: readonly string[], value: string): Insertion | undefined {
  const start = (map.range?.[0] ?? -1) + 1;
  if (start === 0) return undefined;
  return { start, end: start, text: `${flowEntry(keys, value)}${map.items.length > 0 ? ', ' : ''}` };
}

/** Into the value of `key`, which is absent (`key:`), null, or a map in either style. */
function insertBelow(
  text: string,
  key: Scalar,
  node: unknown,
  keys: readonly string[],
  value: string,
): Insertion | undefined {
  const [keyStart, keyEnd] = key.range ?? [];
  if (keyStart === undefined || keyEnd === undefined) return undefined;
  if (isMap(node) && node.flow) return insertIntoFlow(node, keys, value);
  if (isMap(node)) {
    const first = startOf(node.items[0]?.key);
    return first === undefined ? undefined : insertLineAfter(text, keyEnd, keys, value, columnOf(text, first));
  }
  if (!isScalar(node) || node.value !== null || !node.range) return undefined;
  const [start, end] = node.range;
  if (start !== end) return { start, end, text: `{${flowEntry(keys, value)}}` };
  return insertLineAfter(text, keyEnd, keys, value, columnOf(text, keyStart) + 2);
}

function pairOf(map: YAMLMap, name: string): { key: Scalar; value: unknown } | undefined {
  const pair = map.items.find((item: Pair) => isScalar(item.key) && item.key.value === name);
  return pair && isScalar(pair.key) ? { key: pair.key, value: pair.value } : undefined;
}

/** A configuration without `global` gets one at its end, where it comes between no comment and its section. */
function insertGlobal(text: string, root: Node & YAMLMap, value: string): Insertion | undefined {
  if (root.flow) return insertIntoFlow(root, LABEL_PATH, value);
  const lineEnd = lineEndOf(text);
  const column = columnOf(text, startOf(root.items[0]?.key) ?? 0);
  const separator = text.endsWith('\n') ? '' : lineEnd;
  return {
    start: text.length,
    end: text.length,
    text: `${separator}${blockEntry(LABEL_PATH, value, column, lineEnd)}`,
  };
}

function insertionFor(text: string, { document }: ParsedYaml, value: string): Insertion | undefined {
  const root = document.contents;
  if (!isMap(root)) return undefined;
  const global = pairOf(root, 'global');
  if (!global) return insertGlobal(text, root, value);
  const labels = isMap(global.value) ? pairOf(global.value, 'external_labels') : undefined;
  if (!labels) return insertBelow(text, global.key, global.value, LABEL_PATH.slice(1), value);
  return insertBelow(text, labels.key, labels.value, LABEL_PATH.slice(2), value);
}

function fields(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function labelsOf(data: Record<string, unknown>): Record<string, unknown> {
  return fields(fields(data['global'])['external_labels']);
}

function dataWithLabel(data: Record<string, unknown>, clusterArn: string): Record<string, unknown> {
  const labels = { ...labelsOf(data), [CLUSTER_LABEL]: clusterArn };
  return { ...data, global: { ...fields(data['global']), external_labels: labels } };
}

/** A label that is there and says something else. */
export function labelConflict(data: Record<string, unknown>, clusterArn: string): Problem | undefined {
  const labels = labelsOf(data);
  const value = labels[CLUSTER_LABEL];
  if (!(CLUSTER_LABEL in labels) || value === clusterArn) return undefined;
  const problem = "is not the ARN of the request's cluster";
  return { at: LABEL_PATH, value, problem, remedy: `Remove it, or write ${clusterArn}` };
}

/**
 * The text with `global.external_labels.clusterArn` set, given that no other value is there. The label is written into the
 * text rather than the text written anew from its parsed form, so that comments, order, quotes and blank lines stay byte
 * for byte. What comes out is parsed again and must hold the same data and the label: where that fails (labels behind an
 * alias, an explicit end of the document) the label is for the user to write.
 */
export function labelledText(text: string, parsed: ParsedYaml, clusterArn: string): string | Problem {
  const wanted = dataWithLabel(parsed.data, clusterArn);
  if (isDeepStrictEqual(parsed.data, wanted)) return text;
  const insertion = insertionFor(text, parsed, clusterArn);
  if (insertion) {
    const result = text.slice(0, insertion.start) + insertion.text + text.slice(insertion.end);
    const reread = parseYaml(result);
    if ('data' in reread && isDeepStrictEqual(reread.data, wanted)) return result;
  }
  const problem = 'is missing, and the way in which the YAML is written leaves no safe place to add it';
  return { at: LABEL_PATH, problem, remedy: `Write it yourself: ${CLUSTER_LABEL}: ${clusterArn}` };
}
