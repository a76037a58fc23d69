import { didYouMean } from '../../../infra/nearest.ts';
import type { Operation } from '../operation.ts';
import { EVENT_KINDS } from '../../state/lostEvents.ts';
import {
  WIRE_FAULTS,
  type Fault,
  type LostEventFault,
  type ScraperFault,
  type TrustFault,
  type WireFault,
  type WireFaultName,
} from './fault.ts';
import { LAGGING_READS } from './laggingReads.ts';
import { SILENCE_NOTATION, silenceOf } from './silenceNotation.ts';
import { SERVICE_FAULTS } from './serviceFaults.ts';

/** A fault that is not written as one: the caller's mistake. The message lists what there is. */
export class FaultNotationError extends Error {
  override readonly name = 'FaultNotationError';
}

/** By then an onboard has seen samples, and is over. */
const TAKEN_AFTER_SECONDS = 300;

/** What may be written, each with its meaning below it. A line may be longer than a terminal is wide. */
export const FAULT_NOTATION = `[SERVICE:]OPERATION:FAULT[:TIMES[:SKIP]]
  A call of the operation meets FAULT: ${WIRE_FAULTS.join(', ')}
  hang: the call is accepted and never answered. half-answer: half of the answer comes. The others are answers, or cut the connection.
[SERVICE:]OPERATION:late-effect:SECONDS[:TIMES[:SKIP]]
  The connection of a write is cut, and the write takes effect SECONDS later.
[SERVICE:]OPERATION:lag:SECONDS
  A read of a role or a scraper shows what was there SECONDS ago.
iam:propagation:SECONDS
  A new role is an invalid principal for SECONDS.
iam:stale-read[:TIMES[:SKIP]]
  A read of a new role does not find the role.
states:lag:SECONDS
  DescribeExecution shows SECONDS late that an execution has started, or ended.
scraper:late:SECONDS, scraper:stuck, scraper:failing[:REASON]
  The next scraper is ACTIVE so much later, is never, or fails.
scraper:update-stuck, scraper:update-failing[:REASON]
  The next update of a scraper never ends, or fails.
${SILENCE_NOTATION}
event:EVENT:lost[:TIMES[:SKIP]]
  EventBridge never gets the event. EVENT: ${EVENT_KINDS.join(', ')}
iam:trust-taken-away:ROLE[:SECONDS]
  SECONDS (${TAKEN_AFTER_SECONDS}) after a scraper is ACTIVE and its ARN is in the trust policy of its ROLE (source or target), that policy admits nobody any more.`;

type Named = Pick<Operation, 'service' | 'name'>;

/**
 * Reads a fault, e.g. `createRole:throttle:2`, `aps:tagResource:lost-response`, `scraper:late:3000`.
 * @param operations Those that there are.
 * @throws FaultNotationError
 */
export function parseFault(text: string, operations: readonly Named[]): Fault {
  const [first = '', second = '', ...rest] = text.split(':');
  if (first === 'scraper') return scraperFault(text, second, rest);
  if (first === 'event') return lostEvent(text, second, rest);
  if (first === 'iam' && second === 'trust-taken-away') return takenTrust(text, rest);
  if (first === 'iam' && second === 'propagation') return { kind: 'propagation', text, seconds: seconds(text, rest) };
  if (first === 'iam' && second === 'stale-read') return { kind: 'stale-read', text, ...counts(text, rest) };
  if (first === 'states' && second === 'lag') return { kind: 'execution-lag', text, seconds: seconds(text, rest) };
  const services = new Set(operations.map(({ service }) => service));
  if (!services.has(first) && isOperation(second, operations)) {
    const what = `there is no service "${first}"; there are ${[...services].join(', ')}`;
    throw problem(text, what, didYouMean(first, [...services]));
  }
  if (!services.has(first)) return wireFault(text, operations, first, second, rest);
  const [fault = '', ...numbers] = rest;
  const ofService = operations.filter(({ service }) => service === first);
  return wireFault(text, ofService, second, fault, numbers);
}

/** What is written in an operation's place without being one. */
const OTHERS = ['scraper', 'propagation', 'stale-read'] as const;
const FATES = ['late', 'stuck', 'failing', 'update-stuck', 'update-failing', 'no-samples', 'silent'] as const;

function scraperFault(text: string, fate: string, rest: readonly string[]): ScraperFault {
  const once = { kind: 'scraper', text, skip: 0, times: 1 } as const;
  if (fate === 'late') return { ...once, fate, seconds: seconds(text, rest) };
  if (fate === 'failing' || fate === 'update-failing')
    return { ...once, fate, ...(rest.length === 0 ? {} : { reason: rest.join(':') }) };
  if ((fate === 'stuck' || fate === 'update-stuck') && rest.length === 0) return { ...once, fate };
  if (fate === 'no-samples' || fate === 'silent') {
    const silence = silenceOf(fate, rest);
    if (typeof silence === 'string') throw problem(text, silence);
    return { ...once, fate, silence };
  }
  const all =
    'late:SECONDS, stuck, failing[:REASON], update-stuck or update-failing[:REASON], no-samples[:REASON] or silent[:REASON][:SECONDS]';
  throw problem(text, `a scraper is ${all}`, didYouMean(fate, FATES));
}

function lostEvent(text: string, wanted: string, [fault, ...numbers]: readonly string[]): LostEventFault {
  const event = EVENT_KINDS.find((one) => one === wanted);
  if (event === undefined) throw problem(text, `there is no event "${wanted}"; there are ${EVENT_KINDS.join(', ')}`);
  if (fault !== 'lost') throw problem(text, `an event is lost: write event:${event}:lost`);
  return { kind: 'lost-event', text, event, ...counts(text, numbers) };
}

function takenTrust(text: string, [role, ...rest]: readonly string[]): TrustFault {
  if (role !== 'source' && role !== 'target') throw problem(text, 'the trust is that of the source or the target role');
  const after = rest.length === 0 ? TAKEN_AFTER_SECONDS : seconds(text, rest);
  return { kind: 'trust', text, role, seconds: after, times: 1, skip: 0 };
}

function wireFault(
  text: string,
  operations: readonly Named[],
  wanted: string,
  fault: string,
  numbers: readonly string[],
): Fault {
  const [found, ...others] = operations.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (found === undefined) {
    const names = operations.flatMap(({ service, name }) => [service, lowerFirst(name)]);
    const meant = didYouMean(wanted, [...names, ...OTHERS]);
    const all = meant === '' ? `; there are ${namesOf(operations)}` : '';
    throw problem(text, `there is no operation "${wanted}"${all}`, meant);
  }
  if (others.length > 0) {
    const choices = [found, ...others].map(({ service, name }) => `${service}:${lowerFirst(name)}`);
    throw problem(text, `more than one service has it: write ${choices.join(' or ')}`);
  }
  const { service, name: operation } = found;
  if (fault === 'lag') return lagFault(text, service, operation, numbers);
  const known = WIRE_FAULTS.find((one) => one === fault);
  if (known === undefined) {
    const what = `there is no fault "${fault}"; there are ${WIRE_FAULTS.join(', ')}`;
    throw problem(text, what, didYouMean(fault, [...WIRE_FAULTS, 'lag']));
  }
  checkAnswered(text, service, operation, known);
  if (known === 'late-effect') return lateEffect(text, service, operation, numbers);
  return { kind: 'wire', text, service, operation, fault: known, ...counts(text, numbers) };
}

function lagFault(text: string, service: string, operation: string, numbers: readonly string[]): Fault {
  const ofService = LAGGING_READS.get(service) ?? [];
  if (ofService.includes(operation)) return { kind: 'lag', text, service, operation, seconds: seconds(text, numbers) };
  const known = [...LAGGING_READS].flatMap(([of, names]) => names.map((name) => ({ service: of, name })));
  throw problem(text, `what lags behind is a read of a role or a scraper: ${namesOf(known)}`);
}

/** Whose late writes nothing refuses: DynamoDB's are conditional, and the start of an execution has a name. */
const LATE_SERVICES: readonly string[] = ['aps', 'iam'];

function lateEffect(
  text: string,
  service: string,
  operation: string,
  [delay = '', ...numbers]: readonly string[],
): WireFault {
  if (!LATE_SERVICES.includes(service) || /^(Get|List|Describe|Query)/.test(operation))
    throw problem(text, 'what takes effect late is a write of IAM or AMP');
  const late = { seconds: seconds(text, [delay]), ...counts(text, numbers) };
  return { kind: 'wire', text, service, operation, fault: 'late-effect', ...late };
}

function checkAnswered(text: string, service: string, operation: string, fault: WireFaultName): void {
  if (!isOfSome(fault)) return;
  const known = [...SERVICE_FAULTS].flatMap(([of, faults]) =>
    (faults[fault]?.operations ?? []).map((name) => ({ service: of, name })),
  );
  if (known.some((one) => one.service === service && one.name === operation)) return;
  throw problem(text, `${service} never answers ${operation} so; it is for ${namesOf(known)}`);
}

/** Faults that only some operations meet. */
function isOfSome(fault: WireFaultName): fault is (typeof OF_SOME)[number] {
  return OF_SOME.some((one) => one === fault);
}

const OF_SOME = ['conflict', 'quota', 'not-yet', 'delete-conflict', 'unmodifiable'] as const;

function isOperation(wanted: string, operations: readonly Named[]): boolean {
  return operations.some(({ name }) => name.toLowerCase() === wanted.toLowerCase());
}

function namesOf(operations: readonly Named[]): string {
  return [...new Set(operations.map(({ name }) => lowerFirst(name)))].toSorted().join(', ');
}

function lowerFirst(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

function counts(text: string, [times = '1', skip = '0', ...more]: readonly string[]): { times: number; skip: number } {
  const isNumber = /^[1-9]\d*$/.test(times) || times === 'always';
  if (more.length > 0 || !isNumber || !/^\d+$/.test(skip)) {
    throw problem(text, 'after the fault come TIMES (1 or more, or always) and SKIP (0 or more)');
  }
  return { times: times === 'always' ? Infinity : Number(times), skip: Number(skip) };
}

function seconds(text: string, [value = '', ...more]: readonly string[]): number {
  if (more.length > 0 || !/^[1-9]\d*$/.test(value))
    throw problem(text, 'it takes a whole number of seconds, 1 or more');
  return Number(value);
}

/** @param meant A sentence about what may have been meant. */
function problem(text: string, what: string, meant = ''): FaultNotationError {
  return new FaultNotationError(`"${text}" is no fault: ${what}.${meant}`);
}
