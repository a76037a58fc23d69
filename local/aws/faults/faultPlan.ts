import type { CallContext, Operation } from '../operation.ts';
import type { EventKind } from '../../state/lostEvents.ts';
import { isDescribeExecution, laggingDescription } from './executionLag.ts';
import {
  scraperOperation,
  type Fault,
  type FiredFault,
  type ScraperFault,
  type TrustFault,
  type WireFault,
} from './fault.ts';
import { laggingReads } from './laggingReads.ts';
import { lateEffects, type LateEffect } from './lateEffects.ts';
import { propagation } from './propagation.ts';
import { takenTrust, takeTrustAway } from './takenTrust.ts';
import { underScraperFault } from './scraperOutcome.ts';

/** The faults of one served world, and what has become of them. */
export interface FaultPlan {
  /** What this call in the account meets on the wire; counts it. Of several faults for one operation, the next fires when the one before is used up. */
  meet(operation: Operation, accountId: string): WireFault | undefined;
  /**
   * Runs the operation, as far as the plan's faults of IAM and of scrapers let it.
   * @throws ServiceError theirs, or the operation's own.
   */
  run(operation: Operation, input: unknown, call: CallContext): Record<string, unknown>;
  /** Runs the operation `seconds` later, when its caller has long been cut off. */
  runLate(operation: Operation, input: unknown, call: CallContext, seconds: number): void;
  /** Whether this event is lost on its way; counts it. */
  loses(event: EventKind): boolean;
  /** The next effect that is due by `until`, taken off the plan. */
  takeEffect(until: number): LateEffect | undefined;
  /** Every fault, and how often it has fired so far. */
  fired(): readonly FiredFault[];
  /** For the Retry-After header of throttled answers. */
  retryAfterSeconds: number;
  /** How long every answer takes, in milliseconds of real time. */
  answerAfterMs: number;
}

/** What is slow rather than wrong. */
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

/** A plan is used up by one world: what it has counted is not given back. */
export function faultPlan(
  faults: readonly Fault[],
  { retryAfterSeconds = 0, answerAfterMs = 0 }: FaultPlanOptions = {},
): FaultPlan {
  const all: Counter[] = faults.map((fault) => ({ fault, fired: 0, seen: 0 }));
  const next = (matches: (fault: Fault) => boolean) => nextOf(all, matches);
  const lagging = laggingReads(all);
  const late = lateEffects();
  const iam = propagation(all, () => next((fault) => fault.kind === 'stale-read') !== undefined);
  const takeTrust = (role: TrustFault['role']): TrustFault | undefined => {
    const fault = next((one) => one.kind === 'trust' && one.role === role);
    return fault?.kind === 'trust' ? fault : undefined;
  };
  const plan: FaultPlan = {
    retryAfterSeconds,
    answerAfterMs,
    meet({ service, name }) {
      const isMet = (fault: Fault) => fault.kind === 'wire' && fault.service === service && fault.operation === name;
      const met = next(isMet);
      return met?.kind === 'wire' ? met : undefined;
    },
    run(operation, input, call) {
      iam.before(operation, input, call);
      const take = (): ScraperFault | undefined => {
        const fault = next((one) => one.kind === 'scraper' && scraperOperation(one) === operation.name);
        return fault?.kind === 'scraper' ? fault : undefined;
      };
      if (isDescribeExecution(operation)) return laggingDescription(operation, input, call, all);
      lagging.before(call);
      const output = lagging.read(operation, input, call) ?? underScraperFault(operation, input, call, take);
      iam.after(operation, input, call);
      lagging.after(operation, call);
      const taken = takenTrust(operation, input, call, takeTrust);
      if (taken) late.add({ at: taken.at, land: () => takeTrustAway(call.world, taken.role) });
      return output;
    },
    runLate(operation, input, call, seconds) {
      const at = call.now + seconds * 1000;
      late.add({ at, land: () => void plan.run(operation, input, { ...call, now: at }) });
    },
    loses: (event) => next((fault) => fault.kind === 'lost-event' && fault.event === event) !== undefined,
    takeEffect: (until) => late.take(until),
    fired: () => all.map(({ fault, fired }) => ({ fault, fired })),
  };
  return plan;
}

/** The others last. */
function isCounted(fault: Fault): fault is Extract<Fault, { times: number }> {
  return 'times' in fault;
}

/** The fault that fires now, of those that are not used up; counts it. */
function nextOf(all: readonly Counter[], matches: (fault: Fault) => boolean): Fault | undefined {
  for (const counter of all) {
    const { fault } = counter;
    if (!isCounted(fault) || !matches(fault) || counter.fired >= fault.times) continue;
    counter.seen += 1;
    if (counter.seen <= fault.skip) return undefined;
    counter.fired += 1;
    return fault;
  }
  return undefined;
}
