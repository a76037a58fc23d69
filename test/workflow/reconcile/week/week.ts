import * as z from 'zod';
import { FLEET_PREFIX } from '../../../../functions/shared/names.ts';
import { isLost } from '../../../../local/aws/faults/eventLoss.ts';
import type { CallRecord } from '../../../../local/aws/server.ts';
import type { Deployment } from '../../../../local/deployment/deployed.ts';
import type { World } from '../../../../local/state/state.ts';
import { beginByEvent } from '../../../../local/workflow/doors/doors.ts';
import type { Runtime } from '../../../../local/workflow/runtime.ts';
import type { Stage } from '../../../../local/workflow/stage.ts';
import { chanceFaults } from './chance.ts';
import { isEvident, type Removal } from './evidence.ts';
import { act, handsOf } from './hands.ts';
import { mismatchesOf, wishOf } from './wishes.ts';

export interface WeekOptions {
  seed: number;
  hours: number;
  /** How often somebody does something in that time. */
  hands: number;
  /** Of all events, and of all calls: 0 to 1. */
  lost: number;
  failing: number;
  /** Whether reconcile runs every hour. */
  reconciles: boolean;
}

/** How a week went. */
export interface Week {
  /** What was done, and to what. */
  done: string[];
  /** In runs of reconcile that began meanwhile, the longest that anything wanted was missing, and anything unwanted billed. */
  longest: { missing: number; unwanted: number };
  /** What was not as the tags say at the end. */
  left: string[];
  /** Runs that did not end well. */
  failed: string[];
  /** How many scrapers runs have had taken away, and those of which no look has the evidence. */
  removals: number;
  unproved: string[];
}

const HOUR = 3_600_000;
/** After the last deed. */
const QUIET_HOURS = 3;

/** A fleet for so many hours and some quiet ones: events are lost, calls fail, and hands are at work, by chance. */
export async function liveThrough(
  runtime: Runtime,
  deployment: Deployment,
  world: World,
  options: WeekOptions,
): Promise<Week> {
  const { seed, reconciles } = options;
  const faults = chanceFaults({ seed, events: options.lost, calls: options.failing });
  const hours = options.hours + QUIET_HOURS;
  const looks: CallRecord[] = [];
  const removals = new Map<string, Removal>();
  const unproved: string[] = [];
  const stage: Stage = runtime.open({
    world,
    faults,
    onCall: (call) => void (call.callerArn?.includes('/lookAtRange-') && looks.push(call)),
    onEvent({ executionArn }) {
      const removal = removals.has(executionArn) ? undefined : removalOf(world, executionArn);
      if (removal === undefined) return;
      removals.set(executionArn, removal);
      if (!isEvident(removal, looks)) unproved.push(JSON.stringify(removal));
    },
  });
  const at = clockOf(stage);
  const done: string[] = [];
  const counts = counter();
  const mistrusted = new Set<string>();
  const tell = async (event: unknown) => {
    if (!isLost(event, world, faults)) await beginByEvent(stage, deployment, event, world);
  };
  for (const hand of handsOf(seed, options)) {
    at(hand.minute * 60_000, async () => {
      const whom = await act(hand, { world, endpoint: runtime.endpoint, tell, mistrusted, later: at });
      if (whom !== undefined) done.push(`${hand.minute} min: ${hand.what} ${whom}`);
    });
  }
  const runs: string[] = [];
  for (let hour = 1; hour <= hours; hour += 1) {
    at(hour * HOUR, async () => {
      counts.add(mismatchesOf(world));
      looks.length = 0;
      const machine = runtime.stateMachineArn('reconcile');
      if (reconciles) runs.push(stage.begin(machine, `hour-${hour}`, {}).executionArn);
    });
  }
  await at.passed((hours + 1) * HOUR);
  await stage.idle();
  await stage.leave();
  const endOf = (run: string) => `${run} is ${world.executions?.[run]?.status}: ${world.executions?.[run]?.cause}`;
  return {
    done,
    longest: { missing: counts.longest('missing '), unwanted: counts.longest('unwanted ') },
    left: mismatchesOf(world),
    failed: runs.filter((run) => world.executions?.[run]?.status !== 'SUCCEEDED').map(endOf),
    removals: removals.size,
    unproved,
  };
}

function removalOf(world: World, executionArn: string): Removal | undefined {
  const { name = '', stateMachineArn = '', input = '' } = world.executions?.[executionArn] ?? {};
  if (!name.startsWith(FLEET_PREFIX) || !stateMachineArn.endsWith('-offboard')) return undefined;
  const clusterArn = asked.parse(JSON.parse(input));
  return { executionArn, clusterArn, wish: wishOf(world, clusterArn) };
}

const asked = z.union([
  z.object({ clusterArn: z.string() }).transform((one) => one.clusterArn),
  z.object({ resources: z.tuple([z.string()]) }).transform((one) => one.resources[0]),
  z
    .object({
      account: z.string(),
      region: z.string(),
      detail: z.object({ requestParameters: z.object({ name: z.string() }) }),
    })
    .transform(
      ({ account, region, detail }) => `arn:aws:eks:${region}:${account}:cluster/${detail.requestParameters.name}`,
    ),
]);

/** Does things at their time on the stage's clock, which stands still meanwhile. What fails fails the week. */
function clockOf(stage: Stage) {
  const work: Promise<void>[] = [];
  const at = (after: number, run: () => Promise<void>) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    work.push(promise);
    stage.time.setTimeout(() => void stage.time.hold(run()).then(resolve, reject), after);
  };
  const passed = async (after: number) => {
    at(after, async () => {});
    while (work.length > 0) await Promise.all(work.splice(0));
  };
  return Object.assign(at, { passed });
}

/** For how many in a row something was there. */
function counter() {
  let current = new Map<string, number>();
  const longest = new Map<string, number>();
  return {
    add(found: readonly string[]) {
      current = new Map(found.map((one) => [one, (current.get(one) ?? 0) + 1]));
      for (const [one, times] of current) longest.set(one, Math.max(times, longest.get(one) ?? 0));
    },
    longest: (kind: string) =>
      Math.max(0, ...[...longest].filter(([one]) => one.startsWith(kind)).map(([, times]) => times)),
  };
}
