import type { Labels } from './relabel.ts';

interface Matcher {
  label: string;
  operator: '=' | '!=' | '=~' | '!~';
  value: string;
}

/** A part of a PromQL expression that reads series. */
export interface Selector {
  name: string;
  matchers: readonly Matcher[];
  /** As it is written, e.g. 5m; of a subquery none. */
  range?: string;
}

const TOKEN =
  /#.*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\{(?:[^}"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*\}|\[[^\]]*\]|\d[\w.]*|[A-Za-z_:][\w:]*|[^\s]/g;
const NAME = /^[A-Za-z_:]/;
/** What is followed by a list of labels in parentheses. */
const WITH_LABELS = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const WORDS = new Set(
  'and or unless bool offset atan2 inf nan sum min max avg group stddev stdvar count count_values bottomk topk quantile'.split(
    ' ',
  ),
);
const MATCHER = /([A-Za-z_]\w*)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')/g;

/** The selectors of an expression (https://prometheus.io/docs/prometheus/latest/querying/basics/). */
export function selectorsOf(expression: string): Selector[] {
  const tokens = (expression.match(TOKEN) ?? []).filter((token) => !token.startsWith('#'));
  const selectors: Selector[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    if (WITH_LABELS.has(token.toLowerCase()) && tokens[at + 1] === '(') at = tokens.indexOf(')', at);
    else if (NAME.test(token) && tokens[at + 1] !== '(' && !WORDS.has(token.toLowerCase()) && !WITH_LABELS.has(token)) {
      selectors.push(selectorAt(tokens, at));
    }
  }
  return selectors;
}

function selectorAt(tokens: readonly string[], at: number): Selector {
  const [name = '', next = '', last = ''] = tokens.slice(at, at + 3);
  const braces = next.startsWith('{') ? next : '';
  const range = (braces === '' ? next : last).replaceAll(/^\[|\]$|\s/g, '');
  const isRange = /^(?:\d+(?:ms|[smhdwy]))+$/.test(range) && (braces === '' ? next : last).startsWith('[');
  return { name, matchers: matchersOf(braces), ...(isRange && { range }) };
}

function matchersOf(braces: string): Matcher[] {
  return [...braces.matchAll(MATCHER)].map(([, label = '', operator = '', double, single]) => ({
    label,
    operator: operatorOf(operator),
    value: (double ?? single ?? '').replaceAll('\\\\', '\\'),
  }));
}

function operatorOf(text: string): Matcher['operator'] {
  return text === '!=' || text === '=~' || text === '!~' ? text : '=';
}

/** A label that is not there is an empty one, as in Prometheus. */
export function matches(labels: Labels, { label, operator, value }: Matcher): boolean {
  const actual = labels[label] ?? '';
  const isSame = operator.endsWith('~') ? new RegExp(`^(?:${value})$`, 'su').test(actual) : actual === value;
  return operator.startsWith('!') ? !isSame : isSame;
}

/** Labels of which all matchers hold, where such are easily found. */
export function exemplarOf({ name, matchers }: Selector): Labels {
  const values = matchers.map(({ label, operator, value }) => {
    if (operator === '=') return [label, value] as const;
    return [label, operator === '=~' ? firstOf(value) : 'other'] as const;
  });
  return { __name__: name, ...Object.fromEntries(values.filter(([, value]) => value !== '')) };
}

/** A text that a regular expression of alternatives matches. */
function firstOf(regex: string): string {
  const [first = ''] = regex.split('|');
  return first.replaceAll(/\([^)]*\)\?|[\\()^$]/g, '').replaceAll(/\.[+*]/g, 'x');
}
