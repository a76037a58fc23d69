import { describe, expect, test } from 'vitest';
import { ForeignScraper, ReplacementNeeded } from '../../../functions/shared/errors.ts';
import { decideScraper, refuseReplacement, type FoundScraper } from '../../../functions/shared/scraperDecision.ts';
import { CONNECTION, NAMES } from '../support.ts';

const OURS = { 'amp-scraper:connection': CONNECTION.id };

function scraper(scraperId: string, statusCode: string, tags?: Record<string, string>): FoundScraper {
  return {
    scraperId,
    arn: `arn:aws:aps:us-west-2:111111111111:scraper/${scraperId}`,
    status: { statusCode },
    tags,
    source: { eksConfiguration: { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] } },
    roleConfiguration: { sourceRoleArn: NAMES.sourceRoleArn, targetRoleArn: NAMES.targetRoleArn },
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
    const decision = decideScraper(found, CONNECTION.id);
    expect(decision.action).toBe(action);
    expect('scraper' in decision ? decision.scraper.scraperId : undefined).toBe(scraperId);
  });

  test.each(['ACTIVE', 'CREATING', 'UPDATING', 'UPDATE_FAILED', 'DELETION_FAILED'])(
    'a foreign one that is %s is refused by name, with ours beside it too',
    (status) => {
      for (const found of [[foreign(status)], [ours('ACTIVE'), foreign(status)]]) {
        const decide = () => decideScraper(found, CONNECTION.id);
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
    expect(() => decideScraper([foreign('ACTIVE', tags)], CONNECTION.id)).toThrow(ForeignScraper);
  });
});

const wanting = (change: Partial<typeof CONNECTION>) => ({ ...CONNECTION, ...change });

describe('a scraper is kept', () => {
  test.each([
    ['where nothing is given, whatever the defaults are', wanting({ subnetIds: [], securityGroupIds: ['sg-9'] })],
    ['with its subnets in another order', wanting({ given: ['subnetIds'], subnetIds: ['subnet-2', 'subnet-1'] })],
    ['with its security groups', wanting({ given: ['securityGroupIds'], securityGroupIds: ['sg-1'] })],
    ['with another alias, which it can change in place', wanting({ given: ['alias'], alias: 'other' })],
  ])('%s', (_, wanted) => {
    expect(() => refuseReplacement(ours('ACTIVE'), wanted, NAMES)).not.toThrow();
  });

  test('without security groups, where none are given', () => {
    const { source: _, ...rest } = ours('ACTIVE');
    expect(() => refuseReplacement({ ...rest, source: {} }, CONNECTION, NAMES)).not.toThrow();
  });
});

describe('a replacement is needed', () => {
  const noRoles = { ...ours('ACTIVE'), roleConfiguration: undefined };
  test.each<[string, FoundScraper, typeof CONNECTION, string[]]>([
    [
      'for a subnet more',
      ours('ACTIVE'),
      wanting({ given: ['subnetIds'], subnetIds: ['subnet-3', 'subnet-2', 'subnet-1'] }),
      ['subnetIds are [subnet-1, subnet-2], asked for [subnet-1, subnet-2, subnet-3]'],
    ],
    [
      'for a subnet less',
      ours('ACTIVE'),
      wanting({ given: ['subnetIds'], subnetIds: ['subnet-1'] }),
      ['asked for [subnet-1]'],
    ],
    [
      'for another subnet',
      ours('ACTIVE'),
      wanting({ given: ['subnetIds'], subnetIds: ['subnet-1', 'subnet-9'] }),
      ['asked for [subnet-1, subnet-9]'],
    ],
    [
      'for another security group',
      ours('ACTIVE'),
      wanting({ given: ['securityGroupIds'], securityGroupIds: ['sg-2'] }),
      ['securityGroupIds are [sg-1], asked for [sg-2]'],
    ],
    ['for want of roles', noRoles, CONNECTION, ['its source role is none', 'its target role is none']],
    [
      'for all of it at once',
      noRoles,
      wanting({
        given: ['subnetIds', 'securityGroupIds'],
        subnetIds: ['subnet-9', 'subnet-8'],
        securityGroupIds: ['sg-2'],
      }),
      ['[subnet-8, subnet-9]', '[sg-2]', `not ${NAMES.sourceRoleArn}`, `not ${NAMES.targetRoleArn}`],
    ],
  ])('%s', (_, found, wanted, says) => {
    const refuse = () => refuseReplacement(found, wanted, NAMES);
    expect(refuse).toThrow(ReplacementNeeded);
    for (const text of [...says, found.arn, `--scraper-id ${found.scraperId}`]) expect(refuse).toThrow(text);
  });
});
