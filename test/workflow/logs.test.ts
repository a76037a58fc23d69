import { describe, expect, test } from 'vitest';
import { output as outputSchema, type Output } from '../../functions/shared/contract.ts';
import { ownLogGroupArn } from '../../functions/shared/logging/decision.ts';
import type { LineKind } from '../../functions/shared/logging/lines.ts';
import { versionTagKey } from '../../functions/shared/names.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { settle } from '../../local/scrapers/engine.ts';
import { findLogGroup } from '../../local/state/lookup.ts';
import { SILENCE_REASONS, type SilenceReason } from '../../local/state/silence.ts';
import type { ScraperLogging, World } from '../../local/state/state.ts';
import { freshWorld, NAMES, REQUEST, role, scrapers, useRuntime, type ObservedRun } from './support.ts';

const { run } = useRuntime();
const faults = (...texts: string[]) => faultPlan(texts.map((text) => parseFault(text, OPERATIONS)));
const outputOf = ({ output }: ObservedRun): Output => outputSchema.parse(output);
const OWN = ownLogGroupArn(NAMES);
const FOREIGN = OWN.replace('/aws/vendedlogs/amp-scraper/scrapers', '/theirs');
const ON = { ...REQUEST, logs: true };
const OFF = { ...REQUEST, logs: false };
const COMPONENTS = ['SERVICE_DISCOVERY', 'COLLECTOR', 'EXPORTER'].map((type) => ({ type }));

const calls = ({ calls: all }: ObservedRun, operation: string) => all.filter((call) => call.operation === operation);
/** What a run has left a while ago. */
async function loggingOf(world: World): Promise<ScraperLogging | undefined> {
  await settle(world, world.now + 3_600_000);
  return scrapers(world)[0]?.logging;
}

/** A connection whose logging is on. */
async function loggedWorld(): Promise<World> {
  const { world } = await run({ input: ON });
  await settle(world, world.now + 3_600_000);
  return world;
}

function setByHand(world: World, logGroupArn: string): void {
  const [scraper] = scrapers(world);
  if (scraper === undefined) throw new Error('The world has no scraper.');
  scraper.logging = { logGroupArn, components: COMPONENTS, status: 'ACTIVE', modifiedAt: world.now };
}

function group(world: World) {
  const found = findLogGroup(world, OWN);
  if (found === undefined) throw new Error('The world has no log group for scrapers.');
  return found;
}

function withoutGroup(world: World): void {
  const { arn } = group(world);
  delete world.monitoring?.logGroups[arn];
}

describe('logs: true', () => {
  test('of a new connection switches them on after ACTIVE, with all that a collector tells', async () => {
    const ran = await run({ input: ON });
    expect(outputOf(ran)).toMatchObject({ outcome: 'ONBOARDED', updated: [], repaired: [], warnings: [] });
    expect(await loggingOf(ran.world)).toMatchObject({ logGroupArn: OWN, components: COMPONENTS, status: 'ACTIVE' });
    const operations = ran.calls.map(({ operation }) => operation);
    expect(operations.indexOf('UpdateScraperLoggingConfiguration')).toBeGreaterThan(
      operations.lastIndexOf('DescribeScraper'),
    );
  });

  test('of a connection that is there is an update, and the next run has nothing to do', async () => {
    const { world } = await run({});
    expect(await loggingOf(world)).toBeUndefined();
    const first = await run({ world, input: ON });
    const arn = scrapers(world)[0]?.arn;
    expect(outputOf(first)).toMatchObject({ outcome: 'ONBOARDED', updated: [arn], repaired: [], warnings: [] });
    expect(await loggingOf(world)).toMatchObject({ logGroupArn: OWN, status: 'ACTIVE' });
    const second = await run({ world, input: ON });
    expect(outputOf(second)).toMatchObject({ updated: [], warnings: [] });
    expect(calls(second, 'UpdateScraperLoggingConfiguration')).toEqual([]);
    expect([first, second].flatMap((one) => calls(one, 'UpdateScraper'))).toEqual([]);
  });

  test.each<[string, (logging: ScraperLogging | undefined) => ScraperLogging | undefined]>([
    ['deleted', () => undefined],
    ['left without a component', (has) => has && { ...has, components: [{ type: 'COLLECTOR' }] }],
    ['failed', (has) => has && { ...has, status: 'UPDATE_FAILED', statusReason: 'x' }],
  ])('puts back what somebody has %s', async (_name, change) => {
    const world = await loggedWorld();
    const [scraper] = scrapers(world);
    const changed = change(scraper?.logging);
    if (scraper === undefined) throw new Error('The world has no scraper.');
    delete scraper.logging;
    if (changed !== undefined) scraper.logging = changed;
    expect(outputOf(await run({ world, input: ON }))).toMatchObject({ updated: [scraper.arn], warnings: [] });
    expect(await loggingOf(world)).toMatchObject({ logGroupArn: OWN, components: COMPONENTS, status: 'ACTIVE' });
  });
});

describe('logs: false', () => {
  test('switches ours off, once', async () => {
    const world = await loggedWorld();
    const arn = scrapers(world)[0]?.arn;
    expect(outputOf(await run({ world, input: OFF }))).toMatchObject({ updated: [arn], warnings: [] });
    expect(await loggingOf(world)).toBeUndefined();
    const again = await run({ world, input: OFF });
    expect(outputOf(again)).toMatchObject({ updated: [], warnings: [] });
    expect(calls(again, 'DeleteScraperLoggingConfiguration')).toEqual([]);
  });

  test('of a new connection makes nothing', async () => {
    const ran = await run({ input: OFF });
    expect(outputOf(ran)).toMatchObject({ outcome: 'ONBOARDED', warnings: [] });
    expect(await loggingOf(ran.world)).toBeUndefined();
  });
});

describe('what somebody else has set', () => {
  test.each([OWN, FOREIGN])('stays where the request says nothing, and is not asked for: %s', async (arn) => {
    const { world } = await run({});
    setByHand(world, arn);
    const ran = await run({ world });
    expect(outputOf(ran)).toMatchObject({ updated: [], repaired: [], warnings: [] });
    expect(ran.calls.filter(({ operation }) => operation?.includes('Logging'))).toEqual([]);
    expect(await loggingOf(world)).toMatchObject({ logGroupArn: arn });
  });

  test.each([true, false])('to another destination stays with logs: %s, and is told', async (logs) => {
    const { world } = await run({});
    setByHand(world, FOREIGN);
    const { outcome, updated, warnings } = outputOf(await run({ world, input: { ...REQUEST, logs } }));
    expect({ outcome, updated }).toEqual({ outcome: 'ONBOARDED', updated: [] });
    expect(warnings).toEqual([expect.stringContaining(`go to ${FOREIGN}, which somebody else has set`)]);
    expect(await loggingOf(world)).toMatchObject({ logGroupArn: FOREIGN, status: 'ACTIVE' });
  });
});

describe('a scraper that is made anew', () => {
  const elsewhere = {
    ...REQUEST,
    subnetIds: ['subnet-0a00000000000000b', 'subnet-0a00000000000000c'],
    replace: true,
  };

  test.each<[string, object, string | undefined]>([
    ['takes the logging over where the request says nothing', {}, OWN],
    ['has it where the request wants it', { logs: true }, OWN],
    ['has none where the request does not', { logs: false }, undefined],
  ])('%s', async (_name, more, arn) => {
    const world = await loggedWorld();
    const before = scrapers(world)[0]?.arn;
    const ran = await run({ world, input: { ...elsewhere, ...more } });
    expect(outputOf(ran)).toMatchObject({ outcome: 'ONBOARDED', replaced: { scraperArn: before }, warnings: [] });
    const logging = await loggingOf(world);
    expect([scrapers(world).length, logging?.logGroupArn]).toEqual([1, arn]);
  });

  test('does not take over what leads elsewhere, or what was not there', async () => {
    for (const prepare of [() => {}, (world: World) => setByHand(world, FOREIGN)]) {
      const { world } = await run({});
      prepare(world);
      await run({ world, input: elsewhere });
      expect(await loggingOf(world)).toBeUndefined();
    }
  });

  test('takes nothing over where nobody may ask', async () => {
    const world = await loggedWorld();
    const plan = faults('aps:DescribeScraperLoggingConfiguration:access-denied:always');
    expect(outputOf(await run({ world, input: elsewhere, faults: plan }))).toMatchObject({ outcome: 'ONBOARDED' });
    expect(await loggingOf(world)).toBeUndefined();
  });
});

test('an offboard takes the logging away with the scraper, and leaves its lines', async () => {
  const world = await loggedWorld();
  group(world).events = [{ at: world.now, stream: 'any', message: 'any' }];
  const { output } = await run({ world, workflow: 'offboard' });
  expect(output).toMatchObject({ outcome: 'OFFBOARDED', warnings: [] });
  expect([scrapers(world), role(world, NAMES.sourceRoleArn), group(world).events?.length]).toEqual([[], undefined, 1]);
});

describe('logging is no reason to fail', () => {
  const refused = /^The logs of scraper .* could not be switched (on|off): .* The connection works all the same\./;

  test.each<[string, object]>([
    ['aps:DescribeScraperLoggingConfiguration:access-denied', ON],
    ['aps:DescribeScraperLoggingConfiguration:server-error', ON],
    ['aps:UpdateScraperLoggingConfiguration:access-denied', ON],
    ['aps:UpdateScraperLoggingConfiguration:throttle', ON],
    ['aps:UpdateScraperLoggingConfiguration:conflict', ON],
    ['aps:UpdateScraperLoggingConfiguration:hang', ON],
    ['aps:DescribeScraperLoggingConfiguration:access-denied', OFF],
    ['aps:DeleteScraperLoggingConfiguration:access-denied', OFF],
    ['aps:DeleteScraperLoggingConfiguration:server-error', OFF],
  ])('where %s comes in the way of %j', async (fault, input) => {
    const { world } = await run({});
    setByHand(world, OWN);
    if (input === ON) delete scrapers(world)[0]?.logging;
    const plan = faults(`${fault}:always`);
    const { outcome, warnings } = outputOf(await run({ world, input, faults: plan }));
    expect(plan.fired()).toMatchObject([{ fired: expect.any(Number) }]);
    expect([outcome, warnings]).toEqual(['ONBOARDED', [expect.stringMatching(refused)]]);
  });

  test('where a session has ended: a new one does it', async () => {
    const { world } = await run({});
    const plan = faults('aps:DescribeScraperLoggingConfiguration:expired-session:1');
    expect(outputOf(await run({ world, input: ON, faults: plan })).warnings).toEqual([]);
    expect(plan.fired()).toMatchObject([{ fired: 1 }]);
    expect(await loggingOf(world)).toMatchObject({ logGroupArn: OWN });
  });

  test("where the Region's stack is older and has no log group", async () => {
    const world = freshWorld();
    withoutGroup(world);
    const { outcome, warnings } = outputOf(await run({ world, input: ON }));
    expect([outcome, warnings]).toEqual(['ONBOARDED', [expect.stringMatching(refused)]]);
    expect(warnings[0]).toContain('/aws/vendedlogs/amp-scraper/scrapers');
  });

  test('where AMP fails at it later', async () => {
    const world = freshWorld();
    const failing = run({ world, input: ON, faults: faults('scraper:no-samples:no-targets') });
    const ran = await failing;
    expect(outputOf(ran).warnings).toEqual([]);
    withoutGroup(world);
    const [scraper] = scrapers(world);
    if (scraper?.logging === undefined) throw new Error('The world has no logging.');
    scraper.logging = { ...scraper.logging, status: 'CREATING', settledAt: world.now + 1_000 };
    const { warnings } = outputOf(await run({ world, input: ON }));
    expect(warnings).toEqual([expect.stringMatching(/^The logging of scraper .* is CREATION_FAILED: /)]);
  });

  test("where the account's stack is older, and may not", async () => {
    const world = freshWorld();
    const provisioner = role(world, 'arn:aws:iam::111111111111:role/amp-scraper-provisioner');
    if (provisioner === undefined) throw new Error('The world has no provisioner.');
    provisioner.tags[versionTagKey('amp-scraper')] = '4';
    for (const [name, text] of Object.entries(provisioner.inlinePolicies)) {
      provisioner.inlinePolicies[name] = text.replaceAll(/"(aps:\w+LoggingConfiguration|logs:\w+)"/g, '"aps:Nothing"');
    }
    world.iamRevision += 1;
    const { outcome, warnings } = outputOf(await run({ world, input: ON }));
    expect([outcome, warnings]).toEqual(['ONBOARDED', [expect.stringMatching(refused)]]);
    expect(warnings[0]).toContain('Deploy the account stack of account 111111111111 again');
  });
});

describe('a dry run', () => {
  const plannedBy = async (world: World, input: object) => {
    const ran = await run({ world, input: { ...input, dryRun: true } });
    expect(ran.calls.filter(({ operation }) => /^(Update|Delete)ScraperLogging/.test(operation ?? ''))).toEqual([]);
    return outputOf(ran).plan;
  };

  test('shows what would be switched, and nothing where nothing would', async () => {
    const world = await loggedWorld();
    expect(await plannedBy(world, ON)).toMatchObject({ changes: [], notes: [] });
    expect(await plannedBy(world, REQUEST)).toMatchObject({ changes: [], notes: [] });
    const off = await plannedBy(world, OFF);
    expect(off?.changes).toMatchObject([{ action: 'update', part: 'logs', after: 'none' }]);
    delete scrapers(world)[0]?.logging;
    const on = await plannedBy(world, ON);
    expect(on?.changes).toMatchObject([{ action: 'update', part: 'logs', before: 'none' }]);
    expect(on?.changes[0]?.difference).toContain(OWN);
  });

  test('of a new connection has it among the settings', async () => {
    const plan = await plannedBy(freshWorld(), ON);
    const settings = plan?.changes.find(({ part }) => part === 'settings');
    expect(settings?.difference).toContain('"logs": true');
  });

  test('notes what a run would warn of', async () => {
    const world = await loggedWorld();
    setByHand(world, FOREIGN);
    expect(await plannedBy(world, OFF)).toMatchObject({ changes: [], notes: [expect.stringContaining(FOREIGN)] });
  });
});

const MEANT: Readonly<Record<SilenceReason, LineKind | undefined>> = {
  'write-forbidden': 'EXPORT_FAILED',
  'no-targets': undefined,
  'targets-down': 'TARGETS_DOWN',
  'targets-forbidden': 'TARGETS_FORBIDDEN',
  'no-access': 'SOURCE_FORBIDDEN',
  unreachable: 'SOURCE_UNREACHABLE',
  'ingestion-rate': 'EXPORT_FAILED',
  'series-limit': 'EXPORT_FAILED',
};
const MARKER = 'MARKER-of-the-member-account';

describe('of a scraper without samples the reason', () => {
  test.each(SILENCE_REASONS)('says what its lines mean, of %s', async (reason) => {
    const { output, world } = await run({ input: ON, faults: faults(`scraper:no-samples:${reason}`) });
    const kind = MEANT[reason];
    const text = kind === undefined ? 'has no line of it' : `minutes say ${kind} `;
    expect(output).toMatchObject({ outcome: 'NO_SAMPLES', reason: expect.stringContaining(text) });
    expect(group(world).events?.length ?? 0)[kind === undefined ? 'toBe' : 'toBeGreaterThan'](0);
  });

  test('says it too where samples are required', async () => {
    const input = { ...ON, requireSamples: true };
    const { error, cause } = await run({ input, faults: faults('scraper:no-samples:write-forbidden') });
    expect(error).toBe('NoSamples');
    expect(cause).toContain('minutes say EXPORT_FAILED ');
  });

  test('says that there are none where nothing may be written, and that they could not be read where nobody may', async () => {
    const closed = freshWorld();
    if (closed.monitoring !== undefined) closed.monitoring.logPolicies = {};
    const silent = faults('scraper:no-samples:write-forbidden');
    const none = await run({ world: closed, input: ON, faults: silent });
    expect(none.output).toHaveProperty('reason', expect.stringContaining('has no line of it'));
    const unread = await run({
      input: ON,
      faults: faults('scraper:no-samples', 'logs:FilterLogEvents:access-denied:always'),
    });
    expect(unread.output).toHaveProperty('reason', expect.stringContaining('vended logs could not be read'));
  });

  test('and nothing that is told has anything of a line but its kind', async () => {
    const world = await loggedWorld();
    const [scraper] = scrapers(world);
    if (scraper === undefined) throw new Error('The world has no scraper.');
    const line = (component: string, log: string, scrapeConfigId = scraper.scraperId) =>
      JSON.stringify({ component, message: { log }, scrapeConfigId });
    const silence = { reason: 'no-targets' as const, from: world.now };
    scraper.silence = silence;
    const lines = [
      line('EXPORTER', `Failed to export ${MARKER}`),
      line(MARKER, MARKER),
      line('COLLECTOR', `Failed to export ${MARKER} ${scraper.scraperId}`, 's-of-another'),
    ];
    const events = lines.map((message) => ({ at: world.now, stream: MARKER, message }));
    group(world).events = events;
    const ran = await run({ world, input: ON });
    const reason = outputOf(ran).reason ?? '';
    expect(reason).toContain('say EXPORT_FAILED 1, UNKNOWN 1.');
    const told = JSON.stringify([ran.output, ran.states, ran.logs, world.tables, world.executions, world.topics]);
    expect(told).toContain('EXPORT_FAILED 1');
    expect(told).not.toContain(MARKER);
  });
});
