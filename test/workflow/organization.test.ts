import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseConfiguration } from '../../infra/configuration/configuration.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { evaluateAssumeRole } from '../../local/policies/authorize.ts';
import { membersOf } from '../../local/deployedWorld.ts';
import { putDeployment } from '../../local/deployment/putDeployment.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import { joinOrganization, leaveOrganization, moveAccount } from '../../local/state/organizations.ts';
import type { World } from '../../local/state/state.ts';
import { enter } from '../../local/workflow/doors/doors.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import {
  FLEET_HUB,
  FLEET_ORGANIZATION,
  fleetConfiguration,
  fleetFile,
  fleetMember,
  fleetUnit,
  fleetWorkspace,
} from '../../local/world/fleet.ts';
import { loadWorld } from '../../local/world/load.ts';
import { warmRuntime } from '../runtimes.ts';
import { PROVISIONING_SECONDS, scrapers } from './support.ts';

const REGION = 'us-west-2';
const WORKSPACE = fleetWorkspace(REGION);
const [FIRST, SECOND, EXCLUDED] = [fleetMember(0), fleetMember(1), fleetMember(2)];

const COMMON = fleetConfiguration(REGION);
const CONFIGURATION = parseConfiguration(
  { ...COMMON, organization: { ...COMMON.organization, excludedAccounts: [EXCLUDED] } },
  "an organization's configuration",
);

/** A world with the organization, its accounts without our stacks. */
const fleet = (members = 3) => {
  const file = fleetFile({ members, tags: { 'amp-scraper-workspace': 'central' } });
  return loadWorld({ ...file, provisioningSeconds: PROVISIONING_SECONDS }).world;
};

/** As the organization's StackSets and a deployment of the workflow leave it. */
async function deployed(world: World): Promise<World> {
  putDeployment(world, await synthesizedDeployment(CONFIGURATION, membersOf(world, CONFIGURATION)));
  return world;
}

const DEPLOYMENT = await synthesizedDeployment(CONFIGURATION, [FLEET_HUB, FIRST]);
let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const clusterOf = (accountId: string) => `arn:aws:eks:${REGION}:${accountId}:cluster/shop`;
const request = (accountId: string) => ({ clusterArn: clusterOf(accountId), workspaceArn: WORKSPACE });
const onboard = (world: World, accountId: string, more: object = {}) =>
  enter(runtime, DEPLOYMENT, { ...request(accountId), ...more }, { world });
const offboard = (world: World, accountId: string, more: object = {}) =>
  enter(runtime, DEPLOYMENT, { ...request(accountId), ...more }, { world, workflow: 'offboard' });

function tagEvent(accountId: string): object {
  return {
    version: '0',
    id: `tag-${accountId}`,
    'detail-type': 'Tag Change on Resource',
    source: 'aws.tag',
    account: accountId,
    time: '2026-01-05T08:00:00Z',
    region: REGION,
    resources: [clusterOf(accountId)],
    detail: {
      'changed-tag-keys': ['amp-scraper-workspace'],
      service: 'eks',
      'resource-type': 'cluster',
      tags: { 'amp-scraper-workspace': 'central' },
    },
  };
}

function launch(accountId: string): object {
  const event = JSON.parse(readFileSync(new URL('../../events/product-create.json', import.meta.url), 'utf8'));
  const properties = { ...event.ResourceProperties, clusterArn: clusterOf(accountId) };
  return JSON.parse(JSON.stringify({ ...event, ResourceProperties: properties }).replaceAll('333333333333', FLEET_HUB));
}

describe('an account', () => {
  test('that joins is connected as soon as it has its stacks, which change nothing of the others', async () => {
    const world = fleet();
    leaveOrganization(world, SECOND);
    await deployed(world);
    const before = structuredClone([world.accounts[FLEET_HUB], world.accounts[FIRST]]);
    const early = await onboard(world, SECOND);
    expect(early).toMatchObject({ status: 'FAILED', error: 'InvalidRequest' });
    expect(early.cause).toContain('which is not in the organization');
    joinOrganization(world, SECOND, FLEET_ORGANIZATION, fleetUnit(0));
    await deployed(world);
    expect([world.accounts[FLEET_HUB], world.accounts[FIRST]]).toEqual(before);
    expect(await onboard(world, SECOND)).toMatchObject({ output: { outcome: 'ONBOARDED' } });
  });

  test('that is excluded is refused by every door before anything is written', async () => {
    const world = await deployed(fleet());
    const answers = [];
    for (const input of [request(EXCLUDED), tagEvent(EXCLUDED), launch(EXCLUDED)]) {
      const { error, cause, cloudFormation } = await enter(runtime, DEPLOYMENT, input, { world });
      answers.push(cloudFormation?.Reason ?? `${error}: ${cause}`);
    }
    for (const answer of answers) expect(answer).toMatch(/exclude|bus/);
    expect(scrapers(world)).toEqual([]);
  });

  test('in an OU that is not named is refused, and moved into one is connected', async () => {
    const world = await deployed(fleet());
    const { organizations: [organization] = [] } = world;
    organization?.units.push({ id: fleetUnit(1), name: 'other', parentId: organization.rootId });
    moveAccount(world, FIRST, fleetUnit(1));
    const refused = await onboard(world, FIRST);
    expect(refused).toMatchObject({ status: 'FAILED', error: 'InvalidRequest' });
    expect(refused.cause).toContain(FIRST);
    moveAccount(world, FIRST, fleetUnit(0));
    expect(await onboard(world, FIRST)).toMatchObject({ output: { outcome: 'ONBOARDED' } });
  });

  test('that leaves writes no more, and its target role can be taken away without it', async () => {
    const world = await deployed(fleet());
    await onboard(world, FIRST);
    const [scraper] = scrapers(world);
    const assume = () =>
      evaluateAssumeRole(world, {
        principal: { kind: 'role', roleArn: scraper?.sourceRoleArn ?? '' },
        roleArn: scraper?.targetRoleArn ?? '',
        externalId: scraper?.arn ?? '',
      });
    expect((await assume()).allowed).toBe(true);
    leaveOrganization(world, FIRST);
    expect((await assume()).allowed).toBe(false);
    const { status, output, cause } = await offboard(world, FIRST, { revoke: true });
    expect({ status, cause }).toMatchObject({ status: 'SUCCEEDED' });
    expect(output).toMatchObject({ warnings: expect.arrayContaining([expect.stringContaining(FIRST)]) });
    expect(world.accounts[FLEET_HUB]?.roles[scraper?.targetRoleArn ?? '']).toBeUndefined();
  });
});

describe('AWS Organizations', () => {
  const under = async (...faults: string[]) => {
    const plan = faultPlan(faults.map((text) => parseFault(text, OPERATIONS)));
    return enter(runtime, DEPLOYMENT, request(FIRST), { world: await deployed(fleet()), faults: plan });
  };

  test.each([
    'organizations:ListParents:throttle:1',
    'organizations:ListParents:server-error:2',
    'organizations:ListParents:reset:1',
    'organizations:ListParents:lost-response:1',
  ])('in trouble for a while is asked again: %s', async (fault) => {
    expect(await under(fault)).toMatchObject({ output: { outcome: 'ONBOARDED' } });
  });

  test('that never answers well fails the execution, and nothing is written', async () => {
    expect(await under('organizations:ListParents:server-error:always')).toMatchObject({ error: 'AwsUnavailable' });
  });
});

describe('in a world of a thousand accounts', () => {
  let few: World;
  let many: World;
  beforeAll(async () => {
    few = await deployed(fleet());
    many = await deployed(fleet(1_000));
  });

  /** Seconds of the processor, the functions' threads included, that a door's way to its end takes. */
  async function userTime(world: World, input: object): Promise<number> {
    const copy = structuredClone(world);
    const before = process.cpuUsage();
    const { output, cause } = await enter(runtime, DEPLOYMENT, input, { world: copy });
    expect(output, cause).toMatchObject({ outcome: 'ONBOARDED' });
    return process.cpuUsage(before).user / 1e6;
  }

  test.each([
    ['console', request(FIRST)],
    ['tag', tagEvent(FIRST)],
    ['product', launch(FIRST)],
  ])('the %s door connects a cluster, for not twice the work of a world of three', async (_door, input) => {
    const times: Record<'few' | 'many', number[]> = { few: [], many: [] };
    for (let round = 0; round < 3; round += 1) {
      times.few.push(await userTime(few, input));
      times.many.push(await userTime(many, input));
    }
    expect(Math.min(...times.many) / Math.min(...times.few)).toBeLessThan(2);
  });
});
