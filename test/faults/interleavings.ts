import * as z from 'zod';
import type { WorkflowName } from '../../functions/shared/names.ts';
import type { Definition } from '../../local/workflow/interpreter.ts';

/** One execution of two: what it runs and asks for. */
export interface Part {
  name: string;
  workflow: WorkflowName;
  input: object;
}

/**
 * One schedule of two executions with at most two switches: the first runs up to the task `first`, then the second up to the
 * task `second`, or until it can only wait, then the first to its end, then the second.
 */
export interface Interleaving {
  first: string;
  second: string;
}

/**
 * All of them. Once the first has claimed the connection the second gets no further than its own claim, whatever it is to be
 * stopped at: those schedules are one.
 * @param paths the tasks of either when it runs alone, in order, each once: the wait loops folded.
 */
export function interleavings(first: readonly string[], second: readonly string[]): Interleaving[] {
  const claims = first.indexOf('ClaimConnection');
  const reach = second.slice(0, second.indexOf('ClaimConnection') + 1);
  return first.flatMap((at, i) =>
    (i <= claims ? [...second, 'its end'] : [...reach, 'its wait']).map((to) => ({ first: at, second: to })),
  );
}

/** In seconds: the second gets to its own stop in no time. */
export const FIRST_STOPS = 1;

export const stopOf = (task: string): string => `Before ${task}`;

/**
 * The definition with a Wait before the task, by which an execution stands still there while the other goes on: on the virtual
 * clock tasks take no time, waits do.
 */
export function stoppedBefore(definition: Definition, task: string, seconds: number): Definition {
  if (definition.States[task] === undefined) return definition;
  const stop = stopOf(task);
  const led: unknown = JSON.parse(JSON.stringify(definition), (key, value: unknown) =>
    (key === 'Next' || key === 'Default' || key === 'StartAt') && value === task ? stop : value,
  );
  const changed = definitionSchema.parse(led);
  Object.assign(changed.States, { [stop]: { Type: 'Wait', Seconds: seconds, Next: task } });
  return changed;
}

const definitionSchema = z.custom<Definition>((value) => typeof value === 'object' && value !== null);

/** The tasks that an execution called, each once. */
export function tasksOf(states: readonly string[], definition: Definition): string[] {
  return [...new Set(states)].filter((name) => definition.States[name]?.Type === 'Task');
}
