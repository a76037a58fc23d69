import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { output as outputSchema, type Output } from '../../functions/shared/contract.ts';
import { connectionNames } from '../../functions/shared/names.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { awsAuthArn } from '../../local/scrapers/admission.ts';
import { enter } from '../../local/workflow/doors/doors.ts';
import type { Cluster, Scraper, World } from '../../local/state/state.ts';
import { warmRuntime } from '../runtimes.ts';
import { clusterOf, DEPLOYMENT, freshWorld, mapScraperRoles, REQUEST, scrapers, useRuntime } from './support.ts';

const { run } = useRuntime();
const LEGACY = 'arn:aws:eks:us-west-2:111111111111:cluster/legacy';
const OF_LEGACY = { ...REQUEST, clusterArn: LEGACY };
const NAMES = connectionNames('amp-scraper', LEGACY, REQUEST.workspaceArn);
const OTHER_SUBNETS = ['subnet-0a00000000000000b', 'subnet-0a00000000000000c'];

const outputOf = ({ output, cause }: { output?: unknown; cause?: string }): Output => {
  expect(cause).toBeUndefined();
  return outputSchema.parse(output);
};
const scraperOf = (world: World): Scraper => {
  const [scraper] = scrapers(world);
  if (scraper === undefined) throw new Error('There is no scraper.');
  return scraper;
};
const moveTo = (world: World, mode: Cluster['authenticationMode']) =>
  void (clusterOf(world, LEGACY).authenticationMode = mode);

/** As an onboard of the CONFIG_MAP cluster left it, its scraper's role not mapped. */
let world: World;
let onboarded: World;
beforeEach(async () => {
  if (onboarded === undefined) {
    onboarded = freshWorld();
    await run({ world: onboarded, input: OF_LEGACY });
  }
  world = structuredClone(onboarded);
});

const MADE_UNDER_CONFIG_MAP =
  /was made while cluster .*legacy had authentication mode CONFIG_MAP and has no access entry.*"replace": true/;

describe('a scraper that was made under CONFIG_MAP, its cluster moved since', () => {
  test('to API, is told, by the plan too, and by the reason why no samples come', async () => {
    moveTo(world, 'API');
    const { arn } = scraperOf(world);
    const again = outputOf(await run({ world, input: OF_LEGACY }));
    expect(again).toMatchObject({
      outcome: 'NO_SAMPLES',
      created: [],
      reason: expect.stringMatching(MADE_UNDER_CONFIG_MAP),
    });
    expect(again.warnings).toEqual([expect.stringMatching(MADE_UNDER_CONFIG_MAP)]);
    expect(again.warnings[0]).toContain('now API, does not admit it');
    const { plan } = outputOf(await run({ world, input: { ...OF_LEGACY, dryRun: true } }));
    expect(plan).toEqual({ changes: [], notes: again.warnings });
    expect(scraperOf(world).arn).toBe(arn);
  });

  test('to API_AND_CONFIG_MAP, is told though its role is mapped and samples arrive', async () => {
    moveTo(world, 'API_AND_CONFIG_MAP');
    mapScraperRoles(world, LEGACY);
    const { outcome, warnings } = outputOf(await run({ world, input: OF_LEGACY }));
    expect(outcome).toBe('ONBOARDED');
    expect(warnings).toEqual([expect.stringContaining('only while its role is mapped in the ConfigMap aws-auth')]);
  });

  test('to API, is made anew by "replace" alone, once, as its plan says', async () => {
    moveTo(world, 'API');
    const old = scraperOf(world).arn;
    const request = { ...OF_LEGACY, replace: true };
    const { plan } = outputOf(await run({ world, input: { ...request, dryRun: true } }));
    const ofScraper = plan?.changes.filter(({ resource }) => resource === old) ?? [];
    expect(ofScraper.map(({ action, part }) => `${action} ${part}`)).toEqual(['replace access entry']);
    expect(ofScraper[0]?.difference).toContain("the new scraper's role");
    expect(scraperOf(world).arn).toBe(old);
    const replaced = outputOf(await run({ world, input: request }));
    expect(replaced).toMatchObject({ outcome: 'ONBOARDED', warnings: [], replaced: { scraperArn: old } });
    const { arn } = scraperOf(world);
    const again = outputOf(await run({ world, input: request }));
    expect(again).toMatchObject({ outcome: 'ONBOARDED', created: [], warnings: [] });
    expect(scraperOf(world).arn).toBe(arn);
  });

  test('is not replaced for it by a request that does not say so', async () => {
    moveTo(world, 'API');
    const { arn } = scraperOf(world);
    await run({ world, input: { ...OF_LEGACY, alias: 'other' } });
    expect(scraperOf(world)).toMatchObject({ arn, alias: 'other' });
  });

  test('is a warning where the access entries may not be read, and not replaced', async () => {
    moveTo(world, 'API');
    const { arn } = scraperOf(world);
    const faults = faultPlan([parseFault('listAccessEntries:access-denied:always', OPERATIONS)]);
    const { warnings } = outputOf(await run({ world, input: { ...OF_LEGACY, replace: true }, faults }));
    expect(warnings).toEqual([expect.stringContaining('could not be read: eks:ListAccessEntries')]);
    expect(scraperOf(world).arn).toBe(arn);
  });
});

describe('on a cluster that stays CONFIG_MAP', () => {
  test('a replacement says that the gap lasts until the new role is mapped, and the old mapping does not serve it', async () => {
    mapScraperRoles(world, LEGACY);
    expect(outputOf(await run({ world, input: OF_LEGACY }))).toMatchObject({ outcome: 'ONBOARDED' });
    const request = { ...OF_LEGACY, subnetIds: OTHER_SUBNETS, replace: true };
    const says = expect.stringContaining('until that role is mapped');
    const { plan } = outputOf(await run({ world, input: { ...request, dryRun: true } }));
    expect(plan?.notes).toEqual(expect.arrayContaining([says]));
    const replaced = outputOf(await run({ world, input: request }));
    expect(replaced).toMatchObject({ outcome: 'NO_SAMPLES', warnings: [says] });
    expect(replaced.manualSteps?.commands.at(-1)).toContain(awsAuthArn(scraperOf(world).roleArn));
    mapScraperRoles(world, LEGACY);
    expect(outputOf(await run({ world, input: OF_LEGACY }))).toMatchObject({ outcome: 'ONBOARDED', warnings: [] });
  });

  test('the access entries are not asked for, of which it has none', async () => {
    const { calls } = await run({ world, input: OF_LEGACY });
    expect(calls.map(({ operation }) => operation)).not.toContain('ListAccessEntries');
  });
});

test("a product's stack is given the manual steps, with all that else it is told in one answer", async () => {
  const runtime = await warmRuntime(DEPLOYMENT);
  const name = 'l'.repeat(100);
  const fresh = freshWorld();
  const clusterArn = LEGACY.replace('legacy', name);
  Object.assign(fresh.accounts['111111111111']?.clusters ?? {}, {
    [clusterArn]: { ...structuredClone(clusterOf(fresh, LEGACY)), name, arn: clusterArn },
  });
  const event = JSON.parse(readFileSync(new URL('../../events/product-create.json', import.meta.url), 'utf8'));
  const ResourceProperties = { ...event.ResourceProperties, clusterArn };
  const { cloudFormation } = await enter(runtime, DEPLOYMENT, { ...event, ResourceProperties }, { world: fresh });
  const data = cloudFormation?.Data ?? {};
  expect(data).toMatchObject({ Outcome: 'NO_SAMPLES' });
  const { ManualSteps: steps = '' }: Record<string, unknown> = data;
  expect(String(steps)).toContain('kind: ClusterRole');
  expect(String(steps)).toContain(`--arn ${awsAuthArn(scraperOf(fresh).roleArn)} --username aps-collector-user`);
  expect(Buffer.byteLength(JSON.stringify(cloudFormation))).toBeLessThan(4_096);
});

test('the connection that these tests make is of the CONFIG_MAP cluster', () => {
  expect(scraperOf(onboarded).sourceRoleArn).toBe(NAMES.sourceRoleArn);
});
