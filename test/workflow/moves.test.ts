import { beforeAll, expect, test } from 'vitest';
import { tagsAgain } from '../../functions/shared/request/doors/clusterEvents.ts';
import type { World } from '../../local/state/state.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { ACCOUNT, arnOf, CENTRAL, connect, deploymentWith, OWN, tag, worldOf } from './reconcile/support.ts';

const DEPLOYMENT = await deploymentWith({}, { scraperQuota: 1 });
let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

/** Where the scrapers of the account write to. */
function destinations(world: World): string[] {
  return Object.values(world.accounts[ACCOUNT]?.scrapers ?? {}).map(({ workspaceArn }) => workspaceArn);
}

test('where the quota of scrapers has no room for two, the old one goes first, and both executions say so', async () => {
  const world = worldOf(DEPLOYMENT, { shop: 'central' });
  await connect(runtime, world, ['shop']);
  expect(destinations(world)).toEqual([CENTRAL]);
  tag(world, 'shop', 'own');
  const stage = runtime.open({ world });
  for (const workflow of ['onboard', 'offboard'] as const)
    stage.begin(runtime.stateMachineArn(workflow), `moved-${workflow}`, tagsAgain(arnOf('shop')));
  await stage.idle();
  await stage.leave();
  expect(destinations(world)).toEqual([OWN]);
  const executions = Object.values(world.executions ?? {});
  expect(executions.filter(({ status }) => status !== 'SUCCEEDED')).toEqual([]);
  const outputs = new Map(executions.map(({ name, output = '' }) => [name, output]));
  expect(outputs.get('moved-onboard')).toContain('The quota of scrapers has no room for two of the cluster');
  expect(outputs.get('moved-offboard')).toMatch(
    /"warnings":\["The quota of scrapers of account \d+, 1, has no room for two/,
  );
});

test('where an account has no room at all, a cluster that is new to it is refused as before', async () => {
  const world = worldOf(DEPLOYMENT, { shop: 'central', office: 'own' });
  await connect(runtime, world, ['shop']);
  await connect(runtime, world, ['office']);
  const failed = Object.values(world.executions ?? {}).filter(({ status }) => status === 'FAILED');
  expect(failed.map(({ error }) => error)).toEqual(['PreflightFailed']);
  expect(destinations(world)).toEqual([CENTRAL]);
});
