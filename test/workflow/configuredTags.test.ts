import { beforeAll, describe, expect, test } from 'vitest';
import { output as outputSchema, type Output } from '../../functions/shared/contract.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { FLEET_HUB } from '../../local/world/fleet.ts';
import type { World } from '../../local/state/state.ts';
import type { DoorResult } from '../../local/workflow/doors/doors.ts';
import { behind, MEMBER, redeployed, REQUEST } from './perimeter.ts';
import { scrapers } from './support.ts';

const CONFIGURED = {
  connectionTags: { stage: 'production', 'cost-center': { clusterTag: 'cost' } },
  roleTags: { unit: 'platform', stage: 'none' },
};
const OF_SCRAPER = { stage: 'production', 'cost-center': '4711' };
const OF_ROLES = { unit: 'platform', ...OF_SCRAPER };

const outputOf = ({ output, cause }: DoorResult): Output => {
  expect(output, cause).not.toBeNull();
  return outputSchema.parse(output);
};

/** What a connection has, its own tags aside. */
function partsOf(world: World) {
  const [scraper, ...others] = scrapers(world);
  const source = world.accounts[MEMBER]?.roles[scraper?.sourceRoleArn ?? ''];
  const target = world.accounts[FLEET_HUB]?.roles[scraper?.targetRoleArn ?? ''];
  if (scraper === undefined || source === undefined || target === undefined || others.length > 0)
    throw new Error('It is not whole.');
  return { source, target, scraper };
}

function tagsOf(world: World) {
  const { source, target, scraper } = partsOf(world);
  const others = ({ tags }: { tags: Record<string, string> }) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith('amp-scraper:')));
  return { source: others(source), target: others(target), scraper: others(scraper) };
}

/** With a connection of the configuration's tags, as the first onboard left it. */
let onboarded: World;
beforeAll(async () => {
  const { world, go } = await behind({}, CONFIGURED, { cost: '4711' });
  expect(outputOf(await go())).toMatchObject({ outcome: 'ONBOARDED', warnings: [] });
  onboarded = world;
});
const connected = () => structuredClone(onboarded);
const withCost = (world: World, cost?: string) => {
  const [cluster] = Object.values(world.accounts[MEMBER]?.clusters ?? {});
  if (cluster === undefined) throw new Error('There is no cluster.');
  cluster.tags = { ...cluster.tags, ...(cost === undefined ? {} : { cost }) };
  if (cost === undefined) delete cluster.tags['cost'];
};

describe("the configuration's tags", () => {
  test('are on the roles and the scraper from their creation, those of connections before those of all roles', () => {
    expect(tagsOf(connected())).toEqual({ source: OF_ROLES, target: OF_ROLES, scraper: OF_SCRAPER });
  });

  test('are no difference to a run of the same configuration', async () => {
    const world = connected();
    const go = await redeployed(world, CONFIGURED);
    expect(outputOf(await go())).toMatchObject({ created: [], updated: [], repaired: [], warnings: [] });
    expect(outputOf(await go({ ...REQUEST, dryRun: true })).plan?.changes).toEqual([]);
  });

  test("stand beside a request's own, and its keys are not for a request", async () => {
    const world = connected();
    const go = await redeployed(world, CONFIGURED);
    outputOf(await go({ ...REQUEST, tags: { team: 'shop' } }));
    expect(tagsOf(world).scraper).toEqual({ ...OF_SCRAPER, team: 'shop' });
    const refused = await go({ ...REQUEST, tags: { Stage: 'test', Unit: 'mine' } });
    expect(refused).toMatchObject({ status: 'FAILED', error: 'InvalidRequest' });
    expect(refused.cause).toContain('is the key of a tag that the configuration sets (connectionTags)');
    expect(refused.cause).toContain('is the key of a tag that the configuration sets (roleTags)');
  });

  test('that are configured later are planned, then set, and told as updated', async () => {
    const { world, go: before } = await behind({}, {}, { cost: '4711' });
    outputOf(await before());
    const go = await redeployed(world, CONFIGURED);
    const { source, target, scraper } = partsOf(world);
    const planned = outputOf(await go({ ...REQUEST, dryRun: true })).plan?.changes ?? [];
    expect(planned.map(({ action, resource, part }) => [action, resource, part])).toEqual(
      [source, target, scraper].map(({ arn }) => ['update', arn, 'tags']),
    );
    expect(outputOf(await go())).toMatchObject({ updated: [source.arn, target.arn, scraper.arn], repaired: [] });
    expect(tagsOf(world)).toEqual({ source: OF_ROLES, target: OF_ROLES, scraper: OF_SCRAPER });
  });

  test('follow the cluster, and stay where it has none any more, which is told', async () => {
    const world = connected();
    const go = await redeployed(world, CONFIGURED);
    withCost(world, '4712');
    expect(outputOf(await go()).warnings).toEqual([]);
    expect(tagsOf(world).scraper).toEqual({ ...OF_SCRAPER, 'cost-center': '4712' });
    withCost(world);
    expect(outputOf(await go()).warnings).toEqual([expect.stringContaining('has no tag cost, which connectionTags')]);
    expect(tagsOf(world).source).toEqual({ ...OF_ROLES, 'cost-center': '4712' });
  });

  test('are set again where somebody changed them or took them off', async () => {
    const world = connected();
    const { source, target, scraper } = partsOf(world);
    source.tags['stage'] = 'test';
    delete target.tags['unit'];
    delete scraper.tags['cost-center'];
    const go = await redeployed(world, CONFIGURED);
    expect(outputOf(await go())).toMatchObject({ updated: [source.arn, target.arn, scraper.arn] });
    expect(tagsOf(world)).toEqual({ source: OF_ROLES, target: OF_ROLES, scraper: OF_SCRAPER });
  });

  test('are on a scraper that takes the place of another, with those of the old one beside', async () => {
    const world = connected();
    const { scraper } = partsOf(world);
    scraper.tags = { ...scraper.tags, stage: 'test', others: 'x' };
    scraper.subnetIds = [...scraper.subnetIds].toReversed().slice(0, 1);
    const { subnets = {} } = world.accounts[MEMBER] ?? {};
    const subnetIds = Object.values(subnets).map(({ subnetId }) => subnetId);
    const go = await redeployed(world, CONFIGURED);
    expect(outputOf(await go({ ...REQUEST, subnetIds, replace: true })).replaced?.scraperArn).toBe(scraper.arn);
    expect(tagsOf(world).scraper).toEqual({ ...OF_SCRAPER, others: 'x' });
  });

  test('go with what is undone, and stay on what was there', async () => {
    const faults = faultPlan([parseFault('scraper:failing', OPERATIONS)]);
    const { world, go } = await behind({}, CONFIGURED, { cost: '4711' });
    expect(await go(REQUEST, { faults })).toMatchObject({ error: 'ScraperFailed' });
    expect(scrapers(world)).toEqual([]);
    expect(outputOf(await go())).toMatchObject({ outcome: 'ONBOARDED' });
    expect(tagsOf(world)).toEqual({ source: OF_ROLES, target: OF_ROLES, scraper: OF_SCRAPER });
  });
});
