import { ERROR_NAMES, type ErrorName } from '../../errors.ts';
import type { Door } from '../../request/doors/doors.ts';
import { DOORS } from '../../request/doors/doors.ts';
import type { Ended } from '../ended.ts';
import { faultOf } from '../fault.ts';
import { findingLines, placeOf } from '../findings.ts';

/** What whoever looks at his cluster can do of an error that is his, and whose task it is otherwise. */
const ERRORS: Readonly<Record<ErrorName, string>> = {
  InvalidRequest: 'The request is not valid.',
  PreflightFailed: 'AWS does not have what the connection needs.',
  ClusterNotReady: 'The cluster was not ACTIVE in time. Set the tag again when it is.',
  NotOurs: 'A role or a scraper of the connection does not carry its tags.',
  OwnedElsewhere: 'Another door owns the connection: change it there.',
  ReplacementNeeded: 'The scraper cannot be changed in place: ask for a replacement.',
  ScraperFailed: 'Amazon Managed Service for Prometheus could not create or update the scraper.',
  ScraperTimeout: 'The scraper was not ready in time.',
  NoSamples: 'The scraper is ACTIVE and no sample of it arrives.',
  AccessDenied: 'AWS refused a call for want of permission.',
  QuotaExceeded: 'A quota of the account is used up.',
  AwsUnavailable: 'AWS did not answer in time.',
  Redriven: 'The execution was redriven. Run again as a new one.',
};

const OWNERS = 'Those who run the workflow have been told.';

/**
 * Why an execution ended badly, in words of ours: an error's message may quote anything of the workflow and of other accounts. What its
 * first finding says is added where who asked can mend it; of a request its place alone, since it has values of who made it.
 */
export function failedReason(ended: Ended, { door }: { door: Door }): string {
  const known = ERROR_NAMES.find((name) => name === ended.error);
  if (known === undefined) return `The execution ended ${ended.status}. ${OWNERS}`;
  if (faultOf(ended) === 'PLATFORM') return `${ERRORS[known]} ${isForAsker(known) ? '' : OWNERS}`.trim();
  const [first = ''] = findingLines(ended.cause);
  return `${ERRORS[known]} ${DOORS[door].looksAgain ? first : `See ${placeOf(first)}.`}`;
}

/** Errors whose sentence says all that helps. */
function isForAsker(name: ErrorName): boolean {
  return ['ClusterNotReady', 'OwnedElsewhere', 'ReplacementNeeded', 'NoSamples', 'Redriven'].includes(name);
}
