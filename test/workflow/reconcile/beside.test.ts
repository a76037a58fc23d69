import { beforeAll, describe, expect, test } from 'vitest';
import { tagsAgain } from '../../../functions/shared/request/doors/clusterEvents.ts';
import type { World } from '../../../local/state/state.ts';
import type { Runtime } from '../../../local/workflow/runtime.ts';
import { warmRuntime } from '../../runtimes.ts';
import {
  arnOf,
  begin,
  connect,
  deploymentWith,
  leftOf,
  onceIn,
  pass,
  reconcile,
  scraped,
  tag,
  worldOf,
} from './support.ts';

const DEPLOYMENT = await deploymentWith({ takesAway: true });
const EVENT = tagsAgain(arnOf('shop'));
let runtime: Runtime;
let connected: World;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
  connected = worldOf(DEPLOYMENT, { shop: 'central' });
  await connect(runtime, connected, ['shop']);
  await reconcile(runtime, connected);
  pass(connected, 25);
});

/** A further run has nothing to do, and finds so many connections. */
async function isSettled(world: World, count: number): Promise<void> {
  pass(world, 1);
  const { counts, started, held } = await reconcile(runtime, world);
  expect([counts, started, held]).toEqual([count === 0 ? {} : { connected: count }, {}, {}]);
}

describe("a run beside a tag event's onboard of the same cluster makes no second scraper", () => {
  test.each(['ResolveRequest', 'CreateTargetRole', 'WaitForScraper', 'ReleaseConnection'])(
    'that is in %s',
    async (state) => {
      const world = worldOf(DEPLOYMENT, { shop: 'central' });
      const stage = onceIn(runtime, world, { workflow: 'onboard', state }, (on) => {
        begin(on, runtime, world, 'reconcile');
      });
      begin(stage, runtime, world, 'onboard', EVENT);
      await stage.idle();
      await stage.leave();
      expect(scraped(world)).toEqual(['shop']);
      await isSettled(world, 1);
    },
  );

  test.each(['LookAtRange', 'ActOnPlan'])('that begins while the run is in %s', async (state) => {
    const world = worldOf(DEPLOYMENT, { shop: 'central' });
    const stage = onceIn(runtime, world, { state }, (on) => {
      begin(on, runtime, world, 'onboard', EVENT);
    });
    begin(stage, runtime, world, 'reconcile');
    await stage.idle();
    await stage.leave();
    expect(scraped(world)).toEqual(['shop']);
    await isSettled(world, 1);
  });
});

describe('a run beside the offboard of a tag that is gone leaves nothing', () => {
  test.each(['ResolveOffboard', 'WaitForDeletion', 'DeleteRoles'])('that is in %s', async (state) => {
    const world = structuredClone(connected);
    tag(world, 'shop', undefined);
    const stage = onceIn(runtime, world, { workflow: 'offboard', state }, (on) => {
      begin(on, runtime, world, 'reconcile');
    });
    begin(stage, runtime, world, 'offboard', EVENT);
    await stage.idle();
    await stage.leave();
    expect(leftOf(world)).toEqual([]);
    await isSettled(world, 0);
  });

  test.each(['PlanReconcile', 'ActOnPlan'])('that begins while the run is in %s', async (state) => {
    const world = structuredClone(connected);
    tag(world, 'shop', undefined);
    const stage = onceIn(runtime, world, { state }, (on) => {
      begin(on, runtime, world, 'offboard', EVENT);
    });
    begin(stage, runtime, world, 'reconcile');
    await stage.idle();
    await stage.leave();
    expect(leftOf(world)).toEqual([]);
    await isSettled(world, 0);
  });
});

describe('a tag that changes under a run counts as it is then', () => {
  test('set again before the offboard that the run started has looked: the connection stays', async () => {
    const world = structuredClone(connected);
    tag(world, 'shop', undefined);
    const stage = onceIn(runtime, world, { state: 'ActOnPlan' }, () => void tag(world, 'shop', 'central'));
    begin(stage, runtime, world, 'reconcile');
    await stage.idle();
    await stage.leave();
    expect(scraped(world)).toEqual(['shop']);
    await isSettled(world, 1);
  });

  test('set again while that offboard deletes: the next run connects it', async () => {
    const world = structuredClone(connected);
    tag(world, 'shop', undefined);
    const stage = onceIn(runtime, world, { workflow: 'offboard', state: 'DeleteRoles' }, () => {
      tag(world, 'shop', 'central');
    });
    begin(stage, runtime, world, 'reconcile');
    await stage.idle();
    await stage.leave();
    pass(world, 1);
    await reconcile(runtime, world);
    expect(scraped(world)).toEqual(['shop']);
    await isSettled(world, 1);
  });

  test('taken off while the onboard that the run started is at work: a later run takes it away', async () => {
    const world = worldOf(DEPLOYMENT, { shop: undefined });
    await reconcile(runtime, world);
    pass(world, 25);
    tag(world, 'shop', 'central');
    const stage = onceIn(runtime, world, { workflow: 'onboard', state: 'WaitForScraper' }, () => {
      tag(world, 'shop', undefined);
    });
    begin(stage, runtime, world, 'reconcile');
    await stage.idle();
    await stage.leave();
    pass(world, 1);
    await reconcile(runtime, world);
    expect(leftOf(world)).toEqual([]);
    await isSettled(world, 0);
  });
});
