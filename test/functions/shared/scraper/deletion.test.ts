import { describe, expect, test } from 'vitest';
import { UNDELETED, type Deletion } from '../../../../functions/shared/contract.ts';
import { NotOurs, ScraperTimeout } from '../../../../functions/shared/errors.ts';
import { deletableScraper, isFirstLook, nextDeletion } from '../../../../functions/shared/scraper/deletion.ts';
import { EXECUTION_ARN, NAMES, SCRAPER_ARN } from '../../support.ts';

const { connection, execution } = NAMES.tagKeys;
const ours = (scraperId: string, executionArn?: string) => ({
  scraperId,
  arn: `arn:aws:aps:us-west-2:111111111111:scraper/${scraperId}`,
  status: { statusCode: 'ACTIVE' },
  tags: { [connection]: NAMES.id, ...(executionArn ? { [execution]: executionArn } : {}) },
});
const waited = (waitedSeconds: number, waitSeconds: number, deleted: string[] = []): Deletion => ({
  status: 'WAIT',
  waitedSeconds,
  waitSeconds,
  deleted,
});
const GONE: Deletion = { status: 'GONE', deleted: [], warnings: [] };
const stepOf = (before: Deletion, statusCode = 'ACTIVE') =>
  nextDeletion(before, { arn: SCRAPER_ARN, status: { statusCode } });

describe('the scraper that is taken away', () => {
  const earlier = ours('s-earlier', `${EXECUTION_ARN}-earlier`);
  const its = ours('s-its', EXECUTION_ARN);
  const claimant = { ...its, scraperId: 's-claimant', tags: { ...its.tags, [NAMES.tagKeys.cluster]: 'another' } };
  const untagged = { ...its, scraperId: 's-untagged', tags: undefined };

  test.each([
    ["the connection's first, whoever made it", [untagged, earlier, its], undefined, 's-earlier'],
    ["an execution's own", [untagged, earlier, its], EXECUTION_ARN, 's-its'],
    ["an execution's own beside one with its id that lost the pair", [claimant, its], EXECUTION_ARN, 's-its'],
    ['none where the execution made none', [earlier, ours('s-without')], EXECUTION_ARN, undefined],
    ['none where there is none', [], undefined, undefined],
  ])('is %s', (_name, found, onlyCreatedBy, scraperId) => {
    expect(deletableScraper(found, NAMES, onlyCreatedBy)?.scraperId).toBe(scraperId);
  });

  test('is none beside one that has its id and another pair', () => {
    expect(() => deletableScraper([its, claimant], NAMES, undefined)).toThrow(NotOurs);
  });
});

test.each([
  ['nothing was waited for', UNDELETED, true],
  ['a wait was said', waited(0, 15), false],
  ['some was waited', waited(15, 0), false],
  ['it is gone', GONE, false],
])('a deletion is at its first look only where %s: %#', (_name, before, expected) => {
  expect(isFirstLook(before)).toBe(expected);
});

describe('a step of the deletion', () => {
  test.each([
    ['CREATING', false],
    ['UPDATING', false],
    ['DELETING', false],
    ['ACTIVE', true],
    ['CREATION_FAILED', true],
    ['UPDATE_FAILED', true],
    ['DELETION_FAILED', true],
  ])('of a scraper that is %s deletes now: %s', (statusCode, deleteNow) => {
    expect(stepOf(UNDELETED, statusCode)).toEqual({ deleteNow, deletion: waited(0, 15, [SCRAPER_ARN]) });
  });

  test('counts on, and names each scraper once', () => {
    expect(stepOf(waited(30, 15, ['another', SCRAPER_ARN])).deletion).toEqual(waited(45, 15, ['another', SCRAPER_ARN]));
  });

  test('begins anew with a scraper that came after one was gone', () => {
    expect(stepOf(GONE).deletion).toEqual(waited(0, 15, [SCRAPER_ARN]));
  });

  test('is the last just before the limit, and at the limit says what is left and how it goes', () => {
    expect(stepOf(waited(2_670, 15)).deletion).toEqual(waited(2_685, 15, [SCRAPER_ARN]));
    const late = () => stepOf(waited(2_685, 15), 'DELETING');
    expect(late).toThrow(ScraperTimeout);
    expect(late).toThrow(
      `Scraper ${SCRAPER_ARN} is DELETING and could not be deleted within 45 minutes; it and its roles are left, and nobody but it can use them. ` +
        'Offboard the connection once the scraper is ACTIVE, failed or gone (aws amp describe-scraper).',
    );
  });
});
