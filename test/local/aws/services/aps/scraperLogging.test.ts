import { describe, expect, test } from 'vitest';
import { vendedText, vendLine } from '../../../../../local/scrapers/vendedLogs.ts';
import { findLogGroup } from '../../../../../local/state/lookup.ts';
import type { Scraper, World } from '../../../../../local/state/state.ts';
import { freshWorld } from '../../../../workflow/support.ts';

const GROUP = 'arn:aws:logs:us-west-2:111111111111:log-group:/aws/vendedlogs/amp-scraper/scrapers:*';
const scraper = (logging: Partial<NonNullable<Scraper['logging']>> = {}): Scraper => ({
  scraperId: 's-1',
  arn: 'arn:aws:aps:us-west-2:111111111111:scraper/s-1',
  accountId: '111111111111',
  region: 'us-west-2',
  roleArn: 'arn:aws:iam::111111111111:role/any',
  status: 'ACTIVE',
  createdAt: 0,
  lastModifiedAt: 0,
  tags: {},
  scrapeConfiguration: '',
  clusterArn: 'arn:aws:eks:us-west-2:111111111111:cluster/shop',
  subnetIds: [],
  securityGroupIds: [],
  workspaceArn: 'arn:aws:aps:us-west-2:222222222222:workspace/ws-1',
  logging: { logGroupArn: GROUP, components: [], status: 'ACTIVE', modifiedAt: 0, ...logging },
});
const VENDED = { component: 'EXPORTER', log: 'any' };

async function delivered(change: (world: World) => void, from = scraper()): Promise<number> {
  const world = freshWorld();
  change(world);
  await vendLine(world, from, VENDED, world.now);
  return findLogGroup(world, GROUP)?.events?.length ?? 0;
}

function policies(change: (document: string) => string): (world: World) => void {
  return (world) => {
    for (const one of Object.values(world.monitoring?.logPolicies ?? {})) one.document = change(one.document);
  };
}

describe('a line of vended logs', () => {
  test("arrives by the region stack's own policy, as JSON that names the scraper", async () => {
    const world = freshWorld();
    await vendLine(world, scraper(), VENDED, world.now);
    const [event] = findLogGroup(world, GROUP)?.events ?? [];
    expect(JSON.parse(event?.message ?? '')).toEqual({
      component: 'EXPORTER',
      timestamp: new Date(world.now).toISOString(),
      message: { log: 'any' },
      scrapeConfigId: 's-1',
    });
  });

  test.each<[string, (world: World) => void]>([
    ['no policy', (world) => world.monitoring && (world.monitoring.logPolicies = {})],
    ['a policy for another service', policies((text) => text.replace('delivery.logs', 'other.logs'))],
    ['a policy that lets no event be put', policies((text) => text.replace('logs:PutLogEvents', 'logs:GetLogEvents'))],
    [
      'a policy for another account',
      policies((text) => text.replace(/("aws:SourceAccount":)"\d+"/, '$1"999999999999"')),
    ],
    [
      'a policy for another source',
      policies((text) => text.replace(/("aws:SourceArn":"arn:aws:logs:)us-west-2/, '$1eu-west-1')),
    ],
    ['a policy for another group', policies((text) => text.replace('amp-scraper/scrapers', 'other/scrapers'))],
  ])('does not with %s', async (_name, change) => {
    expect(await delivered(change)).toBe(0);
  });

  test.each([{ accountId: '222222222222' }, { region: 'eu-west-1' }])(
    'does not of a scraper elsewhere: %j',
    async (place) => {
      expect(await delivered(() => {}, { ...scraper(), ...place })).toBe(0);
    },
  );

  test.each<[string, Partial<NonNullable<Scraper['logging']>>, number]>([
    ['is written while it is updated', { status: 'UPDATING' }, 1],
    ['is not before it is ACTIVE', { status: 'CREATING' }, 0],
    ['is not while it goes', { status: 'DELETING' }, 0],
    ['is not of a component that is left out', { components: [{ type: 'COLLECTOR' }] }, 0],
    ['is of one that is named', { components: [{ type: 'EXPORTER' }] }, 1],
    ['is not to a group that is not there', { logGroupArn: GROUP.replace('/scrapers', '/none') }, 0],
  ])('%s', async (_name, logging, count) => {
    expect(await delivered(() => {}, scraper(logging))).toBe(count);
  });
});

test.each([
  [
    'EXPORTER: Failed to export to the target workspace - Verify your scraper destination. the role x could not',
    'EXPORTER',
    'Failed to export to the target workspace - Verify your scraper destination.',
  ],
  [
    'EXPORTER: Failed to export to the target workspace - Verify your scraper destination. server returned HTTP status 429',
    'EXPORTER',
    'Failed to export to the target workspace - Verify your scraper destination. server returned HTTP status 429',
  ],
  [
    'SERVICE_DISCOVERY: no target found: the cluster x does not exist',
    'SERVICE_DISCOVERY',
    'Failed to watch Service - Verify your scraper source exists.',
  ],
  [
    'SERVICE_DISCOVERY: no target found: shop has no private endpoint access',
    'SERVICE_DISCOVERY',
    'Failed to watch Service: dial tcp: i/o timeout',
  ],
  [
    'SERVICE_DISCOVERY: no target found: the role is not mapped',
    'SERVICE_DISCOVERY',
    'Failed to watch Service - Verify your scraper source permissions are valid.',
  ],
  [
    'COLLECTOR: Scrape failed: connect: connection refused',
    'COLLECTOR',
    'Failed to scrape Prometheus endpoint: connect: connection refused',
  ],
])('%s is %s: %s', (problem, component, log) => {
  expect(vendedText(problem)).toEqual({ component, log });
});

test('nothing is said where nothing is selected', () => {
  const problem = 'SERVICE_DISCOVERY: no target found: the configuration selects nothing that the cluster has';
  expect(vendedText(problem)).toBeUndefined();
});
