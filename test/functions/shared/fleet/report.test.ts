import { expect, test } from 'vitest';
import { FLEET_CLASSES } from '../../../../functions/shared/fleet/fleetClasses.ts';
import type { FleetAction, FleetEntry } from '../../../../functions/shared/fleet/plan.ts';
import { fleetReport } from '../../../../functions/shared/fleet/report.ts';
import { CENTRAL, clusterArn, namesOf, SHOP } from './facts.ts';

const shop = clusterArn('shop');
const connectionId = namesOf(shop).id;
const entry = (change: Partial<FleetEntry>): FleetEntry => ({
  class: 'wanted',
  accountId: SHOP,
  clusterArn: shop,
  workspaceArn: CENTRAL,
  connectionId,
  why: 'The cluster has the tag, and no scraper.',
  ...change,
});
const action: FleetAction = { kind: 'connect', clusterArn: shop, workspaceArn: CENTRAL, connectionId, why: '' };
const none = { entries: [], actions: [], held: [] };

test('each class has what is in it, its place and the reason', () => {
  const unreachable: FleetEntry = { class: 'unreachable', accountId: SHOP, why: 'AccessDenied: no.' };
  const entries = [
    entry({ class: 'connected' }),
    entry({}),
    entry({ class: 'silent', door: 'tag', scraperArn: 'arn:s' }),
    unreachable,
  ];
  const plan = {
    entries,
    actions: [action],
    held: [
      {
        action: { ...action, kind: 'disconnect' as const },
        reason: 'approval' as const,
        why: 'A run takes away 1 of the fleet at most.',
      },
    ],
    digest: 'sha256:0123456789ab',
  };
  expect(fleetReport(plan, { isDryRun: true }).join('\n')).toBe(`connected: 1
an execution or AMP is at work: 0
wanted and missing: 1
  arn:aws:eks:us-west-2:111111111111:cluster/shop
    to workspace/ws-central of 222222222222
    The cluster has the tag, and no scraper.
silent: ACTIVE, and no samples come: 1
  arn:aws:eks:us-west-2:111111111111:cluster/shop
    to workspace/ws-central of 222222222222, by the tag door
    arn:s
    The cluster has the tag, and no scraper.
accounts that could not be looked at: 1
  account 111111111111
    AccessDenied: no.
Would start: 1 execution
  arn:aws:eks:us-west-2:111111111111:cluster/shop
    to workspace/ws-central of 222222222222: onboard
Holds back: 1
  arn:aws:eks:us-west-2:111111111111:cluster/shop
    to workspace/ws-central of 222222222222: offboard
    approval: A run takes away 1 of the fleet at most.
To have done what waits for approval, start reconcile within 24 h with
{"approve": "sha256:0123456789ab"}.`);
});

test('what an earlier run has seen is told with its time, what this one has is not', () => {
  const [before, at] = ['2026-03-01T12:00:00.000Z', '2026-03-02T12:00:00.000Z'];
  const entries = [entry({ since: before }), entry({ since: at })];
  const report = fleetReport({ ...none, entries }, { at, isDryRun: true });
  expect(report.filter((line) => line.includes('no scraper.') || line.includes('since'))).toEqual([
    `    The cluster has the tag, and no scraper. So since ${before}.`,
    '    The cluster has the tag, and no scraper.',
  ]);
});

test('every class but what is well is told by its name', () => {
  const entries = FLEET_CLASSES.map((one) => entry({ class: one }));
  const headings = fleetReport({ ...none, entries }, { isDryRun: false }).filter((line) => !line.startsWith(' '));
  expect(headings).toEqual([
    'connected: 1',
    'an execution or AMP is at work: 1',
    'wanted and missing: 1',
    'unwanted: 1',
    'orphans: of a cluster that is gone, or left by an execution: 1',
    'silent: ACTIVE, and no samples come: 1',
    'drifted: 1',
    "somebody else's scraper in the way: 1",
    'waiting for a quota: 1',
    'quarantined after failures: 1',
    'held: 1',
    'accounts that could not be looked at: 1',
    'Starts: 0 executions',
  ]);
});

test('a line is filled to its last column', () => {
  const why = `${'x'.repeat(70)} ${'y'.repeat(5)} z`;
  const lines = fleetReport({ ...none, entries: [entry({ why })] }, { isDryRun: false });
  expect(lines.slice(5, 7)).toEqual([`    ${'x'.repeat(70)} ${'y'.repeat(5)}`, '    z']);
  expect(`    ${'x'.repeat(70)} ${'y'.repeat(5)}`).toHaveLength(80);
  const words = fleetReport({ ...none, entries: [entry({ why: `${'x'.repeat(90)}  y` })] }, { isDryRun: false });
  expect(words.slice(5, 7)).toEqual([`    ${'x'.repeat(90)}`, '    y']);
});

test('an empty fleet says so', () => {
  expect(fleetReport(none, { isDryRun: false })).toEqual([
    'Nothing is connected, and nothing is wanted.',
    'Starts: 0 executions',
  ]);
});

test.each([
  ['connect', 'onboard'],
  ['repair', 'onboard, to repair'],
  ['disconnect', 'offboard'],
  ['bury', 'offboard, the cluster being gone'],
  ['clean', 'offboard of what an execution left'],
] as const)('%s is told as %s', (kind, told) => {
  const lines = fleetReport({ ...none, actions: [{ ...action, kind }] }, { isDryRun: false });
  expect(lines.at(-1)).toBe(`    to workspace/ws-central of 222222222222: ${told}`);
});

test.each([
  [20, []],
  [21, ['  and 1 more']],
  [25, ['  and 5 more']],
])('of %i no more than 20 are listed', (count, more) => {
  const entries = Array.from({ length: count }, () => entry({}));
  const lines = fleetReport({ ...none, entries }, { isDryRun: false });
  expect(lines.filter((line) => line.includes(':cluster/'))).toHaveLength(20);
  expect(lines.filter((line) => line.includes('more'))).toEqual(more);
});

test('no line is longer than 80 columns but for a word that is', () => {
  const why = `${'word '.repeat(15)}fills ${'word '.repeat(30)}${'x'.repeat(100)} end`;
  const lines = fleetReport({ ...none, entries: [entry({ why })] }, { isDryRun: false });
  const long = lines.filter((line) => line.length > 80);
  expect(long).toEqual([`    ${'x'.repeat(100)}`]);
  expect(lines.map((line) => line.trim()).join(' ')).toContain(why.replaceAll(/\s+/g, ' '));
  expect(Math.max(...lines.filter((line) => line.length <= 80).map((line) => line.length))).toBeGreaterThan(75);
});

test('of a fleet of which all is well has how many', () => {
  expect(fleetReport(none, { isDryRun: true, counts: { connected: 3 } }).slice(0, 2)).toEqual([
    'connected: 3',
    'an execution or AMP is at work: 0',
  ]);
});

test('has one space between words, whatever AWS has said', () => {
  const unreachable: FleetEntry = { class: 'unreachable', accountId: SHOP, why: 'AccessDenied:  no\n  way.' };
  expect(fleetReport({ ...none, entries: [unreachable] }, { isDryRun: true })).toContain('    AccessDenied: no way.');
});
