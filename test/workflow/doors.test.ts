import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { output as outputSchema } from '../../functions/shared/contract.ts';
import { doorOf } from '../../local/workflow/doors/doorOf.ts';
import { enter, type DoorResult } from '../../local/workflow/doors/doors.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import type { World } from '../../local/state/state.ts';
import { warmRuntime } from '../runtimes.ts';
import { CLUSTER, DEPLOYMENT, freshWorld, NAMES, scrapers, WORKSPACE } from './support.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const PAIR_ID = `${CLUSTER}|${WORKSPACE}`;
const object = z.record(z.string(), z.unknown());
const sample = (name: string): Record<string, unknown> =>
  object.parse(JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8')));

const go = (input: unknown, world: World = freshWorld()): Promise<DoorResult> =>
  enter(runtime, DEPLOYMENT, input, { world });

/** Every operation of CloudFormation has a request id of its own, which is the execution's name. */
let operations = 0;
function operation(name: string, properties: Record<string, unknown> = {}): unknown {
  operations += 1;
  const event = sample(name);
  const ResourceProperties = { ...object.parse(event['ResourceProperties']), ...properties };
  return { ...event, RequestId: `11111111-2222-4333-8444-${String(operations).padStart(12, '0')}`, ResourceProperties };
}

function retag(world: World, tags: Record<string, string>): World {
  const cluster = world.accounts['111111111111']?.clusters[CLUSTER];
  if (cluster) cluster.tags = tags;
  return world;
}

test.each([
  ['console-onboard', 'request'],
  ['console-change', 'request'],
  ['console-replace', 'request'],
  ['eks-cluster-tagged', 'event'],
  ['cloudtrail-tag', 'event'],
  ['cloudtrail-untag', 'event'],
  ['cloudtrail-create', 'event'],
  ['cloudtrail-delete', 'event'],
  ['product-create', 'customResource'],
  ['product-update', 'customResource'],
  ['product-delete', 'customResource'],
])('events/%s.json comes in as a %s', (name, door) => {
  expect(doorOf(sample(name))).toBe(door);
});

describe('a cluster that is tagged', () => {
  const tagged = sample('eks-cluster-tagged');

  test("is onboarded to the workspace that its tag names, the event having gone by the rules' own patterns", async () => {
    const world = freshWorld();
    const { status, output } = await go(tagged, world);
    expect({ status, output }).toMatchObject({
      status: 'SUCCEEDED',
      output: { outcome: 'ONBOARDED', door: 'tag', connectionId: NAMES.id, workspaceArn: WORKSPACE },
    });
    expect(scrapers(world)[0]?.tags).toMatchObject({ 'amp-scraper:door': 'tag' });
  });

  test('by the ARN of an accepted workspace is onboarded as well', async () => {
    const world = retag(freshWorld(), { 'amp-scraper-workspace': WORKSPACE });
    expect((await go(tagged, world)).output).toMatchObject({ outcome: 'ONBOARDED', workspaceArn: WORKSPACE });
  });

  test('again, by an event that came twice, is IGNORED with the reason', async () => {
    const world = freshWorld();
    await go(tagged, world);
    const { output, states } = await go(tagged, world);
    expect(output).toMatchObject({ outcome: 'IGNORED', reason: expect.stringContaining('connected already') });
    expect(states.at(-1)).toBe('LeftAlone');
    expect(scrapers(world)).toHaveLength(1);
  });

  test("is IGNORED when its tag is gone by now: the cluster's current tags decide, not the event", async () => {
    const { status, output } = await go(tagged, retag(freshWorld(), {}));
    expect({ status, output }).toMatchObject({
      status: 'SUCCEEDED',
      output: { outcome: 'IGNORED', reason: expect.stringContaining('no tag'), created: [] },
    });
  });

  test('is onboarded to where the tag points by now, whatever an older event says', async () => {
    const own = 'arn:aws:aps:us-west-2:111111111111:workspace/ws-aaaaaaaa-1111-4111-8111-111111111111';
    const world = retag(freshWorld(), { 'amp-scraper-workspace': 'own' });
    expect((await go(tagged, world)).output).toMatchObject({ outcome: 'ONBOARDED', workspaceArn: own });
  });

  test('is IGNORED when the cluster is gone by now', async () => {
    const world = freshWorld();
    delete world.accounts['111111111111']?.clusters[CLUSTER];
    expect((await go(tagged, world)).output).toMatchObject({ outcome: 'IGNORED', reason: 'The cluster is gone.' });
  });

  test.each(['unheard-of', 'constructor', '', 'arn:aws:aps:us-west-2:222222222222:workspace/ws-0'])(
    'with "%s", which is no accepted workspace, is IGNORED, nothing is created, and the reason has the accepted names',
    async (value) => {
      const world = retag(freshWorld(), { 'amp-scraper-workspace': value });
      const { status, output } = await go(tagged, world);
      expect({ status, output }).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'IGNORED', created: [] } });
      const { reason } = outputSchema.parse(output);
      expect(reason).toContain(`The tag amp-scraper-workspace=${JSON.stringify(value)} of cluster ${CLUSTER} names no`);
      expect(reason).toContain('Accepted: central, own.');
      expect(reason).not.toContain('did you mean');
      expect(scrapers(world)).toEqual([]);
    },
  );

  test.each([
    ['centrall', 'central'],
    ['Centrel ', 'central'],
    ['owm', 'own'],
  ])('with "%s" by mistake is asked whether %s was meant, and keeps the connection that works', async (typo, meant) => {
    const world = freshWorld();
    await go(tagged, world);
    const before = structuredClone(scrapers(world));
    retag(world, { 'amp-scraper-workspace': typo });
    for (const workflow of ['onboard', 'offboard'] as const) {
      const { status, output } = await runtime.execute({ world, input: tagged, workflow });
      expect({ status, output }, workflow).toMatchObject({
        status: 'SUCCEEDED',
        output: { outcome: 'IGNORED', reason: expect.stringContaining(`did you mean ${meant}?`) },
      });
    }
    await go(tagged, world);
    expect(scrapers(world)).toEqual(before);
    expect(Object.values(world.executions ?? {}).filter(({ status }) => status === 'FAILED')).toEqual([]);
  });

  test.each(['Central', ' central ', 'CEN TRAL', ` ${WORKSPACE}\n`])(
    'with %j is onboarded to central, and again keeps it',
    async (value) => {
      const world = retag(freshWorld(), { 'amp-scraper-workspace': value });
      expect((await go(tagged, world)).output).toMatchObject({ outcome: 'ONBOARDED', workspaceArn: WORKSPACE });
      const before = structuredClone(scrapers(world));
      expect((await go(tagged, world)).output).toMatchObject({ outcome: 'IGNORED' });
      expect(scrapers(world)).toEqual(before);
    },
  );

  test("of another account than the event's is InvalidRequest", async () => {
    const resources = ['arn:aws:eks:us-west-2:222222222222:cluster/platform'];
    const { error, cause } = await go({ ...tagged, resources });
    expect(error).toBe('InvalidRequest');
    expect(cause).toContain('is not a cluster of account 111111111111');
  });

  test.each([
    ['another key', { detail: { ...object.parse(tagged['detail']), 'changed-tag-keys': ['team'] } }],
    ['another resource type', { detail: { ...object.parse(tagged['detail']), 'resource-type': 'nodegroup' } }],
    ['an account that is not configured', { account: '444444444444' }],
    ['another Region', { region: 'eu-west-1' }],
  ])('by an event about %s matches no rule', async (_name, change) => {
    expect(await go({ ...tagged, ...change })).toMatchObject({ status: 'FAILED', error: 'NotMatched', states: [] });
  });
});

describe('the product', () => {
  test("creates a connection, and gives its stack the ARNs; the execution's name is the request id", async () => {
    const world = freshWorld();
    const event = operation('product-create');
    const { status, output, cloudFormation } = await go(event, world);
    expect({ status, output }).toMatchObject({
      status: 'SUCCEEDED',
      output: { outcome: 'ONBOARDED', door: 'product' },
    });
    expect(cloudFormation).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: PAIR_ID,
      Data: { Outcome: 'ONBOARDED', ScraperArn: scrapers(world)[0]?.arn, SourceRoleArn: NAMES.sourceRoleArn },
    });
    const names = Object.values(world.executions ?? {}).map(({ name }) => name);
    expect(names).toContain(object.parse(event)['RequestId']);
  });

  test.each([
    ['a cluster that does not exist', { clusterArn: `${CLUSTER}-not` }, 'PreflightFailed', 'does not exist'],
    ['a named configuration that there is not', { scrapeConfiguration: 'maximal' }, 'InvalidRequest', 'ships with'],
  ])('with %s fails with a reason that a person can read in the stack', async (_name, change, error, fragment) => {
    const { status, error: ended, cloudFormation } = await go(operation('product-create', change));
    expect({ status, ended }).toEqual({ status: 'FAILED', ended: error });
    expect(cloudFormation?.Status).toBe('FAILED');
    expect(cloudFormation?.Reason).toContain(`${error}: `);
    expect(cloudFormation?.Reason).toContain(fragment);
    expect(JSON.stringify(cloudFormation).length).toBeLessThan(4_096);
  });

  test('with a workspace that is not accepted starts nothing', async () => {
    const { status, error, cloudFormation } = await go(operation('product-create', { workspace: 'unheard-of' }));
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'CustomResourceFailed' });
    expect(cloudFormation?.Reason).toContain('Choose one of central, own');
  });

  test('keeps its physical resource id when the same pair is updated, and has another for another pair', async () => {
    const world = freshWorld();
    await go(operation('product-create'), world);
    const same = await go(operation('product-update'), world);
    expect(same.cloudFormation).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: PAIR_ID });
    const other = await go(operation('product-update', { workspace: 'own' }), world);
    expect(other.cloudFormation?.Status).toBe('SUCCESS');
    expect(other.cloudFormation?.PhysicalResourceId).not.toBe(PAIR_ID);
  });

  test('of a cluster that is being created fails at once: its hour has no room for the cluster before the scraper', async () => {
    const world = freshWorld();
    const cluster = world.accounts['111111111111']?.clusters[CLUSTER];
    Object.assign(cluster ?? {}, { status: 'CREATING', activeAt: world.now + 600_000 });
    const { error, cloudFormation } = await go(operation('product-create'), world);
    expect(error).toBe('PreflightFailed');
    expect(cloudFormation?.Reason).toContain('once the cluster is ACTIVE');
  });

  const TWO_SUBNETS = { subnetIds: ['subnet-0a00000000000000a', 'subnet-0a00000000000000b'] };

  test('is told how to allow a replacement, is rolled back to what it was, and replaces when it may', async () => {
    const world = freshWorld();
    await go(operation('product-create'), world);
    const [before] = structuredClone(scrapers(world));
    const refused = await go(operation('product-update', TWO_SUBNETS), world);
    expect(refused.cloudFormation).toMatchObject({ Status: 'FAILED', PhysicalResourceId: PAIR_ID });
    expect(refused.cloudFormation?.Reason).toMatch(/^ReplacementNeeded: .*AllowReplacement set to true/s);
    const rolledBack = await go(operation('product-update', { scrapeConfiguration: '' }), world);
    expect(rolledBack.cloudFormation).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: PAIR_ID });
    expect(scrapers(world)[0]).toMatchObject({ arn: before?.arn, subnetIds: before?.subnetIds });
    const allowed = operation('product-update', { ...TWO_SUBNETS, allowReplacement: 'true' });
    const replaced = await go(allowed, world);
    expect(replaced.cloudFormation).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: PAIR_ID });
    expect(scrapers(world)).toMatchObject([TWO_SUBNETS]);
    expect(scrapers(world)[0]?.arn).not.toBe(before?.arn);
  });

  test('that is updated to another pair has the old one taken away by the Delete that CloudFormation sends', async () => {
    const world = freshWorld();
    await go(operation('product-create'), world);
    const [old] = structuredClone(scrapers(world));
    const other = await go(operation('product-update', { workspace: 'own' }), world);
    expect(other.cloudFormation?.PhysicalResourceId).not.toBe(PAIR_ID);
    const gone = await go(operation('product-delete'), world);
    expect(gone.cloudFormation).toMatchObject({ Status: 'SUCCESS' });
    expect(scrapers(world).map(({ arn }) => arn)).not.toContain(old?.arn);
    expect(scrapers(world)).toHaveLength(1);
  });

  test('is within the hour that CloudFormation waits, however long the scraper takes', async () => {
    const world = freshWorld();
    world.provisioningSeconds = 100_000;
    const { cloudFormation } = await go(operation('product-create'), world);
    expect(cloudFormation).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('timed out') });
    const waiter = Object.values(world.executions ?? {}).find(({ stateMachineArn }) =>
      stateMachineArn.endsWith('waiter'),
    );
    expect((waiter?.stopDate ?? Infinity) - (waiter?.startDate ?? 0)).toBeLessThan(3_600_000);
  });
});
