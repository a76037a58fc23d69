import { createHash } from 'node:crypto';
import type { WireFaultName } from '../../../../local/aws/faults/fault.ts';
import { faultPlan, type FaultPlan } from '../../../../local/aws/faults/faultPlan.ts';

/** Of these a client cannot know more than that it has no answer; a hang takes as long in real time. */
const FAILURES: readonly WireFaultName[] = ['throttle', 'server-error', 'reset', 'lost-response'];

export interface Chances {
  seed: number;
  /** Of all events, and of all calls: 0 to 1. */
  events: number;
  calls: number;
}

/**
 * Loses events and fails calls by chance: of each kind of event and each operation the same ones by count for the same seed. Of calls side
 * by side it is still open which is which.
 */
export function chanceFaults({ seed, events, calls }: Chances): FaultPlan {
  const counts = new Map<string, number>();
  const chance = (of: string): number => {
    const count = (counts.get(of) ?? 0) + 1;
    counts.set(of, count);
    return fraction(`${seed} ${of} ${count}`);
  };
  return {
    ...faultPlan([]),
    meet({ service, name }) {
      const drawn = chance(`${service}:${name}`);
      const fault = FAILURES[Math.floor((drawn / calls) * FAILURES.length)];
      if (fault === undefined) return undefined;
      return { kind: 'wire', text: `${service}:${name}:${fault}`, service, operation: name, fault, skip: 0, times: 1 };
    },
    loses: (event) => chance(event) < events,
  };
}

/** From 0 up to 1, the same for the same text. */
function fraction(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
}
