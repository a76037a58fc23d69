import type { World } from '../state/state.ts';
import { evaluateAlarm, isQuiet } from './alarms.ts';

const MINUTE = 60_000;

/**
 * Evaluates the alarms up to `until`, milliseconds on the virtual clock: each at every full minute, as CloudWatch does it for
 * periods of a minute or more. What happened has its time, so that it is the same whenever this is called. One that nothing was sent for
 * sees the same at every minute between the first and the last.
 */
export async function watch(world: World, until: number): Promise<void> {
  const { monitoring } = world;
  if (monitoring === undefined) return;
  const first = Math.floor(monitoring.watchedUntil / MINUTE + 1) * MINUTE;
  const last = Math.floor(until / MINUTE) * MINUTE;
  const alarms = Object.values(monitoring.alarms);
  const busy = new Set(alarms.filter((alarm) => !isQuiet(monitoring, alarm)));
  for (let at = first; at <= last; at += MINUTE) {
    const isEnd = at === first || at === last;
    for (const alarm of isEnd ? alarms : busy) await evaluateAlarm(world, monitoring, alarm, at);
  }
  monitoring.watchedUntil = Math.max(monitoring.watchedUntil, until);
}
