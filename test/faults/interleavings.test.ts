import { afterAll, describe, expect, test } from 'vitest';
import { startRuntime, type Runtime } from '../../local/runtime.ts';
import type { World } from '../../local/world/state.ts';
import type { Definition } from '../../local/workflow/interpreter.ts';
import { DEPLOYMENT, REQUEST } from '../workflow/support.ts';
import { interleavings, stopOf, stoppedBefore, tasksOf, type Part } from './interleavings.ts';
import { openLedger, outcomeOf } from './ledger.ts';
import { openStand, type Ended, type Stand, type Trial } from './trial.ts';

const ONBOARD: Part = { name: 'onboard', workflow: 'onboard', input: REQUEST };
const OFFBOARD: Part = { name: 'offboard', workflow: 'offboard', input: REQUEST };
const UPDATE: Part = {
  name: 'update',
  workflow: 'onboard',
  input: { ...REQUEST, scrapeConfiguration: { name: 'minimal' } },
};
const REPLACE: Part = {
  name: 'replace',
  workflow: 'onboard',
  input: { ...REQUEST, subnetIds: ['subnet-0a00000000000000a', 'subnet-0a00000000000000b'], replace: true },
};

interface Pair {
  first: Part;
  second: Part;
  /** Whether the connection is there before. */
  isThere: boolean;
}
const PAIRS: readonly Pair[] = [
  { first: ONBOARD, second: ONBOARD, isThere: false },
  { first: ONBOARD, second: OFFBOARD, isThere: false },
  { first: OFFBOARD, second: ONBOARD, isThere: true },
  { first: UPDATE, second: REPLACE, isThere: true },
  { first: REPLACE, second: OFFBOARD, isThere: true },
];

const runtime: Runtime = await startRuntime(DEPLOYMENT, { hurry: 1_000 });
const stand: Stand = await openStand(runtime);
afterAll(() => runtime.close());

const worldOf = ({ isThere }: Pair): { world?: World } => (isThere ? { world: stand.onboarded() } : {});

/** The tasks of an execution that runs alone. */
async function alone(part: Part, pair: Pair): Promise<string[]> {
  let definition: Definition | undefined;
  const adapt = (one: Definition) => (definition ??= one);
  const { result } = await stand.run({ ...part, ...worldOf(pair), adapt });
  return definition === undefined ? [] : tasksOf(result.states, definition);
}

const SCHEDULES: { pair: Pair; rows: ReturnType<typeof interleavings> }[] = [];
for (const pair of PAIRS) {
  const rows = interleavings(await alone(pair.first, pair), await alone(pair.second, pair));
  SCHEDULES.push({ pair, rows });
}

/** Either good end is one of the two executions' own: which of them comes last is the schedule's. */
function endedWell({ end }: Ended, { first, second }: Pair): boolean {
  const isOffboarded = [first, second].some(({ workflow }) => workflow === 'offboard');
  return end === 'whole' || (isOffboarded && end === 'nothing');
}

let seconds = 0;

describe.each(SCHEDULES)('$pair.first.name and $pair.second.name', ({ pair, rows }) => {
  const { first, second } = pair;
  const ledger = openLedger(`Two at once: ${first.name} and ${second.name}`);

  test.for(rows)('the first stopped before $first, the second before $second', async (row) => {
    // Warm functions know an execution by its name: no two worlds of one runtime have one in common.
    const name = `second-${(seconds += 1)}`;
    let begun = 0;
    const adapt: Trial['adapt'] = (definition) => {
      begun += 1;
      if (begun > 2) return definition;
      return begun === 1
        ? stoppedBefore(definition, row.first, 'first')
        : stoppedBefore(definition, row.second, 'second');
    };
    let other: string | undefined;
    const meanwhile: Trial['meanwhile'] = (event, { executionArn }, stage) => {
      if (other !== undefined || event.executionArn !== executionArn || event.state !== stopOf(row.first)) return;
      other = stage.begin(runtime.stateMachineArn(second.workflow), name, second.input).executionArn;
    };
    const ended = await stand.check({ ...first, ...worldOf(pair), adapt, meanwhile });
    const { status, cause } = ended.world.executions?.[other ?? ''] ?? { status: 'never begun' };
    ledger.note(`${row.first}, ${row.second}`, 1, `${outcomeOf(ended)}; second ${status}`);
    expect(ended.broken).toEqual([]);
    expect([ended.result.status, status], `${ended.result.cause} ${cause}`).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(endedWell(ended, pair), ended.end).toBe(true);
  });

  test('is what docs/faults.md says', () => {
    const { seen, written } = ledger.settle();
    expect(written).toEqual(seen);
  });
});
