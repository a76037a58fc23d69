import { beforeAll, describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../../local/aws/faults/notation.ts';
import type { World } from '../../../local/state/state.ts';
import { removeCluster } from '../../../local/state/taggedResources.ts';
import type { Runtime } from '../../../local/workflow/runtime.ts';
import { warmRuntime } from '../../runtimes.ts';
import { arnOf, connect, deploymentWith, KEY, leftOf, pass, reconcile, scraped, tag, worldOf } from './support.ts';

const DEPLOYMENT = await deploymentWith({ takesAway: true });
let runtime: Runtime;
let connected: World;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
  connected = worldOf(DEPLOYMENT, { shop: 'central', office: undefined });
  await connect(runtime, connected, ['shop']);
  await reconcile(runtime, connected);
  pass(connected, 25);
});

/** What the resource tagging API shows of a cluster for the next half hour, whatever its tags are; undefined when it is not shown. */
function shows(world: World, name: string, value: string | undefined, isShown = true): void {
  const tags = value === undefined ? {} : { [KEY]: value };
  const until = world.now + 1_800_000;
  world.shownTags = { ...world.shownTags, [arnOf(name)]: { ...(isShown ? { tags } : {}), until } };
}

async function outcome(world: World, ...faults: string[]) {
  const plan = faultPlan(faults.map((text) => parseFault(text, OPERATIONS)));
  const { counts, started } = await reconcile(runtime, world, {}, { faults: plan });
  return [counts, started];
}

const AS_IT_WAS = [{ connected: 1 }, {}];

describe('a ghost', () => {
  test('of a connected cluster keeps nothing: what it had goes in the first run that knows that it is gone', async () => {
    const world = structuredClone(connected);
    removeCluster(world, arnOf('shop'), world.now);
    expect(await outcome(world, 'eks:ListClusters:server-error:always')).toEqual([{ silent: 1 }, { repair: 1 }]);
    expect(scraped(world)).toEqual(['shop']);
    expect(await outcome(world)).toEqual([{ orphan: 1 }, { bury: 1 }]);
    expect(leftOf(world)).toEqual([]);
  });

  test('that asks for a connection gets none', async () => {
    const world = structuredClone(connected);
    tag(world, 'office', 'central');
    removeCluster(world, arnOf('office'), world.now);
    expect(await outcome(world)).toEqual(AS_IT_WAS);
    expect(scraped(world)).toEqual(['shop']);
  });
});

describe('a hint that lags', () => {
  test('and still shows the tag takes nothing away, and keeps nothing for longer than it lags', async () => {
    const world = structuredClone(connected);
    shows(world, 'shop', 'central');
    tag(world, 'shop', undefined);
    expect(await outcome(world)).toEqual(AS_IT_WAS);
    pass(world, 1);
    expect(await outcome(world)).toEqual([{ unwanted: 1 }, { disconnect: 1 }]);
    expect(leftOf(world)).toEqual([]);
  });

  test.each<[string, string | undefined, boolean]>([
    ['the cluster without its tag', undefined, true],
    ['the tag with another workspace', 'own', true],
    ['the tag with a value that names nothing', 'unheard-of', true],
    ['nothing of the cluster', undefined, false],
  ])('and shows %s takes nothing away: the cluster itself is asked', async (_what, value, isShown) => {
    const world = structuredClone(connected);
    shows(world, 'shop', value, isShown);
    expect(await outcome(world)).toEqual(AS_IT_WAS);
    expect(scraped(world)).toEqual(['shop']);
  });

  test('takes nothing away where the cluster itself cannot be asked', async () => {
    const world = structuredClone(connected);
    shows(world, 'shop', undefined);
    tag(world, 'shop', undefined);
    expect(await outcome(world, 'eks:DescribeCluster:access-denied:always')).toEqual(AS_IT_WAS);
    expect(scraped(world)).toEqual(['shop']);
  });

  test('and shows a tag that the cluster has no more begins nothing', async () => {
    const world = structuredClone(connected);
    shows(world, 'office', 'central');
    expect(await outcome(world)).toEqual(AS_IT_WAS);
    expect(scraped(world)).toEqual(['shop']);
  });

  test('and shows no new tag yet: a run after that connects it', async () => {
    const world = structuredClone(connected);
    shows(world, 'office', undefined, false);
    tag(world, 'office', 'central');
    expect(await outcome(world)).toEqual(AS_IT_WAS);
    pass(world, 1);
    expect(await outcome(world)).toEqual([{ connected: 1, wanted: 1 }, { connect: 1 }]);
    expect(scraped(world)).toEqual(['office', 'shop']);
  });
});
