import { BlockList, isIP, isIPv6 } from 'node:net';
import { PatternError, type Scalar } from './patternError.ts';

type Operator = (operand: unknown, path: readonly string[]) => (value: Scalar) => boolean;
type TextTest = (text: string) => boolean;

/** The comparison operators on one value, `exists` aside. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  prefix: (operand, path) => onText(affix('startsWith', operand, path)),
  suffix: (operand, path) => onText(affix('endsWith', operand, path)),
  'equals-ignore-case': (operand, path) => onText(equalsIgnoringCase(operand, path)),
  wildcard: (operand, path) => onText(wildcard(operand, path)),
  numeric,
  cidr,
  'anything-but': anythingBut,
};

/** They "only work on string-valued fields". */
function onText(matches: TextTest): (value: Scalar) => boolean {
  return (value) => typeof value === 'string' && matches(value);
}

function textOf(operand: unknown, path: readonly string[]): string {
  if (typeof operand !== 'string') throw new PatternError(path, 'the match pattern must be a string');
  return operand;
}

function affix(side: 'startsWith' | 'endsWith', operand: unknown, path: readonly string[]): TextTest {
  const ignoring = onlyMember(operand, 'equals-ignore-case');
  if (ignoring === undefined) {
    const part = textOf(operand, path);
    return (text) => text[side](part);
  }
  const part = textOf(ignoring, path).toLowerCase();
  return (text) => text.toLowerCase()[side](part);
}

function equalsIgnoringCase(operand: unknown, path: readonly string[]): TextTest {
  const wanted = textOf(operand, path).toLowerCase();
  return (text) => text.toLowerCase() === wanted;
}

/** `*` is any text; a backslash makes an asterisk or a backslash an ordinary character. */
function wildcard(operand: unknown, path: readonly string[]): TextTest {
  const source = textOf(operand, path);
  const parts = source.match(/\\.|\*|[^\\*]+|\\$/g) ?? [];
  if (/(?<!\\)(\\\\)*\*\*/.test(source)) throw new PatternError(path, 'Consecutive wildcard characters');
  const pattern = parts.map((part) => {
    if (part === '*') return '.*';
    if (!part.startsWith('\\')) return RegExp.escape(part);
    if (part === '\\*' || part === '\\\\') return RegExp.escape(part.slice(1));
    throw new PatternError(path, 'Invalid escape character');
  });
  const whole = new RegExp(`^${pattern.join('')}$`, 's');
  return (text) => whole.test(text);
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** One comparison, or two that make a range. */
function numeric(operand: unknown, path: readonly string[]): (value: Scalar) => boolean {
  const items: readonly unknown[] = Array.isArray(operand) ? operand : [];
  if (items.length !== 2 && items.length !== 4) {
    throw new PatternError(path, 'Invalid member in numeric match: one or two comparisons are needed');
  }
  const tests = items.flatMap((sign, index) => (index % 2 === 0 ? [comparison(sign, items[index + 1], path)] : []));
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function comparison(sign: unknown, bound: unknown, path: readonly string[]): (value: number) => boolean {
  const compare = typeof sign === 'string' ? COMPARISONS[sign] : undefined;
  if (compare === undefined) throw new PatternError(path, `Unrecognized numeric range operator: ${String(sign)}`);
  if (typeof bound !== 'number') throw new PatternError(path, `Value of ${String(sign)} must be numeric`);
  return (value) => compare(value, bound);
}

function cidr(operand: unknown, path: readonly string[]): (value: Scalar) => boolean {
  const [address = '', bits = ''] = textOf(operand, path).split('/');
  const block = new BlockList();
  const family = (ip: string) => (isIPv6(ip) ? 'ipv6' : 'ipv4');
  try {
    block.addSubnet(address, bits === '' ? Number.NaN : Number(bits), family(address));
  } catch {
    throw new PatternError(path, `Malformed CIDR, one '/' required: ${String(operand)}`);
  }
  return onText((ip) => isIP(ip) !== 0 && block.check(ip, family(ip)));
}

/** Of values, or of one of the operators on text; a value of another type than text is then something else. */
function anythingBut(operand: unknown, path: readonly string[]): (value: Scalar) => boolean {
  for (const name of ['prefix', 'suffix', 'equals-ignore-case', 'wildcard']) {
    const inner = onlyMember(operand, name);
    const operator = OPERATORS[name];
    if (inner === undefined || operator === undefined) continue;
    const unwanted = [inner].flat().map((one) => operator(one, [...path, name]));
    return (value) => unwanted.every((matches) => !matches(value));
  }
  const values: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  const fits = values.length > 0 && values.every((value) => typeof value === 'string' || typeof value === 'number');
  if (!fits) throw new PatternError(path, 'anything-but needs strings, numbers or one of its operators');
  return (value) => !values.some((unwanted) => unwanted === value);
}

/** The member of an object that has just that one. */
function onlyMember(operand: unknown, name: string): unknown {
  if (typeof operand !== 'object' || operand === null || Array.isArray(operand)) return undefined;
  const [[key, value] = ['', undefined], ...others] = Object.entries(operand);
  return key === name && others.length === 0 ? value : undefined;
}
