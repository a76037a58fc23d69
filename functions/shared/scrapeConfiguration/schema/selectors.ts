import type { Rule } from './kinds.ts';

/**
 * The selectors of Kubernetes, as its API reads them
 * (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors and .../field-selectors/).
 */
const NAME = /^(?:[A-Za-z\d](?:[\w.-]{0,61}[A-Za-z\d])?)$/;
const PREFIX = /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*$/;

function isLabelKey(text: string): boolean {
  const [first = '', second, ...more] = text.split('/');
  if (more.length > 0) return false;
  return second === undefined ? NAME.test(first) : PREFIX.test(first) && NAME.test(second);
}

const isLabelValue = (text: string) => text === '' || NAME.test(text);

/** Words, and the signs `( ) ,` and runs of operators; undefined when a run is none. */
function tokens(text: string): string[] {
  return text.match(/[^\s=!(),<>]+|==|!=|[=!(),<>]/g) ?? [];
}

const isWord = (token: string | undefined): token is string => token !== undefined && /^[^=!(),<>]/.test(token);
const isEnd = (token: string | undefined) => token === undefined || token === ',';

/** `(a, b)` from `start`: where it ends, undefined when it is no such list. Values may be empty, two of them side by side. */
function endOfValues(parts: readonly string[], start: number): number | undefined {
  if (parts[start] !== '(') return undefined;
  if (parts[start + 1] === ')') return start + 2;
  for (let at = start + 1; ;) {
    const [part, next] = [parts[at], parts[at + 1]];
    const isValue = isWord(part) && isLabelValue(part);
    if (!isValue && part !== ',') return undefined;
    if (next === ')') return at + 2;
    if (isValue && next !== ',') return undefined;
    at += !isValue && next === ',' ? 2 : 1;
  }
}

/** The end of the requirement that begins at `start`; undefined when it is none. */
function endOfRequirement(parts: readonly string[], start: number): number | undefined {
  const negated = parts[start] === '!';
  const at = negated ? start + 1 : start;
  const [key, operator, value] = [parts[at], parts[at + 1], parts[at + 2]];
  if (!isWord(key) || !isLabelKey(key)) return undefined;
  if (isEnd(operator)) return at + 1;
  if (negated) return undefined;
  if (operator === 'in' || operator === 'notin') return endOfValues(parts, at + 2);
  if (operator === '>' || operator === '<') return /^\d+$/.test(value ?? '') ? at + 3 : undefined;
  if (operator !== '=' && operator !== '==' && operator !== '!=') return undefined;
  if (isEnd(value)) return at + 2;
  return isWord(value) && isLabelValue(value) ? at + 3 : undefined;
}

function isLabelSelector(text: string): boolean {
  const parts = tokens(text);
  for (let at = 0; at < parts.length;) {
    const end = endOfRequirement(parts, at);
    if (end === undefined || !isEnd(parts[end]) || end === parts.length - 1) return false;
    at = end + 1;
  }
  return true;
}

/** `metadata.name=a,spec.nodeName!=b`; a backslash before a comma, an equals sign or a backslash takes its meaning away. */
function isFieldSelector(text: string): boolean {
  const terms = text.match(/(?:\\.|[^\\,])+|\\$/gs) ?? [];
  return terms.every((term) => /^(?:[^=!]|!(?!=))*(?:!=|==?)(?:\\[\\,=]|[^\\,=])*$/s.test(term));
}

/**
 * Kubernetes' own form, by which its API server selects
 * (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors).
 */
export const labelSelector: Rule = (scalar) =>
  isLabelSelector(String(scalar))
    ? undefined
    : { problem: 'is not a label selector of Kubernetes', remedy: 'Write e.g. app=shop,tier in (web, api),!canary' };

/**
 * Kubernetes' own form (https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/); which fields there are, the
 * API server says.
 */
export const fieldSelector: Rule = (scalar) =>
  isFieldSelector(String(scalar))
    ? undefined
    : { problem: 'is not a field selector of Kubernetes', remedy: 'Write e.g. spec.nodeName=a,status.phase!=Failed' };
