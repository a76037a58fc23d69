/** A world file and what is deployed into it: what a command, the bench and most tests begin with. */

import {
  parseConfiguration,
  readConfiguration,
  workspaceAccounts,
  type Configuration,
} from '../infra/configuration/configuration.ts';
import type { Deployment } from './deployment/deployed.ts';
import { putDeployment } from './deployment/putDeployment.ts';
import { synthesizedDeployment } from './deployment/synthesized.ts';
import { enter, type DoorResult } from './workflow/doors/doors.ts';
import { startRuntime, type StageOptions } from './workflow/runtime.ts';
import { worldFor } from './defaultWorld.ts';
import { loadWorld } from './world/load.ts';
import { parentsOf } from './state/organizations.ts';
import type { World } from './state/state.ts';

export { DEFAULT_WORLD } from './defaultWorld.ts';

/** A world with the product deployed into it, ready to run workflows in. */
export interface Deployed {
  world: World;
  deployment: Deployment;
}

/**
 * The world of a world file, and into it what the stacks of a configuration deploy: of the given one, or else of the file's own, or else
 * of the deployment's.
 * @throws WorldFileError, ConfigurationError
 */
export async function deployWorldFile(fileJson: unknown, name: string, given?: Configuration): Promise<Deployed> {
  const { world, configuration: own } = loadWorld(fileJson);
  const configuration = given ?? (own === undefined ? readConfiguration() : parseConfiguration(own, name));
  const deployment = await synthesizedDeployment(configuration, membersOf(world, configuration));
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
  const configuration = readConfiguration();
  const { fileJson, name } = worldFor(configuration);
  return deployWorldFile(fileJson, name, configuration);
}

/** Runs one execution in a runtime of its own: a request's is of the Region that its cluster is in. */
export async function run({
  deployment,
  input,
  ...options
}: StageOptions & { deployment: Deployment; input: unknown }): Promise<DoorResult> {
  const runtime = await startRuntime(deployment);
  try {
    return await enter(runtime, deployment, input, options);
  } finally {
    await runtime.close();
  }
}
