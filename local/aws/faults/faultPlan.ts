import type { CallContext, Operation } from '../operation.ts';
import { scraperOperation, type Fault, type FiredFault, type ScraperFault, type WireFaultName } from './fault.ts';
import { propagation } from './propagation.ts';
import { underScraperFault } from './scraperOutcome.ts';

/** The faults of one served world, and what has become of them. */
export interface FaultPlan {
  /** What this call meets on the wire; counts it. Of several faults for one operation, the next fires when the one before is used up. */
  meet(operation: Operation): WireFaultName | undefined;
  /**
   * Runs the operation, as far as the plan's faults of IAM and of scrapers let it.
   * @throws ServiceError theirs, or the operation's own.
   */
  run(operation: Operation, input: unknown, call: CallContext): Record<string, unknown>;
  /** Every fault, and how often it has fired so far. */
  fired(): readonly FiredFault[];
  /** For the Retry-After header of throttled answers. */
  retryAfterSeconds: number;
}

export interface FaultPlanOptions {
  /**
   * What a throttled AMP or Lambda client is told to wait. SDK clients do so in real time, which no virtual clock shortens:
   * @default 0
   */
  retryAfterSeconds?: number;
}

interface Progress extends FiredFault {
  /** How many calls could have met it. */
  seen: number;
}

export function faultPlan(faults: readonly Fault[], { retryAfterSeconds = 0 }: FaultPlanOptions = {}): FaultPlan {
  const all: Progress[] = faults.map((fault) => ({ fault, fired: 0, seen: 0 }));
  const next = (matches: (fault: Fault) => boolean) => nextOf(all, matches);
  const iam = propagation(all, () => next((fault) => fault.kind === 'stale-read') !== undefined);
  return {
    retryAfterSeconds,
    meet({ service, name }) {
      const isMet = (fault: Fault) => fault.kind === 'wire' && fault.service === service && fault.operation === name;
      const met = next(isMet);
      return met?.kind === 'wire' ? met.fault : undefined;
    },
    run(operation, input, call) {
      iam.before(operation, input, call);
      const take = (): ScraperFault | undefined => {
        const fault = next((one) => one.kind === 'scraper' && scraperOperation(one) === operation.name);
        return fault?.kind === 'scraper' ? fault : undefined;
      };
      const output = underScraperFault(operation, input, call, take);
      iam.after(operation, input, call);
      return output;
    },
    fired: () => all.map(({ fault, fired }) => ({ fault, fired })),
  };
}

/** The fault that fires now, of those that are not used up; counts it. */
function nextOf(all: readonly Progress[], matches: (fault: Fault) => boolean): Fault | undefined {
  for (const progress of all) {
    const { fault } = progress;
    if (fault.kind === 'propagation' || !matches(fault) || progress.fired >= fault.times) continue;
    progress.seen += 1;
    if (progress.seen <= fault.skip) return undefined;
    progress.fired += 1;
    return fault;
  }
  return undefined;
}
