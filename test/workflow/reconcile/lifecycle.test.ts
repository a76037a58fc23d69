import { beforeAll, expect, test } from 'vitest';
import { OPERATIONS } from '../../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../../local/aws/faults/notation.ts';
import type { Runtime } from '../../../local/workflow/runtime.ts';
import { warmRuntime } from '../../runtimes.ts';
import { connect, deploymentWith, pass, reconcile, remove, scraped, tag, worldOf } from './support.ts';

const DEPLOYMENT = await deploymentWith({ takesAway: true });
let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

test('a fleet whose events were all lost becomes what its tags say, and a further run does nothing', async () => {
  const world = worldOf(DEPLOYMENT, { shop: 'central', office: undefined, gone: 'central' });
  const first = await reconcile(runtime, world);
  expect([first.outcome, first.counts, first.started]).toEqual(['RECONCILED', { wanted: 2 }, { connect: 2 }]);
  expect(scraped(world)).toEqual(['gone', 'shop']);
  tag(world, 'shop', undefined);
  tag(world, 'office', 'central');
  remove(world, 'gone');
  pass(world, 25);
  const second = await reconcile(runtime, world);
  expect([second.counts, second.started, second.held]).toEqual([
    { wanted: 1, unwanted: 1, orphan: 1 },
    { connect: 1, [second.started?.bury ? 'bury' : 'disconnect']: 1 },
    { approval: 1 },
  ]);
  pass(world, 1);
  const third = await reconcile(runtime, world, { approve: second.digest });
  expect([third.held, third.digest]).toEqual([{}, undefined]);
  expect(scraped(world)).toEqual(['office']);
  pass(world, 1);
  const { counts, started, held, warnings } = await reconcile(runtime, world);
  expect([counts, started, held, warnings]).toEqual([{ connected: 1 }, {}, {}, []]);
});

test('nothing is taken away that is not configured to be, nor by a configuration of less than a day', async () => {
  const world = worldOf(DEPLOYMENT, { shop: 'central' });
  await connect(runtime, world, ['shop']);
  tag(world, 'shop', undefined);
  // The resource tagging API lags behind the status that the cluster was given.
  pass(world, 1);
  const young = await reconcile(runtime, world);
  expect([young.counts, young.started, young.held]).toEqual([{ unwanted: 1 }, {}, { youngConfiguration: 1 }]);
  expect(scraped(world)).toEqual(['shop']);
});

test('a dry run says what a run would do, at 80 columns, and changes nothing', async () => {
  const world = worldOf(DEPLOYMENT, { shop: 'central' });
  const { outcome, report = [], started } = await reconcile(runtime, world, { dryRun: true });
  expect([outcome, started, scraped(world)]).toEqual(['PLANNED', {}, []]);
  expect(report).toContain('Would start: 1 execution');
  const long = report.filter((line) => line.length > 80 && !/^\s*arn:\S+$/.test(line));
  expect(long).toEqual([]);
});

test('of two runs at once one looks and the other says which that is', async () => {
  const world = worldOf(DEPLOYMENT, { shop: 'central' });
  const stage = runtime.open({ world });
  const begun = ['one', 'two'].map((name) => stage.begin(runtime.stateMachineArn('reconcile'), name, {}));
  const ended = await Promise.all(begun.map(({ executionArn }) => stage.ended(executionArn)));
  await stage.idle();
  await stage.leave();
  const outcomes = ended.map(({ output }) => JSON.stringify(output));
  expect(outcomes.filter((one) => one.includes('"RECONCILED"'))).toHaveLength(1);
  const ignored = outcomes.find((one) => one.includes('"IGNORED"')) ?? '';
  expect(ignored).toMatch(/Run arn:aws:states:\S+:(one|two) is at work/);
  expect(scraped(world)).toEqual(['shop']);
});

test('an account that cannot be looked at is unreachable, and nothing of it is taken away', async () => {
  const world = worldOf(DEPLOYMENT, { shop: 'central' });
  await connect(runtime, world, ['shop']);
  await reconcile(runtime, world);
  tag(world, 'shop', undefined);
  pass(world, 25);
  const faults = faultPlan([parseFault('listScrapers:access-denied:always', OPERATIONS)]);
  const { counts, started } = await reconcile(runtime, world, {}, { faults });
  expect([counts, started]).toEqual([{ unreachable: 2 }, {}]);
  expect(scraped(world)).toEqual(['shop']);
});

test('an onboard that fails again and again waits longer each time, and is left to a person after the fifth', async () => {
  const world = worldOf(DEPLOYMENT, { shop: 'central' });
  const faults = () => ({ faults: faultPlan([parseFault('scraper:failing', OPERATIONS)]) });
  const run = async (hours: number) => {
    pass(world, hours);
    const { counts, started, held } = await reconcile(runtime, world, {}, faults());
    return [counts, started, held];
  };
  const tried = [{ wanted: 1 }, { connect: 1 }, {}];
  const waits = [{ wanted: 1 }, {}, { backoff: 1 }];
  const stopped = [{ quarantined: 1 }, {}, {}];
  expect([await run(0), await run(0), await run(2), await run(0.5), await run(2)]).toEqual([
    tried,
    waits,
    tried,
    waits,
    tried,
  ]);
  expect([await run(0), await run(12), await run(0), await run(24)]).toEqual([waits, tried, waits, tried]);
  const { counts, started, held, report = [] } = await reconcile(runtime, world, {}, faults());
  expect([counts, started, held]).toEqual(stopped);
  expect(report.join(' ')).toContain('5 executions in a row have failed');
});
