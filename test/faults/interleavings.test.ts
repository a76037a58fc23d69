import { describe, expect, test } from 'vitest';
import { WORKFLOW_NAMES, type WorkflowName } from '../../functions/shared/names.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import type { World } from '../../local/state/state.ts';
import type { Definition } from '../../local/workflow/states/interpreter.ts';
import { warmRuntime } from '../runtimes.ts';
import { DEPLOYMENT, REQUEST } from '../workflow/support.ts';
import {
  interleavings,
  ITS_END,
  ITS_WAIT,
  stopOf,
  stoppedBefore,
  tasksOf,
  WAIT,
  type Alone,
  type Interleaving,
  type Part,
} from './interleavings.ts';
import { taskStatesOf } from './aborts.ts';
import { ALL_CASES } from './cases.ts';
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

const runtime: Runtime = await warmRuntime(DEPLOYMENT);
const stand: Stand = await openStand(runtime);

const worldOf = ({ isThere }: Pair): { world?: World } => (isThere ? { world: stand.onboarded() } : {});

async function alone(part: Part, pair: Pair): Promise<Alone> {
  let definition: Definition | undefined;
  const adapt = (one: Definition) => (definition ??= one);
  const { result } = await stand.run({ ...part, ...worldOf(pair), adapt });
  const tasks = definition === undefined ? [] : tasksOf(result.states, definition);
  return { tasks, seconds: result.elapsedSeconds };
}

const interleaved: Readonly<Record<WorkflowName, Set<string>>> = { onboard: new Set(), offboard: new Set() };
const SCHEDULES: { pair: Pair; rows: Interleaving[] }[] = [];
for (const pair of PAIRS) {
  const [first, second] = [await alone(pair.first, pair), await alone(pair.second, pair)];
  for (const task of first.tasks) interleaved[pair.first.workflow].add(task);
  for (const task of second.tasks) interleaved[pair.second.workflow].add(task);
  const rows = interleavings(first, second);
  SCHEDULES.push({ pair, rows: ALL_CASES || !isOfAChange(pair) ? rows : rows.filter(isFarthest) });
}

/** Outside the soak, of two that change a connection: the second gets as far as it can, and from the first's claim on to each stop. */
function isFarthest({ first, second }: Interleaving): boolean {
  return second === ITS_END || second === ITS_WAIT || first === 'ClaimConnection';
}

function isOfAChange({ first }: Pair): boolean {
  return first === UPDATE || first === REPLACE;
}

const END: Readonly<Record<WorkflowName, string>> = { onboard: 'Onboarded', offboard: 'Done' };

const FIRST = ['first', 'second'] as const;
const SECOND = ['second', 'first'] as const;
/** The states that they are in. */
type Places = { first?: string | undefined; second?: string | undefined };

/** Where either is to be when the other goes on from its stop. */
function placesOf({ second, secondHolds }: Interleaving, pair: Pair): Places {
  if (second === ITS_WAIT) return { second: WAIT };
  if (second === ITS_END) return { second: END[pair.second.workflow] };
  return { first: secondHolds ? WAIT : END[pair.first.workflow], second: stopOf(second) };
}

/** Either good end is one of the two executions' own: which of them comes last is the schedule's. */
function endedWell({ end }: Ended, { first, second }: Pair): boolean {
  const isOffboarded = [first, second].some(({ workflow }) => workflow === 'offboard');
  return end === 'whole' || (isOffboarded && end === 'nothing');
}

const HELD = 'of an execution that has failed: it holds the connection, for which the other waits';
/** The tasks at which no execution is stopped, and why. */
const NOT_INTERLEAVED: Readonly<Record<WorkflowName, Readonly<Record<string, string>>>> = {
  onboard: {
    PlanConnection: 'of a dry run, which claims nothing and changes nothing',
    RestoreScraper: HELD,
    UndoScraper: HELD,
    UndoRoles: HELD,
    ReleaseUndone: HELD,
    ReleaseAfterFailedUndo: HELD,
    ReleaseUnverified: HELD,
  },
  offboard: {
    DeleteTargetRole:
      'of a revocation, which waits for nobody: test/workflow/revoke.test.ts has it beside an onboard that runs',
    PlanConnection: 'of a dry run, which claims nothing and changes nothing',
    ReleaseLeft: HELD,
  },
};

test.each(WORKFLOW_NAMES)('every task of %s is a stop, or there is a reason', (workflow) => {
  const named = [...interleaved[workflow], ...Object.keys(NOT_INTERLEAVED[workflow])];
  expect(named.toSorted()).toEqual(taskStatesOf(workflow).toSorted());
});

let begunSeconds = 0;

describe.each(SCHEDULES)('$pair.first.name and $pair.second.name', ({ pair, rows }) => {
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
        ? stoppedBefore(definition, row.first, row.firstStops)
        : stoppedBefore(definition, row.second, row.secondStops);
    };
    let other: string | undefined;
    const places: Places = {};
    const placesAtSwitch: Places = {};
    const meanwhile: Trial['meanwhile'] = ({ executionArn, kind, state }, one, stage) => {
      const [self, counterpart] = executionArn === one.executionArn ? FIRST : SECOND;
      if (kind === 'entered') places[self] = state;
      if (state !== stopOf(row[self])) return;
      if (kind === 'exited') placesAtSwitch[counterpart] ??= places[counterpart];
      else other ??= stage.begin(runtime.stateMachineArn(second.workflow), name, second.input).executionArn;
    };
    const ended = await stand.check({ ...first, ...worldOf(pair), adapt, meanwhile });
    const { status, cause } = ended.world.executions?.[other ?? ''] ?? { status: 'never begun' };
    ledger.note(`${row.first}, ${row.second}`, 1, `${outcomeOf(ended)}; second ${status}`);
    expect(placesAtSwitch).toEqual(placesOf(row, pair));
    expect(ended.broken).toEqual([]);
    expect([ended.result.status, status], `${ended.result.cause} ${cause}`).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(endedWell(ended, pair), ended.end).toBe(true);
  });

  test('is what the ledger says', () => {
    const { seen, written } = ledger.settle();
    expect(written).toEqual(seen);
  });
});
