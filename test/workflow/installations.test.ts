import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { output as outputSchema } from '../../functions/shared/contract.ts';
import { connectionNames } from '../../functions/shared/names.ts';
import { parseConfiguration, readConfiguration } from '../../infra/configuration/configuration.ts';
import { putDeployment } from '../../local/deployment/putDeployment.ts';
import { readDeployment } from '../../local/deployment/read/readTemplates.ts';
import { synthesizedDeployment, synthesizedStacks } from '../../local/deployment/synthesized.ts';
import { enter } from '../../local/workflow/doors/doors.ts';
import { DEFAULT_WORLD } from '../../local/deployedWorld.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { loadWorld } from '../../local/world/load.ts';
import type { World } from '../../local/state/state.ts';
import { warmRuntime } from '../runtimes.ts';
import { itemsOf } from '../tables.ts';
import { CLUSTER, isOfNotify, scrapers, stopAfter, WORKSPACE } from './support.ts';

/** Two installations in the same accounts and Region, the name of one the beginning of the other's. */
const SCRAPER = readConfiguration();
const AMP = parseConfiguration(
  { ...SCRAPER, name: 'amp', clusterTagKey: undefined, provisionerExternalId: 'amp-provisioner' },
  "the second installation's configuration",
);
const DEPLOYMENT = readDeployment([...(await synthesizedStacks(SCRAPER)), ...(await synthesizedStacks(AMP))]);

const OWN = SCRAPER.workspaces['own']?.arn ?? '';
const CENTRAL = { clusterArn: CLUSTER, workspaceArn: WORKSPACE };
const BESIDE = { clusterArn: CLUSTER, workspaceArn: OWN };

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

function bothDeployed(): World {
  const { world } = loadWorld(JSON.parse(readFileSync(DEFAULT_WORLD, 'utf8')));
  putDeployment(world, DEPLOYMENT);
  return world;
}

/** A world in which `amp` has connected the cluster to one workspace and `amp-scraper` to the other. */
async function bothConnected(): Promise<World> {
  const world = bothDeployed();
  for (const [installation, input] of [
    ['amp', CENTRAL],
    ['amp-scraper', BESIDE],
  ] as const) {
    const { output } = await runtime.execute({ world, installation, input });
    expect(output).toMatchObject({ outcome: 'ONBOARDED' });
  }
  return world;
}

/** All that an installation has in the world: its connection's roles, its scrapers, its table. */
function partOf(world: World, installation: string): string {
  const roles = Object.values(world.accounts).flatMap((account) => Object.values(account.roles));
  return JSON.stringify({
    roles: roles.filter(({ path }) => path === `/${installation}/`),
    scrapers: scrapers(world)
      .filter(({ tags }) => Object.hasOwn(tags, `${installation}:connection`))
      .map(({ arn, status, tags, alias, subnetIds, scrapeConfiguration, sourceRoleArn, lastModifiedAt }) => [
        arn,
        status,
        tags,
        alias,
        subnetIds,
        scrapeConfiguration,
        sourceRoleArn,
        lastModifiedAt,
      ]),
    items: Object.entries(world.tables ?? {})
      .filter(([arn]) => arn.endsWith(`table/${installation}-connections`))
      .map(([arn, table]) => [arn, { ...table, items: itemsOf({ ...world, tables: { [arn]: table } }) }]),
  });
}

const nothingOf = (installation: string) => partOf(bothDeployed(), installation);

function tagged(tags: Record<string, string>, keys: string[]): unknown {
  const event = JSON.parse(readFileSync(new URL('../../events/eks-cluster-tagged.json', import.meta.url), 'utf8'));
  return { ...event, detail: { ...event.detail, 'changed-tag-keys': keys, tags } };
}

function retag(world: World, tags: Record<string, string>): void {
  const cluster = world.accounts['111111111111']?.clusters[CLUSTER];
  if (cluster) cluster.tags = tags;
}

describe('two installations side by side', () => {
  test('have roles, scrapers and items of their own', async () => {
    const world = await bothConnected();
    for (const [installation, { clusterArn, workspaceArn }] of [
      ['amp', CENTRAL],
      ['amp-scraper', BESIDE],
    ] as const) {
      const { sourceRoleArn, targetRoleArn, id } = connectionNames(installation, clusterArn, workspaceArn);
      const part = partOf(world, installation);
      for (const name of [sourceRoleArn, targetRoleArn, id]) expect(part).toContain(name);
    }
    expect(scrapers(world)).toHaveLength(2);
  });

  test('that connect one pair twice are told: the scraper of the other is foreign, and stays as it is', async () => {
    const world = await bothConnected();
    const before = partOf(world, 'amp');
    const { output } = await runtime.execute({ world, installation: 'amp-scraper', input: CENTRAL });
    const [other] = scrapers(world).filter(({ tags }) => tags['amp:door'] !== undefined);
    expect(outputSchema.parse(output)).toMatchObject({
      outcome: 'ONBOARDED',
      warnings: [expect.stringContaining(`Scraper ${other?.arn} (ACTIVE) is between the same cluster and workspace`)],
    });
    expect(partOf(world, 'amp')).toBe(before);
    expect(scrapers(world)).toHaveLength(3);
  });

  test.each([
    ['amp', CENTRAL, 'amp-scraper'],
    ['amp-scraper', BESIDE, 'amp'],
  ])('take away their own: an offboard by %s', async (installation, input, other) => {
    const world = await bothConnected();
    const before = partOf(world, other);
    const { output } = await runtime.execute({ world, installation, workflow: 'offboard', input });
    expect(outputSchema.parse(output).deleted).toHaveLength(3);
    expect(partOf(world, other)).toBe(before);
    expect(partOf(world, installation)).toBe(nothingOf(installation));
  });

  test("hear of their own tag alone, and take nothing of the other's", async () => {
    const world = bothDeployed();
    const go = (keys: string[]) => enter(runtime, DEPLOYMENT, tagged({}, keys), { world });
    retag(world, { 'amp-workspace': 'central', 'amp-scraper-workspace': 'own' });
    expect((await go(['amp-workspace'])).output).toMatchObject({ outcome: 'ONBOARDED', workspaceArn: WORKSPACE });
    expect(partOf(world, 'amp-scraper')).toBe(nothingOf('amp-scraper'));
    expect((await go(['amp-scraper-workspace'])).output).toMatchObject({ outcome: 'ONBOARDED', workspaceArn: OWN });
    const before = partOf(world, 'amp');
    retag(world, { 'amp-workspace': 'central' });
    await go(['amp-scraper-workspace']);
    expect(partOf(world, 'amp-scraper')).toBe(nothingOf('amp-scraper'));
    expect(partOf(world, 'amp')).toBe(before);
  });

  test("serve the product's events that name their own provider", async () => {
    const world = bothDeployed();
    const event = JSON.parse(readFileSync(new URL('../../events/product-create.json', import.meta.url), 'utf8'));
    const ServiceToken = event.ResourceProperties.ServiceToken.replace('amp-scraper', 'amp');
    const properties = { ...event.ResourceProperties, ServiceToken };
    const result = await enter(runtime, DEPLOYMENT, { ...event, ResourceProperties: properties }, { world });
    expect(result.cloudFormation).toMatchObject({ Status: 'SUCCESS' });
    expect(partOf(world, 'amp')).toContain('"amp:door":"product"');
    expect(partOf(world, 'amp-scraper')).toBe(nothingOf('amp-scraper'));
  });

  test('clean up after their own executions alone', async () => {
    const world = await bothConnected();
    const before = partOf(world, 'amp');
    const cut = { workspaceArn: WORKSPACE, clusterArn: CLUSTER.replace(/shop$/, 'legacy') };
    await runtime.execute({ world, installation: 'amp-scraper', input: cut, adapt: stopAfter('CreateTargetRole') });
    const { executionArn } = Object.values(world.executions ?? {}).at(-1) ?? { executionArn: '' };
    expect(executionArn).toContain('amp-scraper-');
    await runtime.execute({
      world,
      installation: 'amp-scraper',
      workflow: 'offboard',
      input: { ...cut, onlyCreatedBy: executionArn },
    });
    expect(partOf(world, 'amp')).toBe(before);
    expect(partOf(world, 'amp-scraper')).not.toContain(
      connectionNames('amp-scraper', cut.clusterArn, cut.workspaceArn).id,
    );
  });
});

describe('an installation', () => {
  test('whose account stack is older is told so before anything else is asked', async () => {
    const world = bothDeployed();
    const provisioner = world.accounts['222222222222']?.roles['arn:aws:iam::222222222222:role/amp-provisioner'];
    if (provisioner) provisioner.tags = {};
    const operations = new Set<string>();
    const { error, cause } = await runtime.execute({
      world,
      installation: 'amp',
      input: CENTRAL,
      onCall: ({ service, operation, callerArn = '' }) =>
        isOfNotify(callerArn) || operations.add(`${service}:${operation}`),
    });
    expect(error).toBe('PreflightFailed');
    expect(cause).toContain('Deploy the account stack of account 222222222222 again');
    const inMemberAccounts = [...operations].filter((one) => !/^(dynamodb|sns|states):/.test(one));
    expect(inMemberAccounts.toSorted()).toEqual(['iam:ListRoleTags', 'sts:AssumeRole']);
  });

  test('with no accepted workspace says which partition a request is not in, and that its own is aws', async () => {
    const configuration = parseConfiguration({ ...SCRAPER, workspaces: {} }, 'no workspaces');
    const { world } = loadWorld(JSON.parse(readFileSync(DEFAULT_WORLD, 'utf8')));
    const deployment = await synthesizedDeployment(configuration);
    putDeployment(world, deployment);
    const alone = await warmRuntime(deployment);
    const abroad = { ...CENTRAL, clusterArn: CLUSTER.replace('arn:aws:', 'arn:aws-us-gov:') };
    const { cause } = await alone.execute({ world, input: abroad });
    expect(cause).toContain('is in partition aws-us-gov, this workflow is in aws.');
    expect((await alone.execute({ world, input: CENTRAL })).cause).not.toContain('undefined');
  });
});
