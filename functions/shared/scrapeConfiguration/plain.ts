/**
 * A scalar without quotes that the parser of Prometheus takes for a number or a boolean. It keeps its spelling, which is what
 * a field for a text gets (`replacement: 0x10`), and its value, which is what a field for a number gets.
 */
export class Plain {
  readonly source: string;
  readonly value: number | boolean;
  /** The value of a whole number exactly, however large. */
  readonly whole: bigint | undefined;

  constructor(source: string, value: number | boolean, whole?: bigint) {
    this.source = source;
    this.value = value;
    this.whole = whole;
  }

  toString(): string {
    return this.source;
  }

  /** For whoever writes the data anew: the value, or the spelling where the value has another. */
  toJSON(): number | boolean | string {
    return String(this.value) === this.source ? this.value : this.source;
  }
}

const spellings = (...words: string[]) =>
  words.flatMap((word) => [word, `${word.charAt(0).toUpperCase()}${word.slice(1)}`, word.toUpperCase()]);

const NULLS = new Set(['', '~', ...spellings('null')]);
const TRUE = new Set(spellings('y', 'yes', 'true', 'on'));
const FALSE = new Set(spellings('n', 'no', 'false', 'off'));
const INFINITE = /^([-+]?)\.(?:inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const WHOLE =
  /^(?<sign>[-+]?)(?:0[xX](?<hex>[\da-fA-F]+)|0[bB](?<binary>[01]+)|0[oO]?(?<octal>[0-7]+)|(?<decimal>0|[1-9]\d*))$/;

const MIN_INT64 = -(2n ** 63n);
const MAX_UINT64 = 2n ** 64n - 1n;

/** The digits' value, when a 64-bit number holds it; larger ones are floats. */
function wholeNumber(digits: string): bigint | undefined {
  const groups = WHOLE.exec(digits)?.groups;
  if (!groups) return undefined;
  const { sign, hex, binary, octal, decimal } = groups;
  const text = hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : (decimal ?? '0');
  const value = sign === '-' ? -BigInt(text) : BigInt(text);
  return value >= MIN_INT64 && value <= MAX_UINT64 ? value : undefined;
}

function floatingNumber(text: string): number | undefined {
  const value = FLOAT.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/**
 * What a scalar without quotes stands for, by the rules of the parser that Prometheus has
 * (https://github.com/go-yaml/yaml/tree/v2.4.0: YAML 1.1 as far as booleans, octal numbers and underscores go; no base 60).
 */
export function resolvePlain(source: string): string | Plain | null {
  if (NULLS.has(source)) return null;
  if (TRUE.has(source)) return new Plain(source, true);
  if (FALSE.has(source)) return new Plain(source, false);
  const infinite = INFINITE.exec(source);
  if (infinite) return new Plain(source, infinite[1] === '-' ? -Infinity : Infinity);
  if (NOT_A_NUMBER.test(source)) return new Plain(source, Number.NaN);
  if (!/^[-+.\d]/.test(source)) return source;
  const digits = source.startsWith('.') ? source : source.replaceAll('_', '');
  const whole = wholeNumber(digits);
  if (whole !== undefined) return new Plain(source, Number(whole), whole);
  const floating = floatingNumber(digits);
  return floating === undefined ? source : new Plain(source, floating);
}
