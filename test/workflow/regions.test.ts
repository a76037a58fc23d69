import { beforeAll, describe, expect, test } from 'vitest';
import { parseConfiguration } from '../../infra/configuration/configuration.ts';
import { putDeployment } from '../../local/deployment/putDeployment.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import { enter } from '../../local/workflow/doors/doors.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { FLEET_HUB, fleetFile, fleetMember, fleetWorkspace } from '../../local/world/fleet.ts';
import { loadWorld } from '../../local/world/load.ts';
import { warmRuntime } from '../runtimes.ts';
import { scrapers } from './support.ts';

const REGIONS = ['us-west-2', 'eu-west-1', 'ap-south-1'] as const;
const MEMBER = fleetMember(0);
const NAMES = { 'us-west-2': 'west', 'eu-west-1': 'europe', 'ap-south-1': 'india' } as const;

const CONFIGURATION = parseConfiguration(
  {
    partition: 'aws',
    workflowAccountId: FLEET_HUB,
    regions: REGIONS,
    homeRegion: 'us-west-2',
    accounts: [MEMBER, FLEET_HUB],
    workspaces: Object.fromEntries(REGIONS.map((region) => [NAMES[region], fleetWorkspace(region)])),
    provisionerExternalId: 'three-regions',
  },
  'the configuration of three Regions',
);
const DEPLOYMENT = await synthesizedDeployment(CONFIGURATION);

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const clusterIn = (region: string) => `arn:aws:eks:${region}:${MEMBER}:cluster/shop`;

function tagEvent(region: (typeof REGIONS)[number]): object {
  const tags = { 'amp-scraper-workspace': NAMES[region] };
  return {
    version: '0',
    id: `tag-${region}`,
    'detail-type': 'Tag Change on Resource',
    source: 'aws.tag',
    account: MEMBER,
    time: '2026-01-05T08:00:00Z',
    region,
    resources: [clusterIn(region)],
    detail: { 'changed-tag-keys': Object.keys(tags), service: 'eks', 'resource-type': 'cluster', tags },
  };
}

describe('a deployment in three Regions', () => {
  test.each([
    [
      'console',
      (region: (typeof REGIONS)[number]) => ({ clusterArn: clusterIn(region), workspaceArn: fleetWorkspace(region) }),
    ],
    ['tag', tagEvent],
  ])('connects a cluster of each by the %s door, in one world', async (door, inputOf) => {
    const tags = (region: (typeof REGIONS)[number]) => ({ 'amp-scraper-workspace': NAMES[region] });
    const { world } = loadWorld(fleetFile({ members: 1, regions: REGIONS }));
    for (const region of door === 'tag' ? REGIONS : []) {
      const cluster = world.accounts[MEMBER]?.clusters[clusterIn(region)];
      if (cluster !== undefined) cluster.tags = tags(region);
    }
    putDeployment(world, DEPLOYMENT);
    for (const region of REGIONS) {
      const { output, cause } = await enter(runtime, DEPLOYMENT, inputOf(region), { world });
      expect(output, cause).toMatchObject({ outcome: 'ONBOARDED' });
    }
    expect(scrapers(world).map(({ region, workspaceArn, status }) => [region, workspaceArn, status])).toEqual(
      REGIONS.map((region) => [region, fleetWorkspace(region), 'ACTIVE']),
    );
    const machines = Object.values(world.executions ?? {}).map(({ stateMachineArn }) => stateMachineArn.split(':')[3]);
    expect(new Set(machines)).toEqual(new Set(REGIONS));
  });
});
