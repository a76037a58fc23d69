import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { enter } from '../../local/workflow/doors/doors.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import type { ExecutionRecord, World } from '../../local/state/state.ts';
import { warmRuntime } from '../runtimes.ts';
import { DEPLOYMENT, freshWorld, role, NAMES, scrapers, slowWorld } from './support.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const object = z.record(z.string(), z.unknown());

interface Operation {
  name: 'product-create' | 'product-update' | 'product-delete';
  properties?: Record<string, unknown>;
}

/** Every operation of CloudFormation has a request id of its own, which is the execution's name. */
let operations = 0;
function eventOf({ name, properties = {} }: Operation): Record<string, unknown> {
  operations += 1;
  const event = object.parse(JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8')));
  const ResourceProperties = { ...object.parse(event['ResourceProperties']), ...properties };
  return { ...event, RequestId: `11111111-2222-4333-8444-${String(operations).padStart(12, '0')}`, ResourceProperties };
}

/** CloudFormation gives the first operation up when its execution enters the state for the nth time, and asks for the second. */
async function giveUp(
  world: World,
  first: Operation,
  [state, nth]: readonly [string, number],
  second: Operation,
  faults: readonly string[] = [],
) {
  const events = [eventOf(first), eventOf(second)] as const;
  const ask = (event: object) => stage.invoke(DEPLOYMENT.providers[0]?.onEventArn ?? '', JSON.stringify(event));
  let visits = 0;
  let asked: ReturnType<typeof ask> | undefined;
  const stage = runtime.open({
    world,
    faults: faultPlan(faults.map((text) => parseFault(text, OPERATIONS))),
    onEvent: (event) => {
      if (event.kind !== 'entered' || event.state !== state || asked !== undefined) return;
      visits += 1;
      if (visits === nth) asked = ask(events[1]);
    },
  });
  const begun = await ask(events[0]);
  await stage.idle();
  const then = await asked;
  await stage.leave();
  expect([begun, then].map((answer) => answer?.functionError)).toEqual([undefined, undefined]);
  expect(visits).toBe(nth);
  return { first: executionOf(world, events[0]), second: executionOf(world, events[1]) };
}

function executionOf(world: World, { RequestId }: Record<string, unknown>): ExecutionRecord | undefined {
  return Object.values(world.executions ?? {}).find(({ name }) => name === RequestId);
}

const SUBNETS = ['subnet-0a00000000000000a', 'subnet-0a00000000000000b'];
const OTHER_SUBNETS = ['subnet-0a00000000000000b', 'subnet-0a00000000000000c'];

describe('what CloudFormation has given up', () => {
  const ABORTED = { status: 'ABORTED', error: 'ProductGaveUp' };

  test.each(['CreateTargetRole', 'PatchTrust', 'WaitForScraper'])(
    'is stopped in %s by the Delete, which leaves nothing of it',
    async (state) => {
      const world = freshWorld();
      const ended = await giveUp(world, { name: 'product-create' }, [state, 1], { name: 'product-delete' });
      expect(ended).toMatchObject({ first: ABORTED, second: { status: 'SUCCEEDED' } });
      expect(scrapers(world)).toEqual([]);
      expect([role(world, NAMES.sourceRoleArn), role(world, NAMES.targetRoleArn)]).toEqual([undefined, undefined]);
    },
  );

  test.each(['states:StopExecution:throttle:2', 'states:StopExecution:lost-response:2'])(
    'is stopped though AWS answers only the third time: %s',
    async (fault) => {
      const world = freshWorld();
      const ended = await giveUp(world, { name: 'product-create' }, ['WaitForScraper', 1], { name: 'product-delete' }, [
        fault,
      ]);
      expect(ended).toMatchObject({ first: ABORTED, second: { status: 'SUCCEEDED' } });
      expect(scrapers(world)).toEqual([]);
    },
  );

  test('is stopped by a Delete that DescribeExecution does not show it to yet', async () => {
    const world = freshWorld();
    const faults = ['states:lag:60', 'eks:describeCluster:throttle:6'];
    const [create, remove] = [{ name: 'product-create' }, { name: 'product-delete' }] as const;
    const ended = await giveUp(world, create, ['ResolveRequest', 1], remove, faults);
    expect(ended).toMatchObject({ first: ABORTED, second: { status: 'SUCCEEDED' } });
    expect(scrapers(world)).toEqual([]);
  });

  test.each([
    ['late, and the list shows it later still', ['createScraper:late-effect:10:always', 'listScrapers:lag:60']],
    ['as late as it can', ['createScraper:late-effect:50:always', 'listScrapers:lag:60']],
  ])('leaves nothing when its CreateScraper lands %s', async (_when, faults) => {
    const world = freshWorld();
    const [create, remove] = [{ name: 'product-create' }, { name: 'product-delete' }] as const;
    const ended = await giveUp(world, create, ['CreateScraper', 1], remove, faults);
    expect(ended).toMatchObject({ first: ABORTED, second: { status: 'SUCCEEDED' } });
    expect(scrapers(world)).toEqual([]);
    expect([role(world, NAMES.sourceRoleArn), role(world, NAMES.targetRoleArn)]).toEqual([undefined, undefined]);
  });

  test.each([
    ['CreateScraper', 1],
    ['WaitForScraper', 3],
  ] as const)('of a replacement, in %s, is rolled back to the subnets that were', async (state, nth) => {
    const world = slowWorld();
    await enter(runtime, DEPLOYMENT, eventOf({ name: 'product-create', properties: { subnetIds: SUBNETS } }), {
      world,
    });
    const replacement: Operation = {
      name: 'product-update',
      properties: { subnetIds: OTHER_SUBNETS, allowReplacement: 'true' },
    };
    const rollBack: Operation = { name: 'product-update', properties: { subnetIds: SUBNETS } };
    const ended = await giveUp(world, replacement, [state, nth], rollBack);
    expect(ended.first).toMatchObject(ABORTED);
    expect(ended.second?.status, ended.second?.cause).toBe('SUCCEEDED');
    expect(scrapers(world)).toMatchObject([{ status: 'ACTIVE', subnetIds: SUBNETS }]);
  });
});
