import * as z from 'zod';
import { buildWorld } from './buildWorld.ts';
import { WorldFileError } from './problems.ts';
import type { Problem } from './problems.ts';
import { policyProblems } from './policyProblems.ts';
import { referenceProblems } from './references.ts';
import { worldFile } from './schema.ts';
import type { World } from '../state/state.ts';
import { worldState } from '../state/stateSchema.ts';

/** Raised whenever an older state can no longer be read. */
const STATE_FORMAT = 1;

function issues(error: z.ZodError, root: string): Problem[] {
  return error.issues.flatMap((issue) => {
    const path = z.core.toDotPath(issue.path) || root;
    if (issue.code !== 'invalid_key') return [{ path, problem: issue.message }];
    return issue.issues.map(({ message }) => ({ path, problem: `the name ${message}` }));
  });
}

/**
 * The world that a world file describes, and the deployment's configuration, as it is, if the file has one.
 * @throws WorldFileError with all problems at once
 */
export function loadWorld(fileJson: unknown): { world: World; configuration?: unknown } {
  const heading = 'The world file is not valid';
  const file = worldFile.safeParse(fileJson);
  if (!file.success) throw new WorldFileError(heading, issues(file.error, 'the file'));
  const references = referenceProblems(file.data);
  if (references.length > 0) throw new WorldFileError(heading, references);
  const world = buildWorld(file.data);
  const policies = policyProblems(world);
  if (policies.length > 0) throw new WorldFileError(heading, policies);
  return file.data.configuration === undefined ? { world } : { world, configuration: file.data.configuration };
}

/** What a state file holds: the world between two runs. */
export function saveState(world: World): { format: number; world: World } {
  return { format: STATE_FORMAT, world };
}

const stateFile = z.looseObject({ format: z.number() });

/** The world of a state file. @throws WorldFileError, for a state of another format too */
export function loadState(fileJson: unknown): World {
  const heading = 'The state file is not valid';
  const remedy = 'delete the file to start from the world file again';
  const file = stateFile.safeParse(fileJson);
  if (!file.success) {
    throw new WorldFileError(heading, [{ path: 'format', problem: `it is missing: this is no state file, ${remedy}` }]);
  }
  if (file.data.format !== STATE_FORMAT) {
    const problem = `${file.data.format} is not ${STATE_FORMAT}, the format of this version: ${remedy}`;
    throw new WorldFileError(heading, [{ path: 'format', problem }]);
  }
  const state = z.strictObject({ format: z.number(), world: worldState }).safeParse(fileJson);
  if (!state.success) throw new WorldFileError(heading, issues(state.error, 'the file'));
  return state.data.world;
}
