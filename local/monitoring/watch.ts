import type { World } from '../state/state.ts';
import { evaluateAlarm } from './alarms.ts';

const MINUTE = 60_000;

/**
 * Evaluates the alarms up to `until`, milliseconds on the virtual clock: each at every full minute, as CloudWatch does it for
 * periods of a minute or more. What happened has its time, so that it is the same whenever this is called.
 */
export async function watch(world: World, until: number): Promise<void> {
  const { monitoring } = world;
  if (monitoring === undefined) return;
  const first = Math.floor(monitoring.watchedUntil / MINUTE + 1) * MINUTE;
  for (let at = first; at <= until; at += MINUTE) {
    for (const alarm of Object.values(monitoring.alarms)) await evaluateAlarm(world, monitoring, alarm, at);
  }
  monitoring.watchedUntil = Math.max(monitoring.watchedUntil, until);
}
