import { PatternError, type Scalar } from './patternError.ts';
import { OPERATORS } from './patternOperators.ts';

/**
 * Whether EventBridge would take the event for one that the pattern wants: every field of the pattern is there with one of
 * the values. Sources: "Comparison operators for use in event patterns" in the EventBridge User Guide, and the README of
 * aws/event-ruler, which is what EventBridge matches with.
 *
 * Two things that it does otherwise: numbers are compared as numbers (EventBridge compares their text, to which 300 and
 * 3.0e2 are different), and `exists: false` below a list of objects holds when one of the objects has no such field.
 * @throws PatternError for a pattern that EventBridge would refuse.
 */
export function matchEvent(pattern: unknown, event: unknown): boolean {
  return compile(pattern, [])(event);
}

type Matcher = (value: unknown) => boolean;

/** The whole pattern is read before the first field is compared, so that a mistake in it shows with every event. */
function compile(pattern: unknown, path: readonly string[]): Matcher {
  if (!isObject(pattern)) throw new PatternError(path, 'it must be an object or an array');
  const fields = Object.entries(pattern);
  if (fields.length === 0) throw new PatternError(path, 'Empty objects are not allowed');
  const matchers = fields.map(([name, wanted]): Matcher => {
    const inside = [...path, name];
    if (name === '$or' && isAlternatives(wanted)) return anyOf(wanted.map((one) => compile(one, inside)));
    const field = Array.isArray(wanted) ? leaf(wanted, inside) : compile(wanted, inside);
    return (value) => field(isObject(value) ? value[name] : undefined);
  });
  const all: Matcher = (value) => matchers.every((matches) => matches(value));
  // A list of objects: one of them has to match as a whole.
  return (value) => (Array.isArray(value) && value.length > 0 ? value.some(all) : all(value));
}

/** Only a list of two or more objects is an Or; else `$or` is a field's name. Source: event-ruler's README. */
function isAlternatives(wanted: unknown): wanted is readonly unknown[] {
  return Array.isArray(wanted) && wanted.length > 1 && wanted.every(isObject);
}

function leaf(wanted: readonly unknown[], path: readonly string[]): Matcher {
  if (wanted.length === 0) throw new PatternError(path, 'Empty arrays are not allowed');
  const alternatives = wanted.map((one) => alternative(one, path));
  return (value) => alternatives.some((matches) => matches(scalars(value)));
}

type Alternative = (values: readonly Scalar[]) => boolean;

function alternative(wanted: unknown, path: readonly string[]): Alternative {
  if (isScalar(wanted)) return (values) => values.includes(wanted);
  if (!isObject(wanted)) throw new PatternError(path, 'a list within a list is not allowed');
  const [[name, operand] = ['', undefined], ...others] = Object.entries(wanted);
  if (others.length > 0) throw new PatternError(path, 'Only one key allowed in match expression');
  if (name === 'exists') return exists(operand, path);
  const operator = OPERATORS[name];
  if (operator === undefined) throw new PatternError(path, `Unrecognized match type ${name}`);
  const matches = operator(operand, [...path, name]);
  return (values) => values.some(matches);
}

function exists(operand: unknown, path: readonly string[]): Alternative {
  if (typeof operand !== 'boolean') throw new PatternError(path, 'exists match pattern must be either true or false.');
  return (values) => values.length > 0 === operand;
}

function anyOf(matchers: readonly Matcher[]): Matcher {
  return (value) => matchers.some((matches) => matches(value));
}

/** A field's values: of a list, its items; an object has none of its own, nor has an empty list. */
function scalars(value: unknown): Scalar[] {
  if (Array.isArray(value)) return value.flatMap(scalars);
  return isScalar(value) ? [value] : [];
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
