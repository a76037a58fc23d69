/** The part of PromQL that is emulated. */
export type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'time' }
  | { kind: 'selector'; matchers: Matcher[] }
  | { kind: 'timestamp'; of: Expression }
  | { kind: 'lastOverTime'; matchers: Matcher[]; rangeMs: number }
  | { kind: 'countValues'; label: string; by: string[]; of: Expression }
  | { kind: 'aggregation'; operator: Aggregator; by: string[]; of: Expression };

const AGGREGATORS = ['max', 'min', 'count', 'sum'] as const;
/** Those of PromQL's that the subset has. */
export type Aggregator = (typeof AGGREGATORS)[number];

/** A regular expression has to match the whole value. */
export interface Matcher {
  label: string;
  operator: '=' | '!=' | '=~' | '!~';
  value: string;
}

const SUPPORTED =
  'supported here are instant vector selectors such as up{job="a",instance=~"b.*"}, timestamp(), time(), numbers, ' +
  'last_over_time() of a selector with a range such as up[90s], and max, min, count, sum and count_values with an optional by (...)';

/** A query that is wrong, or right and outside the subset. */
export class PromqlError extends Error {
  override readonly name = 'PromqlError';
}

const TOKEN =
  /\s*(?:(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<word>[a-zA-Z_:][\w:]*)|(?<duration>\[\d+(?:ms|[smhd])\])|(?<number>\d+(?:\.\d+)?)|(?<sign>=~|!~|!=|[={}(),])|(?<end>$))/y;

interface Token {
  kind: 'string' | 'word' | 'duration' | 'number' | 'sign' | 'end';
  text: string;
}

function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (;;) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(query)?.groups;
    if (groups === undefined) throw new PromqlError(`parse error at char ${at + 1}: ${SUPPORTED}`);
    const kind =
      (['string', 'word', 'duration', 'number', 'sign'] as const).find((name) => groups[name] !== undefined) ?? 'end';
    tokens.push({ kind, text: groups[kind] ?? '' });
    if (kind === 'end') return tokens;
  }
}

/** Reads the tokens from the left; each method takes one construct off. */
class Reader {
  readonly #tokens: Token[];
  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  peek(): Token {
    return this.#tokens[0] ?? { kind: 'end', text: '' };
  }

  take(kind: Token['kind'], text?: string): string {
    const token = this.peek();
    if (token.kind !== kind || (text !== undefined && token.text !== text)) {
      const found = token.kind === 'end' ? 'end of input' : `"${token.text}"`;
      throw new PromqlError(`parse error: unexpected ${found}, expected ${text ?? kind}; ${SUPPORTED}`);
    }
    this.#tokens.shift();
    return token.text;
  }

  takes(text: string): boolean {
    if (this.peek().text !== text || this.peek().kind === 'string') return false;
    this.#tokens.shift();
    return true;
  }
}

/** A comma-separated list in brackets; the last comma may be there without an item after it. */
function list<Item>(reader: Reader, open: string, close: string, item: () => Item): Item[] {
  const items: Item[] = [];
  reader.take('sign', open);
  while (!reader.takes(close)) {
    items.push(item());
    if (!reader.takes(',')) {
      reader.take('sign', close);
      break;
    }
  }
  return items;
}

function stringOf(reader: Reader): string {
  return reader.take('string').slice(1, -1).replace(/\\(.)/g, '$1');
}

function matcher(reader: Reader): Matcher {
  const label = reader.take('word');
  const sign = reader.take('sign');
  const operator = (['=', '!=', '=~', '!~'] as const).find((one) => one === sign);
  if (operator === undefined) throw new PromqlError(`parse error: unexpected "${sign}" in label matching`);
  const value = stringOf(reader);
  if (operator.endsWith('~')) checkRegex(value);
  return { label, operator, value };
}

/** Prometheus has RE2, this the regular expressions of JavaScript: the common part is what is used. */
function checkRegex(pattern: string): void {
  try {
    RegExp(pattern);
  } catch (cause) {
    throw new PromqlError(`parse error: ${String(cause)}`, { cause });
  }
}

function selector(reader: Reader, metric: string | undefined): Extract<Expression, { kind: 'selector' }> {
  const named: Matcher[] = metric === undefined ? [] : [{ label: '__name__', operator: '=', value: metric }];
  const braces = reader.peek().text === '{' ? list(reader, '{', '}', () => matcher(reader)) : [];
  const matchers = [...named, ...braces];
  if (!matchers.some((one) => one.operator === '=' && one.value !== '')) {
    throw new PromqlError('parse error: vector selector must contain at least one non-empty equality matcher here');
  }
  return { kind: 'selector', matchers };
}

function grouping(reader: Reader): string[] {
  return reader.takes('by') ? list(reader, '(', ')', () => reader.take('word')) : [];
}

function inBrackets(reader: Reader): Expression {
  reader.take('sign', '(');
  const inner = expression(reader);
  reader.take('sign', ')');
  return inner;
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A selector with a range, in brackets. */
function lastOverTime(reader: Reader): Expression {
  reader.take('sign', '(');
  const { matchers } = selector(reader, reader.peek().kind === 'word' ? reader.take('word') : undefined);
  const [, count = '', unit = ''] = /^\[(\d+)(\w+)\]$/.exec(reader.take('duration')) ?? [];
  reader.take('sign', ')');
  return { kind: 'lastOverTime', matchers, rangeMs: Number(count) * (UNIT_MS[unit] ?? 0) };
}

/** `count_values by (job) ("value", up)`. */
function countValues(reader: Reader): Expression {
  const before = grouping(reader);
  reader.take('sign', '(');
  const label = stringOf(reader);
  reader.take('sign', ',');
  const of = expression(reader);
  reader.take('sign', ')');
  return { kind: 'countValues', label, by: [...before, ...grouping(reader)], of };
}

function aggregation(reader: Reader, operator: Aggregator): Expression {
  const before = grouping(reader);
  const of = inBrackets(reader);
  return { kind: 'aggregation', operator, by: [...before, ...grouping(reader)], of };
}

function expression(reader: Reader): Expression {
  const { kind, text } = reader.peek();
  if (text === '(' && kind === 'sign') return inBrackets(reader);
  if (kind === 'number') return { kind: 'number', value: Number(reader.take('number')) };
  if (text === '{' && kind === 'sign') return selector(reader, undefined);
  reader.take('word');
  const operator = AGGREGATORS.find((one) => one === text);
  if (operator !== undefined && ['(', 'by'].includes(reader.peek().text)) return aggregation(reader, operator);
  if (text === 'count_values' && ['(', 'by'].includes(reader.peek().text)) return countValues(reader);
  if (reader.peek().text !== '(') return selector(reader, text);
  if (text === 'last_over_time') return lastOverTime(reader);
  if (text === 'timestamp') return { kind: 'timestamp', of: inBrackets(reader) };
  if (text !== 'time') throw new PromqlError(`parse error: unknown function with name "${text}"; ${SUPPORTED}`);
  list(reader, '(', ')', () => reader.take('end'));
  return { kind: 'time' };
}

/** @throws PromqlError with Prometheus' beginning and what is supported */
export function parsePromql(query: string): Expression {
  const reader = new Reader(tokenize(query));
  const parsed = expression(reader);
  reader.take('end');
  return parsed;
}
