import { assert, constantFrom, nat, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Progress } from '../../../../functions/shared/contract.ts';
import { progress } from '../../../../functions/shared/contract.ts';
import { ScraperFailed, ScraperTimeout } from '../../../../functions/shared/errors.ts';
import {
  firstProgress,
  nextProgress as nextProgressOf,
  type ObservedScraper,
} from '../../../../functions/shared/scraper/progress.ts';
import { SCRAPER_ARN, SCRAPER_ROLE_ARN } from '../../support.ts';

const ACTIVE_AT = new Date('2026-01-05T08:17:18Z');

/** In an account with the quota that AMP gives by default. */
const nextProgress = (before: Progress, scraper: ObservedScraper) => nextProgressOf(before, scraper, 10);

function seen(statusCode: string, statusReason?: string): ObservedScraper {
  return { arn: SCRAPER_ARN, statusCode, statusReason, roleArn: SCRAPER_ROLE_ARN, lastModifiedAt: ACTIVE_AT };
}

/** All looks at a scraper that is CREATING until so many seconds after its creation; the last one saw it ACTIVE. */
function looks(first: Progress, activeAfter: number): Progress[] {
  const all = [first];
  for (let last = first; last.activeAt === undefined;) {
    last = nextProgress(last, seen(last.waitedSeconds + last.waitSeconds >= activeAfter ? 'ACTIVE' : 'CREATING'));
    all.push(last);
  }
  return all;
}

describe('before the first look', () => {
  test.each([
    ['a new scraper', 'CREATING', 0, true, { status: 'CREATING', waitedSeconds: 0, waitSeconds: 180 }],
    ['a change', 'UPDATING', 0, true, { status: 'UPDATING', waitedSeconds: 0, waitSeconds: 60 }],
    [
      'one that another run made a while ago',
      'CREATING',
      400,
      false,
      { status: 'CREATING', waitedSeconds: 400, waitSeconds: 0 },
    ],
    ['one that is being updated', 'UPDATING', 30, false, { status: 'UPDATING', waitedSeconds: 30, waitSeconds: 0 }],
    [
      'one that is ACTIVE already, however old',
      'ACTIVE',
      1e6,
      false,
      { status: 'ACTIVE', waitedSeconds: 0, waitSeconds: 0 },
    ],
    ['one whose update failed', 'UPDATE_FAILED', 5, false, { status: 'ACTIVE', waitedSeconds: 0, waitSeconds: 0 }],
  ])('%s is waited for as it should be', (_, status, age, isNew, wanted) => {
    expect(firstProgress(status, age, isNew)).toEqual({ ...wanted, seenPending: false });
  });
});

test('what was not begun just now is looked at at once', () => {
  expect(firstProgress('CREATING', 400).waitSeconds).toBe(0);
});

describe('a look', () => {
  const before: Progress = { status: 'CREATING', waitedSeconds: 900, waitSeconds: 15, seenPending: true };

  test('at an ACTIVE scraper ends the wait, with the time of the service and its role', () => {
    expect(nextProgress(before, seen('ACTIVE'))).toEqual({
      status: 'ACTIVE',
      waitedSeconds: 915,
      waitSeconds: 0,
      seenPending: true,
      activeAt: '2026-01-05T08:17:18.000Z',
      roleArn: SCRAPER_ROLE_ARN,
    });
  });

  test('at one that never was seen pending says so', () => {
    expect(nextProgress(firstProgress('ACTIVE', 0), seen('ACTIVE')).seenPending).toBe(false);
    expect(nextProgress({ ...before, seenPending: false }, seen('UPDATING')).seenPending).toBe(true);
  });

  test.each(['CREATION_FAILED', 'UPDATE_FAILED', 'DELETION_FAILED', 'DELETING', 'SOMETHING_NEW'])(
    'at one that is %s ends the wait at once, with the reason of the service',
    (status) => {
      const look = () => nextProgress(before, seen(status, 'Subnet subnet-1 has no free address'));
      expect(look).toThrow(ScraperFailed);
      expect(look).toThrow(`${SCRAPER_ARN} is ${status}: Subnet subnet-1 has no free address.`);
      const remedy =
        status === 'UPDATE_FAILED'
          ? 'Its settings before are put back. Mend what the reason names, then run again.'
          : 'Mend what the reason names, then run again: a new one takes its place.';
      for (const [reason, told] of [
        [undefined, 'the service gives no reason. '],
        ['Role a.b refused it.', 'Role a.b refused it. '],
      ]) {
        const message = `Scraper ${SCRAPER_ARN} is ${status}: ${told}${remedy}`;
        expect(() => nextProgress(before, seen(status, reason))).toThrow(expect.objectContaining({ message }));
      }
    },
  );

  test.each([
    [2684, 15],
    [2699, 0],
  ])('after %i and %i seconds comes another', (waitedSeconds, waitSeconds) => {
    expect(nextProgress({ ...before, waitedSeconds, waitSeconds }, seen('CREATING')).waitSeconds).toBe(1);
  });

  test.each([
    [2700, 0],
    [2670, 30],
    [9999, 0],
  ])('after %i and %i seconds is the last', (waitedSeconds, waitSeconds) => {
    const look = () => nextProgress({ ...before, waitedSeconds, waitSeconds }, seen('CREATING'));
    expect(look).toThrow(ScraperTimeout);
    expect(look).toThrow(
      `Scraper ${SCRAPER_ARN} is still CREATING after 45 minutes. What this run had created is undone: ` +
        'look at the AWS Health Dashboard and the cluster, then run again.',
    );
  });

  test('at a change comes at its own pace', () => {
    const changing = { ...before, status: 'UPDATING' as const, waitedSeconds: 60, waitSeconds: 0 };
    expect(nextProgress(changing, seen('UPDATING')).waitSeconds).toBe(15);
    expect(nextProgress(changing, seen('CREATING')).waitSeconds).toBe(180);
  });

  test.each([
    [10, 10],
    [50, 10],
    [100, 20],
  ])('of a scraper that is one of %i at most comes after %i s', (scraperQuota, waitSeconds) => {
    expect(nextProgressOf(before, seen('CREATING'), scraperQuota).waitSeconds).toBe(waitSeconds);
  });

  test('at the limit still sees an ACTIVE scraper', () => {
    expect(nextProgress({ ...before, waitedSeconds: 2700 }, seen('ACTIVE')).status).toBe('ACTIVE');
  });
});

describe('whenever a scraper becomes ACTIVE within the limit', () => {
  test('it is seen, never before and less than three minutes after, and every wait is a whole number of seconds', () => {
    assert(
      property(nat(2700), (activeAfter) => {
        const all = looks(firstProgress('CREATING', 0, true), activeAfter);
        const last = all.at(-1)?.waitedSeconds ?? 0;
        expect(last).toBeGreaterThanOrEqual(activeAfter);
        expect(last).toBeLessThan(Math.max(activeAfter, 1) + 180);
        for (const one of all) {
          expect(Number.isInteger(one.waitSeconds)).toBe(true);
          expect(progress.parse(one)).toEqual(one);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('the seconds waited only grow, by what was said before', () => {
    assert(
      property(nat(2700), nat(2699), (activeAfter, age) => {
        const all = looks(firstProgress('CREATING', age), activeAfter);
        all.slice(1).forEach((one, i) => {
          expect(one.waitedSeconds).toBe((all[i]?.waitedSeconds ?? 0) + (all[i]?.waitSeconds ?? 0));
        });
      }),
      { numRuns: 50 },
    );
  });
});

test('whatever the service answers, a look ends in a status that the loop knows or in an error that it knows', () => {
  assert(
    property(string(), nat(5000), constantFrom('CREATING', 'UPDATING', 'ACTIVE'), (answer, waitedSeconds, known) => {
      for (const status of [answer, known]) {
        try {
          expect(progress.safeParse(nextProgress(firstProgress(known, waitedSeconds), seen(status))).success).toBe(
            true,
          );
        } catch (error) {
          expect(error instanceof ScraperFailed || error instanceof ScraperTimeout).toBe(true);
        }
      }
    }),
  );
});
