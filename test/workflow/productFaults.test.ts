import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { CallRecord } from '../../local/aws/server.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { enter, type DoorResult } from '../../local/workflow/doors/doors.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import type { World } from '../../local/state/state.ts';
import { impatientRuntime, warmRuntime } from '../runtimes.ts';
import { itemsOf } from '../tables.ts';
import { CLUSTER, DEPLOYMENT, freshWorld, scrapers, withFunctions, WORKSPACE } from './support.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const OWN_WORKSPACE = 'arn:aws:aps:us-west-2:111111111111:workspace/ws-aaaaaaaa-1111-4111-8111-111111111111';
const PAIR_ID = `${CLUSTER}|${WORKSPACE}`;
const object = z.record(z.string(), z.unknown());

let operations = 0;
function operation(name: string, more: Record<string, unknown> = {}, properties: object = {}): Record<string, unknown> {
  operations += 1;
  const event = object.parse(JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8')));
  const ResourceProperties = { ...object.parse(event['ResourceProperties']), ...properties };
  const RequestId = `22222222-2222-4333-8444-${String(operations).padStart(12, '0')}`;
  return { ...event, RequestId, ResourceProperties, ...more };
}

interface Circumstances {
  faults?: readonly string[];
  calls?: CallRecord[];
}

async function go(world: World, event: unknown, { faults = [], calls = [] }: Circumstances = {}): Promise<DoorResult> {
  const plan = faultPlan(faults.map((text) => parseFault(text, OPERATIONS)));
  return enter(runtime, DEPLOYMENT, event, { world, faults: plan, onCall: (call) => calls.push(call) });
}

/** The same with other settings of the functions. */
async function goConfigured(world: World, event: unknown, data: Record<string, unknown>): Promise<DoorResult> {
  const deployment = withFunctions(DEPLOYMENT, ({ deploymentFile = '{}', ...one }) => {
    return { ...one, deploymentFile: JSON.stringify({ ...JSON.parse(deploymentFile), ...data }) };
  });
  return enter(await warmRuntime(deployment), deployment, event, { world });
}

const items = (world: World) => itemsOf(world);
const left = (world: World) => ({
  scrapers: scrapers(world).map(({ arn }) => arn),
  roles: Object.values(world.accounts)
    .flatMap(({ roles }) => Object.values(roles))
    .filter(({ path }) => path === '/amp-scraper/')
    .map(({ arn }) => arn),
  items: items(world),
});
const NOTHING = { scrapers: [], roles: [], items: [] };
const names = (world: World) =>
  Object.values(world.executions ?? {})
    .filter(({ stateMachineArn }) => stateMachineArn.endsWith('onboard'))
    .map(({ name }) => name);

describe('a look at the execution that fails says nothing: the launch goes on', () => {
  test.each(['throttle:9', 'server-error:9', 'reset:9', 'not-yet:2', 'access-denied:2'])('%s', async (fault) => {
    const { cloudFormation } = await go(freshWorld(), operation('product-create'), {
      faults: [`states:DescribeExecution:${fault}`],
    });
    expect(cloudFormation).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: 'ONBOARDED' } });
  });

  test('until the total time-out', async () => {
    const faults = ['states:DescribeExecution:access-denied:always'];
    const { cloudFormation } = await go(freshWorld(), operation('product-create'), { faults });
    expect(cloudFormation).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('timed out') });
  });
});

describe('an answer of StartExecution that is lost', () => {
  test.each([
    ['is settled by a look at the execution', ['states:StartExecution:lost-response:3']],
    [
      'is settled by a second look, the first having come too early',
      ['states:StartExecution:lost-response:3', 'states:DescribeExecution:not-yet:1'],
    ],
    ['was none: the start is tried again', ['states:StartExecution:throttle:3']],
  ])('%s', async (_name, faults) => {
    const world = freshWorld();
    const { cloudFormation } = await go(world, operation('product-create'), { faults });
    expect(cloudFormation).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: PAIR_ID });
    expect(names(world)).toHaveLength(1);
  });

  test('and cannot be settled fails with an id of ours, whose Delete takes all away', async () => {
    const world = freshWorld();
    const faults = ['states:StartExecution:lost-response:9', 'states:DescribeExecution:throttle:always'];
    const { cloudFormation } = await go(world, operation('product-create'), { faults });
    expect(cloudFormation).toMatchObject({ Status: 'FAILED', PhysicalResourceId: PAIR_ID });
    expect(cloudFormation?.Reason).toContain('Whether an execution was started is not known');
    expect(scrapers(world)).toHaveLength(1);
    const gone = await go(
      world,
      operation('product-delete', { PhysicalResourceId: cloudFormation?.PhysicalResourceId }),
    );
    expect(gone.cloudFormation).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: 'OFFBOARDED' } });
    expect(left(world)).toEqual(NOTHING);
  });
});

describe('a server that does not answer', () => {
  const hanging = async (world: World, event: unknown, faults: readonly string[]) =>
    enter(await impatientRuntime(DEPLOYMENT), DEPLOYMENT, event, {
      world,
      faults: faultPlan(faults.map((text) => parseFault(text, OPERATIONS))),
    });

  test.each(['states:DescribeExecution:hang:6', 'states:StartExecution:hang:3'])(
    'at %s says nothing: the launch goes on',
    async (fault) => {
      const { cloudFormation } = await hanging(freshWorld(), operation('product-create'), [fault]);
      expect(cloudFormation?.Status).toBe('SUCCESS');
    },
  );

  test.each(['dynamodb:Query:hang:9', 'dynamodb:PutItem:hang:9'])(
    'at %s ends in time to answer with an id of ours',
    async (fault) => {
      const { cloudFormation } = await hanging(freshWorld(), operation('product-create'), [fault]);
      expect(cloudFormation).toMatchObject({ Status: 'FAILED', PhysicalResourceId: PAIR_ID });
      expect(cloudFormation?.Reason).toMatch(/^AwsUnavailable: .*run again/);
    },
  );
});

describe('Delete acts on the pair of its physical id', () => {
  test.each([
    ['has another name by now', { hub: { arn: WORKSPACE } }],
    ['is no accepted one any more', { own: { arn: OWN_WORKSPACE } }],
    ['has lost its name to another', { central: { arn: OWN_WORKSPACE } }],
  ])('though the workspace %s', async (_name, workspaces) => {
    const world = freshWorld();
    await go(world, operation('product-create'));
    const { cloudFormation } = await goConfigured(world, operation('product-delete'), { workspaces });
    expect(cloudFormation).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: 'OFFBOARDED' } });
    expect(left(world)).toEqual(NOTHING);
  });

  test('and takes the old one alone when the name was re-pointed and the stack updated', async () => {
    const world = freshWorld();
    const data = { workspaces: { central: { arn: OWN_WORKSPACE } } };
    await go(world, operation('product-create'));
    const [old] = structuredClone(scrapers(world));
    const updated = await goConfigured(world, operation('product-update'), data);
    expect(updated.cloudFormation).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: `${CLUSTER}|${OWN_WORKSPACE}`,
    });
    const cleaned = await goConfigured(world, operation('product-delete'), data);
    expect(cleaned.cloudFormation).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: 'OFFBOARDED' } });
    expect(scrapers(world)).toMatchObject([{ workspaceArn: OWN_WORKSPACE, status: 'ACTIVE' }]);
    expect(scrapers(world)[0]?.arn).not.toBe(old?.arn);
  });

  test("and leaves another stack's connection of the pair", async () => {
    const world = freshWorld();
    await go(world, operation('product-create'));
    const before = left(world);
    const { cloudFormation } = await go(
      world,
      operation('product-delete', { StackId: 'arn:aws:cloudformation:other' }),
    );
    expect(cloudFormation).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: 'IGNORED' } });
    expect(left(world)).toEqual(before);
  });

  test('and fails with the remedy, the item being marked, when it cannot be reached any more', async () => {
    const world = freshWorld();
    await go(world, operation('product-create'));
    const data = { accounts: ['222222222222'] };
    const { cloudFormation } = await goConfigured(world, operation('product-delete'), data);
    expect(cloudFormation).toMatchObject({ Status: 'FAILED', PhysicalResourceId: PAIR_ID });
    expect(cloudFormation?.Reason).toMatch(/^InvalidRequest: .*--retain-resources Connection/s);
    expect(items(world)).toContainEqual(
      expect.objectContaining({ outcome: { S: 'InvalidRequest' }, established: { BOOL: true } }),
    );
  });

  test.each(['AWSCDK::CustomResourceProviderFramework::MISSING_PHYSICAL_ID', '7d1f6a52-3c2e-4b1c-9d7e-0a6f4f7a1c01'])(
    'and has nothing to delete for %s',
    async (PhysicalResourceId) => {
      const world = freshWorld();
      await go(world, operation('product-create'));
      const before = left(world);
      const { cloudFormation } = await go(world, operation('product-delete', { PhysicalResourceId }));
      expect(cloudFormation).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
      expect(left(world)).toEqual(before);
    },
  );

  test("and fails for an id that is nobody's", async () => {
    const { cloudFormation } = await go(
      freshWorld(),
      operation('product-delete', { PhysicalResourceId: 'a332355966dd' }),
    );
    expect(cloudFormation).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'a332355966dd' });
  });
});

describe('a RequestId', () => {
  test('that CloudFormation reuses after a failure has another execution', async () => {
    const world = freshWorld();
    const event = operation('product-create');
    expect((await go(world, event, { faults: ['scraper:failing'] })).cloudFormation?.Status).toBe('FAILED');
    expect((await go(world, event)).cloudFormation).toMatchObject({
      Status: 'SUCCESS',
      Data: { Outcome: 'ONBOARDED' },
    });
    expect(names(world)).toEqual([event['RequestId'], `${String(event['RequestId'])}-2`]);
  });

  test('of an event that comes twice has one execution', async () => {
    const world = freshWorld();
    const event = operation('product-create');
    await go(world, event);
    expect((await go(world, event)).cloudFormation?.Status).toBe('SUCCESS');
    expect(names(world)).toEqual([event['RequestId']]);
  });

  test('that is reused for what has been deleted since makes it anew', async () => {
    const world = freshWorld();
    const event = operation('product-create');
    await go(world, event);
    await go(world, operation('product-delete'));
    expect((await go(world, event)).cloudFormation?.Status).toBe('SUCCESS');
    expect(scrapers(world)).toHaveLength(1);
  });
});

test.each(['product-update', 'product-delete'])('%s asks as much of AWS however many onboards run', async (name) => {
  const world = freshWorld();
  await go(world, operation('product-create'));
  const callsOf = async (of: World) => {
    const calls: CallRecord[] = [];
    expect((await go(of, operation(name), { calls })).cloudFormation?.Status).toBe('SUCCESS');
    return calls.filter(({ callerArn }) => callerArn?.includes('productOnEvent')).map(({ operation: one }) => one);
  };
  const crowded = structuredClone(world);
  const stateMachineArn = DEPLOYMENT.stateMachines.find((machine) => machine.name === 'amp-scraper-onboard')?.arn ?? '';
  for (let index = 0; index < 1_300; index += 1) {
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:other-${index}`;
    const input = JSON.stringify({ door: 'product', stackId: `other-${index}`, request: {} });
    crowded.executions ??= {};
    crowded.executions[executionArn] = {
      executionArn,
      stateMachineArn,
      name: `other-${index}`,
      status: 'RUNNING',
      startDate: world.now,
      input,
    };
  }
  const calls = await callsOf(crowded);
  expect(calls).toEqual(await callsOf(world));
  expect(calls.length).toBeLessThan(10);
});
