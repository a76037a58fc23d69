import { describe, expect, test } from 'vitest';
import type { Connection } from '../../../../functions/shared/contract.ts';
import { connectionChanges, type Observed } from '../../../../functions/shared/plan/connectionChanges.ts';
import type { ObservedRole } from '../../../../functions/shared/roles/changes.ts';
import { resourceTags } from '../../../../functions/shared/connection/tags.ts';
import type { ScraperState } from '../../../../functions/shared/scraper/changes.ts';
import { CONNECTION, EXECUTION_ARN, NAMES, SCRAPER_ARN } from '../../support.ts';

const TAGS = resourceTags(CONNECTION, NAMES, EXECUTION_ARN);
const NOTHING: Observed = {
  sourceRole: undefined,
  targetRole: undefined,
  scrapers: [],
  scraper: undefined,
  before: undefined,
  defaultConfiguration: 'global: {}',
};
const SCRAPER: ScraperState = {
  scraperId: 's-1',
  arn: SCRAPER_ARN,
  statusCode: 'ACTIVE',
  settings: {
    subnetIds: CONNECTION.subnetIds,
    securityGroupIds: CONNECTION.securityGroupIds,
    alias: CONNECTION.alias,
    configuration: 'global: {}',
    roleConfiguration: { sourceRoleArn: NAMES.sourceRoleArn, targetRoleArn: NAMES.targetRoleArn },
    tags: TAGS,
  },
  unknownMembers: [],
};
const listed = (statusCode: string, tags: Record<string, string> = TAGS) => ({
  scraperId: 's-1',
  arn: SCRAPER_ARN,
  status: { statusCode },
  tags,
});
const foreignRole = (arn: string): ObservedRole => ({
  arn,
  trust: {},
  boundaryArn: undefined,
  tags: {},
  inlinePolicies: {},
  attachedPolicyArns: [],
});

const changesOf = (observed: Partial<Observed>, asked: Partial<Connection> = {}) =>
  connectionChanges(
    { ...NOTHING, ...observed },
    { connection: { ...CONNECTION, ...asked }, text: undefined, names: NAMES, executionArn: EXECUTION_ARN },
  );
const lines = ({ changes }: ReturnType<typeof connectionChanges>) =>
  changes.map(({ action, resource, part = 'all' }) => `${action} ${resource.split(/[:/]/).at(-1)} ${part}`);

describe('the changes of a connection', () => {
  test('of which nothing is there are both roles and then a scraper, from the default configuration', () => {
    const made = changesOf({});
    expect(new Set(lines(made).map((line) => line.split(' ').slice(0, 2).join(' ')))).toEqual(
      new Set([`create ${NAMES.sourceRoleName}`, `create ${NAMES.targetRoleName}`, 'create NEW']),
    );
    expect(made.changes.at(-1)).toMatchObject({ part: 'scrapeConfiguration', after: 'global: {}' });
  });

  test('whose scraper failed begin, for the scraper, with its deletion', () => {
    const ofScraper = lines(changesOf({ scrapers: [listed('CREATION_FAILED')] })).filter((line) =>
      / (s-|NEW)/.test(line),
    );
    expect(ofScraper.slice(0, 2)).toEqual([`delete ${SCRAPER_ARN.split('/').at(-1)} all`, 'create NEW settings']);
  });

  test('whose scraper is to have other subnets replace it, by one document and what is shown alone', () => {
    const observed = { scrapers: [listed('ACTIVE')], scraper: SCRAPER };
    const asked = { given: ['subnetIds' as const], subnetIds: ['subnet-1', 'subnet-9'], alias: 'other' };
    const { changes } = changesOf(observed, { ...asked, replace: true });
    expect(changes.filter(({ action }) => action === 'replace')).toEqual([
      {
        action: 'replace',
        resource: SCRAPER_ARN,
        part: 'settings',
        before: { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'], alias: 'shop' },
        after: { subnetIds: ['subnet-1', 'subnet-9'], securityGroupIds: ['sg-1'], alias: 'shop' },
      },
    ]);
    expect(() => changesOf(observed, asked)).toThrow(expect.objectContaining({ name: 'ReplacementNeeded' }));
  });

  test.each([true, 'dropUnknown' as const])('lose nothing unknown unless that is allowed (%s)', (replace) => {
    const observed = { scrapers: [listed('ACTIVE')], scraper: { ...SCRAPER, unknownMembers: ['exporters'] } };
    const asked = () => changesOf(observed, { given: ['securityGroupIds'], securityGroupIds: ['sg-9'], replace });
    if (replace === true) expect(asked).toThrow(/would lose exporters/);
    else expect(asked().notes[0]).toContain('has exporters');
  });

  test('of which a role is not its own are none, whatever else there is: the source role is told first', () => {
    const sourceRole = foreignRole(NAMES.sourceRoleArn);
    const targetRole = foreignRole(NAMES.targetRoleArn);
    const scrapers = [listed('ACTIVE', {})];
    expect(() => changesOf({ sourceRole, targetRole, scrapers })).toThrow(NAMES.sourceRoleArn);
    expect(() => changesOf({ targetRole, scrapers })).toThrow(NAMES.targetRoleArn);
    expect(() => changesOf({ scrapers })).toThrow(expect.objectContaining({ name: 'ForeignScraper' }));
  });
});
