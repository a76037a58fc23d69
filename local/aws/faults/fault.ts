import type { EventKind } from '../../state/lostEvents.ts';
import type { PlannedSilence } from '../../state/silence.ts';

/** What can happen to a call on the wire. */
export const WIRE_FAULTS = [
  'throttle',
  'server-error',
  'reset',
  'hang',
  'half-answer',
  'lost-response',
  'late-effect',
  'access-denied',
  'conflict',
  'quota',
  'not-yet',
  'expired-session',
  'delete-conflict',
  'unmodifiable',
  'proxy-page',
  'cut-answer',
] as const;
/** A fault as its notation has it: `FAULT_NOTATION` says what each does. */
export type WireFaultName = (typeof WIRE_FAULTS)[number];

/** When a fault fires: the first `skip` calls that could meet it pass, the `times` after them meet it. */
interface Counted {
  /** As it was written, for reports. */
  text: string;
  skip: number;
  /** Infinity for every one. */
  times: number;
}

/**
 * `throttle`, `server-error`, `access-denied`, `conflict`, `quota`: the service's own error, and nothing happens. `not-yet`: so
 * does a read that is eventually consistent, of what is there. `reset`: the
 * connection is cut before anything happens; `lost-response`: after it has happened; `late-effect`: before, and it happens
 * `seconds` later, though the caller has given up by then. `hang`: the request is accepted, nothing
 * happens and nothing is answered, until the client gives up. `half-answer`: it happens, the headers and half the body are
 * answered, and nothing more. `expired-session`: the caller's session ends, and every later call
 * with it is refused like this one; a function's own keys, which Lambda keeps, are refused this once. `delete-conflict`,
 * `unmodifiable`: IAM's answers while another change to a role is at work. `proxy-page`: something on the way answers, with HTML,
 * and nothing happens; `cut-answer`: it happens, and half of the answer comes as if it were whole.
 */
export interface WireFault extends Counted {
  kind: 'wire';
  service: string;
  operation: string;
  fault: WireFaultName;
  /** For `late-effect`. */
  seconds?: number;
}

/**
 * A read that is eventually consistent answers from what was `seconds` ago: a new thing is not there yet, one that is gone still is.
 * IAM documents that of itself
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html#troubleshoot_general_eventual-consistency). AMP's
 * reference says neither that ListScrapers and DescribeScraper are nor that they are not: assumed.
 */
export interface LagFault {
  kind: 'lag';
  text: string;
  service: string;
  operation: string;
  seconds: number;
}

/**
 * IAM is eventually consistent: for `seconds` of virtual time after CreateRole, a role is an invalid principal in any trust policy
 * and cannot be assumed. Its account's own API knows it at once.
 */
export interface PropagationFault {
  kind: 'propagation';
  text: string;
  seconds: number;
}

/** A read of a role that was created less than a minute ago answers that there is none. */
export interface StaleReadFault extends Counted {
  kind: 'stale-read';
}

/**
 * DescribeExecution is eventually consistent (https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html):
 * for `seconds` of virtual time it does not know an execution that has started, and after that one's end it shows it RUNNING.
 */
export interface ExecutionLagFault {
  kind: 'execution-lag';
  text: string;
  seconds: number;
}

/** What becomes of the next scraper that is created, or of the next update of one. */
export interface ScraperFault extends Counted {
  kind: 'scraper';
  fate: 'late' | 'stuck' | 'failing' | 'update-stuck' | 'update-failing' | 'no-samples' | 'silent';
  /** For `late`: from CREATING to ACTIVE. */
  seconds?: number;
  /** For those that fail: the statusReason. */
  reason?: string;
  /** For `no-samples` and `silent`. */
  silence?: PlannedSilence;
}

/** An event that a service sends and EventBridge never gets. */
export interface LostEventFault extends Counted {
  kind: 'lost-event';
  event: EventKind;
}

/** Another hand leaves a role of a scraper with a trust policy that admits nobody, `seconds` after one was saved for it and it is ACTIVE. */
export interface TrustFault extends Counted {
  kind: 'trust';
  role: 'source' | 'target';
  seconds: number;
}

/** The call that a scraper's fault waits for. */
export function scraperOperation({ fate }: ScraperFault): 'CreateScraper' | 'UpdateScraper' {
  return fate === 'update-stuck' || fate === 'update-failing' ? 'UpdateScraper' : 'CreateScraper';
}

/** What can go wrong by request: on the wire, in IAM, with scrapers, with events. */
export type Fault =
  | WireFault
  | PropagationFault
  | StaleReadFault
  | LagFault
  | ExecutionLagFault
  | ScraperFault
  | LostEventFault
  | TrustFault;

/** A fault, and how often it has fired so far. */
export interface FiredFault {
  fault: Fault;
  fired: number;
}

/** Whether clients meet a server that does not answer, or not to the end: it takes as long as they wait. */
export function isWaitedFor(fault: Fault): boolean {
  return fault.kind === 'wire' && (fault.fault === 'hang' || fault.fault === 'half-answer');
}
