import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { output as outputSchema } from '../../functions/shared/contract.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { enter, type DoorResult } from '../../local/workflow/doors/doors.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import type { World } from '../../local/state/state.ts';
import { warmRuntime } from '../runtimes.ts';
import { itemsOf } from '../tables.ts';
import {
  CLUSTER,
  DEPLOYMENT,
  freshWorld,
  NAMES,
  REQUEST,
  role,
  scrapers,
  slowWorld,
  stopAfter,
  WORKSPACE,
} from './support.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const object = z.record(z.string(), z.unknown());
const sample = (name: string): Record<string, unknown> =>
  object.parse(JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8')));

const onboard = (world: World, input: unknown = REQUEST) => runtime.execute({ world, input });
const offboard = (world: World, input: unknown = REQUEST) => runtime.execute({ world, input, workflow: 'offboard' });
const go = (world: World, input: unknown): Promise<DoorResult> => enter(runtime, DEPLOYMENT, input, { world });

function left(world: World): string[] {
  const roles = Object.values(world.accounts).flatMap((account) => Object.values(account.roles));
  return [
    ...roles.filter(({ path }) => path === '/amp-scraper/').map(({ arn }) => arn),
    ...scrapers(world).map(({ arn }) => arn),
  ];
}

const items = (world: World) => itemsOf(world);

let operations = 0;
function operation(name: string, properties: Record<string, unknown> = {}): Record<string, unknown> {
  operations += 1;
  const event = sample(name);
  const ResourceProperties = { ...object.parse(event['ResourceProperties']), ...properties };
  return { ...event, RequestId: `99999999-2222-4333-8444-${String(operations).padStart(12, '0')}`, ResourceProperties };
}

function retag(world: World, tags: Record<string, string>): void {
  const cluster = world.accounts['111111111111']?.clusters[CLUSTER];
  if (cluster) cluster.tags = tags;
}

describe('offboard', () => {
  test('takes away the scraper, then both roles, and the item of the table', async () => {
    const world = freshWorld();
    await onboard(world);
    const before = left(world);
    const { output } = await offboard(world);
    const { outcome, deleted } = outputSchema.parse(output);
    expect(outcome).toBe('OFFBOARDED');
    expect(deleted?.toSorted()).toEqual(before.toSorted());
    expect({ left: left(world), items: items(world) }).toEqual({ left: [], items: [] });
  });

  test('waits out a scraper that is CREATING, whose deletion the service refuses', async () => {
    const world = slowWorld();
    await runtime.execute({ world, input: REQUEST, adapt: stopWaiting });
    expect(scrapers(world)).toMatchObject([{ status: 'CREATING' }]);
    const { output, elapsedSeconds } = await offboard(world);
    expect(output).toMatchObject({ outcome: 'OFFBOARDED' });
    expect(elapsedSeconds).toBeGreaterThan(1_000);
    expect(left(world)).toEqual([]);
  });

  test('is waited for by an onboard with other subnets, which then makes the scraper anew', async () => {
    const world = freshWorld();
    await runtime.execute({ world, input: REQUEST, adapt: stopWaiting });
    const subnetIds = ['subnet-0a00000000000000a', 'subnet-0a00000000000000b'];
    let second: string | undefined;
    const stage = runtime.open({
      world,
      onEvent: ({ kind, state }) => {
        if (kind !== 'entered' || state !== 'WaitForDeletion') return;
        const input = { ...REQUEST, subnetIds };
        second ??= stage.begin(runtime.stateMachineArn('onboard'), 'second', input).executionArn;
      },
    });
    const first = stage.begin(runtime.stateMachineArn('offboard'), 'first', REQUEST);
    expect(await stage.ended(first.executionArn)).toMatchObject({ status: 'SUCCEEDED' });
    await stage.idle();
    await stage.leave();
    expect(world.executions?.[second ?? '']).toMatchObject({ status: 'SUCCEEDED' });
    expect(scrapers(world)).toMatchObject([{ status: 'ACTIVE', subnetIds }]);
  });

  test.each([
    ['nothing', () => {}],
    ['the scraper alone', (world: World) => deleteRoles(world)],
    ['the roles alone', (world: World) => deleteScrapers(world)],
    ['neither, though the table has it', (world: World) => [deleteRoles(world), deleteScrapers(world)]],
    ['the connection, though the table has lost it', (world: World) => (world.tables = {})],
  ])('when there is %s ends with nothing left', async (_name, change) => {
    const world = freshWorld();
    if (_name !== 'nothing') await onboard(world);
    change(world);
    if (world.tables && Object.keys(world.tables).length === 0) world.tables = freshWorld().tables ?? {};
    expect((await offboard(world)).output).toMatchObject({ outcome: 'OFFBOARDED' });
    expect({ left: left(world), items: items(world) }).toEqual({ left: [], items: [] });
  });

  test('of a cluster that no longer exists takes its connection away all the same', async () => {
    const world = freshWorld();
    await onboard(world);
    delete world.accounts['111111111111']?.clusters[CLUSTER];
    expect((await offboard(world)).output).toMatchObject({ outcome: 'OFFBOARDED' });
    expect(left(world)).toEqual([]);
  });

  test('refuses a scraper and a role without our tags, and leaves them as they are', async () => {
    const world = freshWorld();
    await onboard(world);
    const [scraper] = scrapers(world);
    if (scraper) scraper.tags = {};
    expect((await offboard(world)).error).toBe('NotOurs');
    deleteScrapers(world);
    const target = role(world, NAMES.targetRoleArn);
    if (target) target.tags = { team: 'another' };
    expect((await offboard(world)).error).toBe('NotOurs');
    expect(role(world, NAMES.targetRoleArn)).toEqual(target);
  });

  test.each([
    [{}, 'clusterArn: is missing'],
    [{ ...REQUEST, clusterArn: 'x' }, 'is not the ARN of an EKS cluster'],
    [{ ...REQUEST, nonsense: 1 }, 'nonsense: is not a field'],
    [{ ...REQUEST, onlyCreatedBy: 'x' }, 'onlyCreatedBy'],
    [[], 'is not a JSON object'],
  ])('refuses %j', async (input, fragment) => {
    const { error, cause } = await offboard(freshWorld(), input);
    expect(error).toBe('InvalidRequest');
    expect(cause).toContain(fragment);
  });
});

describe('doors', () => {
  test("leave each other's connections alone: onboard is OwnedElsewhere, offboard IGNORED with the owner", async () => {
    const world = freshWorld();
    await go(world, sample('eks-cluster-tagged'));
    const before = left(world);
    expect((await onboard(world)).error).toBe('OwnedElsewhere');
    expect((await offboard(world)).output).toMatchObject({
      outcome: 'IGNORED',
      reason: expect.stringContaining('belongs to the tag door'),
    });
    expect(left(world)).toEqual(before);
  });

  test('tag: a removed tag takes the connection away', async () => {
    const world = freshWorld();
    await go(world, sample('eks-cluster-tagged'));
    retag(world, {});
    const { output } = await go(world, sample('eks-cluster-tagged'));
    expect(output).toMatchObject({ outcome: 'OFFBOARDED', door: 'tag' });
    expect({ left: left(world), items: items(world) }).toEqual({ left: [], items: [] });
  });

  test('tag: a changed tag takes the old connection away and makes the new one', async () => {
    const world = freshWorld();
    await go(world, sample('eks-cluster-tagged'));
    retag(world, { 'amp-scraper-workspace': 'own' });
    await go(world, sample('eks-cluster-tagged'));
    expect(scrapers(world).map(({ workspaceArn }) => workspaceArn)).toEqual([
      'arn:aws:aps:us-west-2:111111111111:workspace/ws-aaaaaaaa-1111-4111-8111-111111111111',
    ]);
    expect(items(world)).toHaveLength(1);
  });

  test('tag: a removed tag leaves what the console made', async () => {
    const world = freshWorld();
    await onboard(world);
    const before = left(world);
    retag(world, {});
    expect((await go(world, sample('eks-cluster-tagged'))).output).toMatchObject({ outcome: 'IGNORED' });
    expect(left(world)).toEqual(before);
  });

  test('product: Delete takes the connection away, and again is fine', async () => {
    const world = freshWorld();
    await go(world, operation('product-create'));
    expect(left(world)).toHaveLength(3);
    const first = await go(world, operation('product-delete'));
    expect(first).toMatchObject({ output: { outcome: 'OFFBOARDED' }, cloudFormation: { Status: 'SUCCESS' } });
    expect(left(world)).toEqual([]);
    expect((await go(world, operation('product-delete'))).cloudFormation?.Status).toBe('SUCCESS');
  });

  test.each([
    ['a cluster that does not exist', { clusterArn: `${CLUSTER}-not` }],
    ['a workspace that is not accepted', { workspace: 'unheard-of' }],
    ['a cluster of an account that is not configured', { clusterArn: CLUSTER.replace('111111111111', '444444444444') }],
  ])('product: a Delete after a Create that failed for %s succeeds', async (_name, properties) => {
    const world = freshWorld();
    expect((await go(world, operation('product-create', properties))).cloudFormation?.Status).toBe('FAILED');
    expect((await go(world, operation('product-delete', properties))).cloudFormation?.Status).toBe('SUCCESS');
  });

  test('product: Delete leaves what another stack or door owns', async () => {
    const world = freshWorld();
    await onboard(world);
    const before = left(world);
    const { cloudFormation } = await go(world, operation('product-delete'));
    expect(cloudFormation).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: 'IGNORED' } });
    expect(left(world)).toEqual(before);
  });

  test("a deleted cluster's connections go, whichever door owns them; a refused call or a living cluster's leaves them", async () => {
    const world = freshWorld();
    await onboard(world);
    const event = {
      source: 'aws.eks',
      'detail-type': 'AWS API Call via CloudTrail',
      account: '111111111111',
      region: 'us-west-2',
      time: '2026-01-05T09:00:00Z',
      detail: { eventSource: 'eks.amazonaws.com', eventName: 'DeleteCluster', requestParameters: { name: 'shop' } },
    };
    const refused = { ...event, detail: { ...event.detail, errorCode: 'AccessDenied' } };
    expect((await go(world, refused)).error).toBe('NotMatched');
    expect((await go(world, event)).output).toMatchObject({
      outcome: 'IGNORED',
      reason: expect.stringContaining('ACTIVE'),
    });
    expect(left(world)).toHaveLength(3);
    delete world.accounts['111111111111']?.clusters[CLUSTER];
    expect((await go(world, event)).output).toMatchObject({ outcome: 'OFFBOARDED' });
    expect({ left: left(world), items: items(world) }).toEqual({ left: [], items: [] });
  });
});

describe('a failure before ACTIVE', () => {
  test.each([
    ['quota', 'createScraper:quota', 'QuotaExceeded'],
    ['refused trust', 'updateAssumeRolePolicy:access-denied:always', 'AccessDenied'],
    ['failed scraper', 'scraper:failing:No free IP', 'ScraperFailed'],
  ])('for %s is undone, and the first error is told as it was', async (_name, fault, error) => {
    const world = freshWorld();
    const result = await runtime.execute({ world, input: REQUEST, faults: faultPlan([parseFault(fault, OPERATIONS)]) });
    expect(result).toMatchObject({ status: 'FAILED', error });
    expect(result.cause).not.toContain('Undoing');
    expect({ left: left(world), items: items(world) }).toEqual({ left: [], items: [] });
    expect((await onboard(world)).output).toMatchObject({ outcome: 'ONBOARDED' });
  });

  test('leaves an established connection as it was before', async () => {
    const world = freshWorld();
    await onboard(world);
    const before = left(world);
    const faults = faultPlan([parseFault('updateAssumeRolePolicy:access-denied:always', OPERATIONS)]);
    expect((await runtime.execute({ world, input: REQUEST, faults })).error).toBe('AccessDenied');
    expect(left(world)).toEqual(before);
    expect(items(world)).toHaveLength(1);
  });
});

test('two runs at once make one connection, one after the other', async () => {
  const world = freshWorld();
  const stage = runtime.open({ world });
  const arn = runtime.stateMachineArn('onboard');
  const runs = ['one', 'two'].map((name) => stage.begin(arn, `${name}-${world.nextId}`, REQUEST));
  const results = await Promise.all(runs.map(({ executionArn }) => stage.ended(executionArn)));
  await stage.idle();
  await stage.leave();
  expect(results.map(({ output }) => outputSchema.parse(output).outcome)).toEqual(['ONBOARDED', 'ONBOARDED']);
  expect(scrapers(world)).toHaveLength(1);
  expect(results.flatMap(({ states }) => states)).toContain('WaitForTurn');
});

test('an aborted run is cleaned up by the rule: nothing of it is left, and the next one runs', async () => {
  const world = slowWorld();
  let stop = () => {};
  const stage = runtime.open({
    world,
    onEvent: ({ kind, state }) => kind === 'entered' && state === 'CheckStatus' && stop(),
  });
  const execution = stage.begin(runtime.stateMachineArn('onboard'), `aborted-${world.nextId}`, REQUEST);
  stop = () => {
    stop = () => {};
    Object.assign(execution, { status: 'ABORTED', stopDate: stage.now() });
    stage.stop(execution);
  };
  await stage.idle();
  await stage.leave();
  expect(execution.status).toBe('ABORTED');
  expect({ left: left(world), items: items(world) }).toEqual({ left: [], items: [] });
  expect((await onboard(world)).output).toMatchObject({ outcome: 'ONBOARDED', workspaceArn: WORKSPACE });
});

test.each(['DeleteScraper', 'DeleteRoles'])(
  'an offboard of a deleted cluster that is aborted in %s is done anew by the rule',
  async (state) => {
    const world = freshWorld();
    await onboard(world);
    delete world.accounts['111111111111']?.clusters[CLUSTER];
    let stop = () => {};
    const stage = runtime.open({
      world,
      onEvent: (event) => event.kind === 'entered' && event.state === state && stop(),
    });
    const detail = {
      eventSource: 'eks.amazonaws.com',
      eventName: 'DeleteCluster',
      requestParameters: { name: CLUSTER.split('/').at(-1) },
    };
    const event = { ...sample('cloudtrail-delete'), detail };
    const execution = stage.begin(runtime.stateMachineArn('offboard'), `aborted-${world.nextId}`, event);
    stop = () => {
      stop = () => {};
      stage.stop(execution);
    };
    await stage.idle();
    await stage.leave();
    expect(execution.status).toBe('ABORTED');
    expect({ left: left(world), items: items(world) }).toEqual({ left: [], items: [] });
  },
);

test('an offboard that never got the lease of a pair that was never connected makes no item of it', async () => {
  const world = freshWorld();
  const faults = faultPlan([parseFault('dynamodb:updateItem:access-denied:1', OPERATIONS)]);
  const result = await runtime.execute({ world, input: REQUEST, workflow: 'offboard', faults });
  expect(result).toMatchObject({ status: 'FAILED', error: 'AccessDenied' });
  expect(result.cause).toContain('Deploy the workflow stack');
  expect(items(world)).toEqual([]);
});

/** An onboard that was cut short while it held the lease, and an event of its end that says of it what is not true. */
async function cutShort(input: unknown): Promise<{ world: World; event: unknown }> {
  const world = slowWorld();
  retag(world, { 'amp-scraper-workspace': 'central' });
  const { executionArn } = await runtime.execute({ world, input, adapt: stopAfter('CheckStatus') });
  Object.assign(world.executions?.[executionArn] ?? {}, { status: 'ABORTED' });
  const detail = { executionArn, status: 'ABORTED', input: JSON.stringify({ clusterArn: `${CLUSTER}-2` }) };
  return { world, event: { source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change', detail } };
}

describe('a clean-up finds what an execution left', () => {
  test.each([
    ['console', REQUEST],
    ['product', { door: 'product', stackId: 'stack', request: REQUEST }],
    ['tag', sample('eks-cluster-tagged')],
  ])('by the cluster in the input of the %s door, whatever the event says of it', async (_door, input) => {
    const { world, event } = await cutShort(input);
    expect(left(world)).not.toEqual([]);
    retag(world, {});
    expect((await offboard(world, event)).output).toMatchObject({ outcome: 'OFFBOARDED', clusterArn: CLUSTER });
    expect({ left: left(world), items: items(world) }).toEqual({ left: [], items: [] });
  });

  test('though Step Functions has to be asked several times', async () => {
    const { world, event } = await cutShort(REQUEST);
    const faults = faultPlan([parseFault('states:DescribeExecution:throttle:5', OPERATIONS)]);
    const result = await runtime.execute({ world, input: event, workflow: 'offboard', faults });
    expect(result.output).toMatchObject({ outcome: 'OFFBOARDED' });
  });

  test('and fails, to be looked at, for an execution that there is not', async () => {
    const { world, event } = await cutShort(REQUEST);
    world.executions = {};
    expect(await offboard(world, event)).toMatchObject({
      status: 'FAILED',
      error: 'AwsUnavailable',
      cause: expect.stringContaining('Run offboard again'),
    });
  });
});

function deleteRoles(world: World): void {
  for (const account of Object.values(world.accounts)) {
    for (const arn of [NAMES.sourceRoleArn, NAMES.targetRoleArn]) delete account.roles[arn];
  }
  world.iamRevision += 1;
}

function deleteScrapers(world: World): void {
  for (const account of Object.values(world.accounts)) account.scrapers = {};
}

/** Ends as soon as the scraper has been asked for, its lease held by an execution that has ended. */
function stopWaiting<D extends { States: object }>(definition: D): D {
  const changed = structuredClone(definition);
  Object.assign(changed.States, { WaitForScraper: { Type: 'Succeed' } });
  return changed;
}
