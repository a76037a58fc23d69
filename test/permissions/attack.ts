import type { Layer } from './refusal.ts';
import type { Scene } from './clientsAsAnybody.ts';

/** The policies that an attack tries. */
export type Subject = 'provisioner' | 'provisioner trust' | 'function' | 'connection';

/** Something that nobody may do. */
export interface Attack {
  /** Who does what, as a sentence without its full stop. */
  name: string;
  subject: Subject;
  /** Which policy refuses it. */
  layer: Layer;
  attempt(scene: Scene): Promise<unknown>;
}
