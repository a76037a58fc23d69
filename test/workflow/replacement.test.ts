import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { output as outputSchema, type Output } from '../../functions/shared/contract.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { enter } from '../../local/workflow/doors/doors.ts';
import type { Account, Scraper, World } from '../../local/state/state.ts';
import { warmRuntime } from '../runtimes.ts';
import { comparable, DEPLOYMENT, freshWorld, NAMES, REQUEST, scrapers, useRuntime, writes } from './support.ts';

const { run } = useRuntime();
const OTHER_GROUP = 'sg-0aaaaaaaaaaaaaaaa';
const OTHER_VPC = 'vpc-0b1111111111111bb';
const OWN = ['subnet-0a00000000000000a', 'subnet-0a00000000000000b', 'subnet-0a00000000000000c'];
const TWO = OWN.slice(0, 2);
const creationFails = () => ({ faults: faultPlan([parseFault('scraper:failing', OPERATIONS)]) });
const NEW_GROUP = { ...REQUEST, securityGroupIds: [OTHER_GROUP], replace: true };

const sourceOf = (world: World): Account => {
  const account = world.accounts['111111111111'];
  if (account === undefined) throw new Error('The world has no source account.');
  return account;
};
const scraperOf = (world: World): Scraper => {
  const [scraper, ...others] = scrapers(world);
  if (scraper === undefined || others.length > 0) throw new Error(`There are ${scrapers(world).length}, not one.`);
  return scraper;
};
const outputOf = ({ output, cause }: { output?: unknown; cause?: string }): Output => {
  expect(cause).toBeUndefined();
  return outputSchema.parse(output);
};

/** Another VPC with subnets and a group of its own, and one more group in the cluster's. */
function withOtherVpc(world: World): void {
  const { vpcs, subnets } = sourceOf(world);
  for (const vpc of Object.values(vpcs)) vpc.securityGroupIds.push(OTHER_GROUP);
  const [arn = '', vpc] = Object.entries(vpcs)[0] ?? [];
  if (vpc) vpcs[arn.replace(vpc.vpcId, OTHER_VPC)] = { ...vpc, vpcId: OTHER_VPC, securityGroupIds: ['sg-0bbbbbbbb'] };
  for (const [subnetArn, subnet] of Object.entries(subnets)) {
    const subnetId = subnet.subnetId.replace('subnet-0a', 'subnet-0b');
    subnets[subnetArn.replace(subnet.subnetId, subnetId)] = { ...subnet, subnetId, vpcId: OTHER_VPC };
  }
}

function deleteSubnet(world: World, subnetId: string): void {
  const { subnets } = sourceOf(world);
  for (const [arn, subnet] of Object.entries(subnets)) if (subnet.subnetId === subnetId) delete subnets[arn];
}

/** What the plan says, and that it has changed nothing. */
async function planned(world: World, request: object): Promise<NonNullable<Output['plan']>> {
  const before = comparable(world);
  const { plan } = outputOf(await run({ world, input: { ...request, dryRun: true } }));
  expect(comparable(world)).toEqual(before);
  return plan ?? { changes: [], notes: [] };
}

let world: World;
let onboarded: World;
beforeEach(async () => {
  if (onboarded === undefined) {
    onboarded = freshWorld();
    withOtherVpc(onboarded);
    await run({ world: onboarded });
  }
  world = structuredClone(onboarded);
});

const UNFIT: [string, (scraper: Scraper) => void, keyof Scraper, unknown, RegExp][] = [
  [
    'subnets of another VPC',
    (scraper) => void (scraper.subnetIds = ['subnet-0b00000000000000a', 'subnet-0b00000000000000b']),
    'subnetIds',
    OWN,
    /subnetIds\[0\] \(subnet-0b00000000000000a\) is in vpc-0b1111111111111bb, the cluster in/,
  ],
  [
    'a subnet that is gone',
    (scraper) => void (scraper.subnetIds = [...TWO, 'subnet-0c00000000000000c']),
    'subnetIds',
    OWN,
    /subnetIds\[2\] \(subnet-0c00000000000000c\) does not exist/,
  ],
];

describe('a replacement of a scraper that has', () => {
  test.each(UNFIT)(
    "%s takes the cluster's own, and plan and output say so",
    async (_name, change, member, own, says) => {
      const old = scraperOf(world);
      change(old);
      const { changes, notes } = await planned(world, NEW_GROUP);
      expect(notes.filter((note) => says.test(note))).toHaveLength(1);
      expect(changes.find(({ part }) => part === 'settings')?.document).toMatchObject({ [member]: own });
      const replaced = outputOf(await run({ world, input: NEW_GROUP }));
      expect(replaced).toMatchObject({ outcome: 'ONBOARDED', replaced: { scraperArn: old.arn } });
      expect(replaced.warnings).toEqual(notes.filter((note) => says.test(note)));
      expect(scraperOf(world)).toMatchObject({ [member]: own, securityGroupIds: [OTHER_GROUP] });
    },
  );

  test("a security group of another VPC takes the cluster's own, and plan and output say so", async () => {
    const group = [...scraperOf(world).securityGroupIds];
    scraperOf(world).securityGroupIds = ['sg-0bbbbbbbb'];
    const request = { ...REQUEST, subnetIds: TWO, replace: true };
    const { notes } = await planned(world, request);
    const { warnings } = outputOf(await run({ world, input: request }));
    expect(warnings).toEqual([expect.stringContaining('sg-0bbbbbbbb) is in vpc-0b1111111111111bb')]);
    expect(notes).toEqual(expect.arrayContaining(warnings));
    expect(scraperOf(world)).toMatchObject({ subnetIds: TWO, securityGroupIds: group });
  });

  test("subnets that are gone is refused before anything is written where the cluster's own do not do either", async () => {
    scraperOf(world).subnetIds = ['subnet-0b00000000000000a', 'subnet-0b00000000000000b'];
    for (const subnet of Object.values(sourceOf(world).subnets)) {
      if (subnet.subnetId !== OWN[0]) subnet.availableIpAddressCount = 0;
    }
    const refused = await run({ world, input: NEW_GROUP });
    expect(refused).toMatchObject({ error: 'PreflightFailed', states: ['ResolveRequest', 'RequestRefused'] });
    expect(refused.cause).toContain('cannot be taken over');
    expect(writes(refused.calls)).toEqual([]);
    const dry = await run({ world, input: { ...NEW_GROUP, dryRun: true } });
    expect([dry.error, dry.cause]).toEqual([refused.error, refused.cause]);
  });

  test('what another execution has given it since the run began is refused before it is deleted', async () => {
    const { arn } = scraperOf(world);
    const onEvent = ({ kind, state }: { kind: string; state: string }) => {
      if (kind !== 'entered' || state !== 'CreateScraper') return;
      scraperOf(world).subnetIds = ['subnet-0b00000000000000a', 'subnet-0b00000000000000b'];
    };
    const refused = await run({ world, input: NEW_GROUP, onEvent });
    expect(refused).toMatchObject({ error: 'PreflightFailed', cause: expect.stringContaining('were not checked') });
    expect(scraperOf(world)).toMatchObject({ arn, status: 'ACTIVE' });
    const items = Object.values(world.tables ?? {}).flatMap((table) => table.items);
    expect(items.filter((item) => 'settingsBefore' in item)).toEqual([]);
  });
});

describe('a scraper that was adopted with 49 tags of others', () => {
  beforeEach(() => {
    const others = Object.fromEntries(Array.from({ length: 49 }, (_, i) => [`team-${i}`, 'x']));
    scraperOf(world).tags = { ...others, [NAMES.tagKeys.connection]: NAMES.id };
  });

  test.each([
    ['is changed in place', { alias: 'other' }],
    ['is to be replaced', { subnetIds: TWO, replace: true }],
  ])('is refused before anything is written when it %s, by a dry run in the same words', async (_name, asked) => {
    const refused = await run({ world, input: { ...REQUEST, ...asked } });
    expect(refused.error).toBe('PreflightFailed');
    expect(refused.cause).toContain('would be more than the 50 that AWS takes on a scraper, 49 of them');
    expect(writes(refused.calls)).toEqual([]);
    const dry = await run({ world, input: { ...REQUEST, ...asked, dryRun: true } });
    expect([dry.error, dry.cause]).toEqual([refused.error, refused.cause]);
  });

  test('is taken over once it has 45', async () => {
    for (let i = 0; i < 4; i += 1) delete scraperOf(world).tags[`team-${i}`];
    expect(outputOf(await run({ world, input: { ...REQUEST, subnetIds: TWO, replace: true } }))).toMatchObject({
      outcome: 'ONBOARDED',
    });
    expect(Object.keys(scraperOf(world).tags)).toHaveLength(50);
  });
});

describe('after a replacement that failed', () => {
  /** The scraper is deleted, and what it had is kept in the item alone. */
  async function failed(): Promise<World> {
    await run({ world, input: { ...REQUEST, subnetIds: TWO, replace: true } });
    const result = await run({ world, input: { ...NEW_GROUP, subnetIds: OWN.slice(1) }, ...creationFails() });
    expect(result.error).toBe('ScraperFailed');
    expect(scrapers(world)).toEqual([]);
    return world;
  }

  test('the next onboard makes it as it was, while its subnets are there', async () => {
    await run({ world: await failed() });
    expect(scraperOf(world).subnetIds).toEqual(TWO);
  });

  test("a subnet is deleted: the next onboard takes the cluster's own, as a dry run says", async () => {
    deleteSubnet(await failed(), TWO[1] ?? '');
    const { notes, changes } = await planned(world, REQUEST);
    const own = [OWN[0], OWN[2]];
    expect(changes.find(({ part }) => part === 'settings')?.document).toMatchObject({ subnetIds: own });
    const { warnings, outcome } = outputOf(await run({ world }));
    expect({ outcome, warnings }).toEqual({
      outcome: 'ONBOARDED',
      warnings: [expect.stringContaining(`subnetIds[1] (${TWO[1]}) does not exist`)],
    });
    expect(notes).toEqual(expect.arrayContaining(warnings));
    expect(scraperOf(world).subnetIds).toEqual(own);
  });

  test('more tags than fit are refused, and fewer make it', async () => {
    const others = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`team-${i}`, 'x']));
    Object.assign(scraperOf(world).tags, others);
    const tags = Object.fromEntries(Array.from({ length: 38 }, (_, i) => [`asked-${i}`, 'x']));
    await failed();
    const refused = await run({ world, input: { ...REQUEST, tags } });
    expect(refused).toMatchObject({ error: 'PreflightFailed', cause: expect.stringContaining('30 of them') });
    const dry = await run({ world, input: { ...REQUEST, tags, dryRun: true } });
    expect(refused.cause).toContain(dry.cause);
    expect(outputOf(await run({ world }))).toMatchObject({ outcome: 'ONBOARDED' });
    expect(scraperOf(world).tags).toMatchObject(others);
  });
});

test("a product's roll-back after a replacement that failed ends, though a subnet of before is gone", async () => {
  const runtime = await warmRuntime(DEPLOYMENT);
  const fresh = freshWorld();
  let requests = 0;
  const go = (name: string, properties: object, options: object = {}) => {
    const event = JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8'));
    const RequestId = `22222222-2222-4333-8444-${String((requests += 1)).padStart(12, '0')}`;
    const ResourceProperties = { ...event.ResourceProperties, ...properties };
    return enter(runtime, DEPLOYMENT, { ...event, RequestId, ResourceProperties }, { world: fresh, ...options });
  };
  await go('product-create', { subnetIds: TWO });
  const update = { subnetIds: OWN.slice(1), allowReplacement: 'true' };
  const failed = await go('product-update', update, creationFails());
  expect(failed.cloudFormation?.Status).toBe('FAILED');
  expect(scrapers(fresh)).toEqual([]);
  deleteSubnet(fresh, TWO[0] ?? '');
  const rolledBack = await go('product-update', { subnetIds: [''] });
  expect(rolledBack.cloudFormation).toMatchObject({
    Status: 'SUCCESS',
    Data: { Outcome: 'ONBOARDED', Reason: expect.stringContaining(`(${TWO[0]}) does not exist`) },
  });
  expect(scraperOf(fresh).subnetIds).toEqual(expect.arrayContaining(OWN.slice(1)));
});

test("somebody else's scraper of the pair is no reason to replace anything, and stays", async () => {
  const old = scraperOf(world);
  const foreign = { ...structuredClone(old), arn: `${old.arn}0`, scraperId: `${old.scraperId}0`, tags: {} };
  delete foreign.sourceRoleArn;
  delete foreign.targetRoleArn;
  sourceOf(world).scrapers[foreign.arn] = foreign;
  const { notes, changes } = await planned(world, REQUEST);
  const warning = expect.stringContaining(`Scraper ${foreign.arn} (ACTIVE) is between the same cluster`);
  expect({ notes, changes }).toEqual({ notes: [warning], changes: [] });
  expect(outputOf(await run({ world })).warnings).toEqual([warning]);
  const replaced = outputOf(await run({ world, input: { ...REQUEST, subnetIds: TWO, replace: true } }));
  expect(replaced).toMatchObject({ warnings: [warning], replaced: { scraperArn: old.arn } });
  const dry = outputOf(await run({ world, workflow: 'offboard', input: { ...REQUEST, dryRun: true } }));
  expect(dry.plan?.notes).toEqual([warning]);
  const gone = outputOf(await run({ world, workflow: 'offboard' }));
  expect(gone).toMatchObject({ outcome: 'OFFBOARDED', warnings: [warning] });
  expect(gone.deleted).toEqual(dry.plan?.changes.map(({ resource }) => resource));
  expect(scraperOf(world).arn).toBe(foreign.arn);
  const first = outputOf(await run({ world }));
  expect(first).toMatchObject({ outcome: 'ONBOARDED', warnings: [warning] });
  expect(first.created).toHaveLength(3);
});

test("somebody else's scraper with our roles is refused by an offboard before ours is deleted", async () => {
  const old = scraperOf(world);
  const foreign = { ...structuredClone(old), arn: `${old.arn}0`, scraperId: `${old.scraperId}0` };
  foreign.tags = {};
  sourceOf(world).scrapers[foreign.arn] = foreign;
  const refused = await run({ world, workflow: 'offboard' });
  const dry = await run({ world, workflow: 'offboard', input: { ...REQUEST, dryRun: true } });
  expect([refused.error, refused.cause]).toEqual([dry.error, dry.cause]);
  expect(refused.error).toBe('NotOurs');
  expect(scrapers(world)).toHaveLength(2);
});
