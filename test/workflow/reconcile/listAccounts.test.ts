import { beforeAll, expect, test } from 'vitest';
import { parseConfiguration } from '../../../infra/configuration/configuration.ts';
import { OPERATIONS } from '../../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../../local/aws/faults/notation.ts';
import { membersOf } from '../../../local/deployedWorld.ts';
import { putDeployment } from '../../../local/deployment/putDeployment.ts';
import { synthesizedDeployment } from '../../../local/deployment/synthesized.ts';
import { leaveOrganization } from '../../../local/state/organizations.ts';
import type { World } from '../../../local/state/state.ts';
import { FLEET_HUB, fleetConfiguration, fleetFile, fleetMember } from '../../../local/world/fleet.ts';
import { loadWorld } from '../../../local/world/load.ts';
import type { Runtime } from '../../../local/workflow/runtime.ts';
import { warmRuntime } from '../../runtimes.ts';

const REGION = 'us-west-2';
const COMMON = fleetConfiguration(REGION);
const CONFIGURATION = parseConfiguration(
  { ...COMMON, organization: { ...COMMON.organization, excludedAccounts: [fleetMember(2)] } },
  "an organization's configuration",
);
const DEPLOYMENT = await synthesizedDeployment(CONFIGURATION, [FLEET_HUB, fleetMember(0)]);

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

async function fleet(): Promise<World> {
  const { world } = loadWorld(fleetFile({ members: 3, tags: { 'amp-scraper-workspace': 'central' } }));
  putDeployment(world, await synthesizedDeployment(CONFIGURATION, membersOf(world, CONFIGURATION)));
  return world;
}

async function planned(world: World, ...faults: string[]) {
  const plan = faultPlan(faults.map((text) => parseFault(text, OPERATIONS)));
  return runtime.execute({ world, workflow: 'reconcile', input: { dryRun: true }, faults: plan });
}

test.each([
  'organizations:ListAccounts:throttle:1',
  'organizations:ListAccounts:server-error:2',
  'organizations:ListAccounts:reset:1',
  'organizations:ListAccounts:lost-response:1',
])('accounts are listed again: %s', async (fault) => {
  const { output, cause } = await planned(await fleet(), fault);
  expect(output, cause).toMatchObject({ outcome: 'PLANNED', counts: { wanted: 2 } });
});

test('a run whose accounts cannot be listed fails, and gives its lease back', async () => {
  const world = await fleet();
  const { error } = await planned(world, 'organizations:ListAccounts:server-error:always');
  expect(error).toBe('AwsUnavailable');
  expect(await planned(world)).toMatchObject({ output: { outcome: 'PLANNED', counts: { wanted: 2 } } });
});

test('an account that has left is none of the run', async () => {
  const world = await fleet();
  leaveOrganization(world, fleetMember(1));
  expect(await planned(world)).toMatchObject({ output: { outcome: 'PLANNED', counts: { wanted: 1 } } });
});
