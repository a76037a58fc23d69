import * as z from 'zod';
import type { WorkflowName } from '../../functions/shared/names.ts';
import type { Definition } from '../../local/workflow/states/interpreter.ts';

/** One execution of two: what it runs and asks for. */
export interface Part {
  name: string;
  workflow: WorkflowName;
  input: object;
}

/** An execution that runs alone: its tasks in order, each once, which folds the wait loops; and how long it takes. */
export interface Alone {
  tasks: readonly string[];
  seconds: number;
}

/**
 * One schedule of two executions with at most two switches: the first runs up to the task `first`, then the second up to the
 * task `second`, or until it has ended or can only wait, then the first to its end, then the second.
 */
export interface Interleaving {
  first: string;
  second: string;
  /** Whether the second has claimed the connection when it stops, so that the first can only wait. */
  secondHolds: boolean;
  /** Seconds that the first stands still: until the second is where it is to be. */
  firstStops: number;
  /** Seconds that the second does: until the first has ended, or can only wait for the second. */
  secondStops: number;
}

export const ITS_END = 'its end';
export const ITS_WAIT = 'its wait';
/** Where an execution waits for its turn. */
export const WAIT = 'WaitForTurn';
const CLAIM = 'ClaimConnection';

/** Seconds: without a wait in its way, an execution gets anywhere in no time. */
const MOMENT = 1;
/** Seconds that an execution may take longer than alone: its waits for a turn. */
const LONGER = 60;

/**
 * All of them. Once the first has claimed the connection the second gets no further than its own claim, whatever it is to be
 * stopped at: those schedules are one.
 */
export function interleavings(first: Alone, second: Alone): Interleaving[] {
  const claims = first.tasks.indexOf(CLAIM);
  const reach = second.tasks.slice(0, second.tasks.indexOf(CLAIM) + 1);
  return first.tasks.flatMap((at, i) =>
    (i <= claims ? [...second.tasks, ITS_END] : [...reach, ITS_WAIT]).map((to) => {
      const secondHolds = !reach.includes(to) && to !== ITS_WAIT;
      const firstStops = secondHolds ? second.seconds + LONGER : MOMENT;
      const secondStops = firstStops + LONGER + (secondHolds ? 0 : first.seconds);
      return { first: at, second: to, secondHolds, firstStops, secondStops };
    }),
  );
}

export const stopOf = (task: string): string => `Before ${task}`;

/**
 * The definition with a Wait before the task, by which an execution stands still there while the other goes on: on the virtual
 * clock tasks take no time, waits do. Whoever has waited for a turn is not stopped anew.
 */
export function stoppedBefore(definition: Definition, task: string, seconds: number): Definition {
  if (definition.States[task] === undefined) return definition;
  const stop = stopOf(task);
  const led: unknown = JSON.parse(JSON.stringify(definition), (key, value: unknown) =>
    (key === 'Next' || key === 'Default' || key === 'StartAt') && value === task ? stop : value,
  );
  const changed = definitionSchema.parse(led);
  Object.assign(changed.States, { ...waitOf(definition), [stop]: { Type: 'Wait', Seconds: seconds, Next: task } });
  return changed;
}

function waitOf({ States }: Definition): Partial<Definition['States']> {
  const wait = States[WAIT];
  return wait === undefined ? {} : { [WAIT]: wait };
}

const definitionSchema = z.custom<Definition>((value) => typeof value === 'object' && value !== null);

/** The tasks that an execution called, each once. */
export function tasksOf(states: readonly string[], definition: Definition): string[] {
  return [...new Set(states)].filter((name) => definition.States[name]?.Type === 'Task');
}
