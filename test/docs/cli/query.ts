/** As much of JMESPath (https://jmespath.org/specification.html) as the pages' `--query` uses. */

type Evaluate = (value: unknown) => unknown;

/** @throws for what is no expression of this part */
export function query(expression: string, value: unknown): unknown {
  const parser = { text: expression, at: 0 };
  const evaluate = chain(parser);
  if (parser.at < expression.length)
    throw new Error(`${expression}: ${expression.slice(parser.at)} cannot be read here`);
  return evaluate(value);
}

/** Whether nothing of it is there, as when a name is misspelt. */
export function isVoid(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every(isVoid);
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isVoid);
  return value === null || value === undefined;
}

interface Parser {
  text: string;
  at: number;
}

function take(parser: Parser, pattern: RegExp): string | undefined {
  const sticky = new RegExp(pattern.source, 'y');
  sticky.lastIndex = parser.at;
  const [found] = sticky.exec(parser.text) ?? [];
  parser.at += found?.length ?? 0;
  return found;
}

function demand(parser: Parser, pattern: RegExp): string {
  const found = take(parser, pattern);
  if (found === undefined) throw new Error(`${parser.text}: ${pattern.source} is missing at ${parser.at}`);
  return found;
}

const NAME = /[A-Za-z_]\w*|"[^"]+"/;

function chain(parser: Parser): Evaluate {
  const step = first(parser);
  const rest = further(parser);
  return (value) => rest(step(value));
}

function first(parser: Parser): Evaluate {
  if (take(parser, /\{/) !== undefined) return hash(parser);
  if (/\[[?\]]/y.test(parser.text.slice(parser.at, parser.at + 2))) return (value) => value;
  if (take(parser, /\[/) !== undefined) return list(parser);
  const name = demand(parser, NAME);
  if (name !== 'length' || take(parser, /\(/) === undefined) return member(name);
  const of = chain(parser);
  demand(parser, /\)/);
  return (value) => lengthOf(of(value));
}

/** What comes behind a value; behind a projection for each of its elements, of which those that are null stay. */
function further(parser: Parser): Evaluate {
  if (take(parser, /\[\]/) !== undefined) return each(further(parser), () => true);
  if (take(parser, /\[\?/) !== undefined) {
    const of = chain(parser);
    demand(parser, /==/);
    const literal = demand(parser, /'[^']*'/).slice(1, -1);
    demand(parser, /\]/);
    return each(further(parser), (one) => of(one) === literal);
  }
  if (take(parser, /\./) === undefined) return (value) => value;
  return chain(parser);
}

function each(rest: Evaluate, isWanted: (one: unknown) => boolean): Evaluate {
  return (value) => (Array.isArray(value) ? value.filter(isWanted).map(rest) : null);
}

function list(parser: Parser): Evaluate {
  const items = [chain(parser)];
  while (take(parser, /,\s*/) !== undefined) items.push(chain(parser));
  demand(parser, /\]/);
  return (value) => (value === null ? null : items.map((item) => item(value)));
}

function hash(parser: Parser): Evaluate {
  const entries: [string, Evaluate][] = [];
  do {
    const name = demand(parser, NAME);
    demand(parser, /:/);
    entries.push([name, chain(parser)]);
  } while (take(parser, /,\s*/) !== undefined);
  demand(parser, /\}/);
  return (value) => (value === null ? null : Object.fromEntries(entries.map(([name, of]) => [name, of(value)])));
}

function member(name: string): Evaluate {
  const key = name.replaceAll('"', '');
  return (value) => (typeof value === 'object' && value !== null ? (Reflect.get(value, key) ?? null) : null);
}

function lengthOf(value: unknown): unknown {
  return Array.isArray(value) ? value.length : null;
}
