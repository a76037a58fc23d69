/** Milliseconds since the epoch, on a clock that need not be the machine's. */
export interface Clock {
  now(): number;
}

/** A clock that moves only when it is told to: 20 minutes of waiting then take no time, and every run is repeatable. */
export interface VirtualClock extends Clock {
  /** Moves the clock to `time` (milliseconds since the epoch). @throws RangeError when that lies in its past. */
  advanceTo(time: number): void;
}

/** @param start Milliseconds since the epoch. */
export function virtualClock(start: number): VirtualClock {
  let time = start;
  return {
    now: () => time,
    advanceTo(next) {
      if (!(next >= time)) throw new RangeError(`The clock stands at ${time} ms and cannot go back to ${next} ms.`);
      time = next;
    },
  };
}

/** A clock that runs by itself, and can be stopped for as long as something is at work that takes no time on it. */
export interface AcceleratedClock extends Clock {
  speed: number;
  /** Stands still until `go`. */
  stop(): void;
  go(): void;
}

/**
 * A clock that runs by itself, `speed` times as fast as the machine's: for a person at a terminal, who does not want to wait
 * 20 minutes for a scraper.
 * @param start Milliseconds since the epoch that it shows first.
 * @throws RangeError unless the speed is above 0.
 */
export function acceleratedClock(start: number, speed: number): AcceleratedClock {
  if (!(speed > 0)) throw new RangeError(`A clock's speed must be above 0, not ${speed}.`);
  let shown = start;
  let goesSince: number | undefined = performance.now();
  const exactly = () => shown + (goesSince === undefined ? 0 : (performance.now() - goesSince) * speed);
  return {
    speed,
    now: () => Math.round(exactly()),
    stop() {
      shown = exactly();
      goesSince = undefined;
    },
    go() {
      goesSince ??= performance.now();
    },
  };
}
