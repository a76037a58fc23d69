import { FUNCTION_NAMES, type FunctionName } from '../../../functions/shared/names.ts';
import { parseConfiguration } from '../../../infra/configuration/configuration.ts';
import type { CallRecord } from '../../aws/server.ts';
import { membersOf } from '../../deployedWorld.ts';
import type { Deployment } from '../../deployment/deployed.ts';
import { putDeployment } from '../../deployment/putDeployment.ts';
import { synthesizedDeployment } from '../../deployment/synthesized.ts';
import type { World } from '../../state/state.ts';
import type { LambdaOptions } from '../../workflow/lambda/lambda.ts';
import { startRuntime, type Runtime } from '../../workflow/runtime.ts';
import { stateName } from '../../workflow/states/definition.ts';
import { FLEET_HUB, fleetConfiguration, fleetFile, fleetMember, fleetWorkspace } from '../../world/fleet.ts';
import { loadWorld } from '../../world/load.ts';

/** A fleet of an organization: so many accounts with so many clusters each, half of which go to each of two accounts' workspaces. */
export interface FleetSize {
  accounts: number;
  clusters: number;
}

/** Whose call it is: of a function as its own role, or as a provisioner of an account of workspaces or of clusters. */
export type Place = 'workflow' | 'source' | 'target';
/** How many calls, by `<place> <service>:<Operation>`. Those that were refused count too. */
export type Calls = Readonly<Record<string, number>>;

/** One run of reconcile, to the end of all that it started. */
export interface RunFigures {
  /** Of the functions of reconcile, */
  looking: Calls;
  /** and of those of onboard and offboard. */
  connecting: Calls;
  /** How often ActOnPlan has gone on with the starts: as often as its time takes. */
  turns: number;
  /** State transitions of the run itself, */
  transitions: number;
  /** and of all that it started. */
  connectingTransitions: number;
  virtualSeconds: number;
}

/** A fleet of which nothing is connected, in one run, and the first one that finds all of it well and has nothing to note. */
export interface ReconcileFigures extends FleetSize {
  connecting: RunFigures;
  quiet: RunFigures;
}

/** All calls come to one server, and all invocations of a function to one thread: what was asked again for its time would count. */
const PATIENT = { connectionMs: 600_000, requestMs: 600_000 };
const PATIENT_SECONDS = 3_600;
const REGION = 'us-west-2';
/** Every second member is in the second unit, whose clusters are nobody's business: a workspace can be there. */
const UNITS = 2;
const TARGET = 1;
const TARGETS: readonly string[] = [FLEET_HUB, fleetMember(TARGET)];
const OF_RECONCILE: readonly FunctionName[] = [
  'beginReconcile',
  'lookAtRange',
  'planReconcile',
  'actOnPlan',
  'endReconcile',
];

/** A fleet of which nothing is connected, and one run of reconcile after the other over it. */
export interface OpenFleet {
  /** Clusters in all. */
  total: number;
  /** @param counts what the run has to find. @throws Error for a run that finds anything else. */
  run(counts: object): Promise<RunFigures>;
  /** An hour in which nothing happens. */
  wait(): void;
}

/**
 * A fleet with every limit of the configuration open, for as long as `use` takes.
 * @param file where the handlers are; their sources unless given.
 */
export async function inFleet<Result>(
  size: FleetSize,
  use: (fleet: OpenFleet) => Promise<Result>,
  file?: LambdaOptions['file'],
): Promise<Result> {
  const base = fleetConfiguration(REGION);
  const workspaces = { ...base.workspaces, second: fleetWorkspace(REGION, fleetMember(TARGET)) };
  const total = size.accounts * size.clusters;
  const reconcile = { maximumNew: Math.min(1_000, 4 * total) };
  const configuration = parseConfiguration({ ...base, workspaces, reconcile }, "the fleet's configuration");
  const { world } = loadWorld(fleetOf(size));
  const deployment = await synthesizedDeployment(configuration, membersOf(world, configuration));
  putDeployment(world, deployment);
  const runtime = await startRuntime(patient(deployment), { limits: PATIENT, ...(file ? { file } : {}) });
  try {
    return await use({
      total,
      run: (counts) => runOnce(runtime, world, counts),
      wait: () => void (world.now += HOUR),
    });
  } finally {
    await runtime.close();
  }
}

/**
 * Connects the fleet in one run, and looks at it twice more.
 * @throws Error for a run that does not do that.
 */
export async function measureReconcile(size: FleetSize, file?: LambdaOptions['file']): Promise<ReconcileFigures> {
  const measured = async ({ total, run, wait }: OpenFleet): Promise<ReconcileFigures> => {
    const connecting = await run({ wanted: total });
    wait();
    await run({ connected: total });
    wait();
    return { ...size, connecting, quiet: await run({ connected: total }) };
  };
  return inFleet(size, measured, file);
}

const HOUR = 3_600_000;

function patient(deployment: Deployment): Deployment {
  const patiently = <Function extends object>(one: Function) => ({ ...one, timeoutSeconds: PATIENT_SECONDS });
  return {
    ...deployment,
    functions: deployment.functions.map(patiently),
    versions: deployment.versions.map((one) => ({ ...one, function: patiently(one.function) })),
  };
}

function fleetOf({ accounts, clusters }: FleetSize): object {
  const tags = (member: number) => ({ 'amp-scraper-workspace': member % (2 * UNITS) === 0 ? 'central' : 'second' });
  return fleetFile({ members: UNITS * accounts, units: UNITS, targets: [TARGET], clusters, tags });
}

async function runOnce(runtime: Runtime, world: World, counts: object): Promise<RunFigures> {
  const [looking, connecting] = [new Map<string, number>(), new Map<string, number>()];
  const entered = new Map<string, number>();
  const begun = world.now;
  let turns = 0;
  const { status, output, error, cause, executionArn, transitions } = await runtime.execute({
    world,
    workflow: 'reconcile',
    input: {},
    onCall: (record) => count(isOfReconcile(record) ? looking : connecting, keyOf(record)),
    onEvent: ({ executionArn: of, kind, state }) => {
      if (kind === 'entered' || kind === 'retried') count(entered, of);
      if (kind === 'entered' && state === stateName('actOnPlan')) turns += 1;
    },
  });
  const found = JSON.stringify(typeof output === 'object' && output !== null && 'counts' in output && output.counts);
  if (status !== 'SUCCEEDED' || found !== JSON.stringify(counts))
    throw new Error(`The run that is measured found ${found}, not ${JSON.stringify(counts)}: ${error}: ${cause}`);
  const others = [...entered].filter(([of]) => of !== executionArn);
  return {
    looking: Object.fromEntries(looking),
    connecting: Object.fromEntries(connecting),
    turns,
    transitions,
    connectingTransitions: others.reduce((sum, [, times]) => sum + times, 0),
    virtualSeconds: (world.now - begun) / 1000,
  };
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** A session has its function's name, the function's own too. */
function isOfReconcile({ callerArn = '' }: CallRecord): boolean {
  const session = callerArn.split('/').at(-1) ?? '';
  const name = FUNCTION_NAMES.find((one) => session.startsWith(`${one}-`) || session.endsWith(`-${one}`));
  return name !== undefined && OF_RECONCILE.includes(name);
}

function keyOf({ callerArn = '', accountId = '', service, operation }: CallRecord): string {
  return `${placeOf(callerArn, accountId)} ${service}:${operation}`;
}

function placeOf(callerArn: string, accountId: string): Place {
  if (!callerArn.includes('-provisioner/')) return 'workflow';
  return TARGETS.includes(accountId) ? 'target' : 'source';
}
