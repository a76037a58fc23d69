import { beforeAll, describe, expect, test } from 'vitest';
import type { World } from '../../local/state/state.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { CLUSTER, DEPLOYMENT, scrapers, WORKSPACE } from '../workflow/support.ts';
import { connected, historyOf, OWN, play, type Play, type Setting, type Value } from './tagSettings.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const at = (second: number, value: Value): Setting => ({ at: { second }, value, delays: [0] });
const FIRST = at(0, 'central');
const MOVED = at(1_000, 'own');

function activeScrapers(world: World): string[] {
  return scrapers(world).flatMap(({ arn, status, clusterArn }) =>
    status === 'ACTIVE' && clusterArn === CLUSTER ? [arn] : [],
  );
}

/** What happens, and how many scrapers of the cluster were ACTIVE at least once there was one. */
async function moved(settings: readonly Setting[], more: Partial<Play> = {}) {
  let fewest = Number.POSITIVE_INFINITY;
  const seen = new Set<string>();
  const watch = (world: World): void => {
    const active = activeScrapers(world);
    for (const arn of active) seen.add(arn);
    if (seen.size > 0) fewest = Math.min(fewest, active.length);
  };
  const played = await play(runtime, { settings, aborts: [], watch, ...more });
  const failed = played.executions.filter(({ status }) => status !== 'SUCCEEDED');
  return { ...played, fewest, made: seen.size, failed, history: historyOf(played) };
}

describe('a tag that names another workspace', () => {
  test('has the old connection until the new one is there, and then the new one alone', async () => {
    const { world, fewest, failed, history } = await moved([FIRST, MOVED]);
    expect([connected(world), fewest, failed], history).toEqual([[OWN], 1, []]);
    expect(history).toContain('instead. What is there stays');
  });

  test('back before the new one is there leaves the old one as it was', async () => {
    const { world, fewest, made, history } = await moved([FIRST, MOVED, at(1_030, 'central')]);
    expect([connected(world), fewest], history).toEqual([[WORKSPACE], 1]);
    expect(activeScrapers(world), history).toHaveLength(1);
    expect(made, history).toBeLessThanOrEqual(2);
  });

  test('that cannot be connected keeps the old connection', async () => {
    const { world, fewest, failed, history } = await moved([FIRST, MOVED], {
      faults: ['createScraper:access-denied:1:1'],
    });
    expect(failed, history).toHaveLength(1);
    expect([connected(world), fewest], history).toEqual([[WORKSPACE], 1]);
  });

  test('or none, while the new one is made, has neither in the end', async () => {
    const { world, history } = await moved([FIRST, MOVED, at(1_030, 'none')]);
    expect(connected(world), history).toEqual([]);
  });

  test('whose event came to offboard alone keeps the old connection', async () => {
    const faults = ['states:startExecution:access-denied:1'];
    const { world, fewest, history } = await moved([FIRST, MOVED], { faults });
    expect([connected(world).length, fewest], history).toEqual([1, 1]);
  });
});
