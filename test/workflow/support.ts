import { readFileSync } from 'node:fs';
import { beforeAll } from 'vitest';
import { connectionNames, type WorkflowName } from '../../functions/shared/names.ts';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import type { DeployedFunction, Deployment } from '../../local/deployment/deployed.ts';
import { putDeployment } from '../../local/deployment/putDeployment.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import { reportAccounts } from '../../local/report/accounts.ts';
import { DEFAULT_WORLD } from '../../local/deployedWorld.ts';
import type { RunResult, Runtime, StageOptions } from '../../local/workflow/runtime.ts';
import type { CallRecord } from '../../local/aws/server.ts';
import { loadWorld } from '../../local/world/load.ts';
import { awsAuthArn } from '../../local/scrapers/admission.ts';
import { findCluster } from '../../local/state/lookup.ts';
import type { Cluster, Role, Scraper, World } from '../../local/state/state.ts';
import type { Definition } from '../../local/workflow/states/interpreter.ts';
import { warmRuntime } from '../runtimes.ts';

export const CLUSTER = 'arn:aws:eks:us-west-2:111111111111:cluster/shop';
export const WORKSPACE = 'arn:aws:aps:us-west-2:222222222222:workspace/ws-11111111-2222-3333-4444-555555555555';
export const REQUEST = { clusterArn: CLUSTER, workspaceArn: WORKSPACE };
export const NAMES = connectionNames('amp-scraper', CLUSTER, WORKSPACE);

/** How long an undo waits before it looks. */
export const BEFORE_UNDO_SECONDS = 120;

/** What the stacks of the sample configuration deploy. */
export const DEPLOYMENT = await synthesizedDeployment(readConfiguration());

/** The same deployment with something changed of every function, of those that are called by version too. */
export function withFunctions(deployment: Deployment, change: (one: DeployedFunction) => DeployedFunction): Deployment {
  return {
    ...deployment,
    functions: deployment.functions.map(change),
    versions: deployment.versions.map((one) => ({ ...one, function: change(one.function) })),
  };
}

/**
 * When a scraper is ACTIVE here: the wait loop is passed twice, an undo meets a scraper that is CREATING, and a look at the samples one that
 * has just become ACTIVE. After the default world's 1,038 s it is passed 19 times, a quarter of all that a run does.
 */
export const PROVISIONING_SECONDS = 355;

const FRESH: World = worldWith(() => {});
export const freshWorld = (): World => structuredClone(FRESH);
/** The same with scrapers that are CREATING for as long as the default world's: 17 minutes. */
export const slowWorld = (): World => Object.assign(freshWorld(), { provisioningSeconds: 1_038 });

/** The default world with changes to its file, and with scrapers that are ACTIVE early. */
export function worldWith(change: (file: WorldFileText) => void): World {
  const file: WorldFileText = JSON.parse(readFileSync(DEFAULT_WORLD, 'utf8'));
  file.provisioningSeconds = PROVISIONING_SECONDS;
  change(file);
  const { world } = loadWorld(file);
  putDeployment(world, DEPLOYMENT);
  return world;
}

/** What the tests change of a world file. */
export interface WorldFileText {
  provisioningSeconds?: number;
  accounts: Record<
    string,
    {
      vpcs?: Record<string, unknown>[];
      subnets?: Record<string, unknown>[];
      clusters?: Record<string, unknown>[];
      scrapers?: Record<string, unknown>[];
      workspaces?: Record<string, unknown>[];
    }
  >;
}

export function cluster(file: WorldFileText, name: string): Record<string, unknown> {
  const found = file.accounts['111111111111']?.clusters?.find((one) => one['name'] === name);
  if (found === undefined) throw new Error(`The default world has no cluster ${name}.`);
  return found;
}

export interface ObservedRun extends RunResult {
  world: World;
  calls: CallRecord[];
}

/** One runtime for all tests of a file. */
export function useRuntime(): {
  run(options: Partial<StageOptions> & { workflow?: WorkflowName; input?: unknown }): Promise<ObservedRun>;
} {
  let runtime: Runtime | undefined;
  beforeAll(async () => {
    runtime = await warmRuntime(DEPLOYMENT);
  });
  return {
    async run(options) {
      if (runtime === undefined) throw new Error('The runtime is started before the first test.');
      const calls: CallRecord[] = [];
      const world = options.world ?? freshWorld();
      const result = await runtime.execute({ input: REQUEST, ...options, world, onCall: (call) => calls.push(call) });
      return { ...result, world, calls };
    },
  };
}

/** Without those by which people are told, which are in nobody's way (test/workflow/states). */
export function ofWorkflow<Call extends Pick<CallRecord, 'callerArn'>>(calls: readonly Call[]): Call[] {
  return calls.filter(({ callerArn = '' }) => !isOfNotify(callerArn));
}

/** Whether a caller is notify, by its own role or as a provisioner. */
export function isOfNotify(callerArn: string): boolean {
  return /-notify-members\/|\/notify-[0-9a-f]{16}$/.test(callerArn);
}

export function writes(calls: readonly CallRecord[]): string[] {
  return ofWorkflow(calls)
    .filter(
      ({ operation, errorCode }) =>
        /^(Create|Put|Attach|Detach|Update|Delete|Tag|Untag)/.test(operation ?? '') && !errorCode,
    )
    .map(({ service, operation }) => `${service}:${operation}`);
}

export function role(world: World, arn: string): Role | undefined {
  return Object.values(world.accounts)
    .flatMap(({ roles }) => Object.values(roles))
    .find((one) => one.arn === arn);
}

export function scrapers(world: World): Scraper[] {
  return Object.values(world.accounts).flatMap((account) => Object.values(account.scrapers));
}

/** Maps the role of every scraper that there is in the cluster's aws-auth, as the manual steps say. */
export function mapScraperRoles(world: World, clusterArn: string): void {
  clusterOf(world, clusterArn).awsAuthRoleArns = scrapers(world).map(({ roleArn }) => awsAuthArn(roleArn));
}

export function clusterOf(world: World, clusterArn: string): Cluster {
  const found = findCluster(world, clusterArn);
  if (found === undefined) throw new Error(`The world has no cluster ${clusterArn}.`);
  return found;
}

export function seriesCount(world: World): number {
  return Object.values(world.accounts)
    .flatMap(({ workspaces }) => Object.values(workspaces))
    .reduce((count, { series }) => count + series.length, 0);
}

/** The loops folded: each state once, in the order of its first visit. */
export function path(states: readonly string[]): string[] {
  return [...new Set(states)];
}

/** The execution ends after the state, as if it had been stopped there. */
export function stopAfter(state: string): (definition: Definition) => Definition {
  return (definition) => {
    const stopped = definition.States[state];
    if (stopped === undefined) throw new Error(`The definition has no state ${state}.`);
    const { Next: _next, ...rest } = { Next: undefined, ...stopped };
    const ending = stopped.Type === 'Choice' ? { Type: 'Succeed' } : { ...rest, End: true };
    return withState(definition, state, ending);
  };
}

/** PatchTrust does nothing, and says that it changed nothing. */
export function withoutPatchTrust(definition: Definition): Definition {
  return withState(definition, 'PatchTrust', {
    Type: 'Pass',
    Result: { updated: [], repaired: [] },
    ResultPath: '$.trust',
    Next: 'WaitForScraper',
  });
}

function withState(definition: Definition, name: string, state: object): Definition {
  const changed: Definition = structuredClone(definition);
  Object.assign(changed.States, { [name]: state });
  return changed;
}

/** The reported world with what differs between any two runs taken out: execution names and generated ids. */
export function comparable(world: World): unknown {
  const text = JSON.stringify(reportAccounts(world))
    .replaceAll(/s-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 's-ID')
    .replaceAll(/AWSServiceRoleForAmazonPrometheusScraper_[0-9a-f-]+/g, 'AWSServiceRoleForAmazonPrometheusScraper_ID')
    .replaceAll(/:execution:[\w-]+:[\w-]+/g, ':execution:E');
  return JSON.parse(text);
}
