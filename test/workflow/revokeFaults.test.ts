import { beforeAll, expect, test } from 'vitest';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import type { World } from '../../local/state/state.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { itemsOf } from '../tables.ts';
import { DEPLOYMENT, NAMES, REQUEST, freshWorld, isOfNotify, role, scrapers } from './support.ts';

let runtime: Runtime;
let onboarded: World;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
  onboarded = freshWorld();
  await runtime.execute({ world: onboarded, input: REQUEST });
});

const CALLS = [
  'dynamodb:GetItem',
  'dynamodb:UpdateItem',
  'sts:AssumeRole',
  'aps:ListScrapers',
  'aps:DeleteScraper',
  'iam:GetRole',
  'iam:DetachRolePolicy',
  'iam:DeleteRolePolicy',
  'iam:DeleteRole',
];

test('a revocation calls these, and no others', async () => {
  const calls = new Set<string>();
  await revoke(structuredClone(onboarded), [], (call) => calls.add(call));
  expect([...calls].toSorted()).toEqual(CALLS.toSorted());
});

async function revoke(world: World, faults: readonly string[], told: (call: string) => void = () => {}) {
  return runtime.execute({
    world,
    input: { ...REQUEST, revoke: true },
    workflow: 'offboard',
    faults: faultPlan(faults.map((text) => parseFault(text, OPERATIONS))),
    onCall: ({ service, operation, callerArn = '' }) => {
      if (!isOfNotify(callerArn)) told(`${service}:${operation}`);
    },
  });
}

/** What is there of the connection, and whether the pair is noted. */
const left = (world: World) => ({
  target: role(world, NAMES.targetRoleArn) !== undefined,
  source: role(world, NAMES.sourceRoleArn) !== undefined,
  scrapers: scrapers(world).length,
  noted: itemsOf(world).some((item) => 'revoked' in item),
});
const CUT_OFF = { target: false, source: false, scrapers: 0, noted: true };

const FAULTS = ['throttle:1', 'server-error:1', 'reset:1', 'lost-response:1', 'server-error:18', 'lost-response:1:1'];
const cases = CALLS.flatMap((operation) => FAULTS.map((fault) => ({ operation, fault })));

test.each(cases)('$operation $fault: is ridden out', async ({ operation, fault }) => {
  const world = structuredClone(onboarded);
  const { status, cause } = await revoke(world, [`${operation}:${fault}`]);
  expect(status, cause).toBe('SUCCEEDED');
  expect(left(world)).toEqual(CUT_OFF);
});

test.each(CALLS.flatMap((operation) => ['1', '1:1', 'always'].map((times) => ({ operation, times }))))(
  '$operation refused $times: what fails says whether the pair is cut off, and run again it is',
  async ({ operation, times }) => {
    const world = structuredClone(onboarded);
    const { status, cause = '' } = await revoke(world, [`${operation}:access-denied:${times}`]);
    const { target, noted } = left(world);
    if (status === 'SUCCEEDED') expect({ target, noted }).toEqual({ target: false, noted: true });
    else if (noted)
      expect(cause).toContain(
        target ? 'was not deleted: its scraper still writes' : 'is deleted, and nothing is written',
      );
    const again = await revoke(world, []);
    expect(again.status, again.cause).toBe('SUCCEEDED');
    expect(left(world)).toEqual(CUT_OFF);
  },
);
