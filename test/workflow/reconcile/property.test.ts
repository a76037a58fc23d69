import { beforeAll, describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../../local/aws/faults/notation.ts';
import type { CallRecord } from '../../../local/aws/server.ts';
import type { World } from '../../../local/state/state.ts';
import type { EventKind } from '../../../local/state/lostEvents.ts';
import type { Runtime } from '../../../local/workflow/runtime.ts';
import { SOAK } from '../../faults/cases.ts';
import { warmRuntime } from '../../runtimes.ts';
import { pass, reconcile } from './support.ts';
import { after, DEPLOYMENT, fleetsBefore, mishapsOf, type Fleets, type Mishaps } from './worlds/generate.ts';
import { problemsOf, withoutEvidence } from './worlds/outcome.ts';

const SEEDS = Array.from({ length: SOAK ? 500 : 20 }, (_, index) => index + 1);
/** Of a cluster that never comes up there are five attempts, each of which the run after it counts; of every removal beyond the first an approval. */
const MOST_RUNS = 14;
/** What time alone brings, and what somebody's approval does. */
const PASSING = ['approval', 'maximumNew', 'fairShare', 'rate', 'backoff'] as const;

let runtime: Runtime;
let fleets: Fleets;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
  fleets = await fleetsBefore(runtime);
}, 120_000);

const losing = (kinds: readonly EventKind[]) =>
  faultPlan(kinds.map((kind) => parseFault(`event:${kind}:lost:always`, OPERATIONS)));

/**
 * Runs until one has nothing to do and lets nothing wait that is not to stay as it is; the first is an hour on, while hints may lag behind.
 * Whatever waits for an approval gets it.
 */
async function undisturbed(world: World, { lost }: Mishaps) {
  const unproved: string[] = [];
  let approve: string | undefined;
  for (let run = 0; run < MOST_RUNS; run += 1) {
    pass(world, run === 0 ? 1 : 9);
    const before = structuredClone(world);
    const calls: CallRecord[] = [];
    const { counts, started, held, digest } = await reconcile(
      runtime,
      world,
      approve === undefined ? {} : { approve },
      {
        faults: losing(lost),
        onCall: (call) => calls.push(call),
      },
    );
    unproved.push(...withoutEvidence(before, world, calls));
    approve = digest;
    const isQuiet = Object.keys(started ?? {}).length === 0 && PASSING.every((reason) => held?.[reason] === undefined);
    if (run > 0 && isQuiet) return { unproved, counts };
  }
  return { unproved, counts: undefined };
}

describe('from any world, whatever events are lost, runs end with what tags say', () => {
  test.each(SEEDS)('seed %i', async (seed) => {
    const mishaps = mishapsOf(seed);
    const { world, foreign } = after(fleets, mishaps);
    const before = structuredClone(world);
    const { unproved, counts } = await undisturbed(world, mishaps);
    const problems = problemsOf({ before, world, foreign, counts });
    expect({ problems, unproved, isQuiet: counts !== undefined }, JSON.stringify(mishaps, null, 1)).toEqual({
      problems: [],
      unproved: [],
      isQuiet: true,
    });
  });
});
