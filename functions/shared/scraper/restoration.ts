import type { Restoration } from '../contract.ts';
import { ScraperFailed, ScraperTimeout } from '../errors.ts';
import { LAG_SECONDS, limitMinutes, nextStep, waitedSince, WAITS } from '../waiting.ts';

/** What a look showed: the scraper, and whether it has the settings from before. */
export interface RestorableScraper {
  arn: string;
  statusCode: string;
  statusReason: string | undefined;
  isAsBefore: boolean;
}

/**
 * One look's step of putting the settings before back. An update is refused while another one is under way, which is waited
 * out. The look after they were sent may not come at once: it could show the update that failed.
 * @returns whether to send them now, and where that stands then.
 * @throws ScraperFailed when the service refuses them too.
 * @throws ScraperTimeout when they are not in force at the limit.
 */
export function nextRestoration(
  before: Restoration,
  { arn, statusCode, statusReason, isAsBefore }: RestorableScraper,
): { sendNow: boolean; restoration: Restoration } {
  if (statusCode === 'ACTIVE' && isAsBefore) {
    const restoration: Restoration = { ...before, waitedSeconds: waitedSince(before), waitSeconds: 0, status: 'DONE' };
    return { sendNow: false, restoration };
  }
  if (statusCode === 'UPDATE_FAILED' && before.isSent) {
    throw new ScraperFailed(
      `Scraper ${arn} could not be given its settings before back: it is ${statusCode}, ${statusReason ?? 'and the service gives no reason'}. ` +
        'They are kept: mend what the reason names, then run onboard again.',
    );
  }
  const step = nextStep(WAITS.restoration, before);
  if (step === undefined) {
    throw new ScraperTimeout(
      `Scraper ${arn} is still ${statusCode}: its settings before could not be put back within ${limitMinutes(WAITS.restoration)} minutes. ` +
        'They are kept: run onboard again once it is ACTIVE (aws amp describe-scraper).',
    );
  }
  const sendNow = statusCode !== 'UPDATING' && !before.isSent;
  const wait = sendNow ? { ...step, waitSeconds: LAG_SECONDS } : step;
  return { sendNow, restoration: { ...wait, status: 'WAIT', isSent: before.isSent || sendNow } };
}
