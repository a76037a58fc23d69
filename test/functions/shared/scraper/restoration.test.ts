import { describe, expect, test } from 'vitest';
import { UNRESTORED, type Restoration } from '../../../../functions/shared/contract.ts';
import { ScraperFailed, ScraperTimeout } from '../../../../functions/shared/errors.ts';
import { nextRestoration, type RestorableScraper } from '../../../../functions/shared/scraper/restoration.ts';
import { WAITS } from '../../../../functions/shared/waiting.ts';
import { SCRAPER_ARN } from '../../support.ts';

const scraper = (statusCode: string, isAsBefore = false): RestorableScraper => ({
  arn: SCRAPER_ARN,
  statusCode,
  statusReason: 'no address is free',
  isAsBefore,
});
const SENT: Restoration = { ...UNRESTORED, isSent: true };

describe('the settings before', () => {
  test.each<[string, Restoration, RestorableScraper, boolean, Restoration['status']]>([
    ['are in force', UNRESTORED, scraper('ACTIVE', true), false, 'DONE'],
    ['are sent after a failed update', UNRESTORED, scraper('UPDATE_FAILED'), true, 'WAIT'],
    ['are sent after an update that went through', UNRESTORED, scraper('ACTIVE'), true, 'WAIT'],
    ['wait for the update that is under way', UNRESTORED, scraper('UPDATING'), false, 'WAIT'],
    ['are not sent twice', SENT, scraper('ACTIVE'), false, 'WAIT'],
    ['are waited for once sent', SENT, scraper('UPDATING'), false, 'WAIT'],
    ['are not in force while an update is under way', UNRESTORED, scraper('UPDATING', true), false, 'WAIT'],
    ['are not in force after an update that failed', UNRESTORED, scraper('UPDATE_FAILED', true), true, 'WAIT'],
    ['are in force once sent', SENT, scraper('ACTIVE', true), false, 'DONE'],
  ])('%s', (_, before, seen, sendNow, status) => {
    const next = nextRestoration(before, seen);
    expect(next).toMatchObject({ sendNow, restoration: { status } });
    expect(next.restoration.isSent).toBe(before.isSent || sendNow);
  });

  test('that the service refuses too are an error with its reason', () => {
    const look = () => nextRestoration(SENT, scraper('UPDATE_FAILED'));
    expect(look).toThrow(ScraperFailed);
    expect(look).toThrow(
      `Scraper ${SCRAPER_ARN} could not be given its settings before back: it is UPDATE_FAILED, no address is free. ` +
        'They are kept: mend what the reason names, then run onboard again.',
    );
    const silent = { ...scraper('UPDATE_FAILED'), statusReason: undefined };
    expect(() => nextRestoration(SENT, silent)).toThrow('UPDATE_FAILED, and the service gives no reason.');
  });

  test('are looked at a minute after they were sent, and then every 15 s', () => {
    const before: Restoration = { ...UNRESTORED, waitedSeconds: 30, waitSeconds: 15 };
    const sent = nextRestoration(before, scraper('ACTIVE')).restoration;
    expect(sent).toEqual({ status: 'WAIT', waitedSeconds: 45, waitSeconds: 60, isSent: true });
    const next = nextRestoration(sent, scraper('UPDATING')).restoration;
    expect(next).toEqual({ status: 'WAIT', waitedSeconds: 105, waitSeconds: 15, isSent: true });
    const { restoration } = nextRestoration(next, scraper('ACTIVE', true));
    expect(restoration).toEqual({ status: 'DONE', waitedSeconds: 120, waitSeconds: 0, isSent: true });
  });

  test('that are not in force at the limit are told, and kept', () => {
    const waited = (waitedSeconds: number): Restoration => ({ ...SENT, waitedSeconds });
    expect(nextRestoration(waited(2_699), scraper('ACTIVE')).restoration.waitSeconds).toBe(1);
    expect(() => nextRestoration(waited(2_700), scraper('ACTIVE'))).toThrow(
      `Scraper ${SCRAPER_ARN} is still ACTIVE: its settings before could not be put back within 45 minutes. ` +
        'They are kept: run onboard again once it is ACTIVE (aws amp describe-scraper).',
    );
  });

  test('that do not come into force end in time', () => {
    let restoration: Restoration = UNRESTORED;
    let looks = 0;
    expect(() => {
      for (;;) {
        restoration = nextRestoration(restoration, scraper('UPDATING')).restoration;
        looks += 1;
      }
    }).toThrow(ScraperTimeout);
    expect(looks).toBe(WAITS.restoration.limitSeconds / 15);
  });
});
