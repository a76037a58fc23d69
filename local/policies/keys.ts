import type { World } from '../state/state.ts';

/** Of a key that there is none of: nobody may use it. */
const NOBODY = JSON.stringify({ Version: '2012-10-17', Statement: [] });

/** A KMS key as what it encrypts names it: with its policy where one stack makes both. */
export interface UsedKey {
  arn: string;
  /** JSON text. */
  policy?: string;
}

/** The key's policy as JSON text: its stack's, or that of a key which somebody has made (`World.keys`). */
export function keyPolicy({ keys }: World, { arn, policy }: UsedKey): string {
  return policy ?? keys?.[arn] ?? NOBODY;
}
