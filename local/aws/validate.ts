import type * as z from 'zod';
import { ServiceError, type Operation } from './operation.ts';
import type { Refusal } from './serviceConventions.ts';

type Issue = z.core.$ZodIssue;

/**
 * The input, held against the operation's schema.
 * @throws ServiceError with the service's validation error, all constraints that failed at once, in AWS's words.
 */
export function validateInput(operation: Operation, input: Record<string, unknown>, refusal: Refusal): unknown {
  const parsed = operation.input.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  for (const issue of issues) if (issue.code === 'unrecognized_keys') throw unknownMember(operation, issue);
  const constraints = issues.map(constraintOf);
  const count = `${issues.length} validation ${issues.length === 1 ? 'error' : 'errors'} detected`;
  throw new ServiceError(
    refusal.code,
    refusal.status,
    `${count}: ${constraints.join('; ')}`,
    membersOf(refusal, issues),
  );
}

function unknownMember({ service, name }: Operation, { keys }: z.core.$ZodIssueUnrecognizedKeys): ServiceError {
  const what = `the parameter ${keys.join(', ')} of ${service}:${name}`;
  return new ServiceError('NotEmulated', 501, `The embedded AWS does not have ${what}.`);
}

function membersOf(refusal: Refusal, issues: readonly Issue[]): Record<string, unknown> {
  if (refusal.listsFields !== true) return {};
  const fieldList = issues.map((issue) => ({ name: pathOf(issue), message: memberMust(issue) }));
  return { reason: 'FIELD_VALIDATION_FAILED', fieldList };
}

function constraintOf(issue: Issue): string {
  const value = issue.input === undefined ? 'null' : `'${asText(issue.input)}'`;
  return `Value ${value} at '${pathOf(issue)}' failed to satisfy constraint: ${memberMust(issue)}`;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}

/** AWS writes paths with a lower first letter and `.member.N` for list items, counted from 1. */
function pathOf(issue: Issue): string {
  return issue.path
    .map((step) => (typeof step === 'number' ? `${step + 1}.member` : lowerFirst(String(step))))
    .join('.');
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

function memberMust(issue: Issue): string {
  switch (issue.code) {
    case 'too_small':
      return `Member must have ${measureOf(issue.origin)} greater than or equal to ${issue.minimum}`;
    case 'too_big':
      return `Member must have ${measureOf(issue.origin)} less than or equal to ${issue.maximum}`;
    case 'invalid_format':
      return `Member must satisfy regular expression pattern: ${unanchored(issue.pattern ?? issue.format)}`;
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.map(String).join(', ')}]`;
    case 'invalid_type':
      return issue.input === undefined ? 'Member must not be null' : `Member must be of type ${issue.expected}`;
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'invalid_union':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return issue.input === undefined ? 'Member must not be null' : issue.message;
  }
}

function measureOf(origin: string): string {
  return origin === 'string' || origin === 'array' ? 'length' : 'value';
}

/** Zod reports `/^(?:x)$/u` where AWS prints `x`, which it always matches as a whole. */
function unanchored(pattern: string): string {
  return /^\/\^\(\?:(.*)\)\$\/[a-z]*$/s.exec(pattern)?.[1] ?? pattern;
}
