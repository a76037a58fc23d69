import { parseConfiguration } from '../../../../infra/configuration/configuration.ts';
import { membersOf } from '../../../../local/deployedWorld.ts';
import type { Deployment } from '../../../../local/deployment/deployed.ts';
import { putDeployment } from '../../../../local/deployment/putDeployment.ts';
import { synthesizedDeployment } from '../../../../local/deployment/synthesized.ts';
import type { World } from '../../../../local/state/state.ts';
import type { Runtime } from '../../../../local/workflow/runtime.ts';
import { fleetConfiguration, fleetFile, fleetMember, fleetWorkspace } from '../../../../local/world/fleet.ts';
import { loadWorld } from '../../../../local/world/load.ts';

export interface FleetSize {
  accounts: number;
  /** Of each account. */
  clusters: number;
}

export const REGION = 'us-west-2';
export const KEY = 'amp-scraper-workspace';
/** The hub's, and a member's: every second account has its clusters connected to it. */
export const WORKSPACES: Readonly<Record<string, string>> = {
  central: fleetWorkspace(REGION),
  second: fleetWorkspace(REGION, fleetMember(1)),
};
/** Every second member is in a unit that is not the fleet's. */
const UNITS = 2;
const HOUR = 3_600_000;

export const nameOf = (accountId: string): string => (Number(accountId) % (2 * UNITS) === 0 ? 'central' : 'second');

/** A fleet that may take away, and whose first connections do not wait. Of every ten clusters one has no tag. */
export async function fleetOf({ accounts, clusters }: FleetSize): Promise<{ world: World; deployment: Deployment }> {
  const reconcile = { takesAway: true, maximumNew: 1_000 };
  const configuration = parseConfiguration(
    { ...fleetConfiguration(REGION), workspaces: WORKSPACES, reconcile },
    'the test',
  );
  const tags = (member: number) => (member % UNITS === 0 ? { [KEY]: nameOf(fleetMember(member)) } : {});
  const { world } = loadWorld(fleetFile({ members: UNITS * accounts, units: UNITS, targets: [1], clusters, tags }));
  const found = Object.values(world.accounts).flatMap((account) => Object.values(account.clusters));
  const tagged = found.filter((one) => KEY in one.tags);
  for (const one of tagged.filter((_one, index) => index % 10 === 9)) one.tags = {};
  const deployment = await synthesizedDeployment(configuration, membersOf(world, configuration));
  putDeployment(world, deployment);
  return { world, deployment };
}

/** Connects all in one run, and lets the configuration come to its age. @throws Error for a run that does not */
export async function connectAll(runtime: Runtime, world: World): Promise<void> {
  const { status, cause } = await runtime.execute({ world, workflow: 'reconcile', input: {} });
  if (status !== 'SUCCEEDED') throw new Error(`The first run is ${status}: ${cause}`);
  world.now += 25 * HOUR;
}
