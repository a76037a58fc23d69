import { list, record, rule, type Rule, scalar } from './kinds.ts';
import { Plain } from '../plain.ts';
import { isRegex } from './regex.ts';
import { durationMilliseconds, isLabelName, isSize } from '../values.ts';
import { newer } from './versions.ts';

/** "The scraper config can't specify a scrape interval of less than 30 seconds" (AWS's page, as in schema.ts). */
const MIN_SCRAPE_INTERVAL_MS = 30_000;
/** For names of metrics and labels that only Prometheus 3's UTF-8 scheme takes. */
export const NAME_REMEDY = 'Use letters, digits and underscores only, not starting with a digit';
const MAX_COUNT = 2n ** 64n - 1n;

/** A test of what the scalar stands for, which quotes make a text: Prometheus takes no text for a number or a boolean. */
function typed(test: (plain: Plain) => boolean, kind: string, remedy: string): Rule {
  return (value) => {
    if (value instanceof Plain && test(value)) return undefined;
    const quoted = typeof value === 'string' && value !== '';
    return {
      problem: `is ${quoted ? 'a text, and' : 'not'} ${quoted ? `Prometheus wants ${kind} here` : kind}`,
      remedy,
    };
  };
}

function isCount({ value, whole }: Plain): boolean {
  if (whole !== undefined) return whole >= 0n && whole <= MAX_COUNT;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && BigInt(value) <= MAX_COUNT;
}

const isFactor = ({ value }: Plain) => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** Any scalar: where Prometheus wants a text, YAML may well see a number or a boolean (`regex: true`). */
export const text = scalar();
const notEmpty = rule((value) => value !== '', 'is empty', 'Give it a value');
/** A text that Prometheus does not take empty. */
export const nonEmpty = scalar(notEmpty);
/** `true` or `false` without quotes. */
export const boolean = scalar(
  typed(({ value }) => typeof value === 'boolean', 'a boolean', 'Write true or false, without quotes'),
);
/** 0 to 2^64 - 1, where 0 is no limit; also as a float without a fraction. */
export const count = scalar(
  typed(isCount, 'a whole number of 0 or more', 'Write a whole number without quotes; 0 means no limit'),
);
/** An integer of any sign. */
export const whole = scalar(typed((plain) => plain.whole !== undefined, 'a whole number', 'Write one without quotes'));
/** A finite float of 0 or more. */
export const factor = scalar(typed(isFactor, 'a number of 0 or more', 'Write a number without quotes'));
/** Bytes in Prometheus' form (`isSize`). */
export const size = scalar(
  rule(
    isSize,
    'is not a size as Prometheus writes it',
    'Write a number and one of B, KB, MB, GB or KiB, MiB, GiB, e.g. 10MB',
  ),
);
const isDuration = rule(
  (value) => durationMilliseconds(value) !== undefined,
  'is not a duration as Prometheus writes it',
  'Write numbers with units, the largest first, e.g. 30s, 1m or 1m30s',
);
/** Prometheus' form: units from `y` to `ms`, the largest first. */
export const duration = scalar(isDuration);
/** A duration of 30 s or more, AWS's limit for a managed collector. */
export const interval = scalar(
  isDuration,
  rule(
    (value) => (durationMilliseconds(value) ?? 0) >= MIN_SCRAPE_INTERVAL_MS,
    'is shorter than the 30 s that a managed collector allows',
    'Write 30s or longer',
  ),
);
/** RE2's syntax, which Prometheus compiles. */
export const regex = scalar(isRegex);

/** @param values in lower case where `ignoreCase` is set. */
export function isOneOf(values: readonly string[], ignoreCase = false): Rule {
  const matches = (value: string) => values.includes(ignoreCase ? value.toLowerCase() : value);
  return rule(matches, 'is not one of the possible values', `Write one of ${values.join(', ')}`);
}

/** A scalar of a closed set, as `isOneOf`. */
export const oneOf = (values: readonly string[], ignoreCase = false) => scalar(isOneOf(values, ignoreCase));

/** The file's path, or none. */
export function onlyFile(path: string) {
  return scalar(
    rule((value) => value === path || value === '', 'names a file that a collector does not have', `Write ${path}`),
  );
}

const notNameless = rule((value) => value !== '', 'is an empty label name', 'Give it a value');
const isLegacyName = newer(isLabelName, 'is a label name', NAME_REMEDY);
const isLabel: Rule = (value) => notNameless(value) ?? isLegacyName(value);
/** Without a name Prometheus refuses the whole configuration; `newer` says what becomes of a name that only Prometheus 3 takes. */
export const labelName = scalar(notNameless, isLegacyName);
/** Label names with texts; a null is an empty one. */
export const labels = record((value, at) => (value === null ? [] : text(value, at)), isLabel);
/** A list, of which any scalar may be an item. */
export const texts = list(text);
