import type { World } from '../../state/state.ts';
import { ServiceError } from '../operation.ts';

/** A call whose caller is gone, and that takes effect all the same. */
export interface LateEffect {
  /** On the virtual clock. */
  at: number;
  /** @throws ServiceError when what it was for is not as it was: nobody is told. */
  land(): void;
}

/** The effects that are on their way, in the order in which they land. */
export function lateEffects(): { add(effect: LateEffect): void; take(until: number): LateEffect | undefined } {
  const pending: LateEffect[] = [];
  return {
    add(effect) {
      pending.push(effect);
      pending.sort((a, b) => a.at - b.at);
    },
    take: (until) => ((pending[0]?.at ?? Infinity) <= until ? pending.shift() : undefined),
  };
}

interface Settled {
  world: World;
  settle(world: World, now: number): void | Promise<void>;
  faults?: { takeEffect(until: number): LateEffect | undefined } | undefined;
}

/** Brings the world up to `now`, each late effect that is due in its time. */
export async function settleWithEffects({ world, settle, faults }: Settled, now: number): Promise<void> {
  for (let effect = faults?.takeEffect(now); effect !== undefined; effect = faults?.takeEffect(now)) {
    await settle(world, effect.at);
    land(effect);
  }
  await settle(world, now);
}

/** As `settleWithEffects`, and on to the last effect: for a world in which nothing is at work any more. */
export async function settleForGood(settled: Settled, now: number): Promise<void> {
  const { world, settle, faults } = settled;
  await settleWithEffects(settled, now);
  for (let effect = faults?.takeEffect(Infinity); effect !== undefined; effect = faults?.takeEffect(Infinity)) {
    await settle(world, effect.at);
    land(effect);
  }
}

function land(effect: LateEffect): void {
  try {
    effect.land();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
}
