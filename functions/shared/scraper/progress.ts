import type { Progress } from '../contract.ts';
import { ScraperFailed, ScraperTimeout } from '../errors.ts';
import { limitMinutes, nextStep, nextWait, pacedFor, waitedSince, WAITS, type Wait } from '../waiting.ts';

/** What DescribeScraper shows of a scraper, as far as the wait depends on it. */
export interface ObservedScraper {
  arn: string;
  statusCode: string;
  statusReason?: string | undefined;
  roleArn: string;
  /** When the status became what it is. */
  lastModifiedAt: Date;
}

/** What is waited for, by the scraper's status: a new scraper takes some 20 minutes, a change of one far less. */
function waitOf(status: Progress['status']): Wait {
  return status === 'UPDATING' ? WAITS.update : WAITS.active;
}

/**
 * The wait before the first check: none for a scraper that was there before, so that one that is ACTIVE already is seen
 * at once; the schedule's for what this execution has begun, since a look at once may show what was before (assumed of
 * DescribeScraper).
 * @param ageSeconds how long it has been in the making.
 */
export function firstProgress(statusCode: string, ageSeconds: number, isBegun = false): Progress {
  const pending = statusCode === 'CREATING' || statusCode === 'UPDATING';
  return {
    status: pending ? statusCode : 'ACTIVE',
    waitedSeconds: pending ? ageSeconds : 0,
    waitSeconds: isBegun && pending ? (nextWait(waitOf(statusCode), 0) ?? 0) : 0,
    seenPending: false,
  };
}

/** The end of the wait: the scraper is ACTIVE, since when and with which role. */
export function activeProgress(before: Progress, { roleArn, lastModifiedAt }: ObservedScraper): Progress {
  return {
    status: 'ACTIVE',
    waitedSeconds: waitedSince(before),
    waitSeconds: 0,
    seenPending: before.seenPending,
    activeAt: lastModifiedAt.toISOString(),
    roleArn,
  };
}

/**
 * One check's step of the wait: what the next state is told.
 * @param scraperQuota scrapers of the account and Region, all of which may be waited for at once.
 * @throws ScraperFailed for a scraper that will not become ACTIVE, with the service's reason.
 * @throws ScraperTimeout when the limit of the wait is over.
 */
export function nextProgress(before: Progress, scraper: ObservedScraper, scraperQuota: number): Progress {
  const { statusCode: status, roleArn } = scraper;
  if (status === 'ACTIVE') return activeProgress(before, scraper);
  if (status !== 'CREATING' && status !== 'UPDATING') {
    throw new ScraperFailed(
      `Scraper ${scraper.arn} is ${status}: ${(scraper.statusReason ?? 'the service gives no reason').replace(/\.$/, '')}. ` +
        (status === 'UPDATE_FAILED'
          ? 'Its settings before are put back. Mend what the reason names, then run again.'
          : 'Mend what the reason names, then run again: a new one takes its place.'),
    );
  }
  const wait = waitOf(status);
  const step = nextStep(pacedFor(scraperQuota, wait), before);
  if (step === undefined) {
    throw new ScraperTimeout(
      `Scraper ${scraper.arn} is still ${status} after ${limitMinutes(wait)} minutes. ` +
        'What this run had created is undone: look at the AWS Health Dashboard and the cluster, then run again.',
    );
  }
  return { status, ...step, seenPending: true, roleArn };
}
