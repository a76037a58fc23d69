import { describe, expect, test } from 'vitest';
import { NotOurs } from '../../../../functions/shared/errors.ts';
import { decideScraper } from '../../../../functions/shared/scraper/decision.ts';
import { deletableScraper } from '../../../../functions/shared/scraper/deletion.ts';
import { foreignWarnings, type FoundScraper } from '../../../../functions/shared/scraper/foreign.ts';
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
  ['a foreign one that is ACTIVE', [foreign('ACTIVE')], 'create'],
  ['a foreign one that is ACTIVE before ours', [foreign('ACTIVE'), ours('ACTIVE')], 'keep', 's-ours'],
  ['a foreign one that failed beside ours', [foreign('CREATION_FAILED'), ours('ACTIVE')], 'keep', 's-ours'],
];

describe('of the scrapers that are there:', () => {
  test.each(DECISIONS)('%s', (_, found, action, scraperId) => {
    const decision = decideScraper(found, NAMES);
    expect(decision.action).toBe(action);
    expect('scraper' in decision ? decision.scraper.scraperId : undefined).toBe(scraperId);
  });

  test.each(['ACTIVE', 'CREATING', 'UPDATING', 'UPDATE_FAILED', 'DELETION_FAILED'])(
    'a foreign one that is %s is told by name, with ours beside it too, and offboard takes ours away',
    (status) => {
      for (const found of [[foreign(status)], [ours('ACTIVE'), foreign(status)]]) {
        const [warning = '', ...others] = foreignWarnings(found, NAMES);
        expect(others).toEqual([]);
        expect(warning).toContain(`scraper/s-foreign (${status}) is between the same cluster and workspace`);
        expect(warning).toMatch(/bills .* comes twice/);
        expect(deletableScraper(found, NAMES, undefined)).toBe(found.find(({ scraperId }) => scraperId === 's-ours'));
      }
    },
  );

  test('a foreign one whose creation failed is told, and one that is being deleted is not', () => {
    expect(foreignWarnings([foreign('CREATION_FAILED')], NAMES)).toEqual([expect.stringContaining('sends nothing')]);
    expect(foreignWarnings([foreign('DELETING')], NAMES)).toEqual([]);
  });

  test.each([
    ['no tags', undefined],
    ["another connection's", { 'amp-scraper:connection': '000000000000' }],
    ['our door alone', { 'amp-scraper:door': 'console' }],
  ])('one with %s is foreign', (_, tags) => {
    expect(foreignWarnings([foreign('ACTIVE', tags)], NAMES)).toHaveLength(1);
  });

  test("one with this connection's id and another pair is NotOurs, and the remedy has the pair's tags", () => {
    const other = NAMES.clusterArn.replace(/shop$/, 'other');
    const tags = { ...OURS, [NAMES.tagKeys.cluster]: other };
    const decide = () => decideScraper([foreign('ACTIVE', tags)], NAMES);
    expect(decide).toThrow(NotOurs);
    const { connection, cluster, workspace } = NAMES.tagKeys;
    expect(decide).toThrow(
      "scraper/s-foreign (ACTIVE) connects this cluster and workspace with this connection's id, and " +
        `its tag ${cluster} is ${other}, not ${NAMES.clusterArn}. `,
    );
    expect(decide).toThrow(
      ` --tags ${connection}=${NAMES.id},${cluster}=${NAMES.clusterArn},${workspace}=${NAMES.workspaceArn}), or delete it`,
    );
  });

  test("one with this connection's roles has lost its tag, and the remedy says how to put it back", () => {
    const { sourceRoleArn, targetRoleArn } = NAMES;
    const untagged = { ...foreign('ACTIVE'), roleConfiguration: { sourceRoleArn, targetRoleArn } };
    const decide = () => decideScraper([untagged], NAMES);
    expect(decide).toThrow(NotOurs);
    expect(decide).toThrow("this cluster and workspace with this connection's roles, and its tag");
    expect(decide).toThrow(
      `aws amp tag-resource --resource-arn ${untagged.arn} --tags amp-scraper:connection=${CONNECTION.id}`,
    );
  });

  test.each(['sourceRoleArn', 'targetRoleArn'] as const)("one with this connection's %s alone is NotOurs", (key) => {
    const untagged = { ...foreign('ACTIVE'), roleConfiguration: { [key]: NAMES[key] } };
    expect(() => decideScraper([untagged], NAMES)).toThrow(NotOurs);
  });

  test.each(['ACTIVE', 'CREATION_FAILED'])(
    'one that is %s and has one of the roles is refused before ours beside it is deleted; the undo passes it over',
    (status) => {
      const { targetRoleArn } = NAMES;
      const one = { ...foreign(status), roleConfiguration: { sourceRoleArn: 'arn:aws:iam::1:role/x', targetRoleArn } };
      const found = [ours('ACTIVE'), one];
      expect(() => decideScraper(found, NAMES)).toThrow(NotOurs);
      expect(() => deletableScraper(found, NAMES, undefined)).toThrow(NotOurs);
      expect(deletableScraper(found, NAMES, 'an execution')).toBeUndefined();
    },
  );
});
