import { beforeAll, describe, expect, test } from 'vitest';
import { EXECUTION_ARN } from '../../functions/shared/request/executionName.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import type { Runtime, StageOptions } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import {
  cluster,
  DEPLOYMENT,
  freshWorld,
  REQUEST,
  role,
  scrapers,
  NAMES,
  stopAfter,
  worldWith,
  type WorldFileText,
} from './support.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const SOURCE = '111111111111';
const OWNER = '222222222222';
const VPC = 'vpc-0c2222222222222cc';
const SHARED = ['subnet-0c00000000000000a', 'subnet-0c00000000000000b'];
const KEY = `arn:aws:kms:us-west-2:${OWNER}:key/1`;

/** The cluster is in subnets that another account shares with its own. */
function inSharedSubnets(file: WorldFileText): void {
  const subnets = SHARED.map((subnetId, i) => ({
    subnetId,
    vpcId: VPC,
    ownerId: OWNER,
    availabilityZone: `us-west-2${'ab'.charAt(i)}`,
  }));
  file.accounts[SOURCE]?.subnets?.push(...subnets);
  cluster(file, 'shop')['subnetIds'] = SHARED;
}

function workspace(file: WorldFileText, change: object): void {
  Object.assign(file.accounts[OWNER]?.workspaces?.[0] ?? {}, change);
}

const onboard = (change: (file: WorldFileText) => void, more: object = {}, ...faults: string[]) => {
  const plan = faultPlan(faults.map((text) => parseFault(text, OPERATIONS)));
  return runtime.execute({ world: worldWith(change), input: { ...REQUEST, ...more }, faults: plan });
};

describe('a cluster in subnets that another account shares', () => {
  test('is connected, its VPC read as a participant may', async () => {
    const { output, cause } = await onboard(inSharedSubnets);
    expect(output, cause).toMatchObject({ outcome: 'ONBOARDED', warnings: [] });
  });

  test("and is told that DNS could not be looked at, when the VPC's owner keeps it to himself", async () => {
    const fault = 'describeVpcAttribute:access-denied:always';
    const { output, cause } = await onboard(inSharedSubnets, {}, fault);
    const told = [expect.stringContaining(`VPC ${VPC} is account ${OWNER}'s`)];
    expect(output, cause).toMatchObject({ outcome: 'ONBOARDED', warnings: told });
    const planned = await onboard(inSharedSubnets, { dryRun: true }, fault);
    expect(planned.output).toMatchObject({ outcome: 'PLANNED', warnings: told });
    expect(await onboard(() => {}, {}, fault)).toMatchObject({ error: 'AccessDenied' });
  });

  test('is refused when DNS is off there', async () => {
    const { error, cause } = await onboard((file) => {
      inSharedSubnets(file);
      Object.assign(file.accounts[OWNER]?.vpcs?.[0] ?? {}, { enableDnsSupport: false });
    });
    expect([error, cause]).toEqual(['PreflightFailed', expect.stringContaining('enableDnsSupport is off')]);
  });
});

test('a subnet in a Local Zone, or on an Outpost, is told of', async () => {
  const { output, cause } = await onboard(
    (file) => {
      const place = { vpcId: 'vpc-0a1111111111111aa' };
      file.accounts[SOURCE]?.subnets?.push(
        { ...place, subnetId: 'subnet-0a0000000000001ca', availabilityZone: 'us-west-2-lax-1a' },
        {
          ...place,
          subnetId: 'subnet-0a0000000000001cb',
          availabilityZone: 'us-west-2b',
          outpostArn: 'arn:aws:outposts:us-west-2:111111111111:outpost/op-1',
        },
      );
    },
    { subnetIds: ['subnet-0a0000000000001ca', 'subnet-0a0000000000001cb'] },
  );
  expect(output, cause).toMatchObject({
    outcome: 'ONBOARDED',
    warnings: [expect.stringContaining('Local Zone us-west-2-lax-1a'), expect.stringContaining('outpost/op-1')],
  });
});

test('a workspace with a customer managed key is connected, with a warning', async () => {
  const { output, cause } = await onboard((file) => workspace(file, { kmsKeyArn: KEY }));
  expect(output, cause).toMatchObject({ outcome: 'ONBOARDED', warnings: [expect.stringContaining(KEY)] });
});

describe('is refused, and said what it is:', () => {
  test.each<[string, (file: WorldFileText) => void, string]>([
    [
      'a connected cluster',
      (file) => Object.assign(cluster(file, 'shop'), { connectorProvider: 'OTHER', subnetIds: [] }),
      'it runs at OTHER',
    ],
    [
      'a local cluster',
      (file) =>
        Object.assign(cluster(file, 'shop'), { outpostArn: 'arn:aws:outposts:us-west-2:111111111111:outpost/op-1' }),
      'outpost/op-1',
    ],
    [
      'a cluster that FAILED',
      (file) => Object.assign(cluster(file, 'shop'), { status: 'FAILED' }),
      'is a cluster that is FAILED',
    ],
    ['a workspace without an endpoint', (file) => workspace(file, { hasEndpoint: false }), 'has no endpoint yet'],
    [
      'a workspace that is being created, and has no endpoint yet',
      (file) => workspace(file, { status: 'CREATING', hasEndpoint: false }),
      'is a workspace that is CREATING',
    ],
  ])('%s', async (_, change, says) => {
    const { error, cause } = await onboard(change);
    expect([error, cause]).toEqual(['PreflightFailed', expect.stringContaining(says)]);
  });
});

/** As a person starts an execution under a name of his own. */
async function startedAs(name: string, workflow: 'onboard' | 'offboard', input: unknown, options: StageOptions) {
  const stage = runtime.open(options);
  const { executionArn } = stage.begin(runtime.stateMachineArn(workflow), name, input);
  const result = await stage.ended(executionArn);
  await stage.idle();
  await stage.leave();
  return { ...result, executionArn };
}

describe('an execution', () => {
  test.each(['shop.prod', 'größe'])('named %s has its things taken away by its ARN', async (name) => {
    const world = freshWorld();
    const { executionArn } = await startedAs(name, 'onboard', REQUEST, { world, adapt: stopAfter('PatchTrust') });
    expect(scrapers(world)).toHaveLength(1);
    const input = { ...REQUEST, onlyCreatedBy: executionArn };
    const { output, cause } = await startedAs(`${name}-gone`, 'offboard', input, { world });
    expect(output, cause).toMatchObject({ outcome: 'OFFBOARDED' });
    expect([scrapers(world), role(world, NAMES.sourceRoleArn)]).toEqual([[], undefined]);
  });

  test.each([
    ['shop!', {}],
    ["it's(1)", {}],
    ['shop!', { dryRun: true }],
  ])('named %s is refused, with what else is wrong: %j', async (name, more) => {
    const world = freshWorld();
    const { error, cause, executionArn } = await startedAs(
      name,
      'onboard',
      { ...REQUEST, ...more, alias: '' },
      { world },
    );
    expect(executionArn).toMatch(EXECUTION_ARN);
    expect(error).toBe('InvalidRequest');
    expect(cause).toContain(`(execution name) (${JSON.stringify(name)})`);
    expect(cause).toContain('alias');
    expect(cause).toContain('2 findings');
  });
});
