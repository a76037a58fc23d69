import { gzipSync } from 'node:zlib';
import { reconcileOutput, type ReconcileOutput } from '../../../functions/shared/fleet/run.ts';
import { connectionNames, FLEET_PREFIX, type MachineName } from '../../../functions/shared/names.ts';
import { tagsAgain } from '../../../functions/shared/request/doors/clusterEvents.ts';
import { parseConfiguration, readConfiguration } from '../../../infra/configuration/configuration.ts';
import type { Deployment } from '../../../local/deployment/deployed.ts';
import { putDeployment } from '../../../local/deployment/putDeployment.ts';
import { synthesizedDeployment } from '../../../local/deployment/synthesized.ts';
import type { Cluster, ExecutionRecord, Scraper, World } from '../../../local/state/state.ts';
import { memberFile } from '../../../local/world/fleet.ts';
import type { Deaths } from '../../../local/workflow/lambda/deaths.ts';
import type { Runtime, StageOptions } from '../../../local/workflow/runtime.ts';
import type { Stage } from '../../../local/workflow/stage.ts';
import { itemsOf } from '../../tables.ts';
import { clusterOf, worldWith } from '../support.ts';

export const ACCOUNT = '111111111111';
export const [CENTRAL, OWN] = [
  'arn:aws:aps:us-west-2:222222222222:workspace/ws-11111111-2222-3333-4444-555555555555',
  'arn:aws:aps:us-west-2:111111111111:workspace/ws-aaaaaaaa-1111-4111-8111-111111111111',
] as const;
export const KEY = 'amp-scraper-workspace';
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

/** Clusters by name, with the value of the tag or without it. */
export type Tagged = Readonly<Record<string, string | undefined>>;

/** The account with these clusters alone, tagged or not. */
export function worldOf(
  deployment: Deployment,
  clusters: Tagged,
  others: Readonly<Record<string, Tagged>> = {},
): World {
  const world = worldWith(({ accounts }) => {
    for (const [accountId, tagged] of Object.entries({ [ACCOUNT]: clusters, ...others })) {
      const account = (accounts[accountId] ??= memberFile(['us-west-2'], () => ({})));
      const subnetIds = account.subnets?.map(({ subnetId }) => subnetId).slice(0, 2);
      account.clusters = Object.entries(tagged).map(([name, workspace]) => ({
        name,
        subnetIds,
        tags: workspace === undefined ? {} : { [KEY]: workspace },
      }));
    }
  });
  putDeployment(world, deployment);
  return world;
}

/** Sets the cluster's tag, or takes it off; nobody is told. */
export function tag(world: World, name: string, workspace: string | undefined, account: string = ACCOUNT): Cluster {
  const cluster = clusterOf(world, arnOf(name, account));
  cluster.tags = workspace === undefined ? {} : { [KEY]: workspace };
  return cluster;
}

/** Onboards clusters by their tags, side by side. */
export async function connect(runtime: Runtime, world: World, names: readonly string[]): Promise<void> {
  await connectClusters(
    runtime,
    world,
    names.map((name) => arnOf(name)),
  );
}

/** The same of clusters in whatever account, by their ARNs. */
export async function connectClusters(runtime: Runtime, world: World, arns: readonly string[]): Promise<void> {
  const stage = runtime.open({ world });
  for (const arn of arns) begin(stage, runtime, world, 'onboard', tagsAgain(arn));
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

/**
 * Does something once, as soon as an execution of the workflow enters a state, and goes on to the end of all that this leads to. Tasks
 * take turns, so that it comes to the same each time; a function that is called by then runs on.
 */
export function onceIn(
  runtime: Runtime,
  world: World,
  { workflow = 'reconcile', state, death }: { workflow?: MachineName; state: string; death?: Deaths | undefined },
  act: (stage: Stage, execution: ExecutionRecord) => void,
): Stage {
  let isDone = false;
  const stage = runtime.open({
    world,
    ...(death ? { death } : {}),
    onTask: () => {},
    onEvent({ executionArn, kind, state: entered }) {
      const execution = world.executions?.[executionArn];
      if (isDone || kind !== 'entered' || entered !== state || execution === undefined) return;
      if (execution.stateMachineArn !== runtime.stateMachineArn(workflow)) return;
      isDone = true;
      act(stage, execution);
    },
  });
  return stage;
}

/** Starts an execution on the stage, by a name of its own. */
export function begin(stage: Stage, runtime: Runtime, world: World, workflow: MachineName, input: object = {}) {
  world.nextId += 1;
  return stage.begin(runtime.stateMachineArn(workflow), `${workflow}-${world.nextId}`, input);
}

/** How a run of reconcile came out. */
export function outputOf({ status, output = '{}', error, cause }: ExecutionRecord): ReconcileOutput {
  if (status !== 'SUCCEEDED') throw new Error(`${status} ${error}: ${cause}`);
  return reconcileOutput.parse(JSON.parse(output));
}

/** Every execution that runs of reconcile have started: what each is asked for. */
export function startedByRuns(world: World): string[] {
  const found = Object.values(world.executions ?? {}).filter(({ name }) => name.startsWith(FLEET_PREFIX));
  return found.map(({ input }) => input);
}

/** All that there is of connections: items of the table, roles and scrapers of ours. */
export function leftOf(world: World): string[] {
  const ours = Object.values(world.accounts).flatMap(({ roles, scrapers }) => [
    ...Object.values(roles),
    ...Object.values(scrapers),
  ]);
  const tagged = ours.filter(({ tags }) => 'amp-scraper:connection' in tags).map(({ arn }) => arn);
  return [...tagged, ...itemsOf(world).map((one) => JSON.stringify(one))];
}

/** The scrapers of ours that scrape. */
export function scrapers(world: World): Scraper[] {
  return Object.values(world.accounts)
    .flatMap((account) => Object.values(account.scrapers))
    .filter(({ status, tags }) => status === 'ACTIVE' && 'amp-scraper:connection' in tags);
}

/** The clusters that they scrape, sorted. */
export function scraped(world: World): string[] {
  return scrapers(world)
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
