import { createHash } from 'node:crypto';

/** The value's JSON with its keys in order, so that two documents that say the same have one text. */
export function canonical(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_key, part: unknown) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    indent,
  );
}

/** What a digest is of nothing. */
const NONE = 'none';

/**
 * `sha256:` and 12 hex digits, by which two states of a thing are told apart where its text must not stand (logs) or is too
 * long (an execution's output). Texts count as they are, everything else by its canonical JSON.
 */
export function digestOf(value: unknown): string {
  if (value === undefined) return NONE;
  const text = typeof value === 'string' ? value : canonical(value);
  return `sha256:${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
}

/** One entry of the output's `repaired`: what was put back, of which resource, and the digests before and after. */
export function repairedLine(arn: string, part: string, before: unknown, after: unknown): string {
  return `${arn} ${part}: ${digestOf(before)} -> ${digestOf(after)}`;
}
