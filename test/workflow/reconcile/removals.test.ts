import { beforeAll, expect, test } from 'vitest';
import { MAX_REMOVALS_AN_HOUR } from '../../../functions/shared/offboard/removals.ts';
import { tagsAgain } from '../../../functions/shared/request/doors/clusterEvents.ts';
import type { World } from '../../../local/state/state.ts';
import type { Runtime } from '../../../local/workflow/runtime.ts';
import { warmRuntime } from '../../runtimes.ts';
import { arnOf, connect, deploymentWith, pass, reconcile, scraped, tag, worldOf } from './support.ts';

const DEPLOYMENT = await deploymentWith({ takesAway: true });
let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

/** As if tags had taken away so many in this hour. */
function removed(world: World, count: number): void {
  const [table] = Object.values(world.tables ?? {});
  const hour = new Date(world.now).toISOString().slice(0, 13);
  table?.items.push({
    pk: { S: 'fleet' },
    sk: { S: `removals#${hour}` },
    schema: { N: '1' },
    count: { N: String(count) },
  });
}

async function untagged(names: readonly string[], before: number) {
  const world = worldOf(DEPLOYMENT, Object.fromEntries(names.map((name) => [name, 'central'])));
  await connect(runtime, world, names);
  removed(world, before);
  const outputs: unknown[] = [];
  for (const name of names) {
    tag(world, name, undefined);
    const { output } = await runtime.execute({ world, workflow: 'offboard', input: tagsAgain(arnOf(name)) });
    outputs.push(output);
  }
  return { world, outputs };
}

test('tags take away as many connections an hour as they may, and the next is left to reconcile', async () => {
  const { world, outputs } = await untagged(['office', 'shop'], MAX_REMOVALS_AN_HOUR - 1);
  expect(outputs).toMatchObject([
    { outcome: 'OFFBOARDED' },
    { outcome: 'IGNORED', reason: expect.stringContaining('left to reconcile') },
  ]);
  expect(scraped(world)).toEqual(['shop']);
  pass(world, 1);
  const { output } = await runtime.execute({ world, workflow: 'offboard', input: tagsAgain(arnOf('shop')) });
  expect([output, scraped(world)]).toMatchObject([{ outcome: 'OFFBOARDED' }, []]);
});

test('what reconcile starts has bounds of its own', async () => {
  const { world } = await untagged(['shop'], MAX_REMOVALS_AN_HOUR);
  expect(scraped(world)).toEqual(['shop']);
  await reconcile(runtime, world);
  pass(world, 25);
  removed(world, MAX_REMOVALS_AN_HOUR);
  const { started } = await reconcile(runtime, world);
  expect([started, scraped(world)]).toEqual([{ disconnect: 1 }, []]);
});
