import { describe, expect, test } from 'vitest';
import { PreflightFailed } from '../../../../functions/shared/errors.ts';
import {
  checkedList,
  checkLists,
  fittingPlace,
  uncheckedLists,
  type CheckedList,
} from '../../../../functions/shared/settings/takenOver.ts';

const OWN = { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] };
const BEFORE = { subnetIds: ['subnet-8', 'subnet-9'], securityGroupIds: ['sg-8', 'sg-9'] };
const WANTED = { ...OWN, vpcId: 'vpc-1' };
const subnets = (problem?: string): CheckedList => ({
  member: 'subnetIds',
  ids: BEFORE.subnetIds,
  ...(problem ? { problem } : {}),
});
const groups = (problem?: string): CheckedList => ({
  member: 'securityGroupIds',
  ids: BEFORE.securityGroupIds,
  ...(problem ? { problem } : {}),
});

describe('the lists of other places', () => {
  test('are those that are not a part of its own', () => {
    const some = { subnetIds: ['subnet-2'], securityGroupIds: ['sg-1', 'sg-9'] };
    expect(uncheckedLists([OWN, some, BEFORE], OWN)).toEqual([
      { member: 'securityGroupIds', ids: ['sg-1', 'sg-9'] },
      { member: 'subnetIds', ids: BEFORE.subnetIds },
      { member: 'securityGroupIds', ids: BEFORE.securityGroupIds },
    ]);
  });

  test('are held against what EC2 has of them, each by its own rule', () => {
    const subnet = (subnetId: string, availabilityZone: string) => {
      return {
        subnetId,
        availabilityZone,
        vpcId: 'vpc-1',
        availableIpAddressCount: 0,
        ownerId: '1',
        outpostArn: undefined,
      };
    };
    const found = {
      subnets: [subnet('subnet-8', 'a'), subnet('subnet-9', 'b')],
      groups: [{ groupId: 'sg-9', vpcId: 'vpc-2' }],
    };
    const problem =
      'securityGroupIds[0] (sg-8) does not exist in the source account and Region; securityGroupIds[1] (sg-9) is in vpc-2, the cluster in vpc-1';
    expect(checkLists([subnets(), groups()], found, 'vpc-1')).toStrictEqual([subnets(), groups(problem)]);
    const [checked] = checkLists([subnets()], { subnets: [], groups: [] }, 'vpc-1');
    expect(checked?.problem).toContain('subnet-8');
  });

  test.each([subnets(), groups('a problem')])('pass between the states: %#', (list) => {
    expect(checkedList.parse(list)).toEqual(list);
    expect(checkedList.safeParse({ ...list, member: 'alias' }).success).toBe(false);
  });
});

describe('the place of a new scraper', () => {
  test.each([
    ['its own', OWN, [], OWN],
    ['a part of its own, in another order', { ...OWN, subnetIds: ['subnet-2', 'subnet-1'] }, [], undefined],
    ['no security groups', { ...OWN, securityGroupIds: [] }, [], undefined],
    ["the one before's, which was checked", BEFORE, [groups(), subnets()], undefined],
  ])('is %s', (_name, place, takenOver, expected) => {
    const settings = { alias: 'shop', ...place };
    expect(fittingPlace(settings, { ...WANTED, takenOver })).toEqual({
      settings: { alias: 'shop', ...(expected ?? place) },
      warnings: [],
    });
  });

  test("is the cluster's own where the one before's does not do, and that is told", () => {
    const takenOver = [subnets('they are gone'), groups('they are elsewhere')];
    expect(fittingPlace(BEFORE, { ...WANTED, takenOver })).toEqual({
      settings: OWN,
      warnings: [
        "The subnetIds of the scraper before are not taken over: they are gone. The cluster's own are used: subnet-1, subnet-2.",
        "The securityGroupIds of the scraper before are not taken over: they are elsewhere. The cluster's own are used: sg-1.",
      ],
    });
    const bare = fittingPlace(BEFORE, { ...WANTED, securityGroupIds: [], takenOver });
    expect(bare.warnings[1]).toContain("The cluster's own are used: none.");
  });

  test.each([
    ['were not checked', []],
    ['were checked with one less', [{ ...subnets(), ids: ['subnet-8'] }, groups()]],
    ['were checked with one more', [{ ...subnets(), ids: [...BEFORE.subnetIds, 'subnet-7'] }, groups()]],
    ['were checked as another member', [{ ...subnets(), member: 'securityGroupIds' }, groups()]],
  ] as const)('is refused where the subnets %s', (_name, takenOver) => {
    const refuse = () =>
      fittingPlace(BEFORE, { ...WANTED, takenOver: takenOver.map((one) => ({ ...one, ids: [...one.ids] })) });
    expect(refuse).toThrow(PreflightFailed);
    expect(refuse).toThrow(
      'are of a scraper that another execution has changed since this one began, and were not checked',
    );
    expect(refuse).toThrow('Run again');
  });

  test.each([
    ['are too few for a new scraper', { ...OWN, subnetIds: ['subnet-1'] }, []],
    ['cannot be taken over: they are gone', BEFORE, [subnets('they are gone'), groups()]],
  ])('is refused where the subnets %s and the own ones do not do either', (problem, place, takenOver) => {
    const refuse = () => fittingPlace(place, { ...WANTED, subnetIds: ['subnet-1'], takenOver });
    expect(refuse).toThrow(PreflightFailed);
    expect(refuse).toThrow('subnetIds');
    expect(refuse).toThrow(
      `${problem}, and the cluster's own are not in two Availability Zones with a free IP address each`,
    );
    expect(refuse).toThrow("Name subnets of vpc-1 in two zones, or free addresses in the cluster's");
  });
});
