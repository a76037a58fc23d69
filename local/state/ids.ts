import { createHash } from 'node:crypto';
import type { World } from './state.ts';

function digest(kind: string, number: number): string {
  return createHash('sha256').update(`${kind} ${number}`).digest('hex');
}

/** The UUID that `takeUuid` hands out next: an access check has to name a resource that does not exist yet. */
export function peekUuid(world: World, kind: string): string {
  const hex = digest(kind, world.nextId);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** A UUID-shaped id that follows from the world's counter alone, so that the same run has the same ids. */
export function takeUuid(world: World, kind: string): string {
  const uuid = peekUuid(world, kind);
  world.nextId += 1;
  return uuid;
}
