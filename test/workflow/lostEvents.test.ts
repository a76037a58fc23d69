import { DeleteClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan, type FaultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import type { ExecutionRecord, World } from '../../local/state/state.ts';
import { enter } from '../../local/workflow/doors/doors.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { clusterOf, CLUSTER, DEPLOYMENT, freshWorld, NAMES, REQUEST, role, scrapers } from './support.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const plan = (...texts: string[]) => faultPlan(texts.map((text) => parseFault(text, OPERATIONS)));
const TAGGED: unknown = JSON.parse(
  readFileSync(new URL('../../events/eks-cluster-tagged.json', import.meta.url), 'utf8'),
);
const send = (world: World, faults?: FaultPlan) =>
  enter(runtime, DEPLOYMENT, TAGGED, { world, ...(faults ? { faults } : {}) });
const onboard = (world: World) => runtime.execute({ world, input: REQUEST });
const executions = (world: World) => Object.values(world.executions ?? {});
const topic = 'arn:aws:sns:us-west-2:333333333333:amp-scraper-alerts';
const mails = (world: World) =>
  (world.topics?.[topic]?.messages ?? []).filter(({ publishedBy }) => publishedBy !== 'cloudwatch.amazonaws.com');

/** An onboard that is stopped while its scraper is CREATING, and what the rules do of it. */
async function stopped(world: World, faults?: FaultPlan): Promise<ExecutionRecord> {
  const stage = runtime.open({
    world,
    ...(faults ? { faults } : {}),
    onEvent: ({ kind, state, executionArn }) => {
      if (kind === 'entered' && state === 'WaitForScraper' && executionArn === execution.executionArn)
        stage.stop(execution);
    },
  });
  world.nextId += 1;
  const execution = stage.begin(runtime.stateMachineArn('onboard'), `stopped-${world.nextId}`, REQUEST);
  await stage.idle();
  await stage.leave();
  return execution;
}

async function deleteCluster(world: World, faults?: FaultPlan): Promise<void> {
  const stage = runtime.open({ world, ...(faults ? { faults } : {}) });
  const eks = new EKSClient({
    endpoint: runtime.endpoint,
    region: 'us-west-2',
    maxAttempts: 1,
    credentials: { accessKeyId: '111111111111', secretAccessKey: 'test' },
  });
  await eks.send(new DeleteClusterCommand({ name: 'shop' }));
  await stage.idle();
  await stage.leave();
}

describe('a lost change of tags', () => {
  test('starts nothing, and the same event again connects: nothing is half-way', async () => {
    const world = freshWorld();
    const faults = plan('event:tag-change:lost');
    const lost = await send(world, faults);
    expect(lost).toMatchObject({ status: 'FAILED', error: 'Lost', cause: expect.stringContaining('best effort') });
    expect({ executions: executions(world), scrapers: scrapers(world) }).toEqual({ executions: [], scrapers: [] });
    expect(faults.fired()).toMatchObject([{ fired: 1 }]);
    expect(await send(world, faults)).toMatchObject({ output: { outcome: 'ONBOARDED' } });
  });

  test('of a tag that went leaves a scraper that bills', async () => {
    const world = freshWorld();
    await send(world);
    clusterOf(world, CLUSTER).tags = {};
    world.lostEvents = { 'tag-change': 1 };
    expect(await send(world)).toMatchObject({ error: 'Lost' });
    expect(scrapers(world)).toMatchObject([{ status: 'ACTIVE' }]);
    expect(world.lostEvents).toEqual({ 'tag-change': 0 });
    expect(await send(world)).toMatchObject({ output: { outcome: 'OFFBOARDED' } });
  });

  test('is none where a request starts the workflow', async () => {
    const faults = plan('event:tag-change:lost:always');
    const { output } = await runtime.execute({ world: freshWorld(), input: REQUEST, faults });
    expect(output).toMatchObject({ outcome: 'ONBOARDED' });
    expect(faults.fired()).toMatchObject([{ fired: 0 }]);
  });
});

describe('a lost status change', () => {
  test('of an onboard that was stopped leaves its scraper and its roles, no clean-up and no mail; the next run has them', async () => {
    const world = freshWorld();
    const faults = plan('event:execution-status:lost');
    expect(await stopped(world, faults)).toMatchObject({ status: 'ABORTED' });
    expect(faults.fired()).toMatchObject([{ fired: 1 }]);
    expect(executions(world)).toHaveLength(1);
    expect(mails(world)).toEqual([]);
    expect(scrapers(world)).toHaveLength(1);
    expect(role(world, NAMES.targetRoleArn)).toBeDefined();
    expect(await onboard(world)).toMatchObject({ output: { outcome: 'ONBOARDED' } });
    expect(scrapers(world)).toMatchObject([{ status: 'ACTIVE' }]);
  });

  test('is counted by CloudWatch all the same', async () => {
    const world = freshWorld();
    world.lostEvents = { 'execution-status': 1 };
    await stopped(world);
    const counted = Object.values(world.monitoring?.metrics ?? {}).filter(({ name }) => name === 'ExecutionsAborted');
    expect(counted.map(({ points }) => points.length)).toEqual([1]);
  });

  test('of a later one leaves the clean-up of the first', async () => {
    const world = freshWorld();
    await stopped(world, plan('event:execution-status:lost:always:1'));
    expect(scrapers(world)).toEqual([]);
    expect(role(world, NAMES.targetRoleArn)).toBeUndefined();
  });
});

describe("a lost record of a cluster's deletion", () => {
  test('leaves the connection, which an offboard takes away', async () => {
    const world = freshWorld();
    await onboard(world);
    const faults = plan('event:call-record:lost');
    await deleteCluster(world, faults);
    expect(faults.fired()).toMatchObject([{ fired: 1 }]);
    expect(scrapers(world)).toMatchObject([{ status: 'ACTIVE' }]);
    const { output } = await runtime.execute({ world, workflow: 'offboard', input: REQUEST });
    expect(output).toMatchObject({ outcome: 'OFFBOARDED' });
  });

  test('that is not lost takes the connection away', async () => {
    const world = freshWorld();
    await onboard(world);
    await deleteCluster(world, plan('event:call-record:lost:1:9'));
    expect(scrapers(world)).toEqual([]);
  });
});
