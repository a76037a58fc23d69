import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { readConfiguration } from '../infra/configuration/configuration.ts';
import { putDeployment } from './deployment/putDeployment.ts';
import { deployWorldFile, type Deployed } from './deployedWorld.ts';
import { readJsonFile } from './commandLine.ts';
import { DEFAULT_REQUEST, worldFor, type DefaultRequest } from './defaultWorld.ts';
import { loadState, saveState } from './world/load.ts';
import type { World } from './state/state.ts';
import { realFile } from './stateLock.ts';

/** What a command works on. */
export interface Places {
  /** @default the world of the configuration */
  world?: string | undefined;
  state?: string | undefined;
  /** @default the world file's own configuration, or else the deployment's */
  config?: string | undefined;
}

/** A world that is opened, and what is asked for in it unless something is. */
export interface Opened extends Deployed {
  isMade: boolean;
  request: () => DefaultRequest;
}

/** The world of a state file if there is one, else that of the world file; the product is deployed into it anew. */
export async function openWorld({ world: worldFile, state: stateFile, config }: Places): Promise<Opened> {
  const given = config === undefined ? undefined : readConfiguration(pathToFileURL(config));
  if (worldFile !== undefined) {
    const deployed = await deployWorldFile(readJsonFile(worldFile, 'world file'), worldFile, given);
    return { ...atState(deployed, stateFile), isMade: false, request: () => ({ file: DEFAULT_REQUEST }) };
  }
  const configuration = given ?? readConfiguration();
  const { fileJson, name, isMade, request } = worldFor(configuration);
  return { ...atState(await deployWorldFile(fileJson, name, configuration), stateFile), isMade, request };
}

function atState(fresh: Deployed, stateFile: string | undefined): Deployed {
  if (stateFile === undefined || !existsSync(stateFile)) return fresh;
  const world = loadState(readJsonFile(stateFile, 'state file'));
  putDeployment(world, fresh.deployment);
  return { world, deployment: fresh.deployment };
}

/** What has no effect, since there is a state to go on from; of a world file its configuration counts then alone. */
export function whatIsPassedOver({ world, state }: Places): string | undefined {
  if (world === undefined || state === undefined || !existsSync(state)) return undefined;
  return `--world ${world}: its accounts have no effect, since ${state} has the world already. Delete ${state} to begin with them.`;
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
