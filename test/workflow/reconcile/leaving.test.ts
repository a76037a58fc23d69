import { beforeAll, describe, expect, test } from 'vitest';
import { parseConfiguration } from '../../../infra/configuration/configuration.ts';
import { membersOf } from '../../../local/deployedWorld.ts';
import { putDeployment } from '../../../local/deployment/putDeployment.ts';
import { synthesizedDeployment } from '../../../local/deployment/synthesized.ts';
import { leaveOrganization } from '../../../local/state/organizations.ts';
import type { World } from '../../../local/state/state.ts';
import { FLEET_HUB, fleetConfiguration, fleetFile, fleetMember } from '../../../local/world/fleet.ts';
import { loadWorld } from '../../../local/world/load.ts';
import type { Runtime } from '../../../local/workflow/runtime.ts';
import { warmRuntime } from '../../runtimes.ts';
import { begin, onceIn, outputOf, pass, reconcile, scrapers } from './support.ts';

const CONFIGURATION = parseConfiguration(
  { ...fleetConfiguration('us-west-2'), reconcile: { takesAway: true } },
  "an organization's configuration",
);
const [STAYS, LEAVES] = [fleetMember(0), fleetMember(1)];
const DEPLOYMENT = await synthesizedDeployment(CONFIGURATION, [FLEET_HUB, STAYS, LEAVES]);

let runtime: Runtime;
let fleet: World;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
  ({ world: fleet } = loadWorld(fleetFile({ members: 2, tags: { 'amp-scraper-workspace': 'central' } })));
  putDeployment(fleet, await synthesizedDeployment(CONFIGURATION, membersOf(fleet, CONFIGURATION)));
});

/** A run during which the account leaves, as soon as the state is entered. */
async function leavesIn(world: World, state: string) {
  const stage = onceIn(runtime, world, { state }, () => leaveOrganization(world, LEAVES));
  const run = begin(stage, runtime, world, 'reconcile');
  await stage.idle();
  await stage.leave();
  return outputOf(run);
}

/** The accounts that have scrapers of ours. */
const scraping = (world: World) => scrapers(world).map(({ accountId }) => accountId);

async function furtherRun(world: World) {
  pass(world, 25);
  const { counts, started } = await reconcile(runtime, world);
  return [counts, started];
}

describe('an account that leaves the organization half-way', () => {
  test.each([
    ['LookAtRange', { wanted: 1, unreachable: 1 }, { connect: 1 }],
    ['PlanReconcile', { wanted: 2 }, { connect: 2 }],
    ['ActOnPlan', { wanted: 2 }, { connect: 2 }],
  ])('in %s gets nothing, and its neighbour what it wants', async (state, counts, started) => {
    const world = structuredClone(fleet);
    expect(await leavesIn(world, state)).toMatchObject({ outcome: 'RECONCILED', counts, started });
    expect(scraping(world)).toEqual([STAYS]);
    expect(await furtherRun(world)).toEqual([{ connected: 1 }, {}]);
  });

  test.each(['LookAtRange', 'PlanReconcile'])('in %s, connected, has nothing taken away', async (state) => {
    const world = structuredClone(fleet);
    await reconcile(runtime, world);
    pass(world, 25);
    const { outcome, started } = await leavesIn(world, state);
    expect([outcome, started]).toEqual(['RECONCILED', {}]);
    expect(await furtherRun(world)).toEqual([{ connected: 1, unreachable: 1 }, {}]);
    expect(scraping(world).toSorted()).toEqual([STAYS, LEAVES]);
  });
});
