import { tokensOf } from './filterTokens.ts';

/**
 * Filter patterns of CloudWatch Logs for JSON: comparisons of fields with texts and numbers, IS, NOT EXISTS, `&&`, which goes
 * before `||`, and brackets
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html). A field that an event
 * does not have, or that is of another type, is neither equal nor unequal to anything: of `!=` that is assumed. Patterns for
 * text without JSON, and regular expressions, are not emulated.
 */
export type Matches = (event: unknown) => boolean;

/** @throws SyntaxError for what is not in the syntax above. */
export function parsePattern(pattern: string): Matches {
  const tokens = tokensOf(pattern);
  const take = (expected: RegExp): string => {
    const token = tokens.shift() ?? '';
    if (!expected.test(token)) throw new SyntaxError(`${pattern}: "${token}" stands where it must not.`);
    return token;
  };
  const joined = (operator: '&&' | '||', part: () => Matches): Matches[] => {
    const parts = [part()];
    for (; tokens[0] === operator; parts.push(part())) tokens.shift();
    return parts;
  };

  function either(): Matches {
    const parts = joined('||', both);
    return (event) => parts.some((part) => part(event));
  }

  function both(): Matches {
    const parts = joined('&&', operand);
    return (event) => parts.every((part) => part(event));
  }

  function operand(): Matches {
    if (tokens[0] !== '(') return comparison();
    take(/^\($/);
    const inner = either();
    take(/^\)$/);
    return inner;
  }

  function comparison(): Matches {
    const selector = take(/^\$/);
    const test = testOf(take(/^([=<>]|!=|<=|>=|IS|NOT EXISTS)$/), take);
    return (event) => test(valueAt(event, selector));
  }

  take(/^\{$/);
  const matches = either();
  take(/^\}$/);
  if (tokens.length > 0) throw new SyntaxError(`${pattern}: goes on behind its end.`);
  return matches;
}

type Test = (value: unknown) => boolean;

const CONSTANTS: Readonly<Record<string, boolean | null>> = { TRUE: true, FALSE: false, NULL: null };

const NUMERIC: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '!=': (value, bound) => value !== bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

function testOf(operator: string, take: (expected: RegExp) => string): Test {
  if (operator === 'NOT EXISTS') return (value) => value === undefined;
  if (operator === 'IS') {
    const constant = CONSTANTS[take(/^(TRUE|FALSE|NULL)$/)];
    return (value) => value === constant;
  }
  const token = take(operator === '=' || operator === '!=' ? /^("|[\w*-])/ : NUMBER);
  const compare = NUMERIC[operator];
  if (NUMBER.test(token)) return (value) => typeof value === 'number' && compare?.(value, Number(token)) === true;
  const wanted = wildcard(token.replace(/^"(.*)"$/s, '$1'));
  return (value) => typeof value === 'string' && wanted.test(value) === (operator === '=');
}

function wildcard(text: string): RegExp {
  return new RegExp(`^${text.split('*').map(RegExp.escape).join('.*')}$`, 's');
}

/** What a selector, e.g. `$.error.name` or `$.findings[0]`, points to. */
export function valueAt(event: unknown, selector: string): unknown {
  let value: unknown = event;
  for (const [, name, index] of selector.matchAll(/\.([\w-]+)|\[(\d+)\]/g)) {
    const isThere = typeof value === 'object' && value !== null && Array.isArray(value) === (name === undefined);
    value = isThere ? Reflect.get(Object(value), name ?? index ?? '') : undefined;
  }
  return value;
}
