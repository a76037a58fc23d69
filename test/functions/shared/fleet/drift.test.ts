import { expect, test } from 'vitest';
import { differenceOf } from '../../../../functions/shared/fleet/rules/drift.ts';
import type { SeenScraper } from '../../../../functions/shared/fleet/seen.ts';
import { clusterArn, namesOf, scraper } from './facts.ts';

const shop = clusterArn('shop');
const names = namesOf(shop);
const { sourceRoleArn: _none, ...sourceless } = scraper(shop);

test.each<[string, SeenScraper, string | undefined]>([
  ['as it is to be', scraper(shop), undefined],
  [
    'whose last update failed',
    scraper(shop, { status: 'UPDATE_FAILED', statusReason: 'no subnet' }),
    'Its last update failed: no subnet',
  ],
  ['whose last update failed without a reason', scraper(shop, { status: 'UPDATE_FAILED' }), 'Its last update failed.'],
  [
    'with another source role',
    scraper(shop, { sourceRoleArn: 'arn:other' }),
    `Its source role is arn:other, not ${names.sourceRoleArn}.`,
  ],
  [
    'with another target role',
    scraper(shop, { targetRoleArn: 'arn:other' }),
    `Its target role is arn:other, not ${names.targetRoleArn}.`,
  ],
  ['without source role', sourceless, `Its source role is none, not ${names.sourceRoleArn}.`],
  [
    'without our tag',
    scraper(shop, { tags: {} }),
    `Its scraper is not tagged as the connection's: its tag amp-scraper:connection is missing, not ${names.id}.`,
  ],
])('a scraper %s differs as it says', (_name, one, difference) => {
  expect(differenceOf(one, names)).toBe(difference);
});
