import { branchesOf, isObject, leaf, type Fields } from './eventPattern.ts';

/** A field of a pattern that an event does not meet. */
interface Unmet {
  path: string;
  /** What the event has there: undefined where it has no such field. */
  has: unknown;
  wanted: readonly unknown[];
}

/**
 * Which parts of a pattern an event does not meet: the field's path, what the event has there and what the pattern wants. Of several
 * alternatives those of the one that is nearest to the event.
 * @param pattern One that `matchEvent` has read
 */
export function mismatch(pattern: unknown, event: unknown): string {
  const [nearest = []] = branchesOf(pattern)
    .map((branch) => unmetOf(branch, event, ''))
    .toSorted((one, other) => one.length - other.length);
  return nearest.map(sentence).join('; ');
}

function unmetOf(fields: Fields, value: unknown, path: string): Unmet[] {
  if (Array.isArray(value) && value.length > 0) return ofNearestItem(fields, value, path);
  return Object.entries(fields).flatMap(([name, wanted]): Unmet[] => {
    const inside = path === '' ? name : `${path}.${name}`;
    const has = isObject(value) ? value[name] : undefined;
    if (isObject(wanted)) return unmetOf(wanted, has, inside);
    if (!Array.isArray(wanted) || leaf(wanted, [])(has)) return [];
    return [{ path: inside, has, wanted }];
  });
}

/** Of a list of objects one has to match as a whole. */
function ofNearestItem(fields: Fields, items: readonly unknown[], path: string): Unmet[] {
  const [nearest = []] = items
    .map((item) => unmetOf(fields, item, path))
    .toSorted((one, other) => one.length - other.length);
  return nearest;
}

function sentence({ path, has, wanted }: Unmet): string {
  const found = has === undefined ? `the event has no ${path}` : `${path} is ${shown(has)}`;
  return `${found}, and the pattern wants ${wanted.map(shown).join(' or ')}`;
}

/** Long enough for ARNs. */
const MAX_SHOWN = 200;

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
