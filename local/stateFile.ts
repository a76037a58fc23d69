import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { deploy } from './deployment.ts';
import { deployWorldFile, type Deployed } from './run.ts';
import { readJsonFile } from './usage.ts';
import { loadState, saveState } from './world/load.ts';
import type { World } from './world/state.ts';

/** The world of a state file if there is one, else that of the world file; the product is deployed into it anew. */
export function openWorld(worldFile: string | URL, stateFile: string | undefined): Deployed {
  const fresh = deployWorldFile(readJsonFile(worldFile, 'world file'), String(worldFile));
  if (stateFile === undefined || !existsSync(stateFile)) return fresh;
  const world = loadState(readJsonFile(stateFile, 'state file'));
  deploy(world, fresh.configuration);
  return { world, configuration: fresh.configuration };
}

/** Written beside and renamed, so that an interrupted run leaves the old state. Session keys end with the run. */
export function keepWorld(world: World, stateFile: string): void {
  const temporary = `${stateFile}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(saveState({ ...world, sessions: {} }))}\n`);
  renameSync(temporary, stateFile);
}
