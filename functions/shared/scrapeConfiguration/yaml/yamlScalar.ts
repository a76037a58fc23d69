import { Scalar } from 'yaml';
import { Plain, resolvePlain } from '../plain.ts';

/** A scalar of the text, as the parser of Prometheus reads it where it differs from YAML 1.2. */

const TAG = 'tag:yaml.org,2002:';

/** Tags that say what a scalar is. */
const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  [`${TAG}bool`]: (value) => value instanceof Plain && typeof value.value === 'boolean',
  [`${TAG}float`]: (value) => value instanceof Plain && typeof value.value === 'number',
  [`${TAG}int`]: (value) => value instanceof Plain && value.whole !== undefined,
  [`${TAG}null`]: (value) => value === null,
};

/** Whether a tag is one that is read here, whatever YAML 1.2 says of the scalar behind it. */
export function isScalarType(tag: string): boolean {
  return Object.hasOwn(TYPES, tag);
}

/** `<<` without quotes: with quotes it is a key like any other. */
export function isMergeKey(key: unknown): boolean {
  return key instanceof Scalar && key.source === '<<' && key.type === Scalar.PLAIN;
}

/** Of a key without quotes null is an empty name, and anything else its spelling. */
export function keyText(key: Scalar): string {
  const source = key.source ?? '';
  return key.type === Scalar.PLAIN && resolvePlain(source) === null ? '' : source;
}

/** In quotes, or with the tag of a text, a text; else what Prometheus' parser takes it for (`resolvePlain`). */
export function scalarValue(node: Scalar): unknown {
  const source = node.source ?? '';
  if (node.tag === `${TAG}str`) return source;
  return node.type === Scalar.PLAIN || node.tag !== undefined ? resolvePlain(source) : source;
}

/** In double quotes: half of a character, of which JSON makes two, and the slash, which JSON may escape. */
const ESCAPES = /\\(?:u[dD][89a-fA-F]|[^])/g;

function escapeProblem(raw: string) {
  const bad = raw.match(ESCAPES)?.find((escape) => escape.length > 2 || escape === '\\/');
  if (bad === undefined) return undefined;
  const escape = bad === '\\/' ? bad : '\\uD...';
  return { problem: `not valid YAML for Prometheus: the escape ${escape}`, remedy: 'Write the character itself' };
}

/** What Prometheus does not read of a scalar that YAML 1.2 has. */
export function scalarProblem(node: Scalar, inFlow: boolean, text: string) {
  const isRight = node.tag === undefined ? undefined : TYPES[node.tag];
  if (isRight && !isRight(scalarValue(node))) {
    return { problem: 'not valid YAML: the value is not of the type that its tag names', remedy: 'Remove the tag' };
  }
  if (node.type === Scalar.QUOTE_DOUBLE) return escapeProblem(text.slice(...(node.range ?? [0, 0])));
  if (!inFlow || node.type !== Scalar.PLAIN || !node.source?.includes('?')) return undefined;
  return {
    problem: 'not valid YAML for Prometheus: a question mark between brackets',
    remedy: 'Put the value in quotes',
  };
}
