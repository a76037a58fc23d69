/** A world file and what is deployed into it: what a command, the bench and most tests begin with. */

import { readFileSync } from 'node:fs';
import {
  parseConfiguration,
  readConfiguration,
  workspaceAccounts,
  type Configuration,
} from '../infra/configuration/configuration.ts';
import type { Deployment } from './deployment/deployed.ts';
import { putDeployment } from './deployment/putDeployment.ts';
import { synthesizedDeployment } from './deployment/synthesized.ts';
import { startRuntime, type RunResult, type StageOptions } from './workflow/runtime.ts';
import { loadWorld } from './world/load.ts';
import { parentsOf } from './state/organizations.ts';
import type { World } from './state/state.ts';

export const DEFAULT_WORLD = new URL('world/defaultWorld.json', import.meta.url);

/** A world with the product deployed into it, ready to run workflows in. */
export interface Deployed {
  world: World;
  deployment: Deployment;
}

/**
 * The world of a world file, and into it what the stacks of its own configuration, or else of the deployment's, deploy.
 * @throws WorldFileError, ConfigurationError
 */
export async function deployWorldFile(fileJson: unknown, name: string): Promise<Deployed> {
  const { world, configuration } = loadWorld(fileJson);
  const parsed = configuration === undefined ? readConfiguration() : parseConfiguration(configuration, name);
  const deployment = await synthesizedDeployment(parsed, membersOf(world, parsed));
  putDeployment(world, deployment);
  return { world, deployment };
}

/**
 * The accounts that StackSets would have put an organization's templates into: those of the configured OUs, the exclusions among them,
 * and by hand those of the workflow and of the workspaces.
 */
export function membersOf(world: World, configuration: Configuration): string[] {
  const { id, organizationalUnitIds: units } = configuration.organization ?? {};
  const organization = world.organizations?.find((one) => one.id === id);
  if (organization === undefined) return [];
  const byHand = [configuration.workflowAccountId, ...workspaceAccounts(configuration)];
  return Object.keys(organization.accounts).filter((account) => {
    if (world.accounts[account] === undefined) return false;
    const parents = parentsOf(organization, account);
    return units === undefined || byHand.includes(account) || units.some((unit) => parents.includes(unit));
  });
}

/** The default world, as `npm start` has it. */
export function deployDefaultWorld(): Promise<Deployed> {
  return deployWorldFile(JSON.parse(readFileSync(DEFAULT_WORLD, 'utf8')), DEFAULT_WORLD.pathname);
}

/** Runs one execution in a runtime of its own. */
export async function run({
  deployment,
  ...options
}: StageOptions & { deployment: Deployment; input: unknown }): Promise<RunResult> {
  const runtime = await startRuntime(deployment);
  try {
    return await runtime.execute(options);
  } finally {
    await runtime.close();
  }
}
