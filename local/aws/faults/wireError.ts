import { ServiceError, type Operation } from '../operation.ts';
import type { Caller } from '../../policies/caller.ts';
import type { Refusals } from '../serviceConventions.ts';
import { expiredMessage } from '../verify.ts';
import type { WireFaultName } from './fault.ts';
import { SERVICE_FAULTS } from './serviceFaults.ts';

/** Under these the operation runs, at once or later. */
type Runs = 'lost-response' | 'half-answer' | 'cut-answer' | 'late-effect';
const RUNS: readonly WireFaultName[] = ['lost-response', 'half-answer', 'cut-answer', 'late-effect'] satisfies Runs[];

function runs(fault: WireFaultName): fault is Runs {
  return RUNS.includes(fault);
}

/**
 * What the client is told, for a fault that keeps the operation from running; undefined for a response that is lost, or of
 * which half is, since it does run then, and for an effect that is late.
 */
export function wireError(
  fault: WireFaultName,
  { service, name }: Operation,
  caller: Caller,
  refusals: Refusals,
  retryAfterSeconds: number,
): ServiceError | undefined {
  if (runs(fault)) return undefined;
  if (fault === 'reset')
    return new ServiceError('ConnectionReset', 0, 'The connection was cut before anything happened.');
  if (fault === 'hang') return new ServiceError('NoAnswer', 0, 'The request was accepted and nothing was answered.');
  if (fault === 'proxy-page') return new ServiceError('ProxyPage', 403, 'A proxy answered in the place of AWS.');
  if (fault === 'expired-session')
    return new ServiceError(refusals.expired.code, refusals.expired.status, expiredMessage(refusals));
  if (fault === 'access-denied') return denied(`${service}:${name}`, caller, refusals);
  const answered = SERVICE_FAULTS.get(service)?.[fault];
  if (answered === undefined) throw new Error(`${service} has no answer for the fault ${fault}.`);
  const headers = answered.retryAfter === true ? { 'retry-after': String(retryAfterSeconds) } : {};
  return new ServiceError(answered.code, answered.status, answered.message, { ...answered.members }, headers);
}

/** As a service control policy refuses, which the account itself can do nothing about. */
function denied(action: string, caller: Caller, { accessDenied: { code, status } }: Refusals): ServiceError {
  const message = `User: ${caller.arn} is not authorized to perform: ${action} with an explicit deny in a service control policy`;
  const ec2 = code === 'UnauthorizedOperation' ? 'You are not authorized to perform this operation. ' : '';
  return new ServiceError(code, status, `${ec2}${message}`);
}
