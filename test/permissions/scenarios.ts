import { readConfiguration } from '../../infra/configuration.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import { startRuntime, type RunResult, type Runtime } from '../../local/runtime.ts';
import type { CallRecord } from '../../local/aws/server.ts';
import type { World } from '../../local/world/state.ts';
import { afterAll, beforeAll } from 'vitest';
import type { Grant } from './narrowings.ts';
import { deployedWorld, OWN_WORKSPACE, SOURCE, TARGET } from './world.ts';

const cluster = (accountId: string, name: string) => `arn:aws:eks:us-west-2:${accountId}:cluster/${name}`;
const CENTRAL = `arn:aws:aps:us-west-2:${TARGET}:workspace/ws-11111111-2222-3333-4444-555555555555`;

/** From which cluster to which workspace: across the accounts and within each, both ways. */
const ROUTES = {
  across: { clusterArn: cluster(SOURCE, 'shop'), workspaceArn: CENTRAL },
  withinSource: { clusterArn: cluster(SOURCE, 'shop'), workspaceArn: OWN_WORKSPACE },
  withinTarget: { clusterArn: cluster(TARGET, 'platform'), workspaceArn: CENTRAL },
  back: { clusterArn: cluster(TARGET, 'platform'), workspaceArn: OWN_WORKSPACE },
} as const;
export type Route = keyof typeof ROUTES;
export const ROUTE_NAMES = ['across', 'withinSource', 'withinTarget', 'back'] as const satisfies readonly Route[];

/** What the run finds: nothing, what an earlier run left, a scraper that could not be created; or groups that are named. */
export const VARIANTS = ['clean', 'again', 'after a failure', 'with security groups'] as const;
export type Variant = (typeof VARIANTS)[number];

export interface ScenarioResult extends RunResult {
  world: World;
  calls: CallRecord[];
}

/** Runs scenarios in a world whose policies a test has changed. */
export function useScenarios(): {
  run(route: Route, variant: Variant, change: (world: World) => void): Promise<ScenarioResult>;
} {
  let runtime: Runtime | undefined;
  const before = new Map<string, World>();
  beforeAll(async () => {
    runtime = await startRuntime(await synthesizedDeployment(readConfiguration()));
  });
  afterAll(() => runtime?.close());

  async function execute(world: World, input: unknown): Promise<ScenarioResult> {
    if (runtime === undefined) throw new Error('The runtime is started before the first test.');
    const calls: CallRecord[] = [];
    const result = await runtime.execute({ world, input, onCall: (call) => calls.push(call) });
    return { ...result, world, calls };
  }

  /** The world that the variant begins with, made with the policies whole. */
  async function prepared(route: Route, variant: Variant): Promise<World> {
    const key = `${route} ${variant}`;
    const kept = before.get(key);
    if (kept !== undefined) return kept;
    const world = await deployedWorld();
    if (variant === 'after a failure') planFailure(world, ROUTES[route].clusterArn);
    if (variant === 'again' || variant === 'after a failure') await execute(world, ROUTES[route]);
    before.set(key, world);
    return world;
  }

  return {
    async run(route, variant, change) {
      const world = structuredClone(await prepared(route, variant));
      change(world);
      const groups = variant === 'with security groups' ? { securityGroupIds: groupsOf(world, route) } : {};
      return execute(world, { ...ROUTES[route], ...groups });
    },
  };
}

function planFailure(world: World, clusterArn: string): void {
  const [, , , region = '', accountId = ''] = clusterArn.split(':');
  const account = world.accounts[accountId];
  if (account !== undefined) account.nextScraper = { [region]: { outcome: 'CREATION_FAILED', afterSeconds: 60 } };
}

function groupsOf(world: World, route: Route): string[] {
  const { clusterArn } = ROUTES[route];
  const found = world.accounts[clusterArn.split(':')[4] ?? '']?.clusters[clusterArn];
  return found === undefined ? [] : [found.clusterSecurityGroupId];
}

/** Whether the scenario ended as it does with all permissions. */
export function succeeded({ status, output }: ScenarioResult): boolean {
  const outcome: unknown = typeof output === 'object' && output !== null ? Reflect.get(output, 'outcome') : undefined;
  const warnings: unknown = typeof output === 'object' && output !== null ? Reflect.get(output, 'warnings') : undefined;
  return status === 'SUCCEEDED' && outcome === 'ONBOARDED' && Array.isArray(warnings) && warnings.length === 0;
}

/** All that a failed scenario says about why. */
export function complaints({ cause, output, world, calls }: ScenarioResult): string {
  const scrapers = Object.values(world.accounts).flatMap((account) => Object.values(account.scrapers));
  return JSON.stringify([
    cause,
    output,
    scrapers.map(({ lastExportProblem }) => lastExportProblem),
    calls.map(({ errorMessage }) => errorMessage),
  ]);
}

const NEEDED_AGAIN = ['iam:GetRolePolicy', 'iam:ListAttachedRolePolicies'];

/** The scenarios that could need a grant, the likeliest first. */
export function scenariosFor({ action, resource, policy }: Grant): { route: Route; variant: Variant }[] {
  const variant: Variant = NEEDED_AGAIN.includes(action)
    ? 'again'
    : action === 'aps:DeleteScraper'
      ? 'after a failure'
      : action === 'ec2:DescribeSecurityGroups'
        ? 'with security groups'
        : 'clean';
  return routesFor(policy.name, action, resource).map((route) => ({ route, variant }));
}

function routesFor(policy: string, action: string, resource: string): Route[] {
  if (policy.endsWith(TARGET)) {
    if (resource === OWN_WORKSPACE) return ['back', 'withinTarget', 'across'];
    const asTarget = /amp-scraper-target-/.test(resource) || (resource === CENTRAL && action !== 'aps:CreateScraper');
    return asTarget ? ['across', 'withinTarget', 'back'] : ['withinTarget', 'back', 'across'];
  }
  if (policy.endsWith(SOURCE)) {
    const within = resource === OWN_WORKSPACE || resource.includes(`${SOURCE}:role/amp-scraper/amp-scraper-target-`);
    return within ? ['withinSource', 'back', 'across'] : ['across', 'withinSource', 'back'];
  }
  return ['across', 'back'];
}

/**
 * The operation in which a removed grant showed. A refusal within CreateScraper of another action than its own rests on
 * what AWS is assumed to check there.
 */
export function refusedOperation({ calls }: ScenarioResult): string | undefined {
  const { service, operation } = calls.find(({ errorCode }) => /AccessDenied|Unauthorized/.test(errorCode ?? '')) ?? {};
  return operation === undefined ? undefined : `${service}:${operation}`;
}
