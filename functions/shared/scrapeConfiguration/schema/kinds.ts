import { Plain } from '../plain.ts';
import type { Problem, YamlPath } from '../problem.ts';
import { unknownKey } from './refusal.ts';
import { isRecord } from '../values.ts';

/**
 * What a place of the YAML may hold: gives all that is wrong with a value and with everything below it. Null is handed on,
 * since what it means differs: in most fields of Prometheus it is the same as leaving them out.
 */
export interface Kind {
  (value: unknown, at: YamlPath): Problem[];
  /** Set when null is not the same as left out, even in a field that may be left out. */
  readonly seesNull?: true;
}

/** The keys of a map, and what each may hold. */
export type Fields = Readonly<Record<string, Kind>>;

/** A scalar as it comes: with quotes a text, without them possibly something else. */
export type Scalar = string | Plain;

/** Whether a value is no list and no map. Null is none: it stands for left out. */
export function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || value instanceof Plain;
}

/** Whether a field is left out, which null is in most of Prometheus' fields. */
export function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function missing(at: YamlPath, kind: string): Problem[] {
  return [{ at, problem: 'is missing', remedy: `Add it, as a ${kind}` }];
}

function wrongKind(value: unknown, at: YamlPath, kind: string): Problem[] {
  if (isAbsent(value)) return missing(at, kind);
  return [{ at, value, problem: `is not a ${kind}`, remedy: `Write a ${kind}; mind the indentation` }];
}

/** What a scalar breaks, with the remedy; undefined when it is as it should be. */
export type Rule = (scalar: Scalar) => Pick<Problem, 'problem' | 'remedy' | 'warns'> | undefined;

/** A rule by a value's text, with or without quotes. @param problem the rest of a sentence that begins with the field. */
export function rule(test: (text: string) => boolean, problem: string, remedy: string): Rule {
  return (scalar) => (test(String(scalar)) ? undefined : { problem, remedy });
}

/** A single value that keeps to the rules; the first that it breaks is told. */
export function scalar(...rules: Rule[]): Kind {
  return (value, at) => {
    if (isAbsent(value)) return missing(at, 'single value');
    if (!isScalar(value)) return [{ at, problem: 'is not a single value', remedy: 'Write a single value here' }];
    for (const rule of rules) {
      const broken = rule(value);
      if (broken) return [{ at, value, ...broken }];
    }
    return [];
  };
}

/** Every item is checked: a list has all its problems told at once. */
export function list(item: Kind): Kind {
  return (value, at) =>
    Array.isArray(value)
      ? value.flatMap((part: unknown, index) => item(part, [...at, index]))
      : wrongKind(value, at, 'list');
}

/** A map that takes any keys that keep to the rule. */
export function record(item: Kind, key?: Rule): Kind {
  return (value, at) => {
    if (!isRecord(value)) return wrongKind(value, at, 'map');
    return Object.entries(value).flatMap(([name, part]) => {
      const place = [...at, name];
      const broken = key?.(name);
      return [...(broken ? [{ at: place, value: part, ...broken }] : []), ...item(part, place)];
    });
  };
}

/** The kind itself, or null for left out. */
export function optional(kind: Kind): Kind {
  return (value, at) => (isAbsent(value) && !kind.seesNull ? [] : kind(value, at));
}

/** A map that takes these keys and no others; what is null counts as left out, as in Prometheus. */
export function section(fields: Fields, required: Fields = {}): Kind {
  const known = new Map([
    ...Object.entries(fields).map(([key, kind]) => [key, optional(kind)] as const),
    ...Object.entries(required),
  ]);
  const needed = Object.keys(required);
  return (value, at) => {
    if (!isRecord(value)) return wrongKind(value, at, 'map');
    const present = Object.entries(value).flatMap(([key, part]) => {
      const place = [...at, key];
      return known.get(key)?.(part, place) ?? [unknownKey(place)];
    });
    const absent = needed.filter((key) => !Object.hasOwn(value, key));
    return [...present, ...absent.flatMap((key) => required[key]?.(undefined, [...at, key]) ?? [])];
  };
}
