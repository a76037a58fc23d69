import { readFileSync } from 'node:fs';
import { parseConfiguration, readConfiguration, type Configuration } from '../infra/configuration.ts';
import { deploy } from './deployment.ts';
import { startRuntime, type RunResult, type StageOptions } from './runtime.ts';
import { loadWorld } from './world/load.ts';
import type { World } from './world/state.ts';

export const DEFAULT_WORLD = new URL('world/defaultWorld.json', import.meta.url);

/** A world with the product deployed into it, ready to run workflows in. */
export interface Deployed {
  world: World;
  configuration: Configuration;
}

/** The world of a world file, with its own configuration or else the deployment's. @throws WorldFileError, TypeError */
export function deployWorldFile(fileJson: unknown, name: string): Deployed {
  const { world, configuration } = loadWorld(fileJson);
  const deployed = {
    world,
    configuration: configuration === undefined ? readConfiguration() : parseConfiguration(configuration, name),
  };
  deploy(world, deployed.configuration);
  return deployed;
}

/** The default world, as `npm start` has it. */
export function deployDefaultWorld(): Deployed {
  return deployWorldFile(JSON.parse(readFileSync(DEFAULT_WORLD, 'utf8')), DEFAULT_WORLD.pathname);
}

/** Runs one execution in a runtime of its own. */
export async function run({
  configuration,
  ...options
}: StageOptions & Deployed & { input: unknown }): Promise<RunResult> {
  const runtime = await startRuntime(configuration);
  try {
    return await runtime.execute(options);
  } finally {
    await runtime.close();
  }
}
