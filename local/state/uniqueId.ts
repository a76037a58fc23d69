import type { World } from './state.ts';

/** A unique id as IAM makes them, 21 characters: `AROA` and so on, then a number that no other thing of this world has. */
export function uniqueId(world: World, prefix: string): string {
  world.nextId += 1;
  return `${prefix}${world.nextId.toString(36).toUpperCase().padStart(17, '0')}`;
}
