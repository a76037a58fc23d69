import { describe, expect, test } from 'vitest';
import {
  isOutlived,
  outlivedChange,
  outlivedWarning,
  outlivesCluster,
} from '../../../../functions/shared/scraper/outlived.ts';
import { SCRAPER_ARN } from '../../support.ts';

const MADE = '2026-11-02T08:00:00.000Z';
const BEFORE = '2026-11-02T07:59:59.999Z';

describe('a scraper and the cluster of its name', () => {
  test.each([
    ['made before it', new Date(BEFORE), MADE, true],
    ['made before it, by a date', new Date(BEFORE), new Date(MADE), true],
    ['made in the same moment', new Date(MADE), MADE, false],
    ['made after it', new Date(MADE), BEFORE, false],
    ['whose making is not told', undefined, MADE, false],
    ["where the cluster's is not told", new Date(BEFORE), undefined, false],
    ['where neither is', undefined, undefined, false],
  ])('%s outlives an earlier one: %#', (_name, createdAt, clusterCreatedAt, expected) => {
    expect(outlivesCluster(createdAt, clusterCreatedAt)).toBe(expected);
  });

  test('the change is a replacement, from the one moment to the other', () => {
    const change = outlivedChange(new Date(BEFORE), MADE);
    expect(change).toEqual({ action: 'replace', part: 'cluster', before: BEFORE, after: MADE });
  });

  test.each([
    ['none', [], false],
    ['another', [{ part: 'alias' }], false],
    ['it', [{ part: 'cluster' }], true],
    ['it among others', [{ part: 'alias' }, { part: 'cluster' }], true],
  ])('is told from its changes where they are %s', (_name, changes, expected) => {
    expect(isOutlived(changes)).toBe(expected);
  });

  test('the warning says since when, and what is done', () => {
    expect(outlivedWarning(SCRAPER_ARN, MADE)).toBe(
      `Scraper ${SCRAPER_ARN} was made for an earlier cluster of this name; this one was made at ${MADE}. The scraper is deleted ` +
        "and made anew, in this cluster's subnets and with its security group where the request names none.",
    );
  });
});
