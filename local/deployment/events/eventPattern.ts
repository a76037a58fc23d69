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
  const branches = branchesOf(pattern).map((branch) => compile(branch, []));
  return branches.some((matches) => matches(event));
}

type Matcher = (value: unknown) => boolean;

/** The whole pattern is read before the first field is compared, so that a mistake in it shows with every event. */
function compile(branch: unknown, path: readonly string[]): Matcher {
  const matchers = fieldsOf(branch, path).map(([name, wanted]): Matcher => {
    const inside = [...path, name];
    const field = Array.isArray(wanted) ? leaf(wanted, inside) : compile(wanted, inside);
    return (value) => field(isObject(value) ? value[name] : undefined);
  });
  const all: Matcher = (value) => matchers.every((matches) => matches(value));
  // A list of objects: one of them has to match as a whole.
  return (value) => (Array.isArray(value) && value.length > 0 ? value.some(all) : all(value));
}

/** An object of a pattern or an event. */
export type Fields = Record<string, unknown>;

/**
 * The patterns without `$or` of which one has to match. A field that is both in an alternative and beside the Or counts as it stands
 * last: event-ruler's JsonRuleCompiler puts the fields of each alternative over those before it, and those after it over them.
 */
export function branchesOf(pattern: unknown, path: readonly string[] = []): Fields[] {
  const fields = fieldsOf(pattern, path);
  return fields.reduce<Fields[]>(
    (branches, [name, wanted]) => {
      const inside = [...path, name];
      if (name === '$or' && isAlternatives(wanted)) {
        const alternatives = wanted.flatMap((one) => branchesOf(one, inside));
        return alternatives.flatMap((one) => branches.map((branch) => merged(branch, one)));
      }
      const values = Array.isArray(wanted) ? [wanted] : branchesOf(wanted, inside);
      return values.flatMap((value) => branches.map((branch) => merged(branch, { [name]: value })));
    },
    [{}],
  );
}

function merged(before: Fields, later: Fields): Fields {
  const both = Object.entries(later).map(([name, value]) => {
    const earlier = before[name];
    return [name, isObject(earlier) && isObject(value) ? merged(earlier, value) : value];
  });
  return { ...before, ...Object.fromEntries(both) };
}

function fieldsOf(pattern: unknown, path: readonly string[]): [string, unknown][] {
  if (!isObject(pattern)) throw new PatternError(path, 'it must be an object or an array');
  const fields = Object.entries(pattern);
  if (fields.length === 0) throw new PatternError(path, 'Empty objects are not allowed');
  return fields;
}

/** Only a list of two or more objects is an Or; else `$or` is a field's name. Source: event-ruler's README. */
function isAlternatives(wanted: unknown): wanted is readonly unknown[] {
  return Array.isArray(wanted) && wanted.length > 1 && wanted.every(isObject);
}

/** One of the alternatives has to match one of the values. @param path for errors. @throws PatternError */
export function leaf(wanted: readonly unknown[], path: readonly string[]): Matcher {
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

/** A field's values: of a list, its items; an object has none of its own, nor has an empty list. */
function scalars(value: unknown): Scalar[] {
  if (Array.isArray(value)) return value.flatMap(scalars);
  return isScalar(value) ? [value] : [];
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** Whether a JSON value is an object: no list, not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
