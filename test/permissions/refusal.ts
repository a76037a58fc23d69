import type { Decision } from '../../local/policies/authorize.ts';

/** Which policy refuses an attack: the organization's, the asking role's own, its boundary, or the trust of the role that it wants. */
export type Layer = NonNullable<Decision['layer']>;

export interface Refusal {
  layer: Layer;
  message: string;
}

/** The refusal of an attack that is evaluated and not sent. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly layer: Layer;
  constructor(layer: Layer, message: string) {
    super(message);
    this.layer = layer;
  }
  /** @throws Refused */
  static unlessAllowed({ allowed, layer, explanation }: Decision): void {
    if (!allowed) throw new Refused(layer ?? 'identity', explanation);
  }
}

const ACCESS_DENIED = ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'];

/** "Troubleshoot access denied error messages" in the IAM User Guide: how a message names the policy that refused. */
function layerOf(message: string): Layer {
  if (/service control policy/.test(message)) return 'service control policy';
  if (/permissions boundary/.test(message)) return 'boundary';
  if (/session policy/.test(message)) return 'session policy';
  return /identity-based policy/.test(message) ? 'identity' : 'trust';
}

/**
 * How an attack ended: the refusal, or undefined when it was let through.
 * @throws what it ended in otherwise: an attack that fails for another reason than its permissions proves nothing.
 */
export async function refusalOf(attempt: Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return { layer: error.layer, message: error.message };
    if (!(error instanceof Error) || !ACCESS_DENIED.includes(error.name)) throw error;
    return { layer: layerOf(error.message), message: error.message };
  }
}
