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
  /** How long every answer takes, in milliseconds of real time. */
  answerAfterMs: number;
}

export interface FaultPlanOptions {
  /**
   * What a throttled AMP or Lambda client is told to wait. SDK clients do so in real time, which no virtual clock shortens:
   * @default 0
   */
  retryAfterSeconds?: number;
  /**
   * An AWS that is slow with every call.
   * @default 0
   */
  answerAfterMs?: number;
}

interface Counter extends FiredFault {
  /** How many calls could have met it. */
  seen: number;
}

export function faultPlan(
  faults: readonly Fault[],
  { retryAfterSeconds = 0, answerAfterMs = 0 }: FaultPlanOptions = {},
): FaultPlan {
  const all: Counter[] = faults.map((fault) => ({ fault, fired: 0, seen: 0 }));
  const next = (matches: (fault: Fault) => boolean) => nextOf(all, matches);
  const iam = propagation(all, () => next((fault) => fault.kind === 'stale-read') !== undefined);
  return {
    retryAfterSeconds,
    answerAfterMs,
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
function nextOf(all: readonly Counter[], matches: (fault: Fault) => boolean): Fault | undefined {
  for (const counter of all) {
    const { fault } = counter;
    if (fault.kind === 'propagation' || !matches(fault) || counter.fired >= fault.times) continue;
    counter.seen += 1;
    if (counter.seen <= fault.skip) return undefined;
    counter.fired += 1;
    return fault;
  }
  return undefined;
}
