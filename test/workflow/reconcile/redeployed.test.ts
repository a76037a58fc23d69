import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseConfiguration, readConfiguration } from '../../../infra/configuration/configuration.ts';
import type { World } from '../../../local/state/state.ts';
import { startRuntime, type Runtime } from '../../../local/workflow/runtime.ts';
import { BUNDLED } from '../../bundles.ts';
import { release } from '../deployments.ts';
import { clusterOf } from '../support.ts';
import { ACCOUNT, arnOf, begin, connect, onceIn, outputOf, pass, reconcile, scraped, tag, worldOf } from './support.ts';

const configured = (more: object) =>
  parseConfiguration({ ...readConfiguration(), reconcile: { takesAway: true }, ...more }, 'the test');
const FIRST = release(undefined, { configuration: configured({}) });
/** Deployed over it while a run is at work. */
const next = (more: object) => release(FIRST.deployment, { configuration: configured(more) });
const SECOND = {
  otherKey: next({ clusterTagKey: 'metrics-to' }),
  draining: next({ draining: [ACCOUNT] }),
};

let runtime: Runtime;
let connected: World;
let world: World;
beforeAll(async () => {
  runtime = await startRuntime(FIRST.deployment, { ...BUNDLED, hurry: 1_000 });
  connected = worldOf(FIRST.deployment, { shop: 'central', office: undefined });
  runtime.update(connected, FIRST.deployment, FIRST.file);
  await connect(runtime, connected, ['shop']);
  await reconcile(runtime, connected);
  pass(connected, 25);
  return () => runtime.close();
});
beforeEach(() => {
  world = structuredClone(connected);
  runtime.update(world, FIRST.deployment, FIRST.file);
});

/** A run in whose state the update of the stacks comes. */
async function updatedIn(state: string, { deployment, file }: typeof FIRST) {
  const stage = onceIn(runtime, world, { state }, () => runtime.update(world, deployment, file));
  const run = begin(stage, runtime, world, 'reconcile');
  await stage.idle();
  await stage.leave();
  return outputOf(run);
}

describe('a deployment while a run is at work', () => {
  test.each(['BeginReconcile', 'LookAtRange', 'PlanReconcile'])(
    'in %s takes nothing away by another tag key: the run goes by what it began with, and the next ones wait for a day',
    async (state) => {
      // The hint shows nothing of the cluster, so that its tags are read.
      world.shownTags = { [arnOf('shop')]: { until: world.now + 1_800_000 } };
      expect(await updatedIn(state, SECOND.otherKey)).toMatchObject({ counts: { connected: 1 }, started: {} });
      pass(world, 1);
      const young = await reconcile(runtime, world);
      expect([young.counts, young.started, young.held]).toEqual([{ unwanted: 1 }, {}, { youngConfiguration: 1 }]);
      expect(scraped(world)).toEqual(['shop']);
      pass(world, 25);
      expect((await reconcile(runtime, world)).started).toEqual({ disconnect: 1 });
    },
  );

  test('by which a cluster wants again what the run has found unwanted: the offboard looks by the new one', async () => {
    clusterOf(world, arnOf('shop')).tags = { 'metrics-to': 'central' };
    const { started } = await updatedIn('ActOnPlan', SECOND.otherKey);
    expect([started, scraped(world)]).toEqual([{ disconnect: 1 }, ['shop']]);
    pass(world, 1);
    const { counts, held } = await reconcile(runtime, world);
    expect([counts, held]).toEqual([{ connected: 1 }, {}]);
  });

  test('that drains the account keeps what the run has planned from being connected', async () => {
    tag(world, 'office', 'central');
    const { started } = await updatedIn('ActOnPlan', SECOND.draining);
    expect([started, scraped(world)]).toEqual([{ connect: 1 }, ['shop']]);
    pass(world, 2);
    const { counts, started: later } = await reconcile(runtime, world);
    expect([counts, later]).toEqual([{ held: 2 }, {}]);
  });
});
