import { beforeAll, describe, expect, test } from 'vitest';
import { output as outputSchema } from '../../functions/shared/contract.ts';
import { MAX_INPUT_BYTES } from '../../functions/shared/request/inputSize.ts';
import type { WorkflowName } from '../../functions/shared/names.ts';
import type { World } from '../../local/state/state.ts';
import type { DoorResult } from '../../local/workflow/doors/doors.ts';
import { enter } from '../../local/workflow/doors/doors.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { SOAK } from './cases.ts';
import {
  FAULTS,
  LETTERS,
  PAIR,
  planOf,
  QUOTES,
  requestOf,
  SIZE_CASES,
  WIDE_DEPLOYMENT,
  wideWorld,
  type Member,
  type SizeCase,
} from './sizes.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(WIDE_DEPLOYMENT);
});

/** Of Step Functions, in bytes and in characters; and in bytes, of CloudFormation. */
const MAX_PAYLOAD = 262_144;
const MAX_CAUSE = 32_768;
const MAX_ANSWER = 4_096;

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

interface How {
  fault?: keyof typeof FAULTS;
  workflow?: WorkflowName;
}

async function go(
  world: World,
  input: unknown,
  { fault = 'none', workflow = 'onboard' }: How = {},
): Promise<DoorResult> {
  const before = new Set(Object.keys(world.executions ?? {}));
  const result = await enter(runtime, WIDE_DEPLOYMENT, input, { world, workflow, faults: planOf(FAULTS[fault]) });
  for (const execution of Object.values(world.executions ?? {})) {
    if (before.has(execution.executionArn)) continue;
    const { error = '', cause = '', output = '', name } = execution;
    expect([name, error.startsWith('States.') ? `${error} ${cause}` : '']).toEqual([name, '']);
    expect(cause.length).toBeLessThanOrEqual(MAX_CAUSE);
    expect(Buffer.byteLength(output)).toBeLessThanOrEqual(MAX_PAYLOAD);
  }
  return result;
}

/** How an execution ended, in a word. */
const endOf = ({ error, output }: DoorResult) => error ?? outputSchema.parse(output).outcome;

interface Step extends How {
  /** Whether the connection is there before. */
  of: 'nothing' | 'a connection';
  ask(asked: Asked): Record<string, unknown>;
  end: string | ((members: readonly Member[]) => string);
}

/** What a connection has, and what it is to have instead. */
interface Asked {
  asked: Record<string, unknown>;
  other: Record<string, unknown>;
}

const onlyIf = (names: readonly Member[]) => (members: readonly Member[]) =>
  members.some((member) => names.includes(member)) ? 'ScraperFailed' : 'ONBOARDED';

/** A connection's life, and what becomes of each step of it where nothing is too large. */
const STEPS: Readonly<Record<string, Step>> = {
  'plan of an onboard': { of: 'nothing', ask: ({ asked }) => ({ ...asked, dryRun: true }), end: 'PLANNED' },
  'an onboard that is undone': {
    of: 'nothing',
    ask: ({ asked }) => asked,
    fault: 'a new scraper fails',
    end: 'ScraperFailed',
  },
  'plan of a replacement': {
    of: 'a connection',
    ask: ({ other }) => ({ ...other, replace: true, dryRun: true }),
    end: 'PLANNED',
  },
  'an update': { of: 'a connection', ask: ({ asked, other }) => ({ ...other, ...placeOf(asked) }), end: 'ONBOARDED' },
  'an update that is undone': {
    of: 'a connection',
    ask: ({ asked, other }) => ({ ...other, ...placeOf(asked) }),
    fault: 'an update fails',
    end: onlyIf(['alias', 'blob', 'yaml']),
  },
  'a replacement': { of: 'a connection', ask: ({ other }) => ({ ...other, replace: true }), end: 'ONBOARDED' },
  'a replacement that is undone': {
    of: 'a connection',
    ask: ({ other }) => ({ ...other, replace: true }),
    fault: 'a new scraper fails',
    end: onlyIf(['subnetIds', 'securityGroupIds']),
  },
  'plan of an offboard': {
    of: 'a connection',
    ask: ({ asked }) => ({ ...asked, dryRun: true }),
    workflow: 'offboard',
    end: 'PLANNED',
  },
  'an offboard': { of: 'a connection', ask: ({ asked }) => asked, workflow: 'offboard', end: 'OFFBOARDED' },
};

/** Outside the soak those whose states have the most to pass. */
const FEW = ['plan of a replacement', 'an update that is undone', 'an offboard'];
const steps = Object.entries(STEPS).filter(([name]) => SOAK || FEW.includes(name));

/** How each step ends. */
async function live({ members, letter }: SizeCase): Promise<Record<string, string>> {
  const [asked, other] = [requestOf(members, letter, 0), requestOf(members, letter, 1)];
  const whole = wideWorld();
  const ends: Record<string, string> = { onboard: endOf(await go(whole, asked)) };
  for (const [name, { of, ask, ...how }] of steps) {
    const world = of === 'nothing' ? wideWorld() : structuredClone(whole);
    ends[name] = endOf(await go(world, ask({ asked, other }), how));
  }
  return ends;
}

const expected = (members: readonly Member[]) => ({
  onboard: 'ONBOARDED',
  ...Object.fromEntries(steps.map(([name, { end }]) => [name, typeof end === 'string' ? end : end(members)])),
});

/** What an update cannot change in place, as it is. */
const placeOf = ({ subnetIds, securityGroupIds }: Record<string, unknown>) => ({
  ...(subnetIds === undefined ? {} : { subnetIds }),
  ...(securityGroupIds === undefined ? {} : { securityGroupIds }),
});

describe.each(SIZE_CASES)('a request with the most of $members, letters $letter', ({ members, letter }) => {
  const request = requestOf(members, letter, 0);
  if (bytes({ ...requestOf(members, letter, 1), replace: true, dryRun: true }) <= MAX_INPUT_BYTES) {
    test('passes every state', async () => {
      expect(await live({ members, letter })).toEqual(expected(members));
    });
  } else {
    test.each(['onboard', 'offboard'] as const)('is refused before anything exists: %s', async (workflow) => {
      const { error, cause = '', states } = await go(wideWorld(), request, { workflow });
      if (bytes(request) > MAX_PAYLOAD) expect([error, states]).toEqual(['InvalidExecutionInput', []]);
      else {
        expect(error).toBe('InvalidRequest');
        expect(cause).toContain(`(request): has ${bytes(request)} bytes as JSON, more than the ${MAX_INPUT_BYTES}`);
      }
    });
  }
});

test('after a request full of quotes that failed it is cleaned up', async () => {
  const world = wideWorld();
  expect(bytes(QUOTES)).toBeLessThanOrEqual(MAX_INPUT_BYTES);
  expect(bytes(JSON.stringify(QUOTES))).toBeGreaterThan(MAX_PAYLOAD);
  const { error } = await go(world, QUOTES, { fault: 'a new scraper fails' });
  const others = Object.values(world.executions ?? {}).filter(({ stateMachineArn }) =>
    stateMachineArn.endsWith('offboard'),
  );
  expect([error, others.map(({ status }) => status)]).toEqual(['ScraperFailed', ['SUCCEEDED']]);
  for (const { input } of others) expect(bytes(input)).toBeLessThan(1_000);
});

/** A request of so many bytes as JSON, most of them a configuration that is none. */
function sized(size: number): Record<string, unknown> {
  const request = (text: string) => ({ ...PAIR, scrapeConfiguration: { yaml: text } });
  return request('x'.repeat(size - bytes(request(''))));
}

describe('a request is refused for its size', () => {
  test.each(['onboard', 'offboard'] as const)('%s: from the first byte on that may not pass', async (workflow) => {
    const fits = await go(wideWorld(), sized(MAX_INPUT_BYTES), { workflow });
    expect(fits.cause ?? '').not.toContain('bytes as JSON');
    const over = await go(wideWorld(), sized(MAX_INPUT_BYTES + 1), { workflow });
    expect([over.error, over.cause]).toEqual([
      'InvalidRequest',
      expect.stringContaining(`has ${MAX_INPUT_BYTES + 1} bytes`),
    ]);
  });

  test('StartExecution takes no larger one than it takes', async () => {
    const refused = await go(wideWorld(), sized(MAX_PAYLOAD + 1));
    expect([refused.error, refused.states]).toEqual(['InvalidExecutionInput', []]);
  });
});

const ODD = { ...LETTERS, 'of six': '\u0000', 'a line': '\n' };

describe.each(Object.entries(ODD))('what is wrong with a request, in letters %s', (_name, letter) => {
  test.each(['onboard', 'offboard'] as const)('%s: 500 fields that nobody knows', async (workflow) => {
    const fields = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`${letter.repeat(60)}${i}`, letter]));
    const { error, cause = '' } = await go(wideWorld(), { ...PAIR, ...fields }, { workflow });
    expect(error).toBe('InvalidRequest');
    expect(cause).toMatch(
      /^The request is not valid \(500 findings\):\n- .*\n[^]*\nand \d+ more: the log of the function/,
    );
  });
});

const STACK =
  'arn:aws:cloudformation:us-west-2:333333333333:stack/SC-333333333333-pp-shop/5f2b1e50-ea10-11f0-9c3a-0242ac120002';

async function operate(world: World, RequestType: string, properties: object, more: object = {}) {
  const event = {
    RequestType,
    ResponseURL: 'https://example.com/answer',
    StackId: STACK,
    RequestId: `7d1f6a52-3c2e-4b1c-9d7e-0a6f4f7a1c${String(Object.keys(world.executions ?? {}).length).padStart(2, '0')}`,
    ResourceType: 'Custom::AmpScraperConnection',
    LogicalResourceId: 'C'.repeat(255),
    ResourceProperties: { clusterArn: PAIR.clusterArn, workspace: 'central', ...properties },
    ...more,
  };
  const { cloudFormation } = await go(world, event);
  expect(bytes(cloudFormation)).toBeLessThanOrEqual(MAX_ANSWER);
  expect(cloudFormation?.Reason).not.toContain('too long');
  return cloudFormation;
}

describe('a product', () => {
  test.skipIf(!SOAK)('with the longest names is made, changed and taken away', async () => {
    const world = wideWorld();
    const { subnetIds, securityGroupIds } = requestOf(['subnetIds', 'securityGroupIds'], 'ASCII', 0);
    const wide = { subnetIds, securityGroupIds, scrapeConfiguration: 'kubernetes', allowReplacement: 'true' };
    const made = await operate(world, 'Create', wide);
    expect(made).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: 'ONBOARDED' } });
    const { PhysicalResourceId } = made ?? {};
    const other = { ...wide, ...requestOf(['subnetIds'], 'ASCII', 1) };
    expect(await operate(world, 'Update', other, { PhysicalResourceId })).toMatchObject({ Status: 'SUCCESS' });
    expect(await operate(world, 'Delete', other, { PhysicalResourceId })).toMatchObject({ Status: 'SUCCESS' });
  });

  test.each(Object.entries(ODD))(
    'with properties that are wrong has a reason that fits: letters %s',
    async (_name, letter) => {
      const wrong = Array.from({ length: 30 }, (_, i) => `${letter.repeat(100)}${i}`);
      const answer = await operate(wideWorld(), 'Create', { subnetIds: wrong, securityGroupIds: wrong });
      expect(answer).toMatchObject({
        Status: 'FAILED',
        Reason: expect.stringContaining('InvalidRequest: The request is not valid'),
      });
      const atOnce = await operate(wideWorld(), 'Create', {
        workspace: letter.repeat(1_000),
        clusterArn: PAIR.clusterArn,
      });
      expect(atOnce).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('is no accepted workspace') });
    },
  );
});
