import { beforeAll, describe, expect, test } from 'vitest';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { DEPLOYMENT } from '../workflow/support.ts';
import { exhaustive, ONBOARD_OPERATIONS, UNDO_OPERATIONS } from './cases.ts';
import { openLedger, outcomeOf } from './ledger.ts';
import { openStand, type Stand } from './trial.ts';

let runtime: Runtime;
let stand: Stand;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
  stand = await openStand(runtime);
});

describe('onboard under one fault', () => {
  const ledger = openLedger('Onboard');

  test('calls the operations that the cases have, and no others', async () => {
    const { calls } = await stand.run({});
    const counts = new Map<string, number>();
    for (const call of calls) counts.set(call, (counts.get(call) ?? 0) + 1);
    expect([...counts].map(([name, count]) => [name, count > 1 ? 'often' : 'once'])).toEqual(
      expect.arrayContaining(ONBOARD_OPERATIONS.map((one) => [...one])),
    );
    expect(counts.size).toBe(ONBOARD_OPERATIONS.length);
  });

  test.for(exhaustive(ONBOARD_OPERATIONS))('$operation $fault $times ends well', async (row) => {
    const ended = await stand.check({ faults: [row.text] });
    ledger.note(`${row.operation} ${row.fault} ${row.times}`, ended.fired[0] ?? 0, outcomeOf(ended));
    expect(ended.broken).toEqual([]);
    expect(ended.fired[0]).toBeGreaterThan(0);
    if (row.passes) expect(outcomeOf(ended), ended.result.cause).toBe('SUCCEEDED, whole');
  });

  test('is what the ledger says', () => {
    const { seen, written } = ledger.settle();
    expect(written).toEqual(seen);
  });
});

describe('the undo under one fault', () => {
  const ledger = openLedger('Undo of onboard, after a scraper that failed');

  test.for(exhaustive(UNDO_OPERATIONS))('$operation $fault $times ends well', async (row) => {
    const ended = await stand.check({ faults: ['scraper:failing', row.text] });
    ledger.note(`${row.operation} ${row.fault} ${row.times}`, ended.fired[1] ?? 0, outcomeOf(ended));
    expect(ended.broken).toEqual([]);
    expect(ended.fired[1]).toBeGreaterThan(0);
    expect(ended.result.error).toBe('ScraperFailed');
    if (row.passes) expect(ended.end).toBe('nothing');
  });

  test('is what the ledger says', () => {
    const { seen, written } = ledger.settle();
    expect(written).toEqual(seen);
  });
});
