import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { putDeployment } from './deployment/putDeployment.ts';
import { deployWorldFile, type Deployed } from './deployedWorld.ts';
import { readJsonFile } from './commandLine.ts';
import { loadState, saveState } from './world/load.ts';
import type { World } from './state/state.ts';
import { realFile } from './stateLock.ts';

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
  const file = realFile(stateFile);
  const temporary = `${file}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(saveState({ ...world, sessions: {} }))}\n`);
  renameSync(temporary, file);
}

/** What is left of a run that is interrupted: it writes at its end alone. */
export function whatIsKept(stateFile: string | undefined): string {
  if (stateFile === undefined) return 'Interrupted. Nothing of this run is kept, since it had no --state FILE.';
  const was = existsSync(stateFile) ? 'is as it was before it' : 'was not made';
  return `Interrupted. Nothing of this run is kept: ${stateFile} ${was}.`;
}
