import { iamAuthorizer } from './chain.ts';
import type { ChainAuthorizer } from './chain.ts';
import { scrapeUntil } from './scrapes.ts';
import type { World } from '../state/state.ts';
import { accountsInMotion, nextTransition } from './transitions.ts';

/** The instant to which each world was brought last: most calls of a run come at one that the call before has settled. */
const settled = new WeakMap<World, number>();

/**
 * Brings the world up to `now`, milliseconds on the virtual clock: all changes of status that are due, in order, and the
 * scrapes between them. Called before every request and at the end of a run; what it does depends on the world and `now`
 * alone. A `now` before the world's own time does nothing, and neither does the same `now` again: what a call has begun takes time.
 * Not to be called again before it has ended.
 */
export async function settle(world: World, now: number, authorizer: ChainAuthorizer = iamAuthorizer): Promise<void> {
  if (now < world.now || settled.get(world) === now) return;
  settled.set(world, now);
  const accounts = accountsInMotion(world);
  for (;;) {
    const transition = nextTransition(world, accounts, now);
    const until = Math.max(transition?.at ?? now, world.now);
    await scrapeUntil(world, accounts, until, authorizer);
    world.now = until;
    if (transition === undefined) return;
    transition.apply();
  }
}
