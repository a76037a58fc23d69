import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { FLEET_CLASSES, type FleetClass } from '../../functions/shared/fleet/fleetClasses.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import type { DashboardWidget } from '../../local/deployment/deployed.ts';
import { linesOf } from '../../local/monitoring/graphs.ts';
import type { World } from '../../local/state/state.ts';
import { enter } from '../../local/workflow/doors/doors.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { CLUSTER, DEPLOYMENT, REQUEST, WORKSPACE } from '../workflow/support.ts';
import { deadLetters, mails, monitoringOf, pass, rung, WATCHED, watchedWorld } from './support.ts';

const HOUR = 60;
const object = z.record(z.string(), z.unknown());
const sample = (name: string) =>
  object.parse(JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8')));

const world = watchedWorld();
const begun = world.now;
let runtime: Runtime;

/**
 * A few onboards and offboards by each door, one call that is throttled and tried again, and the rest of 24 hours. By the tag, each
 * event starts both machines, and who did something starts both again: six of the eight find nothing to do. Two runs of reconcile find all well.
 */
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
  const go = (input: unknown, more: object = {}) => enter(runtime, DEPLOYMENT, input, { world, ...more });
  const throttled = faultPlan([parseFault('describeSubnets:throttle:3', OPERATIONS)]);
  await go(REQUEST, { faults: throttled });
  await go(REQUEST);
  await go(REQUEST, { workflow: 'offboard' });
  await pass(world, HOUR);
  await go(sample('eks-cluster-tagged'));
  untag(world);
  await go(sample('eks-cluster-tagged'));
  await pass(world, HOUR);
  await go(sample('product-create'));
  await runtime.execute({ world, workflow: 'reconcile', input: {} });
  await go({ ...sample('product-delete'), PhysicalResourceId: `${CLUSTER}|${WORKSPACE}` });
  await runtime.execute({ world, workflow: 'reconcile', input: {} });
  await pass(world, 24 * HOUR - (world.now - begun) / 60_000);
});

function untag({ accounts }: World): void {
  const cluster = accounts['111111111111']?.clusters[CLUSTER];
  if (cluster !== undefined) cluster.tags = {};
}

test('nothing rings on a healthy day, and nobody is told anything but what has changed', () => {
  expect(Object.values(world.executions ?? {}).filter(({ status }) => status !== 'SUCCEEDED')).toEqual([]);
  expect(rung(world)).toEqual({});
  expect(mails(world)).toEqual(['a connection', 'a connection', 'a connection', 'a run']);
  expect(deadLetters(world)).toEqual({});
  expect(Object.values(monitoringOf(world).alarms).map(({ state }) => state)).toEqual(
    WATCHED.alarms.map(() => 'OK' as const),
  );
});

const [dashboard] = WATCHED.dashboards;

/** What a widget shows of the day: each line's name, dimensions and statistic, with the sum of its points. */
function shown({ rows }: DashboardWidget): Record<string, number> {
  const range = { accountId: '333333333333', region: 'us-west-2', from: begun, to: world.now };
  const lines = rows.flatMap((row) => linesOf(monitoringOf(world), row, range));
  return Object.fromEntries(
    lines.map(({ name, dimensions, statistic, points }) => [
      [name, statistic, ...Object.values(dimensions)].join(' '),
      points.reduce((sum, { value }) => sum + value, 0),
    ]),
  );
}

const fleetMetric = (one: FleetClass) => `Fleet${one.charAt(0).toUpperCase()}${one.slice(1)}`;

test.each([
  [
    'Executions by outcome and door',
    {
      'Outcomes Sum ONBOARDED console': 2,
      'Outcomes Sum OFFBOARDED console': 1,
      'Outcomes Sum ONBOARDED tag': 1,
      'Outcomes Sum OFFBOARDED tag': 1,
      'Outcomes Sum IGNORED tag': 6,
      'Outcomes Sum ONBOARDED product': 1,
      'Outcomes Sum OFFBOARDED product': 1,
    },
  ],
  ['Failures by error name', { 'Failures Sum AwsUnavailable': 1 }],
  ['Seconds to ACTIVE', { 'SecondsToActive p50': 3120, 'SecondsToActive Maximum': 3120 }],
  [
    'API throttles, events of accounts that never answered',
    {
      'NeverAnswered Sum': 0,
      'ThrottledCalls Sum': 1,
      'ExecutionThrottled Sum arn:aws:states:us-west-2:333333333333:stateMachine:amp-scraper-onboard': 0,
      'ExecutionThrottled Sum arn:aws:states:us-west-2:333333333333:stateMachine:amp-scraper-offboard': 0,
    },
  ],
  [
    'The fleet by class',
    Object.fromEntries(FLEET_CLASSES.map((one) => [`${fleetMetric(one)} Maximum`, one === 'connected' ? 1 : 0])),
  ],
  [
    'What runs find and do not mend',
    Object.fromEntries(
      (['silent', 'orphan', 'unreachable', 'quarantined'] as const).map((one) => [`${fleetMetric(one)} Maximum`, 0]),
    ),
  ],
  [
    'The oldest that is not done, quotas that are used most',
    { 'OldestSeconds Maximum': 0, 'RoleQuotaPercent Maximum': 0, 'ScraperQuotaPercent Maximum': 10 },
  ],
])('the dashboard shows %s of it', (title, lines) => {
  const widgets = dashboard?.widgets.filter((one) => one.title === title) ?? [];
  expect(widgets.map(shown)).toEqual([lines]);
});

test('the dashboard has nothing else of metrics', () => {
  expect(dashboard?.widgets).toHaveLength(7);
});
