import * as z from 'zod/mini';
import { durationMilliseconds, hasLookaround, isBoolean, isLabelName } from './values.ts';

/** "The scraper config can't specify a scrape interval of less than 30 seconds" (AWS's page, as in schema.ts). */
const MIN_SCRAPE_INTERVAL_MS = 30_000;

/** A rule whose finding says `problem` and `remedy`. */
export function rule(test: (text: string) => boolean, problem: string, remedy: string) {
  return z.refine((value: unknown) => test(String(value)), { abort: true, params: { problem, remedy } });
}

/** Any scalar: where Prometheus wants a text, YAML may well see a number or a boolean (`regex: true`). */
export const text = z.union([z.string(), z.number(), z.boolean()]);
export const nonEmpty = text.check(rule((value) => value !== '', 'is empty', 'Give it a value'));
export const boolean = text.check(rule(isBoolean, 'is not a boolean', 'Write true or false'));
export const count = text.check(
  rule((value) => /^\d+$/.test(value), 'is not a whole number of 0 or more', 'Write a whole number; 0 means no limit'),
);
export const factor = text.check(rule((value) => Number(value) >= 0, 'is not a number of 0 or more', 'Write a number'));
export const size = text.check(
  rule(
    (value) => /^\d+(?:\.\d+)?(?:[KMGTPE]i?)?B?$/i.test(value),
    'is not a size as Prometheus writes it',
    'Write a number and a unit, e.g. 10MB',
  ),
);
export const duration = text.check(
  rule(
    (value) => durationMilliseconds(value) !== undefined,
    'is not a duration as Prometheus writes it',
    'Write numbers with units, the largest first, e.g. 30s, 1m or 1m30s',
  ),
);
export const interval = duration.check(
  rule(
    (value) => (durationMilliseconds(value) ?? 0) >= MIN_SCRAPE_INTERVAL_MS,
    'is shorter than the 30 s that a managed collector allows',
    'Write 30s or longer',
  ),
);
export const regex = text.check(
  rule(
    (value) => !hasLookaround(value),
    'uses a lookaround, which the RE2 expressions of Prometheus do not have',
    'Express it without (?=, (?!, (?<= and (?<!, e.g. with a second rule that drops',
  ),
);

export function oneOf(values: readonly string[], ignoreCase = false) {
  const matches = (value: string) => values.includes(ignoreCase ? value.toLowerCase() : value);
  return text.check(rule(matches, 'is not one of the possible values', `Write one of ${values.join(', ')}`));
}

export function onlyFile(path: string) {
  return text.check(rule((value) => value === path, 'names a file that a collector does not have', `Write ${path}`));
}

export type Fields = Record<string, z.ZodMiniType>;

/** A map that takes these keys and no others; what is null counts as left out, as in Prometheus. */
export function section(optional: Fields, required: Fields = {}) {
  const fields = Object.entries(optional).map(([key, schema]) => [key, z.nullish(schema)] as const);
  return z.strictObject({ ...Object.fromEntries(fields), ...required });
}

export const labelName = z
  .string()
  .check(
    rule(isLabelName, 'is not a label name', 'Use letters, digits and underscores only, not starting with a digit'),
  );
export const labels = z.record(labelName, z.nullish(text));
