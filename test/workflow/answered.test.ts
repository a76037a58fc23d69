import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { provisionerArn, type WorkflowName } from '../../functions/shared/names.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import type { CallRecord } from '../../local/aws/server.ts';
import type { World } from '../../local/state/state.ts';
import { enter } from '../../local/workflow/doors/doors.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { CLUSTER, clusterOf, DEPLOYMENT, freshWorld, ofWorkflow, REQUEST, scrapers, useRuntime } from './support.ts';

/** The accounts whose provisioner has answered once, by which a refusal of STS is told from an account stack that is not there yet. */
const { run } = useRuntime();
let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const [SOURCE, TARGET] = ['111111111111', '222222222222'] as const;
const object = z.record(z.string(), z.unknown());
const sample = (name: string): Record<string, unknown> =>
  object.parse(JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8')));
const TAGGED = sample('eks-cluster-tagged');
const DELETED = sample('cloudtrail-delete');
const PLATFORM = CLUSTER.replace(SOURCE, TARGET).replace('shop', 'platform');

function noted(world: World): string[] {
  const items = Object.values(world.tables ?? {}).flatMap((table) => table.items);
  const keys = items.map(({ pk }) => z.object({ S: z.string() }).parse(pk).S);
  return keys.filter((key) => key.startsWith('account#')).toSorted();
}

/** STS refuses alike in each: no role, one that asks for another external id, one that a policy of the organization denies. */
const REFUSALS: readonly [string, (world: World, accountId: string) => void][] = [
  [
    'is gone',
    (world, accountId) => delete world.accounts[accountId]?.roles[provisionerArn('amp-scraper', 'aws', accountId)],
  ],
  [
    'asks for another external id',
    (world, accountId) => {
      const role = world.accounts[accountId]?.roles[provisionerArn('amp-scraper', 'aws', accountId)];
      if (role) role.trustPolicy = role.trustPolicy.replaceAll('amp-scraper-provisioner-333333333333', 'another');
    },
  ],
];
const [[, withoutProvisioner]] = [REFUSALS[0] ?? ['', () => {}]];

function refused(change = withoutProvisioner, world = freshWorld(), accountId: string = SOURCE): World {
  change(world, accountId);
  world.iamRevision += 1;
  return world;
}

const untagged = (world: World) => Object.assign(clusterOf(world, CLUSTER), { tags: {} });
const withoutCluster = (world: World) => delete world.accounts[SOURCE]?.clusters[CLUSTER];
const asIs = (world: World) => world;

const puts = (calls: readonly CallRecord[]) =>
  ofWorkflow(calls).filter(({ operation }) => operation === 'PutItem').length;
const counted = () =>
  ['resolveRequest', 'resolveOffboard']
    .flatMap((name) => (runtime.logs()[`amp-scraper-${name}`] ?? []).map((line) => object.parse(JSON.parse(line))))
    .filter(({ message }) => message === 'an event of an account whose provisioner has never answered');

describe.each(REFUSALS)('an event of an account that has never answered, whose provisioner %s,', (_how, change) => {
  test.each([
    ['onboard', TAGGED],
    ['offboard', TAGGED],
    ['offboard', DELETED],
  ] as const)('is IGNORED by %s after two minutes, and counted', async (workflow, input) => {
    const world = refused(change);
    const { output, cause, elapsedSeconds } = await run({ world, workflow, input });
    expect(output, cause).toMatchObject({
      outcome: 'IGNORED',
      reason: expect.stringContaining(`The provisioner of account ${SOURCE} has never answered`),
    });
    expect(elapsedSeconds).toBe(120);
    expect(counted()).toMatchObject([{ accountId: SOURCE }]);
    expect(noted(world)).toEqual([]);
  });

  test('is AccessDenied once it has answered, whoever asked it then', async () => {
    const world = freshWorld();
    expect((await run({ world })).output).toMatchObject({ outcome: 'ONBOARDED' });
    refused(change, world);
    refused(change, world, TARGET);
    const ofTarget = { ...TAGGED, account: TARGET, resources: [PLATFORM] };
    for (const workflow of ['onboard', 'offboard'] as const) {
      for (const input of [TAGGED, ofTarget])
        expect((await run({ world, workflow, input })).error).toBe('AccessDenied');
    }
    expect((await run({ world, workflow: 'offboard', input: DELETED })).error).toBe('AccessDenied');
    expect(scrapers(world)).toHaveLength(1);
  });
});

test('a provisioner that was made seconds before the event is tried for two minutes', async () => {
  const faults = faultPlan([parseFault('sts:assumeRole:access-denied:12', OPERATIONS)]);
  const { output, cause } = await run({ input: TAGGED, faults });
  expect(output, cause).toMatchObject({ outcome: 'ONBOARDED' });
});

test('a refusal of something else than the provisioner is AccessDenied of an account that has not answered either', async () => {
  const faults = faultPlan([parseFault('eks:describeCluster:access-denied:always', OPERATIONS)]);
  expect((await run({ input: TAGGED, faults })).error).toBe('AccessDenied');
});

test('a retry for another reason does not have the event ignored', async () => {
  const faults = faultPlan(['sts:assumeRole:throttle:always'].map((text) => parseFault(text, OPERATIONS)));
  expect((await run({ input: TAGGED, faults })).error).toBe('AwsUnavailable');
});

describe('who asks himself', () => {
  test('by console is told AccessDenied, for onboard and offboard', async () => {
    const world = refused();
    for (const workflow of ['onboard', 'offboard'] as const) {
      const { error, cause } = await run({ world, workflow });
      expect(error).toBe('AccessDenied');
      expect(cause).toContain('Deploy the account stack into account');
    }
  });

  test("by product is told AccessDenied, in his stack's events", async () => {
    const input = { ...sample('product-create'), RequestId: '77777777-2222-4333-8444-000000000001' };
    const { cloudFormation } = await enter(runtime, DEPLOYMENT, input, { world: refused() });
    expect(cloudFormation).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('AccessDenied') });
  });
});

describe('accounts are noted', () => {
  const both = [`account#${SOURCE}`, `account#${TARGET}`];

  test('by the onboard of a new connection, and by no other call of one that is there', async () => {
    const world = freshWorld();
    const first = await run({ world });
    expect({ puts: puts(first.calls), noted: noted(world) }).toEqual({ puts: 2, noted: both });
    const again = await run({ world });
    expect(again.output).toMatchObject({ outcome: 'ONBOARDED' });
    expect(puts(again.calls)).toBe(0);
    const offboard = await run({ world, workflow: 'offboard' });
    expect({ puts: puts(offboard.calls), noted: noted(world) }).toEqual({ puts: 0, noted: both });
    expect((await run({ world })).output).toMatchObject({ outcome: 'ONBOARDED' });
    expect(noted(world)).toEqual(both);
  });

  test.each<[string, WorkflowName, (world: World) => unknown, unknown]>([
    ['a cluster without the tag', 'onboard', untagged, TAGGED],
    ['a cluster that is gone', 'onboard', withoutCluster, TAGGED],
    ['a cluster that was deleted', 'offboard', withoutCluster, DELETED],
    ['a cluster that was not deleted', 'offboard', asIs, DELETED],
  ])('by an event of %s', async (_name, workflow, change, input) => {
    const world = freshWorld();
    change(world);
    expect((await run({ world, workflow, input })).output).toMatchObject({ outcome: 'IGNORED' });
    expect(noted(world)).toEqual([`account#${SOURCE}`]);
  });

  test('by a request that AWS does not bear out', async () => {
    const world = freshWorld();
    const input = { ...REQUEST, clusterArn: CLUSTER.replace('shop', 'none') };
    expect((await run({ world, input })).error).toBe('PreflightFailed');
    expect(noted(world)).toEqual(both);
  });

  test('by no dry run, whether it would or would not', async () => {
    const world = freshWorld();
    const wrong = { ...REQUEST, clusterArn: CLUSTER.replace('shop', 'none') };
    const outputs = [
      await run({ world, input: { ...REQUEST, dryRun: true } }),
      await run({ world, input: { ...wrong, dryRun: true } }),
      await run({ world, workflow: 'offboard', input: { ...REQUEST, dryRun: true } }),
    ];
    expect(outputs.map(({ error }) => error)).toEqual([undefined, 'PreflightFailed', undefined]);
    expect(outputs.map(({ calls }) => puts(calls))).toEqual([0, 0, 0]);
    expect(noted(world)).toEqual([]);
  });

  test('once, though the answer was lost or somebody else was faster', async () => {
    const world = freshWorld();
    const faults = faultPlan([parseFault('dynamodb:putItem:lost-response:1', OPERATIONS)]);
    expect((await run({ world, faults })).output).toMatchObject({ outcome: 'ONBOARDED' });
    expect(noted(world)).toEqual(both);
  });

  test('under a form that this workflow knows: one that a newer one has noted is refused when it is asked for', async () => {
    const world = freshWorld();
    await run({ world });
    for (const { items } of Object.values(world.tables ?? {})) for (const item of items) item['schema'] = { N: '3' };
    refused(withoutProvisioner, world);
    expect((await run({ world, input: TAGGED })).error).toBe('PreflightFailed');
  });
});
