import { connectionId } from '../../functions/shared/names.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { moveAccount } from '../../local/state/organizations.ts';
import type { RunResult, Runtime } from '../../local/workflow/runtime.ts';
import type { ExecutionEvent } from '../../local/workflow/states/execution.ts';
import type { CallRecord } from '../../local/aws/server.ts';
import type { World } from '../../local/state/state.ts';
import { warmRuntime } from '../runtimes.ts';
import { itemsOf } from '../tables.ts';
import { NAMES } from '../workflow/support.ts';
import { beforeAll } from 'vitest';
import { isReconciled, prepareFleet } from './fleet.ts';
import type { Grant } from './narrowings.ts';
import {
  deployedWorld,
  deploymentIn,
  HUB_WORKSPACE,
  NAMED_UNIT,
  OWN_WORKSPACE,
  SOURCE,
  TARGET,
  UNNAMED_UNIT,
  WORKFLOW,
  type Mode,
} from './world.ts';

const cluster = (accountId: string, name: string) => `arn:aws:eks:us-west-2:${accountId}:cluster/${name}`;
const CENTRAL = `arn:aws:aps:us-west-2:${TARGET}:workspace/ws-11111111-2222-3333-4444-555555555555`;

/** From which cluster to which workspace: across the accounts and within each, both ways. */
const ROUTES = {
  across: { clusterArn: cluster(SOURCE, 'shop'), workspaceArn: CENTRAL },
  withinSource: { clusterArn: cluster(SOURCE, 'shop'), workspaceArn: OWN_WORKSPACE },
  withinTarget: { clusterArn: cluster(TARGET, 'platform'), workspaceArn: CENTRAL },
  back: { clusterArn: cluster(TARGET, 'platform'), workspaceArn: OWN_WORKSPACE },
  toHub: { clusterArn: cluster(SOURCE, 'shop'), workspaceArn: HUB_WORKSPACE },
} as const;
export type Route = keyof typeof ROUTES;
export const ROUTE_NAMES = ['across', 'withinSource', 'withinTarget', 'back'] as const satisfies readonly Route[];

/** What runs and what it finds; the outcome with all permissions. */
const OUTCOMES = {
  clean: 'ONBOARDED',
  again: 'ONBOARDED',
  'with security groups': 'ONBOARDED',
  /** Somebody has changed the roles and the scraper since. */
  drifted: 'ONBOARDED',
  changed: 'ONBOARDED',
  'dry run': 'PLANNED',
  /** The scraper's logs are switched on, and off. */
  logged: 'ONBOARDED',
  unlogged: 'ONBOARDED',
  /** Nothing comes of the scraper, so that its lines are read. */
  silent: 'NO_SAMPLES',
  /** AWS fails the update, and the settings before are put back. */
  'failed update': 'ScraperFailed',
  /** A tag event has asked the one before it to look again. */
  asked: 'ONBOARDED',
  /** The lease is held by an execution that has ended. */
  'behind an onboard': 'ONBOARDED',
  'behind an offboard': 'ONBOARDED',
  /** The cluster asks by its tag, and is told. */
  'by its tag': 'ONBOARDED',
  'of a cluster that is being made': 'ONBOARDED',
  offboard: 'OFFBOARDED',
  'offboard when the tag is taken off': 'OFFBOARDED',
  'offboard of nothing': 'OFFBOARDED',
  /** Offboard by an event of the cluster's tag, of an execution that was cut short, and of a product that made nothing. */
  'offboard by a tag event': 'IGNORED',
  /** Of an account that has not been noted yet. */
  'offboard by news of a deletion': 'IGNORED',
  'offboard of what was cut short': 'IGNORED',
  'offboard of an offboard that was stopped': 'IGNORED',
  'offboard of what cannot have been made': 'IGNORED',
  /** Offboard of a stack's connection whose account is configured no longer. */
  'offboard of what cannot be reached': 'InvalidRequest',
  /** A fleet with something to connect and something to take away. */
  reconcile: 'RECONCILED',
} as const;
export type Variant = keyof typeof OUTCOMES;
export const VARIANTS = [
  'clean',
  'again',
  'with security groups',
  'drifted',
  'changed',
  'dry run',
  'logged',
  'unlogged',
  'silent',
  'failed update',
  'asked',
  'behind an onboard',
  'behind an offboard',
  'by its tag',
  'of a cluster that is being made',
  'offboard',
  'offboard when the tag is taken off',
  'offboard of nothing',
  'offboard by a tag event',
  'offboard by news of a deletion',
  'offboard of what was cut short',
  'offboard of an offboard that was stopped',
  'offboard of what cannot have been made',
  'offboard of what cannot be reached',
  'reconcile',
] as const satisfies readonly Variant[];

const EXECUTION = `arn:aws:states:us-west-2:333333333333:execution:amp-scraper`;
const STRAY_PAIR = {
  clusterArn: 'arn:aws:eks:us-west-2:999999999999:cluster/stray',
  workspaceArn: 'arn:aws:aps:us-west-2:999999999999:workspace/ws-99999999-9999-4999-8999-999999999999',
};
const CUT_SHORT = `${EXECUTION}-onboard:cut-short`;
const STOPPED = `${EXECUTION}-offboard:stopped`;
const PREPARED: readonly Variant[] = [
  'again',
  'asked',
  'drifted',
  'changed',
  'dry run',
  'logged',
  'unlogged',
  'silent',
  'failed update',
  'behind an onboard',
  'behind an offboard',
  'offboard',
];

export interface ScenarioResult extends RunResult {
  world: World;
  calls: CallRecord[];
  /** What states caught and went on with. */
  caught: unknown[];
  variant: Variant;
}

/** Runs scenarios in a world whose policies a test has changed. */
export function useScenarios(
  mode: Mode = 'list',
  configuration = readConfiguration(),
): {
  run(route: Route, variant: Variant, change: (world: World) => void): Promise<ScenarioResult>;
} {
  let runtime: Runtime | undefined;
  const before = new Map<string, World>();
  beforeAll(async () => {
    runtime = await warmRuntime(await deploymentIn(mode, configuration));
  });

  async function execute(world: World, variant: Variant, input: unknown): Promise<ScenarioResult> {
    if (runtime === undefined) throw new Error('The runtime is started before the first test.');
    const calls: CallRecord[] = [];
    const caught: unknown[] = [];
    const workflow = variant === 'reconcile' ? variant : variant.startsWith('offboard') ? 'offboard' : 'onboard';
    const faults = faultPlan(variant === 'failed update' ? [parseFault('scraper:update-failing', OPERATIONS)] : []);
    const onCall = (call: CallRecord) => calls.push(call);
    const onEvent = ({ output }: ExecutionEvent) => {
      if (typeof output === 'object' && output !== null && 'failure' in output) caught.push(output.failure);
    };
    const result = await runtime.execute({ world, workflow, input, faults, onCall, onEvent });
    return { ...result, world, calls, caught, variant };
  }

  /** The world that the variant begins with, made with the policies whole. */
  async function prepared(route: Route, variant: Variant): Promise<World> {
    const key = `${route} ${variant}`;
    const kept = before.get(key);
    if (kept !== undefined) return kept;
    const world = await deployedWorld(mode, configuration);
    const isMoved = mode === 'organization' && ROUTES[route].clusterArn.split(':')[4] === TARGET;
    if (isMoved) moveAccount(world, TARGET, NAMED_UNIT);
    if (PREPARED.includes(variant)) await execute(world, 'clean', ROUTES[route]);
    if (variant === 'by its tag' || variant.endsWith('is taken off')) tagged(world, route);
    if (variant.endsWith('is being made')) beingMade(world, route);
    if (variant.endsWith('is taken off')) {
      await execute(world, 'by its tag', tagEvent(route));
      delete clusterIn(world, route).tags[KEY];
    }
    if (variant === 'offboard by a tag event') noteAccounts(world);
    if (variant === 'offboard of what was cut short') cutShort(world, CUT_SHORT, ROUTES[route]);
    if (variant === 'offboard of an offboard that was stopped') cutShort(world, STOPPED, tagEvent(route));
    if (variant === 'asked') ask(world);
    if (variant === 'reconcile') {
      await execute(world, variant, { dryRun: true });
      prepareFleet(world);
    }
    if (variant === 'offboard of what cannot be reached') keepStray(world);
    if (variant.startsWith('behind')) holdLease(world, variant === 'behind an onboard' ? 'onboard' : 'offboard');
    if (variant === 'drifted') drift(world);
    if (variant === 'unlogged') await execute(world, 'logged', { ...ROUTES[route], logs: true });
    if (variant === 'silent') silence(world);
    if (isMoved && variant.startsWith('offboard')) moveAccount(world, TARGET, UNNAMED_UNIT);
    before.set(key, world);
    return world;
  }

  return {
    async run(route, variant, change) {
      const world = structuredClone(await prepared(route, variant));
      change(world);
      return execute(world, variant, inputOf(world, route, variant));
    },
  };
}

function silence(world: World): void {
  for (const { scrapers } of Object.values(world.accounts)) {
    for (const scraper of Object.values(scrapers)) scraper.silence = { reason: 'no-targets', from: world.now };
  }
}

function holdLease(world: World, workflow: string): void {
  for (const item of itemsOf(world)) item['lease'] = { S: `${EXECUTION}-${workflow}:ended` };
}

/** The accounts' provisioners have answered: that one is refused now is a failure. */
function noteAccounts(world: World): void {
  for (const { items } of Object.values(world.tables ?? {})) {
    const keys = [SOURCE, TARGET].map((id) => ({ pk: { S: `account#${id}` }, sk: { S: 'provisioner' } }));
    items.push(...keys.map((key) => ({ ...key, schema: { N: '1' } })));
  }
}

/** The item of a connection that the product made while its accounts were configured. */
function keepStray(world: World): void {
  const { clusterArn, workspaceArn } = STRAY_PAIR;
  for (const { items } of Object.values(world.tables ?? {})) {
    items.push({
      pk: { S: clusterArn },
      sk: { S: `connection#${connectionId('amp-scraper', clusterArn, workspaceArn)}` },
      schema: { N: '1' },
      clusterArn: { S: clusterArn },
      workspaceArn: { S: workspaceArn },
      door: { S: 'product' },
      stackId: { S: 'stack' },
      established: { BOOL: true },
    });
  }
}

/** An execution that was aborted before it claimed anything. */
function cutShort(world: World, executionArn: string, input: object): void {
  const at = executionArn.lastIndexOf(':');
  const [machine, name] = [executionArn.slice(0, at), executionArn.slice(at + 1)];
  world.executions = {
    [executionArn]: {
      executionArn,
      stateMachineArn: machine.replace(':execution:', ':stateMachine:'),
      name,
      status: 'ABORTED',
      startDate: world.now,
      stopDate: world.now,
      input: JSON.stringify(input),
    },
  };
}

const KEY = 'amp-scraper-workspace';

function clusterIn(world: World, route: Route) {
  const { clusterArn } = ROUTES[route];
  const cluster = world.accounts[clusterArn.split(':')[4] ?? '']?.clusters[clusterArn];
  if (cluster === undefined) throw new Error(`The world has no cluster ${clusterArn}.`);
  return cluster;
}

function tagged(world: World, route: Route): void {
  clusterIn(world, route).tags[KEY] = ROUTES[route].workspaceArn;
}

function beingMade(world: World, route: Route): void {
  Object.assign(clusterIn(world, route), { status: 'CREATING', activeAt: world.now + 120_000 });
}

function ask(world: World): void {
  for (const item of itemsOf(world)) item['askedAgain'] = { S: `${EXECUTION}-onboard:asker` };
}

function tagEvent(route: Route): object {
  const { clusterArn } = ROUTES[route];
  const account = clusterArn.split(':')[4];
  return { source: 'aws.tag', 'detail-type': 'Tag Change on Resource', account, resources: [clusterArn] };
}

function deletion(route: Route): object {
  const [, , , region, account, name] = ROUTES[route].clusterArn.split(/[:/]/).filter((part) => part !== 'cluster');
  const detail = { eventName: 'DeleteCluster', requestParameters: { name }, responseElements: null };
  return { source: 'aws.eks', 'detail-type': 'AWS API Call via CloudTrail', account, region, detail };
}

/** What the mending of needs a permission of its own. */
function drift(world: World): void {
  const roles = Object.values(world.accounts).flatMap((account) => Object.values(account.roles));
  for (const role of roles.filter(({ path }) => path === NAMES.rolePath)) {
    delete role.permissionsBoundaryArn;
    role.inlinePolicies['somebody'] = '{"Version":"2012-10-17","Statement":[]}';
    role.attachedPolicyArns.push('arn:aws:iam::aws:policy/AdministratorAccess');
    delete role.tags[NAMES.tagKeys.door];
  }
  world.iamRevision += 1;
}

function inputOf(world: World, route: Route, variant: Variant): unknown {
  switch (variant) {
    case 'with security groups':
      return { ...ROUTES[route], securityGroupIds: groupsOf(world, route) };
    case 'changed':
    case 'failed update':
      return { ...ROUTES[route], alias: 'other' };
    case 'logged':
    case 'unlogged':
      return { ...ROUTES[route], logs: variant === 'logged' };
    case 'dry run':
      return { ...ROUTES[route], dryRun: true };
    case 'by its tag':
    case 'offboard when the tag is taken off':
    case 'offboard by a tag event':
      return tagEvent(route);
    case 'offboard by news of a deletion':
      return deletion(route);
    case 'offboard of what was cut short':
      return { source: 'aws.states', detail: { executionArn: CUT_SHORT, status: 'ABORTED' } };
    case 'offboard of an offboard that was stopped':
      return { source: 'aws.states', detail: { executionArn: STOPPED, status: 'ABORTED' } };
    case 'offboard of what cannot have been made':
      return {
        door: 'product',
        stackId: 'stack',
        request: { ...STRAY_PAIR, clusterArn: `${STRAY_PAIR.clusterArn}-2` },
      };
    case 'reconcile':
      return {};
    case 'offboard of what cannot be reached':
      return { door: 'product', stackId: 'stack', request: STRAY_PAIR };
    case 'clean':
    case 'again':
    case 'drifted':
    case 'asked':
    case 'silent':
    case 'behind an onboard':
    case 'behind an offboard':
    case 'of a cluster that is being made':
    case 'offboard':
    case 'offboard of nothing':
      return ROUTES[route];
  }
}

function groupsOf(world: World, route: Route): string[] {
  const { clusterArn } = ROUTES[route];
  const found = world.accounts[clusterArn.split(':')[4] ?? '']?.clusters[clusterArn];
  return found === undefined ? [] : [found.clusterSecurityGroupId];
}

/** Whether the scenario ended as it does with all permissions. */
export function succeeded({ status, output, variant, world, error, calls }: ScenarioResult): boolean {
  if (!isTold(calls)) return false;
  if (variant === 'reconcile') return status === 'SUCCEEDED' && isReconciled(world, output);
  const held = Object.values(world.tables ?? {}).some(({ items }) =>
    items.some((item) => 'lease' in item || 'askedAgain' in item),
  );
  if (held) return false;
  if (variant === 'offboard of what cannot be reached') return error === OUTCOMES[variant];
  if (variant === 'failed update') return error === OUTCOMES[variant] && !keepsSettings(world);
  if (variant === 'silent' && JSON.stringify(output).includes('logs could not be read')) return false;
  const outcome: unknown = typeof output === 'object' && output !== null ? Reflect.get(output, 'outcome') : undefined;
  const warnings: unknown = typeof output === 'object' && output !== null ? Reflect.get(output, 'warnings') : undefined;
  return status === 'SUCCEEDED' && outcome === OUTCOMES[variant] && Array.isArray(warnings) && warnings.length === 0;
}

/** What is told with best effort changes no outcome: that nothing of it was refused. */
function isTold(calls: readonly CallRecord[]): boolean {
  return !calls.some(
    ({ errorCode, operation }) => TELLING.has(operation ?? '') && /AccessDenied/.test(errorCode ?? ''),
  );
}

/** Operations that nothing but telling takes. */
const TELLING: ReadonlySet<string> = new Set(['Invoke', 'PutEvents', 'Publish', 'TagResource', 'UntagResource']);

function keepsSettings(world: World): boolean {
  return Object.values(world.tables ?? {}).some(({ items }) => items.some((item) => 'settingsBefore' in item));
}

/** All that a failed scenario says about why. */
export function complaints({ cause, output, world, calls, caught }: ScenarioResult): string {
  const scrapers = Object.values(world.accounts).flatMap((account) => Object.values(account.scrapers));
  return JSON.stringify([
    cause,
    caught,
    output,
    scrapers.map(({ lastExportProblem }) => lastExportProblem),
    calls.map(({ errorMessage }) => errorMessage),
  ]);
}

const NEEDED_AGAIN = ['iam:GetRolePolicy', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies'];
/** Those that only a role takes that somebody changed. */
const MENDING = ['iam:DetachRolePolicy', 'iam:PutRolePermissionsBoundary', 'iam:TagRole'];

/** The scenarios that could need a grant, the likeliest first. */
export function scenariosFor(grant: Grant, mode: Mode = 'list'): { route: Route; variant: Variant }[] {
  const { action, resource, policy } = grant;
  const variant = variantFor(grant);
  return routesFor(policy.name, action, resource, mode).map((route) => ({ route, variant }));
}

/** Those that only the way back takes. */
const TAKING_AWAY = ['iam:DeleteRole', 'iam:DeleteRolePolicy', 'aps:DeleteScraper'];

/** The functions of reconcile, and what a provisioner does for them alone. */
const OF_FLEET =
  /^(function (beginReconcile|lookAtRange|planReconcile|actOnPlan|endReconcile)|state machine reconcile)$/;
const LOOKED_AT_BY = ['eks:ListClusters', 'tag:GetResources', 'sqs:GetQueueAttributes', 'iam:GetAccountSummary'];

function variantFor({ action, resource, policy }: Grant): Variant {
  if (OF_FLEET.test(policy.name) || LOOKED_AT_BY.includes(action)) return 'reconcile';
  if (policy.name === 'function resolveOffboard') {
    if (action === 'dynamodb:UpdateItem') return 'offboard of what cannot be reached';
    if (action === 'dynamodb:PutItem') return 'offboard by news of a deletion';
    const isOfOffboard = action === 'states:DescribeExecution' && resource.includes('offboard');
    if (action === 'states:StartExecution' || isOfOffboard) return 'offboard of an offboard that was stopped';
    if (['dynamodb:Query', 'states:DescribeExecution'].includes(action)) return 'offboard of what was cut short';
    return action === 'dynamodb:GetItem' ? 'offboard of what cannot have been made' : 'offboard by a tag event';
  }
  if (action === 'states:StartExecution') return 'asked';
  if (action === 'eks:TagResource') return 'by its tag';
  if (action === 'eks:UntagResource') return 'offboard when the tag is taken off';
  if (policy.name === 'function resolveRequest' && action === 'lambda:InvokeFunction')
    return 'of a cluster that is being made';
  if (policy.name === 'function restoreScraper') return 'failed update';
  if (policy.name === 'function planConnection') return 'dry run';
  if (/^function (claim|release)Connection$/.test(policy.name) && action === 'dynamodb:GetItem') return 'offboard';
  if (policy.name === 'function createScraper' && action.startsWith('dynamodb:')) return 'changed';
  if (action === 'aps:UpdateScraper') return 'changed';
  if (action === 'logs:FilterLogEvents') return 'silent';
  if (action === 'aps:DeleteScraperLoggingConfiguration') return 'unlogged';
  if (policy.name.startsWith('provisioner') && /LoggingConfiguration$|^logs:/.test(action)) return 'logged';
  if (MENDING.includes(action)) return 'drifted';
  if (policy.name.startsWith('function delete') || action === 'dynamodb:DeleteItem') return 'offboard';
  if (action === 'states:DescribeExecution') {
    return resource.includes('offboard') ? 'behind an offboard' : 'behind an onboard';
  }
  if (action === 'iam:GetRole' && !resource.includes('role/amp-scraper/')) return 'offboard of nothing';
  if (TAKING_AWAY.includes(action)) return 'offboard';
  if (NEEDED_AGAIN.includes(action) || action === 'eks:ListAccessEntries') return 'again';
  return action === 'ec2:DescribeSecurityGroups' ? 'with security groups' : 'clean';
}

function routesFor(policy: string, action: string, resource: string, mode: Mode): Route[] {
  if (mode === 'organization' && policy.startsWith('function')) {
    return resource.includes(WORKFLOW) ? ['toHub'] : ['across', 'withinTarget'];
  }
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
