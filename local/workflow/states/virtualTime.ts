import type { Clock, VirtualClock } from '../../state/clock.ts';

interface Timer {
  id: number;
  dueAt: number;
  run: () => void;
}

/**
 * The timers of whatever lives on a virtual clock. The clock jumps to the next timer as soon as nothing holds it and
 * nothing is left to do at the present time; while an invocation is in flight it is held, since real work takes no
 * virtual time and a time-out must not pass it.
 */
export interface VirtualTime {
  setTimeout(run: () => void, milliseconds?: number): number;
  clearTimeout(id: number | undefined): void;
  /** The clock stands still until the promise is settled. */
  hold<T>(work: Promise<T>): Promise<T>;
  /** `Date` on this clock, for code that asks for the time. */
  Date: DateConstructor;
}

/** @param clock which the timers move, and nothing else while they run. */
export function virtualTime(clock: VirtualClock): VirtualTime {
  const timers = new Map<number, Timer>();
  let lastId = 0;
  let holds = 0;
  let scheduled = false;

  // Two turns of the event loop: promises that were settled in the first have had their effect by the second.
  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => setImmediate(advance));
  }

  function advance(): void {
    scheduled = false;
    if (holds > 0) return;
    const next = [...timers.values()].toSorted((a, b) => a.dueAt - b.dueAt || a.id - b.id)[0];
    if (next === undefined) return;
    timers.delete(next.id);
    clock.advanceTo(Math.max(next.dueAt, clock.now()));
    next.run();
    schedule();
  }

  return {
    setTimeout(run, milliseconds = 0) {
      lastId += 1;
      timers.set(lastId, { id: lastId, dueAt: clock.now() + milliseconds, run });
      schedule();
      return lastId;
    },
    clearTimeout(id) {
      if (id !== undefined) timers.delete(id);
    },
    async hold(work) {
      holds += 1;
      try {
        return await work;
      } finally {
        holds -= 1;
        schedule();
      }
    },
    Date: dateOf(clock),
  };
}

/** `Date` by a clock that is not the machine's. */
export function dateOf(clock: Clock): DateConstructor {
  return new Proxy(Date, {
    construct: (target, args) => Reflect.construct(target, args.length === 0 ? [clock.now()] : args),
    get: (target, key) => (key === 'now' ? () => clock.now() : Reflect.get(target, key)),
  });
}
