import { inFleets } from '../fleet.ts';
import { median } from '../load.ts';
import { inFleet, type Calls } from '../reconcile/measure.ts';
import { heapInUse, spent } from '../spent.ts';

/** What grows, with its unit. */
export const MEASURES = {
  virtualSeconds: 'virtual seconds',
  calls: 'API calls',
  seconds: 'seconds of the processor',
  megabytes: 'MB of heap',
} as const;
/** A key of `MEASURES`. */
export type Measure = keyof typeof MEASURES;

/**
 * What one size took. Virtual seconds pass in the embedded AWS; those of the processor are of this process, all threads together. The heap
 * is the main thread's, with the world that the run leaves and what the process had before.
 */
export type GrowthPoint = Readonly<Record<Measure, number>> & { size: number };

/** Both series, the least size first. */
export interface Growth {
  /** So many clusters, each in an account of its own, connected by one run of reconcile, whose calls count too. */
  connections: GrowthPoint[];
  /** One connection, by the console's door, in an organization of so many member accounts. */
  accounts: GrowthPoint[];
}

/** Clusters that are connected. */
export const CONNECTIONS = [1, 10, 100] as const;
/** Member accounts of the organization. */
export const ACCOUNTS = [3, 100, 1_000] as const;
/** Rounds that count of one connection; one before them loads and compiles. */
const ROUNDS = 3;

/** @throws Error for a run that does not connect what it should. */
export async function measureGrowth(): Promise<Growth> {
  await connected(1);
  const connections: GrowthPoint[] = [];
  for (const size of CONNECTIONS) connections.push(await connected(size));
  return { connections, accounts: await inOrganizations() };
}

async function connected(size: number): Promise<GrowthPoint> {
  return inFleet({ accounts: size, clusters: 1 }, async ({ total, run }) => {
    const { result, seconds } = await spent(() => run({ wanted: total }));
    const { looking, connecting, virtualSeconds } = result;
    const calls = sumOf(looking) + sumOf(connecting);
    return { size, virtualSeconds, calls, seconds, megabytes: heapInUse() };
  });
}

function sumOf(calls: Calls): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}

async function inOrganizations(): Promise<GrowthPoint[]> {
  const heaps: number[] = [];
  for (const size of ACCOUNTS) heaps.push(await heapOfOrganization(size));
  return inFleets(ACCOUNTS, async (worlds, connect) => {
    const runs = new Map<number, Omit<GrowthPoint, 'size' | 'megabytes'>[]>(ACCOUNTS.map((size) => [size, []]));
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [index, size] of ACCOUNTS.entries()) {
        const world = worlds[index];
        if (world === undefined) throw new Error('There is a world of each size.');
        let calls = 0;
        const { result, seconds } = await connect(world, 'console', () => (calls += 1));
        if (round > 0) runs.get(size)?.push({ virtualSeconds: result.elapsedSeconds, calls, seconds });
      }
    }
    return [...runs].map(([size, points], index) => ({
      size,
      virtualSeconds: median(points.map((one) => one.virtualSeconds)),
      calls: median(points.map((one) => one.calls)),
      seconds: median(points.map((one) => one.seconds)),
      megabytes: heaps[index] ?? Number.NaN,
    }));
  });
}

/** By itself: worlds that are measured in turn are all alive. */
async function heapOfOrganization(size: number): Promise<number> {
  return inFleets([size], async ([world], connect) => {
    if (world === undefined) throw new Error('There is a world.');
    await connect(world, 'console');
    return heapInUse();
  });
}
