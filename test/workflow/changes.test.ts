import { beforeEach, describe, expect, test } from 'vitest';
import { output as outputSchema, type Output } from '../../functions/shared/contract.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import type { World } from '../../local/state/state.ts';
import { itemsOf } from '../tables.ts';
import { applyDrift, DRIFTS } from './drift.ts';
import {
  comparable,
  freshWorld,
  NAMES,
  PROVISIONING_SECONDS,
  path,
  REQUEST,
  role,
  scrapers,
  seriesCount,
  useRuntime,
  writes,
  type ObservedRun,
} from './support.ts';

const { run } = useRuntime();
const TWO_SUBNETS = { subnetIds: ['subnet-0a00000000000000b', 'subnet-0a00000000000000a'] };
const faults = (...texts: string[]) => ({ faults: faultPlan(texts.map((text) => parseFault(text, OPERATIONS))) });
const outputOf = ({ output }: ObservedRun): Output => outputSchema.parse(output);
const scraperOf = (world: World) => {
  const [scraper, ...others] = scrapers(world);
  if (scraper === undefined || others.length > 0) throw new Error(`There are ${others.length} others.`);
  return scraper;
};
const itemOf = (world: World) => itemsOf(world)[0] ?? {};

/** The connection as a first onboard with an alias left it. */
let world: World;
let onboarded: World;
beforeEach(async () => {
  if (onboarded === undefined) {
    onboarded = freshWorld();
    await run({ world: onboarded, input: { ...REQUEST, alias: 'shop' } });
  }
  world = structuredClone(onboarded);
});

describe('the same pair with other settings', () => {
  test.each([
    ['another alias', { alias: 'another' }],
    ['another scrape configuration', { scrapeConfiguration: { name: 'minimal' } }],
    ['both', { alias: 'another', scrapeConfiguration: { name: 'minimal' } }],
  ])('%s is changed in place, waited for and verified', async (_name, change) => {
    const before = structuredClone(scraperOf(world));
    const changed = await run({ world, input: { ...REQUEST, ...change } });
    const after = scraperOf(world);
    expect(outputOf(changed)).toMatchObject({ outcome: 'ONBOARDED', created: [], updated: [after.arn], repaired: [] });
    expect(after.arn).toBe(before.arn);
    expect(after.status).toBe('ACTIVE');
    expect(after.alias).toBe('alias' in change ? 'another' : 'shop');
    expect(after.scrapeConfiguration === before.scrapeConfiguration).toBe(!('scrapeConfiguration' in change));
    expect({ ...after, ...changing(before) }).toEqual({ ...before, ...changing(before) });
    expect(itemOf(world)).not.toHaveProperty('settingsBefore');
    const again = await run({ world, input: { ...REQUEST, ...change } });
    expect(writes(again.calls)).not.toContain('aps:UpdateScraper');
    expect(outputOf(again)).toMatchObject({ updated: [], repaired: [] });
  });

  test('what is absent keeps what the scraper has, though the defaults are others', async () => {
    await run({ world, input: { ...REQUEST, scrapeConfiguration: { name: 'minimal' } } });
    const kept = structuredClone(scraperOf(world));
    const again = await run({ world });
    expect(outputOf(again)).toMatchObject({ created: [], updated: [], warnings: [] });
    expect(scraperOf(world)).toMatchObject({ alias: 'shop', scrapeConfiguration: kept.scrapeConfiguration });
  });

  test('the inventory has what the scraper has', async () => {
    await run({ world, input: { ...REQUEST, alias: 'another' } });
    const { settings } = itemOf(world);
    expect(JSON.parse(String(Reflect.get(settings ?? {}, 'S')))).toMatchObject({
      alias: 'another',
      subnetIds: scraperOf(world).subnetIds,
      configuration: expect.stringMatching(/^sha256:/),
    });
  });

  test('an update that fails puts the settings before back, and the Cause has the reason', async () => {
    const before = comparable(world);
    const input = { ...REQUEST, alias: 'another', scrapeConfiguration: { name: 'minimal' } };
    const failed = await run({ world, input, ...faults('scraper:update-failing') });
    expect(failed).toMatchObject({ status: 'FAILED', error: 'ScraperFailed' });
    expect(path(failed.states)).toContain('RestoreScraper');
    expect(scraperOf(world)).toMatchObject({ status: 'ACTIVE', alias: 'shop' });
    expect(settled(comparable(world))).toEqual(settled(before));
    expect(itemOf(world)).not.toHaveProperty('settingsBefore');
    const again = await run({ world, input });
    expect(outputOf(again).updated).toEqual([scraperOf(world).arn]);
  });

  test('when putting them back fails too, the Cause has both reasons, and one more run mends it', async () => {
    const input = { ...REQUEST, alias: 'another' };
    const failed = await run({ world, input, ...faults('scraper:update-failing', 'scraper:update-failing') });
    expect(failed).toMatchObject({ status: 'FAILED', error: 'ScraperFailed' });
    expect(failed.cause).toMatch(
      /is UPDATE_FAILED:.*\nUndoing it did not end well either, ScraperFailed:.*settings before/s,
    );
    expect(scraperOf(world).status).toBe('UPDATE_FAILED');
    expect(itemOf(world)).toHaveProperty('settingsBefore');
    const again = await run({ world });
    expect(outputOf(again)).toMatchObject({ outcome: 'ONBOARDED', updated: [scraperOf(world).arn] });
    expect(scraperOf(world)).toMatchObject({ status: 'ACTIVE', alias: 'shop' });
  });

  test('a failure after the update was accepted puts the settings before back as well', async () => {
    const input = { ...REQUEST, alias: 'another' };
    const failed = await run({ world, input, ...faults('updateAssumeRolePolicy:access-denied:always') });
    expect(failed).toMatchObject({ status: 'FAILED', error: 'AccessDenied' });
    expect(scraperOf(world)).toMatchObject({ status: 'ACTIVE', alias: 'shop' });
  });
});

test('a scraper that was taken over with other roles has those again when the run fails that gave it ours', async () => {
  const adopted = scraperOf(world);
  const others = {
    sourceRoleArn: 'arn:aws:iam::111111111111:role/theirs-source',
    targetRoleArn: 'arn:aws:iam::222222222222:role/theirs-target',
  };
  Object.assign(adopted, others);
  const failed = await run({ world, ...faults('scraper:update-failing') });
  expect(failed).toMatchObject({ status: 'FAILED', error: 'ScraperFailed' });
  expect(scraperOf(world)).toMatchObject({ arn: adopted.arn, ...others });
});

const changing = ({ alias, scrapeConfiguration }: { alias?: string; scrapeConfiguration: string }) => ({
  ...(alias === undefined ? {} : { alias }),
  scrapeConfiguration,
  status: 'ACTIVE',
  lastModifiedAt: 0,
  scrapes: undefined,
  updateToken: '',
  updateDigest: '',
  transition: undefined,
});

/** Without what any update leaves: when it was, and what was scraped meanwhile. */
function settled(reported: unknown): unknown {
  return JSON.parse(
    JSON.stringify(reported, (key, value: unknown) =>
      ['lastModifiedAt', 'samples', 'series', 'newestSample', 'sampleCount'].includes(key) ? undefined : value,
    ),
  );
}

describe('what cannot be changed in place', () => {
  test('is refused by name, before anything is changed', async () => {
    const before = comparable(world);
    const refused = await run({ world, input: { ...REQUEST, ...TWO_SUBNETS } });
    expect(refused).toMatchObject({ status: 'FAILED', error: 'ReplacementNeeded' });
    expect(refused.cause).toMatch(/subnetIds are \[.*c\], asked for \[.*b\].*"replace": true/);
    expect(settled(comparable(world))).toEqual(settled(before));
  });

  test('is refused before anything else is mended or changed, by a dry run in the same words', async () => {
    applyDrift(world, DRIFTS);
    const input = { ...REQUEST, ...TWO_SUBNETS, alias: 'another' };
    const refused = await run({ world, input });
    expect(refused).toMatchObject({ error: 'ReplacementNeeded', states: ['ResolveRequest', 'RequestRefused'] });
    expect(writes(refused.calls)).toEqual([]);
    const dry = await run({ world, input: { ...input, dryRun: true } });
    expect([dry.error, dry.cause]).toEqual([refused.error, refused.cause]);
  });

  test('is refused in CreateScraper still where it became so while the run went on', async () => {
    const onEvent = ({ kind, state }: { kind: string; state: string }) => {
      if (kind === 'entered' && state === 'CreateScraper') scraperOf(world).subnetIds = TWO_SUBNETS.subnetIds;
    };
    const { subnetIds } = scraperOf(world);
    const refused = await run({ world, input: { ...REQUEST, subnetIds }, onEvent });
    expect(refused.error).toBe('ReplacementNeeded');
    expect(path(refused.states)).toContain('CreateScraper');
  });

  test('the same subnets in another order are no difference: lists compare as sets', async () => {
    const subnetIds = scraperOf(world).subnetIds.toReversed();
    const again = await run({ world, input: { ...REQUEST, subnetIds } });
    expect(outputOf(again)).toMatchObject({ created: [], updated: [] });
  });

  test('with "replace" is made anew, and the output states the gap in the metrics', async () => {
    const old = structuredClone(scraperOf(world));
    await run({ world, input: { ...REQUEST, scrapeConfiguration: { name: 'minimal' } } });
    const configuration = scraperOf(world).scrapeConfiguration;
    const replaced = await run({ world, input: { ...REQUEST, ...TWO_SUBNETS, replace: true } });
    const scraper = scraperOf(world);
    expect(scraper.arn).not.toBe(old.arn);
    expect(scraper).toMatchObject({ ...TWO_SUBNETS, alias: 'shop', scrapeConfiguration: configuration });
    expect(scraper.securityGroupIds).toEqual(old.securityGroupIds);
    expect(outputOf(replaced)).toMatchObject({
      outcome: 'ONBOARDED',
      created: [scraper.arn],
      updated: [NAMES.sourceRoleArn, NAMES.targetRoleArn],
      replaced: { scraperArn: old.arn },
    });
    // 300 s of deletion, those of the creation, and what the looks in between and the first scrape take.
    expect(outputOf(replaced).replaced?.gapSeconds).toBeGreaterThan(300 + PROVISIONING_SECONDS);
    expect(outputOf(replaced).replaced?.gapSeconds).toBeLessThan(460 + PROVISIONING_SECONDS);
    expect(role(world, NAMES.sourceRoleArn)?.trustPolicy).toContain(scraper.arn);
    expect(seriesCount(world)).toBeGreaterThan(0);
    const again = await run({ world, input: { ...REQUEST, ...TWO_SUBNETS, replace: true } });
    expect(outputOf(again)).toMatchObject({ created: [], updated: [] });
    expect(scraperOf(world).arn).toBe(scraper.arn);
  });

  test('a replacement that fails leaves no scraper, says so, and the next onboard makes it as it was', async () => {
    const old = structuredClone(scraperOf(world));
    const input = { ...REQUEST, ...TWO_SUBNETS, replace: true };
    const failed = await run({ world, input, ...faults('scraper:failing') });
    expect(failed).toMatchObject({ status: 'FAILED', error: 'ScraperFailed' });
    expect(failed.cause).toContain(`Scraper ${old.arn} had been deleted to be replaced`);
    expect(scrapers(world)).toEqual([]);
    const again = await run({ world });
    const { alias, subnetIds, scrapeConfiguration } = scraperOf(world);
    expect({ alias, subnetIds, scrapeConfiguration }).toEqual({
      alias: 'shop',
      subnetIds: old.subnetIds,
      scrapeConfiguration: old.scrapeConfiguration,
    });
    expect(outputOf(again).replaced?.scraperArn).toBe(old.arn);
    expect(itemOf(world)).not.toHaveProperty('settingsBefore');
  });
});

describe('a setting of the scraper that this version does not know', () => {
  const exporters = [{ kind: 'otlp' }];
  beforeEach(() => {
    scraperOf(world).members = { exporters };
  });
  const warning = () => `Scraper ${scraperOf(world).arn} has exporters, `;

  test('is a warning of a run and a note of a plan, and stays as it is', async () => {
    const changed = await run({ world, input: { ...REQUEST, alias: 'another' } });
    expect(outputOf(changed).warnings).toEqual([expect.stringContaining(warning())]);
    expect(scraperOf(world)).toMatchObject({ alias: 'another', members: { exporters } });
    const dry = await run({ world, input: { ...REQUEST, dryRun: true } });
    expect(outputOf(dry).plan).toMatchObject({ changes: [], notes: [expect.stringContaining(warning())] });
  });

  test.each([false, true])('stops a replacement, which would lose it (dry run: %s)', async (dryRun) => {
    const before = comparable(world);
    const refused = await run({ world, input: { ...REQUEST, ...TWO_SUBNETS, replace: true, dryRun } });
    expect(refused).toMatchObject({ status: 'FAILED', error: 'ReplacementNeeded' });
    expect(refused.cause).toMatch(/subnetIds are .*would lose exporters.*"replace": "dropUnknown"/);
    expect(settled(comparable(world))).toEqual(settled(before));
  });

  test('stops none where the request says that it may be lost', async () => {
    const old = scraperOf(world).arn;
    const replaced = await run({ world, input: { ...REQUEST, ...TWO_SUBNETS, replace: 'dropUnknown' } });
    expect(outputOf(replaced)).toMatchObject({ outcome: 'ONBOARDED', warnings: [], replaced: { scraperArn: old } });
    expect(scraperOf(world)).not.toHaveProperty('members');
  });
});
