import type * as z from 'zod';
import { nearest } from '../nearest.ts';

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
      return `is ${isCounted(issue.origin) ? 'shorter' : 'less'} than ${String(issue.minimum)}`;
    case 'too_big':
      return `is ${isCounted(issue.origin) ? 'longer' : 'more'} than ${String(issue.maximum)}`;
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'invalid_union':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return undefined;
  }
};

function isCounted(origin: string): boolean {
  return origin === 'array' || origin === 'string';
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
      return issue.keys.map((key) => ({ path: [...path, key], message: `is no field${meantField(key, meant)}` }));
    }
    if (issue.code !== 'invalid_key') return [{ path, message: issue.message }];
    return issue.issues.map(({ message }) => ({ path, message: `as a name ${message}` }));
  });
}

function meantField(key: string, fields: readonly string[]): string {
  const meant = nearest(key, fields);
  return meant === undefined ? '' : `; ${meant} is`;
}
