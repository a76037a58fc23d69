import { beforeAll, describe, expect, test } from 'vitest';
import { LAMBDA_FAILURES, type FunctionDeath } from '../../local/workflow/lambda/deaths.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { DEPLOYMENT } from '../workflow/support.ts';
import { patientTasksOf } from '../statemachine/definition.ts';
import { ABORTS, sceneOf, type Abort } from './aborts.ts';
import { openLedger, outcomeOf } from './ledger.ts';
import { openStand, type Ended, type Stand, type Trial } from './trial.ts';

let runtime: Runtime;
let stand: Stand;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
  stand = await openStand(runtime);
});

/** What every function's invocations end with, one after the other. */
const TROUBLES: readonly (readonly [name: string, failures: readonly FunctionDeath[]])[] = [
  ['throttled', ['Lambda.TooManyRequestsException']],
  ['timed out', ['time-out-before']],
  ['timed out when done', ['time-out-after']],
  ['a mix', LAMBDA_FAILURES],
];

const PLACES = ABORTS.filter(({ workflow, state }) => patientTasksOf(workflow).includes(state));
const CASES = PLACES.flatMap((place) => TROUBLES.map(([trouble, failures]) => ({ ...place, trouble, failures })));

/** The function that a task calls. */
function functionOf(state: string): string {
  const called = state.replace(/^Undo/, 'Delete').replace(/^Release.*/, 'ReleaseConnection');
  return called.charAt(0).toLowerCase() + called.slice(1);
}

/** From the first time that the state calls its function, Lambda runs none for so many minutes. */
function lambdaDown(state: string, failures: readonly FunctionDeath[], minutes: number) {
  let until: number | undefined;
  let injected = 0;
  const death: NonNullable<Trial['death']> = (name, _nth, at) => {
    if (name === functionOf(state)) until ??= at + minutes * 60_000;
    if (until === undefined || at >= until) return undefined;
    injected += 1;
    return failures[injected % failures.length];
  };
  return { death, injections: () => injected };
}

/** How the same ends while Lambda works; kept, since each place is tried several times. */
const ends = new Map<string, Promise<string>>();
async function undisturbed({ workflow, state: _state, ...scene }: Abort): Promise<string> {
  const key = JSON.stringify([workflow, scene]);
  const known = ends.get(key) ?? stand.run({ workflow, ...sceneOf(scene, stand, runtime) }).then(outcomeOf);
  ends.set(key, known);
  return known;
}

describe('Lambda does not run the functions for 20 minutes', () => {
  const ledger = openLedger("Lambda's own failures, 20 minutes of them in the undo and in offboard");

  test.for(CASES)('$workflow in $state, $trouble', async ({ trouble, failures, ...place }) => {
    const { death, injections } = lambdaDown(place.state, failures, 20);
    const { workflow, state, ...scene } = place;
    const ended = await stand.check({ workflow, ...sceneOf(scene, stand, runtime), death });
    ledger.note(`${workflow} ${state}, ${trouble}`, injections(), outcomeOf(ended));
    expect(injections()).toBeGreaterThan(0);
    expect(ended.broken).toEqual([]);
    expect(outcomeOf(ended), ended.result.cause).toBe(await undisturbed(place));
  });

  test('is what the ledger says', () => {
    const { seen, written } = ledger.settle();
    expect(written).toEqual(seen);
  });
});

test('what an undo has to leave, Lambda being down for longer than it waits, the clean-up takes away', async () => {
  const { death } = lambdaDown('UndoScraper', LAMBDA_FAILURES, 150);
  const ended: Ended = await stand.check({ faults: ['scraper:failing'], death });
  expect(ended.broken).toEqual([]);
  expect(outcomeOf(ended), ended.result.cause).toBe('FAILED ScraperFailed, nothing');
});
