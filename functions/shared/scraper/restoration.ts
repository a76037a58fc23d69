import type { Restoration } from '../contract.ts';
import { ScraperFailed, ScraperTimeout } from '../errors.ts';

/** Seconds between two looks at a scraper whose settings are put back, and for how long that is waited for. */
export const RESTORATION_INTERVAL_SECONDS = 15;
export const RESTORATION_LIMIT_SECONDS = 2_700;

/** What a look showed: the scraper, and whether it has the settings from before. */
export interface RestorableScraper {
  arn: string;
  statusCode: string;
  statusReason: string | undefined;
  isAsBefore: boolean;
}

/**
 * One look's step of putting the settings before back. An update is refused while another one is under way, which is waited
 * out.
 * @returns whether to send them now, and where that stands then.
 * @throws ScraperFailed when the service refuses them too.
 * @throws ScraperTimeout when they are not in force at the limit.
 */
export function nextRestoration(
  before: Restoration,
  { arn, statusCode, statusReason, isAsBefore }: RestorableScraper,
): { sendNow: boolean; restoration: Restoration } {
  const waitedSeconds = before.waitedSeconds + before.waitSeconds;
  const step = { waitedSeconds, waitSeconds: RESTORATION_INTERVAL_SECONDS };
  if (statusCode === 'ACTIVE' && isAsBefore) {
    return { sendNow: false, restoration: { ...before, ...step, waitSeconds: 0, status: 'DONE' } };
  }
  if (statusCode === 'UPDATE_FAILED' && before.isSent) {
    throw new ScraperFailed(
      `Scraper ${arn} could not be given its settings before back: it is ${statusCode}, ${statusReason ?? 'and the service gives no reason'}. ` +
        'They are kept: mend what the reason names, then run onboard again.',
    );
  }
  if (waitedSeconds >= RESTORATION_LIMIT_SECONDS) {
    throw new ScraperTimeout(
      `Scraper ${arn} is still ${statusCode}: its settings before could not be put back within ${RESTORATION_LIMIT_SECONDS / 60} minutes. ` +
        'They are kept: run onboard again once it is ACTIVE (aws amp describe-scraper).',
    );
  }
  const sendNow = statusCode !== 'UPDATING' && !before.isSent;
  return { sendNow, restoration: { ...step, status: 'WAIT', isSent: before.isSent || sendNow } };
}
