import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ERROR_NAMES } from '../../functions/shared/errors.ts';
import { WORKFLOW_NAMES } from '../../functions/shared/names.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { DEPLOYMENT, REQUEST } from '../workflow/support.ts';
import { OFFBOARD_OPERATIONS, ONBOARD_OPERATIONS, SOAK, UNDO_OPERATIONS } from './cases.ts';
import { ABORTS, endHolder, FROM_ACTIVE, sceneOf, statesOf } from './aborts.ts';
import { openLedger, outcomeOf } from './ledger.ts';
import { connectionItems } from './invariants.ts';
import { openStand, type Ended, type Stand, type Trial } from './trial.ts';

let runtime: Runtime;
let stand: Stand;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
  stand = await openStand(runtime);
});

/** Does something once, when the first execution enters the state. */
function atState(state: string, act: (...args: Parameters<NonNullable<Trial['meanwhile']>>) => void) {
  let isDone = false;
  const meanwhile: NonNullable<Trial['meanwhile']> = (event, first, stage) => {
    if (isDone || event.kind !== 'entered' || event.state !== state) return;
    if (event.executionArn !== first.executionArn) return;
    isDone = true;
    act(event, first, stage);
  };
  return { meanwhile, wasDone: () => isDone };
}

/** Which of the two good ends it is depends on which of two calls at the same moment AWS takes first. */
function racedOutcome(ended: Ended): string {
  return outcomeOf(ended).replace(/, (whole|nothing)$/, ', whole or nothing');
}

describe('an execution that is aborted', () => {
  const ledger = openLedger('Aborted, cleaned up by the rule');

  test.for(ABORTS)('$workflow in $state leaves what one more run mends', async ({ workflow, state, ...scene }) => {
    const set = sceneOf(scene, stand, runtime);
    const { meanwhile, wasDone } = atState(state, (_event, first, stage) => {
      stage.stop(first);
      if (set.world !== undefined) endHolder(set.world);
    });
    const ended = await stand.check({ workflow, ...set, meanwhile });
    ledger.note(`${workflow} ${state}`, 1, racedOutcome(ended));
    expect(wasDone()).toBe(true);
    expect(ended.result.status).toBe('ABORTED');
    expect(ended.broken).toEqual([]);
    if (workflow === 'onboard' && FROM_ACTIVE.includes(state)) expect(ended.end).toBe('whole');
    const again = await stand.run({ world: ended.world });
    expect({ end: again.end, broken: again.broken }, again.result.cause).toEqual({ end: 'whole', broken: [] });
  });

  test.each(WORKFLOW_NAMES)('every state of %s that an execution can be in is aborted', (workflow) => {
    const aborted = ABORTS.filter((one) => one.workflow === workflow).map(({ state }) => state);
    // Of a revocation, after which no further run connects the pair: test/workflow/revokeFaults.test.ts.
    const all = statesOf(workflow).filter((state) => state !== 'DeleteTargetRole');
    expect(aborted.toSorted()).toEqual(all.toSorted());
  });

  test('is what the ledger says', () => {
    const { seen, written } = ledger.settle();
    expect(written).toEqual(seen);
  });
});

test('what was left when its clean-up failed too stays named when the next onboard fails', async () => {
  const { meanwhile } = atState('CreateTargetRole', (_event, first, stage) => stage.stop(first));
  const cut = await stand.check({ meanwhile, faults: ['dynamodb:Query:access-denied:always'] });
  expect({ end: cut.end, broken: cut.broken }).toEqual({ end: 'left', broken: [] });
  const next = await stand.check({ world: cut.world, faults: ['updateAssumeRolePolicy:access-denied:always'] });
  expect({ status: next.result.status, broken: next.broken }).toEqual({ status: 'FAILED', broken: [] });
  expect(next.end).not.toBe('nothing');
  expect(connectionItems(next.world)).toHaveLength(1);
});

/** The same in every `npm test`, so that what fails once fails again; the soak goes elsewhere each time. */
const seed = Number(process.env['AMP_SCRAPER_SEED'] ?? (SOAK ? Math.floor(Math.random() * 2 ** 31) : 20_260_105));
const runs = (count: number, soak: number) => ({ seed, numRuns: SOAK ? soak : count });
const OPERATION_NAMES = [
  ...new Set([...ONBOARD_OPERATIONS, ...UNDO_OPERATIONS, ...OFFBOARD_OPERATIONS].map(([operation]) => operation)),
];

const wireFault = fc
  .tuple(
    fc.constantFrom(...OPERATION_NAMES),
    fc.constantFrom('throttle', 'server-error', 'reset', 'lost-response', 'access-denied'),
    fc.oneof(fc.integer({ min: 1, max: 25 }).map(String), fc.constant('always')),
    fc.nat(4),
  )
  .map((parts) => parts.join(':'));
const otherFault = fc.constantFrom(
  'scraper:failing',
  'scraper:late:1200',
  'iam:propagation:30',
  'iam:stale-read:3',
  'createScraper:conflict:2',
  'createScraper:quota',
);
const faults = fc.array(fc.oneof({ weight: 4, arbitrary: wireFault }, otherFault), { minLength: 1, maxLength: 3 });

describe(`at random, seed ${seed} (AMP_SCRAPER_SEED)`, () => {
  test('any one to three faults leave the connection whole, or nothing, or what one more run mends', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(faults, fc.constantFrom('onboard', 'offboard'), async (texts, workflow) => {
        count += 1;
        const world = workflow === 'offboard' ? { world: stand.onboarded() } : {};
        const ended = await stand.check({ workflow, ...world, faults: texts });
        expect(ended.broken).toEqual([]);
      }),
      runs(200, 2_000),
    );
    process.stdout.write(`Random faults: ${count} sequences, seed ${seed}\n`);
  }, 3_600_000);

  const fields = fc.constantFrom('clusterArn', 'workspaceArn', 'unknown', 'subnets', '__proto__', 'constructor');
  const badRequest = fc
    .tuple(fields, fc.jsonValue({ maxDepth: 2 }))
    .map(([field, value]) => Object.fromEntries([...Object.entries(REQUEST), [field, value]]));
  const badEvent = fc
    .tuple(fc.constantFrom('aws.tag', 'aws.eks', 'aws.states', 'aws.s3'), fc.jsonValue({ maxDepth: 3 }))
    .map(([source, detail]) => ({ source, account: '111111111111', region: 'us-west-2', detail }));
  const badInput = fc.oneof(badRequest, badEvent, fc.jsonValue({ maxDepth: 3 }));

  test('no bad input creates anything, and none ends outside the closed set', async () => {
    const names: readonly string[] = ERROR_NAMES;
    let count = 0;
    await fc.assert(
      fc.asyncProperty(badInput, fc.constantFrom('onboard', 'offboard'), async (input, workflow) => {
        count += 1;
        const ended = await stand.run({ workflow, input });
        expect(ended.result.status).toBe('FAILED');
        expect(names).toContain(ended.result.error);
        expect({ end: ended.end, broken: ended.broken }).toEqual({ end: 'nothing', broken: [] });
        expect(ended.calls.filter((call) => /:(Create|Put|Attach|Update|Delete|Detach|Tag)/.test(call))).toEqual([]);
      }),
      runs(500, 5_000),
    );
    process.stdout.write(`Bad input: ${count} inputs, seed ${seed}\n`);
  }, 3_600_000);
});
