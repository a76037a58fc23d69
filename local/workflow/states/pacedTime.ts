import type { AcceleratedClock } from '../../state/clock.ts';
import { dateOf, type VirtualTime } from './virtualTime.ts';

/** Node.js takes a longer timer for none (https://nodejs.org/api/timers.html#settimeoutcallback-delay-args). */
const MAX_TIMER_MS = 2 ** 31 - 1;

interface Timer {
  dueAt: number;
  run: () => void;
}

/**
 * The timers of whatever lives on a clock that runs by itself. As on the virtual clock an invocation takes no time: the clock
 * stands while one is in flight, so that no speed is too high for the workflow's own limits.
 */
export function pacedTime(clock: AcceleratedClock): VirtualTime {
  const timers = new Map<number, Timer>();
  let lastId = 0;
  let holds = 0;
  let alarm: NodeJS.Timeout | undefined;

  function arm(): void {
    clearTimeout(alarm);
    const [next] = timersInOrder();
    if (holds > 0 || next === undefined) return;
    const wait = Math.max(0, (next[1].dueAt - clock.now()) / clock.speed);
    alarm = setTimeout(ring, Math.min(wait, MAX_TIMER_MS));
  }

  function timersInOrder(): [number, Timer][] {
    return [...timers].toSorted(([oneId, one], [otherId, other]) => one.dueAt - other.dueAt || oneId - otherId);
  }

  function ring(): void {
    const [next] = timersInOrder();
    if (next !== undefined && next[1].dueAt <= clock.now()) {
      timers.delete(next[0]);
      next[1].run();
    }
    arm();
  }

  return {
    setTimeout(run, milliseconds = 0) {
      lastId += 1;
      timers.set(lastId, { dueAt: clock.now() + milliseconds, run });
      arm();
      return lastId;
    },
    clearTimeout(id) {
      if (id !== undefined) timers.delete(id);
      arm();
    },
    async hold(work) {
      holds += 1;
      clock.stop();
      clearTimeout(alarm);
      try {
        return await work;
      } finally {
        holds -= 1;
        if (holds === 0) clock.go();
        arm();
      }
    },
    Date: dateOf(clock),
  };
}
