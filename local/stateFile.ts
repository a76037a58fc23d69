import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { putDeployment } from './deployment/putDeployment.ts';
import { deployWorldFile, type Deployed } from './deployedWorld.ts';
import { readJsonFile } from './commandLine.ts';
import { loadState, saveState } from './world/load.ts';
import type { World } from './state/state.ts';

/** The world of a state file if there is one, else that of the world file; the product is deployed into it anew. */
export async function openWorld(worldFile: string | URL, stateFile: string | undefined): Promise<Deployed> {
  const fresh = await deployWorldFile(readJsonFile(worldFile, 'world file'), String(worldFile));
  if (stateFile === undefined || !existsSync(stateFile)) return fresh;
  const world = loadState(readJsonFile(stateFile, 'state file'));
  putDeployment(world, fresh.deployment);
  return { world, deployment: fresh.deployment };
}

/** Written beside and renamed, so that an interrupted run leaves the old state. Session keys end with the run. */
export function keepWorld(world: World, stateFile: string): void {
  const temporary = `${stateFile}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(saveState({ ...world, sessions: {} }))}\n`);
  renameSync(temporary, stateFile);
}
