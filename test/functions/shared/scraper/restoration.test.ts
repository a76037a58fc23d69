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
    ['are in force once sent', SENT, scraper('ACTIVE', true), false, 'DONE'],
  ])('%s', (_, before, seen, sendNow, status) => {
    const next = nextRestoration(before, seen);
    expect(next).toMatchObject({ sendNow, restoration: { status } });
    expect(next.restoration.isSent).toBe(before.isSent || sendNow);
  });

  test('that the service refuses too are an error with its reason', () => {
    const look = () => nextRestoration(SENT, scraper('UPDATE_FAILED'));
    expect(look).toThrow(ScraperFailed);
    expect(look).toThrow(/no address is free.*run onboard again/s);
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
