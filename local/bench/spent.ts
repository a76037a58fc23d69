import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a run took of this process. */
export interface Spent<Result> {
  result: Result;
  /** Seconds of the processor in user mode, all threads together. */
  seconds: number;
}

/** Runs once. What was there before is collected before the clock starts: a run that is timed would pay for it. */
export async function spent<Result>(run: () => Promise<Result>): Promise<Spent<Result>> {
  collectGarbage();
  const before = process.cpuUsage();
  const result = await run();
  return { result, seconds: process.cpuUsage(before).user / 1e6 };
}

/** What is alive on the heap of the main thread, in 10^6 bytes. */
export function heapInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1e6;
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}
