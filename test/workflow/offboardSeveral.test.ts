import { beforeAll, describe, expect, test } from 'vitest';
import { output as outputSchema } from '../../functions/shared/contract.ts';
import { connectionNames } from '../../functions/shared/names.ts';
import { parseConfiguration, readConfiguration } from '../../infra/configuration/configuration.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { putDeployment } from '../../local/deployment/putDeployment.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import type { RunResult, Runtime, StageOptions } from '../../local/workflow/runtime.ts';
import type { World } from '../../local/state/state.ts';
import { warmRuntime } from '../runtimes.ts';
import { itemsOf } from '../tables.ts';
import { CLUSTER, role, scrapers, WORKSPACE, worldWith } from './support.ts';

const OWN = 'arn:aws:aps:us-west-2:111111111111:workspace/ws-aaaaaaaa-1111-4111-8111-111111111111';
const THIRD = 'arn:aws:aps:us-west-2:222222222222:workspace/ws-33333333-2222-4333-8444-555555555555';
const TAG_KEY = 'amp-scraper-workspace';

const sample = readConfiguration();
const deployment = await synthesizedDeployment(
  parseConfiguration({ ...sample, workspaces: { ...sample.workspaces, third: THIRD } }, 'three workspaces'),
);

const TAG_CHANGE = {
  source: 'aws.tag',
  'detail-type': 'Tag Change on Resource',
  account: '111111111111',
  resources: [CLUSTER],
};
const CLUSTER_DELETED = {
  source: 'aws.eks',
  'detail-type': 'AWS API Call via CloudTrail',
  account: '111111111111',
  region: 'us-west-2',
  detail: { eventSource: 'eks.amazonaws.com', eventName: 'DeleteCluster', requestParameters: { name: 'shop' } },
};

const retag = (world: World, tags: Record<string, string>) =>
  Object.assign(world.accounts['111111111111']?.clusters[CLUSTER] ?? {}, { tags });

/** What nobody wants any more, by either event that says so of all connections of a cluster. */
const EVENTS = [
  { event: 'a removed tag', input: TAG_CHANGE, unwant: (world: World) => retag(world, {}) },
  {
    event: 'a deleted cluster',
    input: CLUSTER_DELETED,
    unwant: (world: World) => delete world.accounts['111111111111']?.clusters[CLUSTER],
  },
] as const;
type Event = (typeof EVENTS)[number];

let runtime: Runtime;
let connected: World;
/** The workspaces in the order in which their connections go. */
let order: string[] = [];

beforeAll(async () => {
  runtime = await warmRuntime(deployment);
  const workspace = { workspaceId: THIRD.slice(THIRD.lastIndexOf('/') + 1) };
  connected = worldWith(({ accounts }) => accounts['222222222222']?.workspaces?.push(workspace));
  putDeployment(connected, deployment);
  for (const name of ['central', 'own', 'third']) {
    retag(connected, { [TAG_KEY]: name });
    // Whoever looks at the tag again would take the connections before away.
    const faults = faultPlan([parseFault('states:startExecution:access-denied:always', OPERATIONS)]);
    const { output, cause } = await runtime.execute({ world: connected, input: TAG_CHANGE, faults });
    expect(output, cause).toMatchObject({ outcome: 'ONBOARDED', door: 'tag' });
  }
  for (const item of itemsOf(connected)) delete item['askedAgain'];
  const { output } = await offboarded(EVENTS[0], structuredClone(connected));
  const deleted = outputSchema.parse(output).deleted ?? [];
  order = deleted.flatMap((arn) => scrapers(connected).find((one) => one.arn === arn)?.workspaceArn ?? []);
  expect(order.toSorted()).toEqual([WORKSPACE, OWN, THIRD].toSorted());
});

function offboarded({ input, unwant }: Event, world: World, options: Partial<StageOptions> = {}): Promise<RunResult> {
  unwant(world);
  return runtime.execute({ ...options, world, input, workflow: 'offboard' });
}

const [first, middle, last] = [() => order[0] ?? '', () => order[1] ?? '', () => order[2] ?? ''];
const namesOf = (workspaceArn: string) => connectionNames('amp-scraper', CLUSTER, workspaceArn);
const scraperOf = (world: World, workspaceArn: string) =>
  scrapers(world).find((one) => one.workspaceArn === workspaceArn);

function itemOf(world: World, workspaceArn: string): Record<string, unknown> | undefined {
  const items = itemsOf(world);
  return items.find((item) => JSON.stringify(item['workspaceArn']) === JSON.stringify({ S: workspaceArn }));
}

function leftOf(world: World, workspaceArn: string): string[] {
  const { sourceRoleArn, targetRoleArn } = namesOf(workspaceArn);
  return [
    ...(scraperOf(world, workspaceArn) ? ['scraper'] : []),
    ...(role(world, sourceRoleArn) ? ['source role'] : []),
    ...(role(world, targetRoleArn) ? ['target role'] : []),
    ...(itemOf(world, workspaceArn) ? ['item'] : []),
  ];
}

function hold(world: World, workspaceArn: string): void {
  const stateMachineArn = runtime.stateMachineArn('onboard');
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:holder`;
  const times = { status: 'RUNNING', startDate: world.now, input: '{}' } as const;
  world.executions = {
    ...world.executions,
    [executionArn]: { executionArn, stateMachineArn, name: 'holder', ...times },
  };
  Object.assign(itemOf(world, workspaceArn) ?? {}, { lease: { S: executionArn } });
}

const ALL = ['scraper', 'source role', 'target role', 'item'];
const BAD_ONES: readonly {
  name: string;
  error: string;
  says: string;
  left: string[];
  spoil(world: World): void;
  faults?: string;
}[] = [
  {
    name: 'has a scraper that is not ours',
    error: 'NotOurs',
    says: 'Give it the tag',
    left: ALL,
    spoil: (world) => Object.assign(scraperOf(world, middle()) ?? {}, { tags: {} }),
  },
  {
    name: 'has a role that is not ours',
    error: 'NotOurs',
    says: 'amp-scraper-target-',
    left: ['source role', 'target role', 'item'],
    spoil: (world) => Object.assign(role(world, namesOf(middle()).targetRoleArn) ?? {}, { tags: { team: 'another' } }),
  },
  {
    name: 'may not be deleted',
    error: 'AccessDenied',
    says: 'aps:DeleteScraper',
    left: ALL,
    spoil: () => {},
    faults: 'deleteScraper:access-denied:49:1',
  },
  {
    name: 'is held by an execution that runs',
    error: 'OwnedElsewhere',
    says: 'has been at work on the connection',
    left: ALL,
    spoil: (world) => hold(world, middle()),
  },
];

describe.each(EVENTS)('of the three connections of $event', (event) => {
  test.each(BAD_ONES)(
    'the one in the middle $name: the other two are gone, and the execution fails naming it',
    async ({ error, says, left, spoil, faults }) => {
      const world = structuredClone(connected);
      const arns = [first(), last()].map((arn) => scraperOf(world, arn)?.arn ?? '');
      spoil(world);
      const plan = faults ? { faults: faultPlan([parseFault(faults, OPERATIONS)]) } : {};
      const result = await offboarded(event, world, plan);
      expect([first(), last()].map((arn) => leftOf(world, arn))).toEqual([[], []]);
      expect(leftOf(world, middle())).toEqual(left);
      expect(result).toMatchObject({ status: 'FAILED', error });
      expect(result.cause).toContain('1 of 3 connections could not be taken away');
      expect(result.cause).toContain(`- ${CLUSTER} to ${middle()}: ${error}: `);
      expect(result.cause).toContain(says);
      for (const arn of arns) expect(result.cause).toContain(arn);
    },
  );

  test('all are held: each is named, with the first one’s error', async () => {
    const world = structuredClone(connected);
    for (const workspaceArn of order) hold(world, workspaceArn);
    const { status, error, cause } = await offboarded(event, world);
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'OwnedElsewhere' });
    expect(cause).toContain('Nothing was deleted.');
    for (const workspaceArn of order) expect(cause).toContain(`to ${workspaceArn}: OwnedElsewhere: `);
  });

  test('what had failed is taken away by the same event once it is mended', async () => {
    const world = structuredClone(connected);
    hold(world, middle());
    expect((await offboarded(event, world)).status).toBe('FAILED');
    for (const holder of Object.values(world.executions ?? {})) {
      if (holder.name === 'holder') holder.status = 'ABORTED';
    }
    expect((await offboarded(event, world)).output).toMatchObject({ outcome: 'OFFBOARDED', warnings: [] });
    expect(order.map((workspaceArn) => leftOf(world, workspaceArn))).toEqual([[], [], []]);
  });
});

test('a single connection that is held ends with the Cause of its own, and the holder keeps it', async () => {
  const world = structuredClone(connected);
  hold(world, middle());
  const lease = itemOf(world, middle())?.['lease'];
  const input = { clusterArn: CLUSTER, workspaceArn: middle() };
  Object.assign(itemOf(world, middle()) ?? {}, { door: { S: 'console' } });
  const { status, error, cause } = await runtime.execute({ world, input, workflow: 'offboard' });
  expect({ status, error }).toEqual({ status: 'FAILED', error: 'OwnedElsewhere' });
  expect(cause).toMatch(/^Execution \S+:holder has been at work on the connection for more than 75 minutes\./);
  expect(itemOf(world, middle())?.['lease']).toEqual(lease);
});

/** Another door makes a connection its own between the look at the table and the claim. */
function adoptedBeforeItsClaim(world: World, workspaceArns: readonly string[]): Partial<StageOptions> {
  let claims = 0;
  return {
    onEvent({ kind, state }) {
      if (kind !== 'entered' || state !== 'ClaimConnection') return;
      const claimed = order[claims] ?? '';
      claims += 1;
      if (workspaceArns.includes(claimed)) Object.assign(itemOf(world, claimed) ?? {}, { door: { S: 'console' } });
    },
  };
}

test('one that another door owns by now is left, with a warning, and the other two are gone', async () => {
  const world = structuredClone(connected);
  const { status, output } = await offboarded(EVENTS[0], world, adoptedBeforeItsClaim(world, [middle()]));
  expect(order.map((workspaceArn) => leftOf(world, workspaceArn))).toEqual([[], ALL, []]);
  expect({ status, output }).toMatchObject({
    status: 'SUCCEEDED',
    output: { outcome: 'OFFBOARDED', warnings: [expect.stringContaining(middle())] },
  });
  expect(outputSchema.parse(output).warnings[0]).toContain('belongs to the console door, which alone takes it away');
});

test('all that another door owns by now are left: IGNORED, each with its warning', async () => {
  const world = structuredClone(connected);
  const { status, output } = await offboarded(EVENTS[0], world, adoptedBeforeItsClaim(world, order));
  expect(order.map((workspaceArn) => leftOf(world, workspaceArn))).toEqual([ALL, ALL, ALL]);
  expect({ status, output }).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'IGNORED', door: 'tag' } });
  expect(outputSchema.parse(output).warnings).toHaveLength(3);
});
