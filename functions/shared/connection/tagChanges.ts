import type { TagKeys } from '../names.ts';

/** Tags that a resource of the connection's lacks or has otherwise. */
export interface TagChange {
  /** `repair` our own, which somebody changed; `update` the request's. */
  action: 'update' | 'repair';
  part: 'tags';
  before: Record<string, string>;
  after: Record<string, string>;
}

/** Stands for the execution that created a resource whose tag of it is lost: no execution's, so that no undo takes it. */
export const UNKNOWN_EXECUTION = 'unknown';

/**
 * Holds a resource's tags against those that it is to have. The connection tag is not among them: a resource without it is not
 * ours. A tag of who created it is left as it is; tags that nobody asked for stay.
 */
export function tagChanges(
  has: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
  keys: TagKeys,
): TagChange[] {
  const ours: readonly string[] = Object.values(keys);
  const differing = Object.entries(wanted)
    .filter(([key, value]) => key !== keys.connection && has[key] !== value)
    .filter(([key]) => key !== keys.execution || has[key] === undefined)
    .map(([key, value]): [string, string] => [key, key === keys.execution ? UNKNOWN_EXECUTION : value]);
  const change = (action: TagChange['action'], isOurs: boolean): TagChange[] => {
    const after = Object.fromEntries(differing.filter(([key]) => ours.includes(key) === isOurs));
    const before = Object.fromEntries(Object.entries(has).filter(([key]) => Object.hasOwn(after, key)));
    return Object.keys(after).length === 0 ? [] : [{ action, part: 'tags', before, after }];
  };
  return [...change('repair', true), ...change('update', false)];
}
