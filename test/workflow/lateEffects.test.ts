import { beforeAll, describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import type { World } from '../../local/state/state.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { DEPLOYMENT, freshWorld, NAMES, REQUEST, role, scrapers, useRuntime } from './support.ts';

const { run } = useRuntime();
let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const plan = (...texts: string[]) => faultPlan(texts.map((text) => parseFault(text, OPERATIONS)));

/** Aborts an onboard as it enters CreateScraper, whose calls are in flight then; the rule's clean-up ends before this does. */
async function aborted(...texts: string[]): Promise<World> {
  const world = freshWorld();
  const stage = runtime.open({
    world,
    faults: plan(...texts),
    onEvent: ({ executionArn, kind, state }) => {
      if (executionArn === execution.executionArn && kind === 'entered' && state === 'CreateScraper')
        stage.stop(execution);
    },
  });
  world.nextId += 1;
  const execution = stage.begin(runtime.stateMachineArn('onboard'), `late-${world.nextId}`, REQUEST);
  await stage.idle();
  await stage.leave();
  expect(execution.status).toBe('ABORTED');
  return world;
}

function expectNothing(world: World): void {
  expect(scrapers(world)).toEqual([]);
  expect([role(world, NAMES.sourceRoleArn), role(world, NAMES.targetRoleArn)]).toEqual([undefined, undefined]);
}

describe('a CreateScraper that lands late', () => {
  test.each([
    ['when the undo has begun', ['createScraper:late-effect:50', 'createScraper:access-denied']],
    [
      'and that the list shows later still',
      ['createScraper:late-effect:50', 'createScraper:access-denied', 'listScrapers:lag:60'],
    ],
    [
      'between the undo of the scraper and that of the roles',
      ['createScraper:late-effect:150', 'createScraper:access-denied', 'detachRolePolicy:access-denied:6'],
    ],
  ])('%s is undone', async (_when, texts) => {
    const faults = plan(...texts);
    const { error, world } = await run({ faults });
    expect(error).toBe('AccessDenied');
    expect(faults.fired()[0]?.fired).toBe(1);
    expectNothing(world);
  });

  test.each([
    ['when its execution has been aborted', ['createScraper:late-effect:50:always']],
    ['and that the list shows later still', ['createScraper:late-effect:50:always', 'listScrapers:lag:60']],
    [
      'between the deletion of the scraper and that of the roles',
      ['createScraper:late-effect:200:always', 'detachRolePolicy:access-denied:6'],
    ],
  ])('%s is cleaned up', async (_when, texts) => {
    expectNothing(await aborted(...texts));
  });
});

describe('a DescribeScraper that lags', () => {
  const UPDATE = { ...REQUEST, scrapeConfiguration: { name: 'minimal' } };

  test.each([
    ['does not let an update pass for done', [], 'SUCCEEDED', true],
    [
      'does not let one that fails pass for done, nor the way back for failed',
      ['scraper:update-failing'],
      'FAILED',
      false,
    ],
  ])('%s', async (_what, more, status, isMinimal) => {
    const { world } = await run({});
    const result = await run({ world, input: UPDATE, faults: plan('describeScraper:lag:60', ...more) });
    expect(result.status, result.cause).toBe(status);
    const [scraper] = scrapers(world);
    expect(scraper?.status).toBe('ACTIVE');
    expect(scraper?.scrapeConfiguration.includes('The smallest useful set')).toBe(isMinimal);
    expect(result.cause ?? '').not.toContain('Undoing it did not end well');
  });
});
