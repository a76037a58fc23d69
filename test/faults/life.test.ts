import { beforeAll, describe, expect, test } from 'vitest';
import type { Runtime } from '../../local/workflow/runtime.ts';
import type { World } from '../../local/state/state.ts';
import { warmRuntime } from '../runtimes.ts';
import { endHolder, holdLease } from './aborts.ts';
import { applyDrift, DRIFTS } from '../workflow/drift.ts';
import { CLUSTER, DEPLOYMENT, NAMES, REQUEST } from '../workflow/support.ts';
import {
  CLAIM_OPERATIONS,
  DRIFT_OPERATIONS,
  folded,
  PLAN_OPERATIONS,
  REPLACE_OPERATIONS,
  RESTORE_OPERATIONS,
  UPDATE_OPERATIONS,
  type FaultCase,
} from './cases.ts';
import { openLedger, outcomeOf } from './ledger.ts';
import { ownScrapers, sceneWorld } from './scene.ts';
import { openStand, type Ended, type Stand } from './trial.ts';

let runtime: Runtime;
let stand: Stand;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
  stand = await openStand(runtime);
});

const UPDATE = { ...REQUEST, scrapeConfiguration: { name: 'minimal' } };
/** What the scraper has anyway. */
const CLUSTER_GROUP = sceneWorld().accounts[NAMES.sourceAccountId]?.clusters[CLUSTER]?.clusterSecurityGroupId ?? '';
const REPLACE = { ...REQUEST, subnetIds: ['subnet-0a00000000000000a', 'subnet-0a00000000000000b'], replace: true };

/** Nobody may be let in while a run goes on: what is changed here is everything but who may assume the roles. */
function drifted(): World {
  const world = stand.onboarded();
  applyDrift(
    world,
    DRIFTS.filter(({ part }) => part !== 'trust policy'),
  );
  return world;
}

/** Whose holder ended without giving its lease back. */
function heldByEnded(): World {
  const world = stand.onboarded();
  holdLease(world, runtime.stateMachineArn('onboard'));
  endHolder(world);
  return world;
}

interface Life {
  title: string;
  input: object;
  world(): World;
  /** That happens in every run of it, before the fault of the row. */
  given: readonly string[];
  operations: readonly (readonly [string, 'once' | 'often'])[];
  /** How a run under a fault that passes ends. */
  passes: string;
  /** What has to hold beside the invariants of every run. */
  alsoHolds(ended: Ended, row: FaultCase): void;
}

const configurationOf = ({ world }: Ended) => ownScrapers(world)[0]?.scrapeConfiguration ?? '';
const isMinimal = (ended: Ended) => configurationOf(ended).includes('The smallest useful set');

const LIVES: readonly Life[] = [
  {
    title: 'An update in place',
    input: UPDATE,
    world: () => stand.onboarded(),
    given: [],
    operations: UPDATE_OPERATIONS,
    passes: 'SUCCEEDED, whole',
    alsoHolds(ended) {
      expect(isMinimal(ended)).toBe(ended.result.status === 'SUCCEEDED');
    },
  },
  {
    title: 'The way back from an update that failed',
    input: UPDATE,
    world: () => stand.onboarded(),
    given: ['scraper:update-failing'],
    operations: RESTORE_OPERATIONS,
    passes: 'FAILED ScraperFailed, whole',
    alsoHolds(ended, { passes }) {
      if (passes) expect(isMinimal(ended)).toBe(false);
    },
  },
  {
    title: 'A replacement',
    input: REPLACE,
    world: () => stand.onboarded(),
    given: [],
    operations: REPLACE_OPERATIONS,
    passes: 'SUCCEEDED, whole',
    alsoHolds(ended) {
      const subnets = ownScrapers(ended.world)[0]?.subnetIds.length;
      if (ended.result.status === 'SUCCEEDED') expect(subnets).toBe(2);
    },
  },
  {
    title: 'Drift that is mended',
    input: REQUEST,
    world: drifted,
    given: [],
    operations: DRIFT_OPERATIONS,
    passes: 'SUCCEEDED, whole',
    alsoHolds: () => undefined,
  },
  {
    title: 'A claim in the place of a holder that ended',
    input: { ...REQUEST, securityGroupIds: [CLUSTER_GROUP] },
    world: heldByEnded,
    given: [],
    operations: CLAIM_OPERATIONS,
    passes: 'SUCCEEDED, whole',
    alsoHolds({ result: { error, cause } }, { operation, fault }) {
      if (error === undefined) return;
      expect(error).toBe(fault === 'access-denied' ? 'AccessDenied' : 'AwsUnavailable');
      expect(cause).toContain(`${operation} in account `);
    },
  },
  {
    title: 'A dry run',
    input: { ...UPDATE, dryRun: true },
    world: () => stand.onboarded(),
    given: [],
    operations: PLAN_OPERATIONS,
    passes: 'SUCCEEDED, whole',
    alsoHolds(ended) {
      expect(ended.end).toBe('whole');
      expect(isMinimal(ended)).toBe(false);
      expect(ended.calls.filter((call) => /:(Create|Put|Attach|Update|Delete|Detach|Tag)/.test(call))).toEqual([]);
    },
  },
];

describe.each(LIVES)('$title under one fault', ({ title, input, world, given, operations, passes, alsoHolds }) => {
  const ledger = openLedger(title);

  test('calls the operations that the cases have', async () => {
    const { calls } = await stand.run({ input, world: world(), faults: given });
    expect([...new Set(calls)]).toEqual(expect.arrayContaining(operations.map(([name]) => name)));
  });

  test.for(folded(operations))('$operation $fault $times ends well', async (row) => {
    const ended = await stand.check({ input, world: world(), faults: [...given, row.text] });
    const injected = ended.fired.at(-1) ?? 0;
    ledger.note(`${row.operation} ${row.fault} ${row.times}`, injected, outcomeOf(ended));
    expect(ended.broken).toEqual([]);
    expect(injected).toBeGreaterThan(0);
    if (row.passes) expect(outcomeOf(ended), ended.result.cause).toBe(passes);
    alsoHolds(ended, row);
  });

  test('is what the ledger says', () => {
    const { seen, written } = ledger.settle();
    expect(written).toEqual(seen);
  });
});
