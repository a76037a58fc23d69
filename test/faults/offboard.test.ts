import { beforeAll, describe, expect, test } from 'vitest';
import { FUNCTION_NAMES } from '../../functions/shared/names.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { DEPLOYMENT } from '../workflow/support.ts';
import { OF_RECONCILE } from '../workflow/reconcile/support.ts';
import { DEATHS, exhaustive, OFFBOARD_OPERATIONS, SERVICE_CASES } from './cases.ts';
import { openLedger, outcomeOf } from './ledger.ts';
import { ownScrapers } from './ownAndForeign.ts';
import { openStand, type Stand } from './trial.ts';

let runtime: Runtime;
let stand: Stand;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
  stand = await openStand(runtime);
});

describe('offboard under one fault', () => {
  const ledger = openLedger('Offboard');

  test('calls the operations that the cases have, and no others', async () => {
    const { calls } = await stand.run({ workflow: 'offboard', world: stand.onboarded() });
    expect([...new Set(calls)].toSorted()).toEqual(OFFBOARD_OPERATIONS.map(([name]) => name).toSorted());
  });

  test.for(exhaustive(OFFBOARD_OPERATIONS))('$operation $fault $times ends well', async (row) => {
    const ended = await stand.check({ workflow: 'offboard', world: stand.onboarded(), faults: [row.text] });
    ledger.note(`${row.operation} ${row.fault} ${row.times}`, ended.fired[0] ?? 0, outcomeOf(ended));
    expect(ended.broken).toEqual([]);
    expect(ended.fired[0]).toBeGreaterThan(0);
    if (row.passes) expect(outcomeOf(ended), ended.result.cause).toBe('SUCCEEDED, nothing');
  });

  test('is what the ledger says', () => {
    const { seen, written } = ledger.settle();
    expect(written).toEqual(seen);
  });
});

describe('onboard under the trouble of one service', () => {
  const ledger = openLedger('Onboard: IAM and scrapers');

  test.for(SERVICE_CASES)('$name ends well', async ({ name, faults, end }) => {
    const release = (world: Parameters<typeof ownScrapers>[0]) => {
      for (const one of ownScrapers(world)) one.transition = { to: 'CREATION_FAILED', at: world.now };
    };
    const ended = await stand.check({ faults, release });
    const injected = ended.fired.reduce((sum, one) => sum + one, 0);
    ledger.note(name, injected, outcomeOf(ended));
    expect(ended.broken).toEqual([]);
    expect(outcomeOf(ended), ended.result.cause).toBe(end);
  });

  test('is what the ledger says', () => {
    const { seen, written } = ledger.settle();
    expect(written).toEqual(seen);
  });
});

describe('a function that dies', () => {
  const ledger = openLedger('Functions that die');
  // Those of reconcile: test/workflow/reconcile/deaths.test.ts.
  const ofConnections = FUNCTION_NAMES.filter((name) => !OF_RECONCILE.some((one) => one === name));
  const cases = ofConnections.flatMap((name) =>
    DEATHS.map((how) => ({ name, how, nth: name === 'deleteScraper' || name === 'checkStatus' ? 2 : 1 })),
  );

  test.for(cases)('$name, $how, invocation $nth', async ({ name, how, nth }) => {
    const isOffboards = name === 'resolveOffboard' || name.startsWith('delete');
    const ended = await stand.check({
      ...(isOffboards ? { workflow: 'offboard' as const, world: stand.onboarded() } : {}),
      death: (called, count) => (called === name && count === nth ? how : undefined),
    });
    ledger.note(`${name} ${how}`, 1, outcomeOf(ended));
    expect(ended.broken).toEqual([]);
    if (how.startsWith('time-out')) expect(ended.result.status, ended.result.cause).toBe('SUCCEEDED');
  });

  test('is what the ledger says', () => {
    const { seen, written } = ledger.settle();
    expect(written).toEqual(seen);
  });
});
