import type { Layer } from './refusal.ts';
import type { Scene } from './clientsAsAnybody.ts';
import type { Mode } from './world.ts';

/** The policies that an attack tries. */
export type Subject = 'provisioner' | 'provisioner trust' | 'function' | 'connection';

/** Something that nobody may do. */
export interface Attack {
  /** Who does what, as a sentence without its full stop. */
  name: string;
  subject: Subject;
  /** Which policy refuses it. */
  layer: Layer | Readonly<Record<Mode, Layer>>;
  /** @default both */
  only?: Mode;
  attempt(scene: Scene): Promise<unknown>;
}
