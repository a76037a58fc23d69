import type * as z from 'zod';
import { didYouMean } from '../nearest.ts';

/** What zod calls a type, for people. */
const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'text',
  tuple: 'a list',
};

/** The sentences for what a field's own schema has none for, without the field, whose path stands before them. */
export const sentences: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `is not ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `is ${JSON.stringify(issue.input)}, and has to be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'email' ? 'is not an e-mail address' : undefined;
    case 'too_small':
      return bound(issue.origin, ['has fewer', 'is shorter', 'is less'], issue.minimum);
    case 'too_big':
      return bound(issue.origin, ['has more', 'is longer', 'is more'], issue.maximum);
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'invalid_union':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return undefined;
  }
};

function bound(origin: string, [list, text, number]: [string, string, string], limit: number | bigint): string {
  if (origin === 'array') return `${list} than ${limit} ${Number(limit) === 1 ? 'entry' : 'entries'}`;
  return origin === 'string' ? `${text} than ${limit} characters` : `${number} than ${limit}`;
}

/** Something that is wrong with a value, and where. */
export interface Problem {
  path: PropertyKey[];
  message: string;
}

/**
 * What is wrong with a value.
 * @param fields Those that it has, of which one may be meant by one that is none
 */
export function problemsOf(error: z.ZodError, fields: readonly string[] = []): Problem[] {
  return error.issues.flatMap(({ path, ...issue }): Problem[] => {
    if (issue.code === 'unrecognized_keys') {
      const meant = path.length > 0 ? [] : fields;
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownField(key, meant) }));
    }
    if (issue.code !== 'invalid_key') return [{ path, message: issue.message }];
    return issue.issues.map(({ message }) => ({ path, message: `its name ${message}` }));
  });
}

function unknownField(key: string, fields: readonly string[]): string {
  const meant = didYouMean(key, fields);
  return meant === '' ? 'is not a field' : `is not a field.${meant}`;
}

/** Longer ones are not quoted: their place has to do. */
const MAX_QUOTED = 200;

/** The problem as a line for people: where, the value if it is a single one that the message does not have yet, and what is wrong. */
export function problemLine({ path, message }: Problem, configuration: unknown): string {
  const value = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    configuration,
  );
  const isSingle = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  const quoted = isSingle && !message.includes(String(value)) ? JSON.stringify(value) : '';
  const shown = quoted === '' || quoted.length > MAX_QUOTED ? '' : ` (${quoted})`;
  return `${path.map(String).join('.') || '(top)'}${shown}: ${message}`;
}
