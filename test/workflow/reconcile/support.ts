import { gzipSync } from 'node:zlib';
import { reconcileOutput, type ReconcileOutput } from '../../../functions/shared/fleet/run.ts';
import { connectionNames } from '../../../functions/shared/names.ts';
import { tagsAgain } from '../../../functions/shared/request/doors/clusterEvents.ts';
import { parseConfiguration, readConfiguration } from '../../../infra/configuration/configuration.ts';
import type { Deployment } from '../../../local/deployment/deployed.ts';
import { putDeployment } from '../../../local/deployment/putDeployment.ts';
import { synthesizedDeployment } from '../../../local/deployment/synthesized.ts';
import type { Cluster, World } from '../../../local/state/state.ts';
import type { Runtime, StageOptions } from '../../../local/workflow/runtime.ts';
import { clusterOf, worldWith } from '../support.ts';

export const ACCOUNT = '111111111111';
export const [CENTRAL, OWN] = [
  'arn:aws:aps:us-west-2:222222222222:workspace/ws-11111111-2222-3333-4444-555555555555',
  'arn:aws:aps:us-west-2:111111111111:workspace/ws-aaaaaaaa-1111-4111-8111-111111111111',
] as const;
const KEY = 'amp-scraper-workspace';
const HOUR = 3_600_000;

/** The functions that the state machine of reconcile calls. */
export const OF_RECONCILE = ['beginReconcile', 'lookAtRange', 'planReconcile', 'actOnPlan', 'endReconcile'] as const;

export const arnOf = (name: string, account: string = ACCOUNT): string =>
  `arn:aws:eks:us-west-2:${account}:cluster/${name}`;
export const namesOf = (name: string, workspace: string = CENTRAL) =>
  connectionNames('amp-scraper', arnOf(name), workspace);

/** What the sample configuration deploys, with more of what reconcile may do. */
export function deploymentWith(reconcile: object, more: object = {}): Promise<Deployment> {
  const configuration = { ...readConfiguration(), ...more, reconcile };
  return synthesizedDeployment(parseConfiguration(configuration, 'the test'));
}

/** The account with these clusters alone, tagged or not. */
export function worldOf(deployment: Deployment, clusters: Readonly<Record<string, string | undefined>>): World {
  const world = worldWith(({ accounts }) => {
    const account = accounts[ACCOUNT];
    if (account === undefined) throw new Error(`The default world has no account ${ACCOUNT}.`);
    account.clusters = Object.entries(clusters).map(([name, workspace]) => ({
      name,
      subnetIds: ['subnet-0a00000000000000a', 'subnet-0a00000000000000b'],
      tags: workspace === undefined ? {} : { [KEY]: workspace },
    }));
  });
  putDeployment(world, deployment);
  return world;
}

/** Sets the cluster's tag, or takes it off; nobody is told. */
export function tag(world: World, name: string, workspace: string | undefined): Cluster {
  const cluster = clusterOf(world, arnOf(name));
  cluster.tags = workspace === undefined ? {} : { [KEY]: workspace };
  return cluster;
}

/** Onboards clusters by their tags, side by side. */
export async function connect(runtime: Runtime, world: World, names: readonly string[]): Promise<void> {
  const stage = runtime.open({ world });
  for (const name of names) {
    world.nextId += 1;
    stage.begin(runtime.stateMachineArn('onboard'), `connect-${world.nextId}`, tagsAgain(arnOf(name)));
  }
  await stage.idle();
  await stage.leave();
}

/** One run of reconcile, to the end of all that it starts. */
export async function reconcile(
  runtime: Runtime,
  world: World,
  input: object = {},
  options: Partial<StageOptions> = {},
): Promise<ReconcileOutput> {
  const result = await runtime.execute({ ...options, world, workflow: 'reconcile', input });
  if (result.status !== 'SUCCEEDED') throw new Error(`${result.status} ${result.error}: ${result.cause}`);
  return reconcileOutput.parse(result.output);
}

/** As if so many hours went by. */
export function pass(world: World, hours: number): void {
  world.now += hours * HOUR;
}

/** The clusters that scrapers of ours scrape, sorted. */
export function scraped(world: World): string[] {
  return Object.values(world.accounts)
    .flatMap(({ scrapers }) => Object.values(scrapers))
    .filter(({ status, tags }) => status === 'ACTIVE' && 'amp-scraper:connection' in tags)
    .map(({ clusterArn }) => clusterArn.split('/')[1] ?? '')
    .toSorted();
}

/** The cluster is gone, and no event has told of it. */
export function remove(world: World, name: string): void {
  const account = world.accounts[ACCOUNT];
  if (account !== undefined) delete account.clusters[arnOf(name)];
}

/** As after five executions that failed. */
export function quarantine(world: World, name: string): void {
  const clusterArn = arnOf(name);
  const [table] = Object.values(world.tables ?? {});
  const executionArn = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:fifth';
  const value = {
    clusterArn,
    executionArn,
    kind: 'connect',
    failures: 5,
    failedAt: '2026-01-05T09:00:00Z',
    error: 'NotOurs',
  };
  table?.items.push({
    pk: { S: 'fleet' },
    sk: { S: `attempt#${clusterArn}` },
    schema: { N: '1' },
    run: { S: executionArn },
    value: { B: gzipSync(JSON.stringify(value)).toString('base64') },
  });
}
