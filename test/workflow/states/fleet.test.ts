import { beforeAll, describe, expect, test } from 'vitest';
import { settle } from '../../../local/scrapers/engine.ts';
import type { World } from '../../../local/state/state.ts';
import type { Runtime } from '../../../local/workflow/runtime.ts';
import { warmRuntime } from '../../runtimes.ts';
import { ACCOUNT, connect, deploymentWith, pass, reconcile, worldOf } from '../reconcile/support.ts';
import { scrapers } from '../support.ts';
import { HUB_BUS, listen, mailsOf, OWN_BUS, statesOf, statusOf, subjectsOf } from './support.ts';

const DEPLOYMENT = await deploymentWith({ maximumNew: 1 });
let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const CHANGED = 'amp-scraper reconcile: the fleet has changed';

/** Two hours in which samples arrive, or do not. */
async function later(world: World): Promise<void> {
  await settle(world, world.now + 2 * 3_600_000);
}

function silence(world: World): void {
  for (const scraper of scrapers(world)) scraper.silence = { reason: 'write-forbidden', from: world.now };
}

async function connected(names: readonly string[]): Promise<World> {
  const world = worldOf(DEPLOYMENT, Object.fromEntries(names.map((name) => [name, 'central'])));
  await connect(runtime, world, names);
  for (const bus of [HUB_BUS, OWN_BUS]) listen(world, bus);
  await later(world);
  return world;
}

describe('what a run of reconcile finds', () => {
  test('is told once: a connection whose samples have stopped, on the cluster and both buses, and in one mail of the run', async () => {
    const world = await connected(['shop']);
    await reconcile(runtime, world);
    expect(subjectsOf(world)).toEqual([CHANGED]);
    silence(world);
    await later(world);
    await reconcile(runtime, world);
    await later(world);
    await reconcile(runtime, world);
    expect(statusOf(world, 'shop')).toEqual({
      status: 'silent',
      reason: expect.stringMatching(/samples? /),
    });
    for (const bus of [HUB_BUS, OWN_BUS])
      expect(statesOf(world, bus).filter((one) => one.startsWith('silent'))).toHaveLength(1);
    const runs = mailsOf(world).filter(({ subject }) => subject === CHANGED);
    expect(runs.at(-1)?.message).toContain('  silent: 1\n');
    const before = subjectsOf(world).length;
    await later(world);
    await reconcile(runtime, world);
    expect(subjectsOf(world)).toHaveLength(before);
  });

  test('and its end, when samples come again', async () => {
    const world = await connected(['shop']);
    silence(world);
    await later(world);
    await reconcile(runtime, world);
    for (const scraper of scrapers(world)) delete scraper.silence;
    await later(world);
    await reconcile(runtime, world);
    expect(statusOf(world, 'shop').status).toBe('connected');
    expect(statesOf(world, OWN_BUS).at(-1)).toMatch(/^connected /);
  });

  test('is told of a cluster that waits, with what for', async () => {
    const world = worldOf(DEPLOYMENT, { one: 'central', two: 'central' });
    for (const bus of [HUB_BUS, OWN_BUS]) listen(world, bus);
    await reconcile(runtime, world);
    const told = [statusOf(world, 'one').status, statusOf(world, 'two').status];
    expect(told.toSorted()).toEqual(['connected', 'waiting']);
    expect(statesOf(world, OWN_BUS)).toContain('waiting maximumNew');
    pass(world, 1);
    await reconcile(runtime, world);
    expect([statusOf(world, 'one').status, statusOf(world, 'two').status]).toEqual(['connected', 'connected']);
  });

  test('is told again to a cluster that could not be told', async () => {
    const world = worldOf(DEPLOYMENT, { shop: 'central' });
    const provisioner = world.accounts[ACCOUNT]?.roles[`arn:aws:iam::${ACCOUNT}:role/amp-scraper-provisioner`];
    const policies = { ...provisioner?.inlinePolicies };
    for (const [name, text] of Object.entries(policies))
      if (provisioner) provisioner.inlinePolicies[name] = text.replaceAll('eks:TagResource', 'eks:ListTagsForResource');
    world.iamRevision += 1;
    await connect(runtime, world, ['shop']);
    await later(world);
    expect(statusOf(world, 'shop')).toEqual({});
    Object.assign(provisioner ?? {}, { inlinePolicies: policies });
    world.iamRevision += 1;
    await reconcile(runtime, world);
    expect(statusOf(world, 'shop').status).toBe('connected');
  });

  test('says nothing of a connection that is silent and too young to be judged', async () => {
    const world = worldOf(DEPLOYMENT, { shop: 'central' });
    const account = world.accounts[ACCOUNT];
    if (account)
      account.nextScraper = {
        'us-west-2': { outcome: 'ACTIVE', silence: { reason: 'write-forbidden', afterSeconds: 0 } },
      };
    await connect(runtime, world, ['shop']);
    expect(statusOf(world, 'shop').status).toBe('silent');
    await reconcile(runtime, world);
    expect(statusOf(world, 'shop').status).toBe('silent');
  });

  test('of a dry run is told to nobody', async () => {
    const world = await connected(['shop']);
    silence(world);
    await later(world);
    await reconcile(runtime, world, { dryRun: true });
    expect([subjectsOf(world), statesOf(world, HUB_BUS)]).toEqual([[], []]);
    expect(Object.keys(world.accounts[ACCOUNT]?.clusters ?? {})).toHaveLength(1);
  });
});
