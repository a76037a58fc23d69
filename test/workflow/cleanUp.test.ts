import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { output as outputSchema } from '../../functions/shared/contract.ts';
import { functionRoleArn, type FunctionName } from '../../functions/shared/names.ts';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan, type FaultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import type { ExecutionRecord, World } from '../../local/state/state.ts';
import type { ExecutionEvent } from '../../local/workflow/states/execution.ts';
import { warmRuntime } from '../runtimes.ts';
import { itemsOf } from '../tables.ts';
import { expectUnnamed } from '../unnamed.ts';
import { DEPLOYMENT, freshWorld, NAMES, REQUEST, role, scrapers, slowWorld, stopAfter } from './support.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const STACK = 'arn:aws:cloudformation:us-west-2:333333333333:stack/shop-metrics/1';
const PRODUCT = { door: 'product', stackId: STACK, request: REQUEST };
const TAGGED = {
  source: 'aws.tag',
  'detail-type': 'Tag Change on Resource',
  account: '111111111111',
  resources: [REQUEST.clusterArn],
};
const REQUIRING = { ...REQUEST, requireSamples: true };

type Meanwhile = (event: ExecutionEvent, stop: () => void) => void;

/** An onboard, and whatever the rules start when it ends. */
async function onboard(
  world: World,
  input: unknown,
  meanwhile: Meanwhile = () => {},
  faults?: FaultPlan,
): Promise<ExecutionRecord> {
  const stage = runtime.open({
    world,
    ...(faults ? { faults } : {}),
    onEvent: (event) => {
      if (event.executionArn === execution.executionArn) meanwhile(event, () => stage.stop(execution));
    },
  });
  world.nextId += 1;
  const execution = stage.begin(runtime.stateMachineArn('onboard'), `onboard-${world.nextId}`, input);
  await stage.idle();
  await stage.leave();
  return execution;
}

const cleanUp = (world: World, onlyCreatedBy: string, more: object = {}) =>
  runtime.execute({ world, workflow: 'offboard', input: { ...REQUEST, onlyCreatedBy, ...more } });

/** Takes the functions' permissions away. @returns how they are given back. */
function deny(world: World, ...names: FunctionName[]): () => void {
  const roles = names.flatMap((name) => role(world, functionRoleArn(readConfiguration(), 'us-west-2', name)) ?? []);
  expect(roles).toHaveLength(names.length);
  const before = roles.map((one) => one.inlinePolicies);
  for (const one of roles) one.inlinePolicies = {};
  world.iamRevision += 1;
  return () => {
    roles.forEach((one, i) => (one.inlinePolicies = before[i] ?? {}));
    world.iamRevision += 1;
  };
}

function left(world: World): string[] {
  const roles = Object.values(world.accounts).flatMap((account) => Object.values(account.roles));
  return [
    ...roles.filter(({ path }) => path === '/amp-scraper/').map(({ arn }) => arn),
    ...scrapers(world).map(({ arn, status }) => `${arn} ${status}`),
  ];
}

function whole(world: World): string[] {
  const [scraper] = scrapers(world);
  return [NAMES.sourceRoleArn, NAMES.targetRoleArn, `${scraper?.arn} ACTIVE`];
}

const attribute = z.record(z.string(), z.unknown()).transform((value) => Object.values(value)[0]);

/** The items of the table, without DynamoDB's types. */
function items(world: World): Record<string, unknown>[] {
  const all = itemsOf(world);
  return all.map((item) => z.record(z.string(), attribute).parse(item));
}

describe('an onboard that required samples, got none and was refused its release', () => {
  test('leaves the connection whole, and the table says so', async () => {
    const world = freshWorld();
    const unsampled = faultPlan([parseFault('queryMetrics:access-denied:always', OPERATIONS)]);
    const refuse: Meanwhile = ({ kind, state }) => {
      if (kind === 'entered' && state === 'ReleaseUnverified') deny(world, 'releaseConnection');
    };
    const { error } = await onboard(world, REQUIRING, refuse, unsampled);
    expect(error).toBe('NoSamples');
    expect(left(world)).toEqual(whole(world));
    expect(items(world)).toMatchObject([{ established: true, door: 'console' }]);
  });
});

const FROM_ACTIVE = [
  'ScraperActive?',
  'EstablishConnection',
  'VerifyIngestion',
  'SamplesArrived?',
  'WaitForSamples',
  'ReleaseConnection',
];

describe('an onboard that is stopped', () => {
  test.each(FROM_ACTIVE)('in %s, its scraper being ACTIVE, leaves the connection whole', async (at) => {
    const world = freshWorld();
    const { status } = await onboard(world, REQUEST, ({ kind, state }, stop) => {
      if (kind === 'entered' && state === at && scrapers(world)[0]?.status === 'ACTIVE') stop();
    });
    expect(status).toBe('ABORTED');
    expect(left(world)).toEqual(whole(world));
    expect(items(world)).toMatchObject([{ established: true, door: 'console' }]);
  });
});

describe('an onboard that is stopped before its scraper is ACTIVE', () => {
  test.each(['CreateScraper', 'PatchTrust', 'WaitForScraper'])('in %s leaves nothing', async (at) => {
    const world = freshWorld();
    const { status } = await onboard(world, REQUEST, ({ kind, state }, stop) => {
      if (kind === 'entered' && state === at) stop();
    });
    expect(status).toBe('ABORTED');
    expect({ left: left(world), items: items(world) }).toEqual({ left: [], items: [] });
  });
});

test('the table says that a connection is established, and whose, before samples are asked for', async () => {
  const world = freshWorld();
  const seen: unknown[] = [];
  await onboard(world, PRODUCT, ({ kind, state }) => {
    if (kind === 'entered' && state === 'VerifyIngestion' && seen.length === 0) seen.push(...items(world));
  });
  expect(seen).toMatchObject([{ established: true, door: 'product', stackId: STACK, lease: expect.any(String) }]);
});

/** An onboard whose connection the table could not be told of, in any of its states. */
async function untold(input: unknown, world = freshWorld()): Promise<{ world: World; execution: ExecutionRecord }> {
  const allow = deny(world, 'establishConnection', 'releaseConnection');
  const execution = await onboard(world, input);
  allow();
  return { world, execution };
}

describe('an onboard whose table refuses to be told', () => {
  test('ends ONBOARDED with a warning that says what to do', async () => {
    const { world, execution } = await untold(REQUEST);
    const { outcome, warnings } = outputSchema.parse(JSON.parse(execution.output ?? ''));
    expect(outcome).toBe('ONBOARDED');
    expect(warnings).toEqual([
      expect.stringMatching(/could not be told.*AccessDenied: dynamodb:UpdateItem.*run onboard again/s),
    ]);
    expect(items(world)).toMatchObject([{ established: false }]);
  });

  test('ends ONBOARDED with a warning when its item has been removed meanwhile, and writes it anew', async () => {
    const world = freshWorld();
    expectUnnamed(world);
    const execution = await onboard(world, REQUEST, ({ kind, state }) => {
      if (kind === 'entered' && state === 'EstablishConnection') loseItems(world);
    });
    const { outcome, warnings } = outputSchema.parse(JSON.parse(execution.output ?? ''));
    expect(outcome).toBe('ONBOARDED');
    expect(warnings).toEqual([expect.stringMatching(/OwnedElsewhere.*lease.*Look at the item/s)]);
    const [item] = items(world);
    expect(item).toMatchObject({ established: true, door: 'console', outcome: 'CONNECTED', ...REQUEST });
    expect(item).not.toHaveProperty('lease');
  });
});

describe('a clean-up by hand', () => {
  test('of a connection that works keeps it and writes its item', async () => {
    const { world, execution } = await untold(REQUEST);
    const { output } = await cleanUp(world, execution.executionArn);
    expect(output).toMatchObject({
      outcome: 'IGNORED',
      connectionId: NAMES.id,
      reason: stays(world, 'start offboard'),
    });
    expect(left(world)).toEqual(whole(world));
    const [item] = items(world);
    expect(item).toMatchObject({ established: true, door: 'console', outcome: 'CONNECTED', schema: '1' });
    expect(item).not.toHaveProperty('lease');
    expect(item).not.toHaveProperty('stackId');
  });

  test.each([
    ['console', REQUEST, { door: 'console' }, 'start offboard'],
    ['tag', TAGGED, { door: 'tag' }, "remove the cluster's tag"],
    ['product', PRODUCT, { door: 'product', stackId: STACK }, "delete its product's stack"],
  ])('of a connection of the %s door whose item is lost writes it anew', async (_door, input, owner, remedy) => {
    const { world, execution } = await untold(input, tagged());
    loseItems(world);
    const { output } = await cleanUp(world, execution.executionArn);
    expect(output).toMatchObject({ outcome: 'IGNORED', reason: stays(world, remedy) });
    expect(left(world)).toEqual(whole(world));
    expect(items(world)).toMatchObject([{ established: true, outcome: 'CONNECTED', ...REQUEST, ...owner }]);
    if (owner.door !== 'product') expect(items(world)[0]).not.toHaveProperty('stackId');
  });

  test('of an execution that Step Functions has forgotten leaves the stack that the item has', async () => {
    const { world, execution } = await untold(PRODUCT);
    world.executions = {};
    await cleanUp(world, execution.executionArn);
    expect(items(world)).toMatchObject([{ established: true, door: 'product', stackId: STACK }]);
  });

  test('after an execution whose roles another one has taken up leaves them to its scraper', async () => {
    const world = freshWorld();
    const first = await runtime.execute({ world, input: REQUEST, adapt: stopAfter('CreateTargetRole') });
    Object.assign(world.executions?.[first.executionArn] ?? {}, { status: 'ABORTED' });
    await untold(REQUEST, world);
    expect(role(world, NAMES.sourceRoleArn)?.tags[NAMES.tagKeys.execution]).toBe(first.executionArn);
    expect(items(world)).toMatchObject([{ established: false }]);
    await cleanUp(world, first.executionArn);
    expect(left(world)).toEqual(whole(world));
    expect(items(world)).toMatchObject([{ established: true }]);
  });

  test('that only says what it would do says the same, and writes nothing', async () => {
    const { world, execution } = await untold(REQUEST);
    const before = structuredClone(items(world));
    const { output } = await cleanUp(world, execution.executionArn, { dryRun: true });
    expect(output).toMatchObject({ outcome: 'IGNORED', reason: stays(world, 'start offboard') });
    expect(items(world)).toEqual(before);
  });
});

const STRANGER = 'arn:aws:aps:us-west-2:111111111111:scraper/s-00000000-0000-4000-8000-000000000000';

describe('a clean-up by hand of an ACTIVE scraper', () => {
  test.each([
    [
      'that the target role does not admit, but another',
      (world: World) => retrust(world, NAMES.targetRoleArn, STRANGER),
    ],
    [
      'that the source role does not admit, but another',
      (world: World) => retrust(world, NAMES.sourceRoleArn, STRANGER),
    ],
    [
      'that the target role admits with others',
      (world: World) => retrust(world, NAMES.targetRoleArn, '*', 'StringLike'),
    ],
    ['whose target role is gone', (world: World) => deleteRole(world, NAMES.targetRoleArn)],
    ['that has another target role', (world: World) => ofOtherRole(world)],
  ])('%s takes all of it away, as the plan says', async (_name, change) => {
    const { world, execution } = await untold(REQUEST);
    change(world);
    const before = left(world);
    const planned = outputSchema.parse((await cleanUp(world, execution.executionArn, { dryRun: true })).output);
    expect(planned.plan?.changes.map(({ action }) => action)).toEqual(before.map(() => 'delete'));
    expect((await cleanUp(world, execution.executionArn)).output).toMatchObject({ outcome: 'OFFBOARDED' });
    expect({ left: left(world), items: items(world) }).toEqual({ left: [], items: [] });
  });

  test('that becomes so only while its deletion is waited for takes all of it away', async () => {
    const world = slowWorld();
    const { executionArn } = await runtime.execute({ world, input: REQUEST, adapt: stopAfter('PatchTrust') });
    Object.assign(world.executions?.[executionArn] ?? {}, { status: 'ABORTED' });
    const { output, elapsedSeconds } = await cleanUp(world, executionArn);
    expect(output).toMatchObject({ outcome: 'OFFBOARDED' });
    expect(elapsedSeconds).toBeGreaterThan(1_000);
    expect({ left: left(world), items: items(world) }).toEqual({ left: [], items: [] });
  });

  test('that cannot be told from one that works deletes nothing', async () => {
    const { world, execution } = await untold(REQUEST);
    const before = left(world);
    const faults = faultPlan([parseFault('getRole:access-denied:always', OPERATIONS)]);
    const input = { ...REQUEST, onlyCreatedBy: execution.executionArn };
    expect((await runtime.execute({ world, workflow: 'offboard', input, faults })).error).toBe('AccessDenied');
    expect(left(world)).toEqual(before);
  });
});

const stays = (world: World, remedy: string) =>
  expect.stringMatching(new RegExp(`^Scraper ${scrapers(world)[0]?.arn} is ACTIVE .* ${RegExp.escape(remedy)}`));

function tagged(): World {
  const world = freshWorld();
  const shop = world.accounts['111111111111']?.clusters[REQUEST.clusterArn];
  if (shop !== undefined) shop.tags = { 'amp-scraper-workspace': 'central' };
  return world;
}

function loseItems(world: World): void {
  for (const table of Object.values(world.tables ?? {})) table.items = [];
}

function deleteRole(world: World, arn: string): void {
  for (const account of Object.values(world.accounts)) delete account.roles[arn];
  world.iamRevision += 1;
}

/** A role's trust names another than the connection's scraper. */
function retrust(world: World, arn: string, scraperArn: string, operator?: string): void {
  const one = role(world, arn);
  if (one === undefined) throw new Error(`There is no role ${arn}.`);
  one.trustPolicy = one.trustPolicy.replace(scrapers(world)[0]?.arn ?? '', scraperArn);
  if (operator !== undefined) one.trustPolicy = one.trustPolicy.replace('StringEquals', operator);
  world.iamRevision += 1;
}

function ofOtherRole(world: World): void {
  for (const scraper of scrapers(world)) scraper.targetRoleArn = `${NAMES.targetRoleArn}-2`;
}
