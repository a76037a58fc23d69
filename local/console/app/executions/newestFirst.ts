import type { ExecutionPage, ListedExecution } from '../calls/states.ts';

/** Of one or several state machines together. */
export interface Listing {
  executions: ListedExecution[];
  /** Whether there are older ones. */
  hasMore: boolean;
}

/**
 * The pages of several state machines as one list, the newest first. It ends where one of the pages does, if that has a next one: what
 * stands there in the list is not known, and of what began at that very moment some may be lacking.
 */
export function newestFirst(pages: readonly ExecutionPage[]): Listing {
  const known = Math.max(
    -Infinity,
    ...pages.flatMap(({ executions, nextToken }) =>
      nextToken === undefined ? [] : [executions.at(-1)?.startDate ?? Infinity],
    ),
  );
  const all = pages.flatMap(({ executions }) => executions).toSorted((one, other) => other.startDate - one.startDate);
  return {
    executions: all.filter(({ startDate }) => startDate >= known),
    hasMore: pages.some(({ nextToken }) => nextToken !== undefined),
  };
}
