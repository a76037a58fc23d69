import { eventKind, takeLost } from '../../state/lostEvents.ts';
import type { World } from '../../state/state.ts';
import type { FaultPlan } from './faultPlan.ts';

/** Whether EventBridge never gets an event that a service sends, by the world's own loss or by a fault; counts it. */
export function isLost(event: unknown, world: World, faults: Pick<FaultPlan, 'loses'> | undefined): boolean {
  const kind = eventKind(event);
  if (kind === undefined) return false;
  return takeLost(world, kind) || (faults?.loses(kind) ?? false);
}
