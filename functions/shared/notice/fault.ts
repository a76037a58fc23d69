import { PLATFORM_TASK } from '../errors.ts';
import type { Ended } from './ended.ts';
import { findingCount, findingLines } from './findings.ts';

/** Whose it is to mend: of who asked, or of who runs the workflow, who is woken for it. */
export type Fault = 'REQUESTER' | 'PLATFORM';

/** A call that AWS refused for a reason that nobody foresaw: its finding is at `<service>:<Operation>`. */
const CALL = /^[a-z0-9-]+:[A-Z]/;
/** An event of AWS that cannot be read, or is about another account's cluster: no person wrote it. */
const EVENT = /^(\(event\)|resources\[|detail\.)/;

/**
 * A requester's mistake is what a request alone shows, and what AWS has otherwise than he says. Whatever else ends an execution
 * badly is the platform's, and so is what cannot be told: an event without its Cause, say, or what AWS refused beyond what a
 * Cause has room for.
 */
export function faultOf({ status, error, cause }: Pick<Ended, 'status' | 'error' | 'cause'>): Fault {
  if (status !== 'FAILED' || (error !== 'InvalidRequest' && error !== 'PreflightFailed')) return 'PLATFORM';
  const findings = findingLines(cause);
  const isUntold = error === 'PreflightFailed' && findings.length < findingCount(cause);
  return findings.length === 0 || isUntold || findings.some(isPlatforms) ? 'PLATFORM' : 'REQUESTER';
}

function isPlatforms(finding: string): boolean {
  return CALL.test(finding) || EVENT.test(finding) || finding.includes(PLATFORM_TASK);
}
