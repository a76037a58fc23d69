/**
 * Filter patterns of CloudWatch Logs for JSON, as much of their syntax as is used: `=` with a text in which `*` stands for
 * anything, `>` with a number, `&&`, `||` and brackets
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html).
 */
export type Matches = (event: unknown) => boolean;

const TOKEN = /\s*(&&|\|\||[(){}=>]|\$(?:\.\w+)+|"[^"]*"|-?\d+(?:\.\d+)?)/y;

function tokensOf(pattern: string): string[] {
  const tokens: string[] = [];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < pattern.trimEnd().length;) {
    const at = TOKEN.lastIndex;
    const [, token] = TOKEN.exec(pattern) ?? [];
    if (token === undefined) throw new SyntaxError(`${pattern}: what begins at character ${at + 1} is not known here.`);
    tokens.push(token);
  }
  return tokens;
}

/** @throws SyntaxError for what is not in the syntax above. */
export function parsePattern(pattern: string): Matches {
  const tokens = tokensOf(pattern);
  const take = (expected?: RegExp): string => {
    const token = tokens.shift() ?? '';
    if (expected && !expected.test(token)) throw new SyntaxError(`${pattern}: "${token}" stands where it must not.`);
    return token;
  };

  function joined(): Matches {
    const parts = [operand()];
    const [operator] = tokens;
    while (tokens[0] === '&&' || tokens[0] === '||') {
      if (take() !== operator) throw new SyntaxError(`${pattern}: && and || stand side by side without brackets.`);
      parts.push(operand());
    }
    return operator === '||'
      ? (event) => parts.some((part) => part(event))
      : (event) => parts.every((part) => part(event));
  }

  function operand(): Matches {
    if (tokens[0] !== '(') return comparison();
    take();
    const inner = joined();
    take(/^\)$/);
    return inner;
  }

  function comparison(): Matches {
    const selector = take(/^\$/);
    if (take(/^[=>]$/) === '>') {
      const limit = Number(take(/^-?\d/));
      return (event) => {
        const value = valueAt(event, selector);
        return typeof value === 'number' && value > limit;
      };
    }
    const wanted = wildcard(take(/^"/).slice(1, -1));
    return (event) => {
      const value = valueAt(event, selector);
      return typeof value === 'string' && wanted.test(value);
    };
  }

  take(/^\{$/);
  const matches = joined();
  take(/^\}$/);
  if (tokens.length > 0) throw new SyntaxError(`${pattern}: goes on behind its end.`);
  return matches;
}

function wildcard(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

/** What a selector, e.g. `$.error.name`, points to. */
export function valueAt(event: unknown, selector: string): unknown {
  let value: unknown = event;
  for (const key of selector.split('.').slice(1)) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }
  return value;
}
