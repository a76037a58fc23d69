import type { Problem } from '../messages.ts';
import type { Fields } from './fields.ts';

/** What is named twice where once says all: one of the two is a mistake, or was to be another. */
export function repeatedProblems(fields: Fields): Problem[] {
  return [...repeatedInLists([], fields), ...repeatedWorkspaces(fields)];
}

/** Of every list of texts, wherever it is. */
function repeatedInLists(path: PropertyKey[], value: unknown): Problem[] {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return repeatedIn(path, value);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => repeatedInLists([...path, key], one));
}

function repeatedIn(path: PropertyKey[], list: readonly string[]): Problem[] {
  return list.flatMap((one, index) => {
    const first = list.indexOf(one);
    return first === index ? [] : [{ path: [...path, index], message: `is ${[...path, first].join('.')} too: ${one}` }];
  });
}

/** A second name would be another connection for the doors, and the same one for AWS. */
function repeatedWorkspaces({ workspaces }: Fields): Problem[] {
  const names = new Map<string, string>();
  return Object.entries(workspaces).flatMap(([name, { arn }]) => {
    const first = names.get(arn);
    if (first === undefined) names.set(arn, name);
    return first === undefined ? [] : [{ path: ['workspaces', name], message: `is workspaces.${first} too: ${arn}` }];
  });
}
