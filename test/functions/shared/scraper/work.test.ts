import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../../functions/shared/digest.ts';
import { ScraperTimeout } from '../../../../functions/shared/errors.ts';
import { outlivedWarning } from '../../../../functions/shared/scraper/outlived.ts';
import {
  clientToken,
  inventoried,
  replacedBy,
  replacementWarnings,
  stillThere,
} from '../../../../functions/shared/scraper/work.ts';
import type { SettingsBefore } from '../../../../functions/shared/settings/settings.ts';
import { CONNECTION, EXECUTION_ARN, SCRAPER_ARN } from '../../support.ts';

const MADE = '2026-11-02T08:00:00.000Z';
const SETTINGS = { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'], alias: 'shop', configuration: 'global: {}' };
const OLD = `${SCRAPER_ARN}-old`;

const before = (change: SettingsBefore['change'], more: Partial<SettingsBefore> = {}): SettingsBefore => ({
  change,
  executionArn: EXECUTION_ARN,
  scraperArn: OLD,
  settings: SETTINGS,
  roles: {},
  updated: false,
  repaired: [],
  ...more,
});

test('a client token is the digest of its parts, each on its line', () => {
  const token = createHash('sha256').update('create\nan execution').digest('hex');
  expect(clientToken('create', 'an execution')).toBe(token);
  expect(token).toMatch(/^[0-9a-f]{64}$/);
});

test('the inventory has the settings, and the digest of the configuration', () => {
  const whole = { ...SETTINGS, tags: { team: 'shop' } };
  expect(inventoried(whole)).toEqual({ ...SETTINGS, configuration: digestOf('global: {}') });
});

describe('the scraper whose place another has taken', () => {
  const replaced = { arn: OLD };
  test.each([
    ['nothing was changed', undefined, {}],
    ['one was updated', before('update'), {}],
    ['it is the same yet', before('replace', { scraperArn: SCRAPER_ARN }), {}],
    ['one is replaced', before('replace'), { replaced }],
    ['one was stopped', before('replace', { stoppedAt: MADE }), { replaced: { ...replaced, stoppedAt: MADE } }],
  ])('where %s', (_name, kept, expected) => {
    expect(replacedBy(SCRAPER_ARN, kept)).toEqual(expected);
  });

  test.each([
    ['nobody asked for it: the cluster is a later one', before('replace'), MADE, [outlivedWarning(OLD, MADE)]],
    ['it was asked for', before('replace'), undefined, []],
    ['none was replaced', before('update'), MADE, []],
  ])('is warned of where %s', (_name, kept, clusterMadeAt, warnings) => {
    expect(
      replacementWarnings(SCRAPER_ARN, kept, { ...CONNECTION, ...(clusterMadeAt ? { clusterMadeAt } : {}) }),
    ).toEqual(warnings);
  });
});

test('a scraper that is there still is told with its status and what to wait for', () => {
  const error = stillThere(SCRAPER_ARN, 'CREATION_FAILED');
  expect(error).toBeInstanceOf(ScraperTimeout);
  expect(error.message).toBe(
    `Scraper ${SCRAPER_ARN} was CREATION_FAILED and is not gone yet; a new scraper is created when this one is gone. Run again once "aws amp list-scrapers" no longer shows it.`,
  );
});
