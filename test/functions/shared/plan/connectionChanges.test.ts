import { describe, expect, test } from 'vitest';
import type { ConnectionChanges } from '../../../../functions/shared/plan/connectionChanges.ts';
import { checkLists } from '../../../../functions/shared/settings/takenOver.ts';
import { CONNECTION, NAMES, SCRAPER_ARN } from '../../support.ts';
import { changesOf, foreignRole, listed, ROLES, SCRAPER, TAGS } from './observed.ts';

const lines = ({ changes }: ConnectionChanges) =>
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
    const scrapers = [{ ...listed('ACTIVE', {}), roleConfiguration: ROLES }];
    expect(() => changesOf({ sourceRole, targetRole, scrapers })).toThrow(NAMES.sourceRoleArn);
    expect(() => changesOf({ targetRole, scrapers })).toThrow(NAMES.targetRoleArn);
    expect(() => changesOf({ scrapers })).toThrow(expect.objectContaining({ name: 'NotOurs' }));
  });

  test("are told with what is beside them: a scraper of the pair that is somebody else's, and what could not be read", () => {
    const { notes, changes } = changesOf({ scrapers: [listed('ACTIVE', {})] }, { warnings: ['Not read.'] });
    expect(notes.slice(0, 2)).toEqual(['Not read.', expect.stringContaining('bills as the connection')]);
    expect(changes.length).toBeGreaterThan(0);
  });

  const observed = { scrapers: [listed('ACTIVE')], scraper: SCRAPER };
  const otherGroup = { given: ['securityGroupIds' as const], securityGroupIds: ['sg-9'], replace: true as const };
  const own = ['subnet-7', 'subnet-8'];

  const lists = [
    { member: 'subnetIds' as const, ids: ['subnet-2', 'subnet-1'] },
    { member: 'securityGroupIds' as const, ids: ['sg-1'] },
  ];
  const inVpc = (vpcId: string) => ({
    subnets: ['subnet-1', 'subnet-2'].map((subnetId) => ({
      subnetId,
      vpcId,
      availabilityZone: subnetId,
      availableIpAddressCount: 0,
      ownerId: '111111111111',
      outpostArn: undefined,
    })),
    groups: [{ groupId: 'sg-1', vpcId }],
  });
  const GONE = { subnets: [], groups: [] };

  test.each([
    ['gone', GONE, /subnetIds\[0\] \(subnet-2\) does not exist/],
    ['of another VPC', inVpc('vpc-2'), /subnetIds\[0\] \(subnet-2\) is in vpc-2, the cluster in vpc-1/],
  ])("take the cluster's own where what the scraper before has is %s, and say so", (_name, facts, why) => {
    const takenOver = checkLists(lists, facts, 'vpc-1');
    const { changes, notes } = changesOf(observed, { ...otherGroup, subnetIds: own, takenOver });
    const settings = changes.find(({ part }) => part === 'settings');
    expect(settings?.after).toMatchObject({ subnetIds: own, securityGroupIds: ['sg-9'] });
    expect(notes[0]).toMatch(
      /^The subnetIds of the scraper before are not taken over: .*own are used: subnet-7, subnet-8/,
    );
    expect(notes[0]).toMatch(why);
    const byPlace = {
      given: ['subnetIds' as const],
      subnetIds: own,
      securityGroupIds: ['sg-8'],
      replace: true as const,
    };
    const ofGroups = changesOf(observed, { ...byPlace, takenOver });
    expect(ofGroups.changes.find(({ part }) => part === 'settings')?.after).toMatchObject({
      securityGroupIds: ['sg-8'],
    });
    expect(ofGroups.notes[0]).toContain('securityGroupIds[0] (sg-1)');
  });

  test('take over what is in the VPC of the cluster, though the scraper before has the last address of it', () => {
    const takenOver = checkLists(lists, inVpc('vpc-1'), 'vpc-1');
    const { changes, notes } = changesOf(observed, { ...otherGroup, subnetIds: own, takenOver });
    expect(changes.find(({ part }) => part === 'settings')?.after).toMatchObject({ subnetIds: CONNECTION.subnetIds });
    expect(notes).toHaveLength(1);
  });

  test.each([
    ["where the cluster's own subnets would not do either", checkLists(lists, GONE, 'vpc-1'), 'does not exist'],
    ['where what is to be taken over was not checked', [], 'another execution has changed'],
  ])('are none %s', (_name, takenOver, says) => {
    expect(() => changesOf(observed, { ...otherGroup, subnetIds: ['subnet-7'], takenOver })).toThrow(
      expect.objectContaining({ name: 'PreflightFailed', message: expect.stringContaining(says) }),
    );
  });

  test.each([
    ['in place', {}],
    ['by a replacement', { given: ['subnetIds' as const], subnetIds: own, replace: true as const }],
  ])('are none with more tags than AWS takes, %s', (_name, asked) => {
    const others = (length: number) => Object.fromEntries(Array.from({ length }, (_, i) => [`team-${i}`, 'x']));
    const changesWith = (tags: Record<string, string>) => {
      const { [NAMES.tagKeys.door]: _door, ...ours } = TAGS;
      const settings = { ...SCRAPER.settings, tags: { ...ours, ...tags } };
      return changesOf({ ...observed, scraper: { ...SCRAPER, settings } }, asked);
    };
    expect(() => changesWith(others(46))).toThrow(/tags \(51\): would be more than the 50 .*, 46 of them/);
    expect(changesWith({ ...others(45), 'aws:cloudformation:stack-name': 'x' })).toBeDefined();
  });

  test('whose scraper has no access entry replace it when that is allowed, and say it otherwise', () => {
    const withoutAccessEntry = SCRAPER_ARN;
    const told = changesOf(observed, { withoutAccessEntry });
    expect(told.notes).toEqual([expect.stringContaining('"replace": true')]);
    expect(told.changes.filter(({ resource }) => resource === SCRAPER_ARN)).toEqual([]);
    const { changes, notes } = changesOf(observed, { withoutAccessEntry, replace: true });
    const replaced = changes.filter(({ action }) => action === 'replace');
    expect(replaced.map(({ part }) => part)).toEqual(['access entry']);
    expect(notes).toEqual([expect.stringContaining('gap of some 25 minutes')]);
  });

  test('of a CONFIG_MAP cluster that replace a scraper say how long the gap lasts', () => {
    const asked = { given: ['subnetIds' as const], subnetIds: own, replace: true as const };
    const { notes } = changesOf(observed, { ...asked, authenticationMode: 'CONFIG_MAP' });
    expect(notes.at(-1)).toContain('until that role is mapped');
    expect(changesOf(observed, asked).notes.at(-1)).not.toContain('mapped');
  });
});
