import { describe, expect, test } from 'vitest';
import { ForeignScraper, NotOurs } from '../../../../functions/shared/errors.ts';
import { decideScraper, type FoundScraper } from '../../../../functions/shared/scraper/decision.ts';
import { CONNECTION, NAMES } from '../../support.ts';

const OURS = { 'amp-scraper:connection': CONNECTION.id };

function scraper(scraperId: string, statusCode: string, tags?: Record<string, string>): FoundScraper {
  return {
    scraperId,
    arn: `arn:aws:aps:us-west-2:111111111111:scraper/${scraperId}`,
    status: { statusCode },
    tags,
    roleConfiguration: undefined,
  };
}

const ours = (statusCode: string, id = 's-ours') => scraper(id, statusCode, OURS);
const foreign = (statusCode: string, tags?: Record<string, string>) => scraper('s-foreign', statusCode, tags);

type Row = [name: string, found: FoundScraper[], action: string, scraperId?: string];

const DECISIONS: Row[] = [
  ['none', [], 'create'],
  ['ours ACTIVE', [ours('ACTIVE')], 'keep', 's-ours'],
  ['ours CREATING', [ours('CREATING')], 'keep', 's-ours'],
  ['ours UPDATING', [ours('UPDATING')], 'keep', 's-ours'],
  ['ours UPDATE_FAILED', [ours('UPDATE_FAILED')], 'keep', 's-ours'],
  ['ours DELETION_FAILED', [ours('DELETION_FAILED')], 'deleteFailed', 's-ours'],
  ['ours CREATION_FAILED', [ours('CREATION_FAILED')], 'deleteFailed', 's-ours'],
  ['ours DELETING', [ours('DELETING')], 'awaitDeletion', 's-ours'],
  ['ours DELETING and another of ours ACTIVE', [ours('DELETING', 's-old'), ours('ACTIVE')], 'keep', 's-ours'],
  ['ours CREATION_FAILED and another CREATING', [ours('CREATION_FAILED', 's-old'), ours('CREATING')], 'keep', 's-ours'],
  [
    'ours DELETING and another CREATION_FAILED',
    [ours('DELETING', 's-old'), ours('CREATION_FAILED')],
    'deleteFailed',
    's-ours',
  ],
  ['a foreign one whose creation failed', [foreign('CREATION_FAILED')], 'create'],
  ['a foreign one that is being deleted', [foreign('DELETING')], 'create'],
  ['a foreign one that failed beside ours', [foreign('CREATION_FAILED'), ours('ACTIVE')], 'keep', 's-ours'],
];

describe('of the scrapers that are there:', () => {
  test.each(DECISIONS)('%s', (_, found, action, scraperId) => {
    const decision = decideScraper(found, NAMES);
    expect(decision.action).toBe(action);
    expect('scraper' in decision ? decision.scraper.scraperId : undefined).toBe(scraperId);
  });

  test.each(['ACTIVE', 'CREATING', 'UPDATING', 'UPDATE_FAILED', 'DELETION_FAILED'])(
    'a foreign one that is %s is refused by name, with ours beside it too',
    (status) => {
      for (const found of [[foreign(status)], [ours('ACTIVE'), foreign(status)]]) {
        const decide = () => decideScraper(found, NAMES);
        expect(decide).toThrow(ForeignScraper);
        expect(decide).toThrow(`scraper/s-foreign (${status}) already connects this cluster and workspace`);
      }
    },
  );

  test.each([
    ['no tags', undefined],
    ["another connection's", { 'amp-scraper:connection': '000000000000' }],
    ['our door alone', { 'amp-scraper:door': 'console' }],
  ])('one with %s is foreign', (_, tags) => {
    expect(() => decideScraper([foreign('ACTIVE', tags)], NAMES)).toThrow(ForeignScraper);
  });

  test("one with this connection's id and another pair is NotOurs, and the remedy has the pair's tags", () => {
    const other = NAMES.clusterArn.replace(/shop$/, 'other');
    const tags = { ...OURS, [NAMES.tagKeys.cluster]: other };
    const decide = () => decideScraper([foreign('ACTIVE', tags)], NAMES);
    expect(decide).toThrow(NotOurs);
    expect(decide).toThrow(`its tag ${NAMES.tagKeys.cluster} is ${other}, not ${NAMES.clusterArn}`);
    expect(decide).toThrow(`${NAMES.tagKeys.cluster}=${NAMES.clusterArn}`);
  });

  test("one with this connection's roles has lost its tag, and the remedy says how to put it back", () => {
    const { sourceRoleArn, targetRoleArn } = NAMES;
    const untagged = { ...foreign('ACTIVE'), roleConfiguration: { sourceRoleArn, targetRoleArn } };
    const decide = () => decideScraper([untagged], NAMES);
    expect(decide).toThrow(NotOurs);
    expect(decide).toThrow(
      `aws amp tag-resource --resource-arn ${untagged.arn} --tags amp-scraper:connection=${CONNECTION.id}`,
    );
  });
});
