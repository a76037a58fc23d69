import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { lookRange } from '../../../functions/shared/fleet/seen.ts';
import { deployedName, type FunctionName } from '../../../functions/shared/names.ts';
import type { ExecutionRecord, World } from '../../../local/state/state.ts';
import type { Deaths } from '../../../local/workflow/lambda/deaths.ts';
import type { Runtime } from '../../../local/workflow/runtime.ts';
import { warmRuntime } from '../../runtimes.ts';
import {
  begin,
  connect,
  deploymentWith,
  onceIn,
  outputOf,
  pass,
  reconcile,
  scraped,
  startedByRuns,
  tag,
  worldOf,
} from './support.ts';

const DEPLOYMENT = await deploymentWith({ takesAway: true });
let runtime: Runtime;
/** One cluster is to connect, one to take away, and one as it should be. */
let fleet: World;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
  fleet = worldOf(DEPLOYMENT, { shop: 'central', office: undefined, store: 'central' });
  await connect(runtime, fleet, ['shop', 'store']);
  await reconcile(runtime, fleet);
  pass(fleet, 25);
  tag(fleet, 'shop', undefined);
  tag(fleet, 'office', 'central');
});

const looked = z.object({ range: lookRange });
const isOf = (arn: string, name: FunctionName) => arn.endsWith(`:${deployedName('amp-scraper', name)}`);
/** What leads to a state that no run enters in which all goes well. */
const LEADS_TO: Readonly<Record<string, Deaths>> = {
  LookAtOne(arn, _nth, _at, event) {
    if (!isOf(arn, 'lookAtRange')) return undefined;
    const { range } = looked.parse(event);
    return range.to - range.from > 1 ? 'exit-before' : undefined;
  },
  GiveUp: (arn, nth) => (isOf(arn, 'planReconcile') && nth <= ATTEMPTS ? 'exit-before' : undefined),
};
/** Of a state that Lambda fails. */
const ATTEMPTS = 7;
const TASKS = ['BeginReconcile', 'LookAtRange', 'LookAtOne', 'PlanReconcile', 'ActOnPlan', 'EndReconcile', 'GiveUp'];

test('these are all states in which a run is at work', () => {
  const text = readFileSync(new URL('../../../statemachine/reconcile.asl.json', import.meta.url), 'utf8');
  const tasks = [...text.matchAll(/"(\w+)": \{\s+"Comment": "[^"]*",\s+"Type": "Task"/g)].map(([, name]) => name);
  expect(tasks).toEqual(TASKS);
});

describe('a run that is stopped is followed at once by the next, which starts nothing twice', () => {
  test.each(TASKS)('in %s', async (state) => {
    const world = structuredClone(fleet);
    let next: ExecutionRecord | undefined;
    const stage = onceIn(runtime, world, { state, death: LEADS_TO[state] }, (on, execution) => {
      on.stop(execution);
      next = begin(on, runtime, world, 'reconcile');
    });
    const first = begin(stage, runtime, world, 'reconcile');
    await stage.idle();
    await stage.leave();
    expect([first.status, next && outputOf(next).outcome]).toEqual(['ABORTED', 'RECONCILED']);
    expect(scraped(world)).toEqual(['office', 'store']);
    const begun = startedByRuns(world);
    expect(begun.toSorted()).toEqual([...new Set(begun)].toSorted());
    pass(world, 1);
    const { counts, started, held } = await reconcile(runtime, world);
    expect([counts, started, held]).toEqual([{ connected: 2 }, {}, {}]);
  });
});
