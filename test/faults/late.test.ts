import { beforeAll, describe, expect, test } from 'vitest';
import type { Runtime } from '../../local/workflow/runtime.ts';
import type { World } from '../../local/state/state.ts';
import { warmRuntime } from '../runtimes.ts';
import { applyDrift, DRIFTS } from '../workflow/drift.ts';
import { DEPLOYMENT } from '../workflow/support.ts';
import { LAGGING, LAGS, LATE_EFFECTS, type LateCase } from './late.ts';
import { openLedger, outcomeOf } from './ledger.ts';
import { ownScrapers } from './ownAndForeign.ts';
import { openStand, type Ended, type Stand, type Trial } from './trial.ts';

let runtime: Runtime;
let stand: Stand;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
  stand = await openStand(runtime);
});

async function worldOf({ starts }: LateCase): Promise<{ world?: World }> {
  if (starts === undefined) return {};
  const world = stand.onboarded();
  if (starts === 'drifted')
    applyDrift(
      world,
      DRIFTS.filter(({ part }) => part !== 'trust policy'),
    );
  if (starts === 'offboarded') await stand.run({ workflow: 'offboard', world });
  return { world };
}

/** Stops the first execution as it enters the state: what its function calls then is in flight. */
function aborting(state: string): NonNullable<Trial['meanwhile']> {
  return (event, first, stage) => {
    if (event.executionArn === first.executionArn && event.kind === 'entered' && event.state === state)
      stage.stop(first);
  };
}

const isMinimal = ({ world }: Ended) =>
  (ownScrapers(world)[0]?.scrapeConfiguration ?? '').includes('The smallest useful set');

async function play(one: LateCase): Promise<Ended> {
  const { workflow, input, faults, abortedIn } = one;
  return stand.check({
    ...(workflow ? { workflow } : {}),
    ...(input ? { input } : {}),
    ...(abortedIn ? { meanwhile: aborting(abortedIn) } : {}),
    ...(await worldOf(one)),
    faults,
  });
}

describe('a call that takes effect when nobody waits for it any more', () => {
  const ledger = openLedger('Effects that come late');

  test.for(LATE_EFFECTS)('$name', async (one) => {
    const ended = await play(one);
    ledger.note(one.name, ended.fired[0] ?? 0, outcomeOf(ended));
    expect(ended.broken).toEqual([]);
    expect(ended.fired[0]).toBeGreaterThan(0);
    expect(outcomeOf(ended), ended.result.cause).toBe(one.end);
    if (one.input) expect(isMinimal(ended)).toBe(one.end === 'SUCCEEDED, whole' && 'scrapeConfiguration' in one.input);
  });

  test('is what the ledger says', () => {
    const { seen, written } = ledger.settle();
    expect(written).toEqual(seen);
  });
});

describe('reads that lag behind', () => {
  const ledger = openLedger('Reads that lag behind');
  const lagged = new Map(LAGGING.map((operation) => [operation, 0]));

  test.for(LAGS)('$name', async (one) => {
    const ended = await play(one);
    ledger.note(one.name, ended.fired[0] ?? 0, outcomeOf(ended));
    lagged.set(one.operation, (lagged.get(one.operation) ?? 0) + (ended.fired[0] ?? 0));
    expect(ended.broken).toEqual([]);
    expect(outcomeOf(ended), ended.result.cause).toBe(one.end);
  });

  test('every read was seen to lag', () => {
    // No run writes the tags of the role that ListRoleTags reads, the account stack's.
    expect([...lagged].filter(([, fired]) => fired === 0)).toEqual([['iam:ListRoleTags', 0]]);
  });

  test('is what the ledger says', () => {
    const { seen, written } = ledger.settle();
    expect(written).toEqual(seen);
  });
});
