import { describe, expect, it } from 'vitest';
import { readDeployment } from '../../../local/deployment/read/readTemplates.ts';
import { putDeployment } from '../../../local/deployment/putDeployment.ts';
import { settle } from '../../../local/scrapers/engine.ts';
import { organizationOf, organizationPath } from '../../../local/state/organizations.ts';
import {
  FLEET_HUB,
  FLEET_ORGANIZATION,
  FLEET_ROOT,
  fleetCluster,
  fleetFile,
  fleetMember,
  fleetUnit,
  fleetWorkspace,
} from '../../../local/world/fleet.ts';
import { loadWorld } from '../../../local/world/load.ts';
import { forwardingResources, stack } from '../deployment/samples.ts';
import { must } from './support.ts';

describe('a fleet', () => {
  it('is the same each time, and all of it is in the organization', () => {
    const fleet = { members: 5, units: 2, regions: ['us-west-2', 'eu-west-1'], tags: { team: 'a' } };
    const { world } = loadWorld(fleetFile(fleet));
    expect(loadWorld(fleetFile(fleet)).world).toEqual(world);
    const path = (index: number) =>
      organizationPath(must(organizationOf(world, fleetMember(index))), fleetMember(index));
    expect([path(0), path(3)]).toEqual([0, 1].map((unit) => `${FLEET_ORGANIZATION}/${FLEET_ROOT}/${fleetUnit(unit)}/`));
    const clusters = Object.values(must(world.accounts[fleetMember(4)]).clusters);
    expect(clusters.map(({ arn, tags }) => ({ arn, tags }))).toEqual(
      fleet.regions.map((region) => ({
        arn: `arn:aws:eks:${region}:${fleetMember(4)}:cluster/shop`,
        tags: { team: 'a' },
      })),
    );
    expect(Object.keys(must(world.accounts[FLEET_HUB]).workspaces)).toEqual(
      fleet.regions.map((region) => fleetWorkspace(region)),
    );
  });

  it('has as many clusters to a member as asked for, tags by where it stands, and workspaces where they are to be', () => {
    const tags = (member: number) => ({ team: `t${member}` });
    const { world } = loadWorld(fleetFile({ members: 2, clusters: 2, targets: [1], tags }));
    const clusters = Object.values(must(world.accounts[fleetMember(1)]).clusters);
    expect(clusters.map((one) => [one.name, one.tags])).toEqual([
      [fleetCluster(0), { team: 't1' }],
      [fleetCluster(1), { team: 't1' }],
    ]);
    const workspacesOf = (index: number) => Object.keys(must(world.accounts[fleetMember(index)]).workspaces);
    const [workspace, ofHub] = [fleetWorkspace('us-west-2', fleetMember(1)), fleetWorkspace('us-west-2')];
    expect([workspacesOf(0), workspacesOf(1), workspace === ofHub]).toEqual([[], [workspace], false]);
  });

  /** Milliseconds of user time that an account of so many takes to be there, with a stack in it. */
  async function perAccount(members: number): Promise<number> {
    const stacks = Array.from({ length: members }, (_, index) =>
      stack(fleetMember(index), 'region', forwardingResources()),
    );
    const file = fleetFile({ members });
    const begun = process.threadCpuUsage().user;
    const { world } = loadWorld(file);
    putDeployment(world, readDeployment(stacks));
    await settle(world, world.now + 1000);
    return (process.threadCpuUsage().user - begun) / 1000 / members;
  }

  it('of eight times as many accounts takes as long for each', async () => {
    await perAccount(400);
    const rounds: { few: number; many: number }[] = [];
    for (let round = 0; round < 3; round += 1) {
      rounds.push({ few: await perAccount(200), many: await perAccount(1600) });
    }
    const least = (size: 'few' | 'many') => Math.min(...rounds.map((one) => one[size]));
    expect(least('many') / least('few')).toBeLessThan(2.5);
  });
});
