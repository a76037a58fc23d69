import { afterAll, describe, expect, test } from 'vitest';
import { BUNDLED } from '../bundles.ts';
import { startRuntime, type Runtime } from '../../local/runtime.ts';
import type { World } from '../../local/world/state.ts';
import type { Definition } from '../../local/workflow/interpreter.ts';
import { DEPLOYMENT, REQUEST } from '../workflow/support.ts';
import {
  FIRST_STOPS,
  interleavings,
  stopOf,
  stoppedBefore,
  tasksOf,
  type Interleaving,
  type Part,
} from './interleavings.ts';
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

const runtime: Runtime = await startRuntime(DEPLOYMENT, { ...BUNDLED, hurry: 1_000 });
const stand: Stand = await openStand(runtime);
afterAll(() => runtime.close());

const worldOf = ({ isThere }: Pair): { world?: World } => (isThere ? { world: stand.onboarded() } : {});

/** The tasks of an execution that runs alone, and how long it takes. */
async function alone(part: Part, pair: Pair): Promise<{ tasks: string[]; seconds: number }> {
  let definition: Definition | undefined;
  const adapt = (one: Definition) => (definition ??= one);
  const { result } = await stand.run({ ...part, ...worldOf(pair), adapt });
  const tasks = definition === undefined ? [] : tasksOf(result.states, definition);
  return { tasks, seconds: result.elapsedSeconds };
}

/** Seconds that the first may take longer than alone: its own stop, and its waits for a turn. */
const LONGER = 60;

const SCHEDULES: { pair: Pair; rows: Interleaving[]; secondStops: number }[] = [];
for (const pair of PAIRS) {
  const [first, second] = [await alone(pair.first, pair), await alone(pair.second, pair)];
  const rows = interleavings(first.tasks, second.tasks);
  SCHEDULES.push({ pair, rows, secondStops: first.seconds + LONGER });
}

/** Either good end is one of the two executions' own: which of them comes last is the schedule's. */
function endedWell({ end }: Ended, { first, second }: Pair): boolean {
  const isOffboarded = [first, second].some(({ workflow }) => workflow === 'offboard');
  return end === 'whole' || (isOffboarded && end === 'nothing');
}

let begunSeconds = 0;

describe.each(SCHEDULES)('$pair.first.name and $pair.second.name', ({ pair, rows, secondStops }) => {
  const { first, second } = pair;
  const ledger = openLedger(`Two at once: ${first.name} and ${second.name}`);

  test.for(rows)('the first stopped before $first, the second before $second', async (row) => {
    // Warm functions know an execution by its name: no two worlds of one runtime have one in common.
    const name = `second-${(begunSeconds += 1)}`;
    let begun = 0;
    const adapt: Trial['adapt'] = (definition) => {
      begun += 1;
      if (begun > 2) return definition;
      return begun === 1
        ? stoppedBefore(definition, row.first, FIRST_STOPS)
        : stoppedBefore(definition, row.second, secondStops);
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
