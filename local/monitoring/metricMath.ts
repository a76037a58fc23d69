/** A data point of a window; undefined where there is none. */
type Point = number | undefined;
type Value = Point | Value[];

/** What ids and METRICS() stand for, in one window. */
export interface Series {
  of(id: string): Point;
  all(): Point[];
}

const TOKEN = /\s*([()[\]+\-*/,]|[A-Za-z]\w*|\d+(?:\.\d+)?)/y;

/**
 * Metric math over one window: + - * / and brackets, lists, FILL with a number, SUM of a list, METRICS()
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html). Where one of the data points is
 * missing, an operation and SUM have none either: assumed, since the page has FILL for it and does not say what happens without.
 * @throws SyntaxError for whatever else, naming it.
 */
export function evaluateMath(expression: string, series: Series): Point {
  const tokens = tokensOf(expression);
  const fail = (what: string): never => {
    throw new SyntaxError(`The metric math ${expression} cannot be evaluated here: ${what}.`);
  };
  const take = (expected: string): void => {
    const token = tokens.shift();
    if (token !== expected) fail(`${token ?? 'its end'} stands where ${expected} should`);
  };
  const point = (value: Value): Point => (Array.isArray(value) ? fail('a list stands where a number should') : value);

  function sum(): Value {
    let left = product();
    while (tokens[0] === '+' || tokens[0] === '-') {
      const sign = tokens.shift() === '+' ? 1 : -1;
      left = both(point(left), point(product()), (a, b) => a + sign * b);
    }
    return left;
  }

  function product(): Value {
    let left = operand();
    while (tokens[0] === '*' || tokens[0] === '/') {
      const operator = tokens.shift();
      left = both(point(left), point(operand()), (a, b) => (operator === '*' ? a * b : a / b));
    }
    return left;
  }

  function operand(): Value {
    const token = tokens.shift() ?? '';
    if (/^\d/.test(token)) return Number(token);
    if (token === '(' || token === '[') return token === '(' ? list(')')[0] : list(']');
    if (tokens[0] === '(') {
      tokens.shift();
      return call(token, list(')'));
    }
    return /^[a-z]/.test(token) ? series.of(token) : fail(`${token || 'its end'} stands where a value should`);
  }

  function list(end: string): Value[] {
    const items: Value[] = [];
    while (tokens[0] !== end) {
      items.push(sum());
      if (tokens[0] !== end) take(',');
    }
    take(end);
    return items;
  }

  function call(name: string, [first, second]: Value[]): Value {
    if (name === 'METRICS') return series.all();
    if (name === 'FILL' && typeof second === 'number') return filled(first, second);
    if (name === 'SUM' && Array.isArray(first))
      return first.map(point).reduce((a, b) => both(a, b, (x, y) => x + y), 0);
    return fail(`${name} with these arguments is not emulated`);
  }

  const result = point(sum());
  return tokens.length === 0 ? result : fail(`${tokens[0]} stands behind its end`);
}

function filled(value: Value, filling: number): Value {
  return Array.isArray(value) ? value.map((one) => filled(one, filling)) : (value ?? filling);
}

/** A division by zero has no result. */
function both(a: Point, b: Point, compute: (a: number, b: number) => number): Point {
  const result = a === undefined || b === undefined ? Number.NaN : compute(a, b);
  return Number.isFinite(result) ? result : undefined;
}

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < expression.trimEnd().length;) {
    const at = TOKEN.lastIndex;
    const [, token] = TOKEN.exec(expression) ?? [];
    if (token === undefined)
      throw new SyntaxError(`${expression}: what begins at character ${at + 1} is not emulated.`);
    tokens.push(token);
  }
  return tokens;
}
