import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { MachineName, WorkflowName } from '../../functions/shared/names.ts';
import { definitionFile } from '../../local/workflow/states/definition.ts';

const matcher = z.looseObject({ ErrorEquals: z.array(z.string()).min(1) });
const retrier = matcher.extend({
  MaxAttempts: z.number(),
  IntervalSeconds: z.number(),
  BackoffRate: z.number(),
  MaxDelaySeconds: z.number().optional(),
});
export type Retrier = z.infer<typeof retrier>;

const field = z.union([
  z.strictObject({ Variable: z.string(), StringEquals: z.string() }),
  z.strictObject({ Variable: z.string(), IsPresent: z.literal(true) }),
]);

const stateSchema = z.looseObject({
  Type: z.string(),
  Comment: z.string().optional(),
  Resource: z.string().optional(),
  TimeoutSeconds: z.number().optional(),
  Parameters: z.record(z.string(), z.unknown()).optional(),
  ResultPath: z.string().nullish(),
  Retry: z.array(retrier).optional(),
  Catch: z.array(matcher.extend({ Next: z.string() })).optional(),
  Choices: z
    .array(
      z.union([
        z.strictObject({ Variable: z.string(), StringEquals: z.string(), Next: z.string() }),
        z.strictObject({ Variable: z.string(), IsPresent: z.literal(true), Next: z.string() }),
        z.strictObject({ And: z.array(field).min(2), Next: z.string() }),
      ]),
    )
    .optional(),
  Default: z.string().optional(),
  Next: z.string().optional(),
  Seconds: z.number().optional(),
  SecondsPath: z.string().optional(),
});
export type State = z.infer<typeof stateSchema>;

const definitionSchema = z.looseObject({
  Comment: z.string(),
  StartAt: z.string(),
  TimeoutSeconds: z.number(),
  States: z.record(z.string(), stateSchema),
});
export type DefinitionText = z.infer<typeof definitionSchema>;

/** A workflow's file, as far as the tests look at it. */
export function readDefinition(workflow: MachineName): DefinitionText {
  return definitionSchema.parse(JSON.parse(readFileSync(definitionFile(workflow), 'utf8')));
}

const processor = z.looseObject({ ItemProcessor: z.looseObject({ States: z.record(z.string(), stateSchema) }) });

/** With those of its Maps, which have names of their own. */
export function allStates(states: DefinitionText['States']): DefinitionText['States'] {
  const nested = Object.values(states).flatMap((state) => {
    const { data } = processor.safeParse(state);
    return data ? [allStates(data.ItemProcessor.States)] : [];
  });
  return Object.assign({}, states, ...nested);
}

/** The states that may follow. */
export function nextOf(state: State | undefined): string[] {
  const { Next, Default, Choices = [], Catch = [] } = state ?? { Type: '?' };
  return [...[Next, Default].flatMap((next) => next ?? []), ...[...Choices, ...Catch].map((one) => one.Next)];
}

/** The states that an execution can get to from one, itself with them. @param without where it is not followed any further. */
export function reachedFrom({ States }: DefinitionText, first: string, without: readonly string[] = []): Set<string> {
  const reached = new Set<string>();
  const queue = [first];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (reached.has(name) || without.includes(name)) continue;
    reached.add(name);
    queue.push(...nextOf(States[name]));
  }
  return reached;
}

/** The tasks of a workflow, in the order of the file. */
export function tasksOf(workflow: WorkflowName): string[] {
  const { States } = readDefinition(workflow);
  return Object.keys(States).filter((name) => States[name]?.Type === 'Task');
}

/** The tasks that take back, or away, or give a lease back: those of onboard from its first undo on, its releases, and all of offboard. */
export function patientTasksOf(workflow: WorkflowName): string[] {
  if (workflow === 'offboard') return tasksOf(workflow);
  const undo = reachedFrom(readDefinition(workflow), 'RestoreScraper');
  return tasksOf(workflow).filter((name) => undo.has(name) || name.startsWith('Release'));
}
