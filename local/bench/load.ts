import { execFileSync } from 'node:child_process';

/** Loads per bundle that count; one before them fills the disk's cache. */
export const LOADS = 15;

/** Runs in the fresh process: nothing but the load is timed, and what was loaded has to be a handler. */
const TIMED_LOAD = `
const begun = performance.now();
const { handler } = require(process.argv[1]);
const milliseconds = performance.now() - begun;
if (typeof handler !== 'function') throw new Error(process.argv[1] + ' exports no handler.');
process.stdout.write(String(milliseconds));
`;

/** Milliseconds until a fresh process of this Node.js has loaded the file, with only these variables. @throws Error when it cannot be loaded. */
export function loadOnce(file: string, environment: Readonly<Record<string, string>>): number {
  const options = { encoding: 'utf8', env: environment, stdio: ['ignore', 'pipe', 'pipe'] } as const;
  const milliseconds = Number(
    execFileSync(process.execPath, ['-e', TIMED_LOAD, file], { ...options, stdio: [...options.stdio] }),
  );
  if (!(milliseconds > 0)) throw new Error(`Loading ${file} was not timed: ${milliseconds}.`);
  return milliseconds;
}

/** Two loads to compare: each gives its milliseconds. */
export type Pair = readonly [() => number, () => number];

/**
 * Medians of alternating loads, every pair in every round, so that whatever else the machine does for a while falls on all alike and
 * on few of the loads of one pair. Every second round starts with the other one; the round before the first does not count.
 */
export function compareLoads(pairs: readonly Pair[], loads = LOADS): [number, number][] {
  const rounds = Array.from({ length: loads + 1 }, (_, round) =>
    pairs.map(([one, other]): [number, number] => {
      if (round % 2 === 0) return [one(), other()];
      const second = other();
      return [one(), second];
    }),
  ).slice(1);
  return pairs.map((_, pair) => {
    const times = rounds.flatMap((round) => round.slice(pair, pair + 1));
    return [median(times.map(([first]) => first)), median(times.map(([, second]) => second))];
  });
}

/** @throws RangeError for no values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 1 ? middle : middle - 1], sorted[middle]];
  if (low === undefined || high === undefined) throw new RangeError('No values have no median.');
  return (low + high) / 2;
}
