import { COLLECTOR_RULES, type CollectorRule } from './collectorRules.ts';
import { isMap } from './collectorValues.ts';

/** Sections that a rule with `*` does not mean: a managed collector has them, or has no use for them. */
const KNOWN = /^(?:global|runtime|otlp|scrape_configs)$/;
/** The discoveries that a managed collector has. */
const TAKEN = /^(?:kubernetes_sd_configs|static_configs)$/;

interface Place {
  value: unknown;
  at: PropertyKey[];
}

function keysOf(map: Record<string, unknown>, pattern: string): string[] {
  if (!pattern.startsWith('*')) return [pattern];
  const known = pattern === '*' ? KNOWN : TAKEN;
  return Object.keys(map).filter((key) => key.endsWith(pattern.slice(1)) && !known.test(key));
}

function placesOf(value: unknown, segments: readonly string[], at: PropertyKey[] = []): Place[] {
  const [segment, ...rest] = segments;
  if (segment === undefined) return [{ value, at }];
  if (!isMap(value)) return [];
  const isList = segment.endsWith('[]');
  return keysOf(value, isList ? segment.slice(0, -2) : segment).flatMap((key) => {
    const part = value[key];
    if (!isList) return placesOf(part, rest, [...at, key]);
    const items: unknown[] = Array.isArray(part) ? part : [];
    return items.flatMap((item, index) => placesOf(item, rest, [...at, key, index]));
  });
}

/** What the rules refuse in the data of a configuration, each with its place. */
export function collectorProblems(root: unknown, rules: readonly CollectorRule[] = COLLECTOR_RULES) {
  return rules.flatMap(({ path, refuses, required, problem }) =>
    placesOf(root, path.split('.'))
      .filter(({ value }) => (required || (value !== undefined && value !== null)) && refuses(value, root))
      .map(({ at }) => ({ at, problem })),
  );
}
