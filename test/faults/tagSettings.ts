import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { connectionNames, type MachineName } from '../../functions/shared/names.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import type { ExecutionRecord, Scraper, World } from '../../local/state/state.ts';
import { beginByEvent } from '../../local/workflow/doors/doors.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { workflowOf } from '../../local/workflow/states/definition.ts';
import { CLUSTER, DEPLOYMENT, freshWorld, scrapers, WORKSPACE } from '../workflow/support.ts';
import { itemsOf } from '../tables.ts';

export const OWN = 'arn:aws:aps:us-west-2:111111111111:workspace/ws-aaaaaaaa-1111-4111-8111-111111111111';
/** What can stand in the cluster's tag, and the workspace that it names: `undefined` for no tag, `unknown` for one that names none. */
export const VALUES = {
  none: undefined,
  central: WORKSPACE,
  own: OWN,
  [WORKSPACE]: WORKSPACE,
  unknown: 'unknown',
} as const;
export type Value = keyof typeof VALUES;

/** When something happens: after so many seconds, or when the `nth` execution enters a state. */
export type Moment = { second: number } | { state: string; nth: number };

/** The tag is set, and its event comes so many seconds later, once or twice. */
export interface Setting {
  at: Moment;
  value: Value;
  delays: readonly number[];
}

/** Whoever enters the state of this number, counted over all, or is the `nth` to enter a state, is aborted there. */
export interface Play {
  settings: readonly Setting[];
  aborts: readonly (number | { state: string; nth: number })[];
  /** As `npm start -- --fault` takes them. */
  faults?: readonly string[];
  /** Sees the world at each state that is entered. */
  watch?: (world: World) => void;
}

export interface Played {
  world: World;
  /** The value that the tag has in the end. */
  last: Value;
  /** Whether nothing was at work or on its way when the tag was set last. */
  wasAtRest: boolean;
  /** What was there then, as `connected`. */
  before: string[];
  executions: ExecutionRecord[];
}

const KEY = 'amp-scraper-workspace';
const EVENT = z
  .record(z.string(), z.unknown())
  .parse(JSON.parse(readFileSync(new URL('../../events/eks-cluster-tagged.json', import.meta.url), 'utf8')));
/** A scraper that is ACTIVE sooner has fewer looks at it. */
const PROVISIONING_SECONDS = 70;

/** Sets the tag at these moments, to the end of all that follows from it by the deployed rules. */
export async function play(runtime: Runtime, { settings, aborts, faults = [], watch }: Play): Promise<Played> {
  const world = freshWorld();
  world.provisioningSeconds = PROVISIONING_SECONDS;
  setTag(world, 'none');
  const played: Played = { world, last: 'none', wasAtRest: true, before: [], executions: [] };
  const visits = new Map<string, number>();
  let entered = 0;
  const events = { pending: 0 };
  const waiting = new Set(settings);
  const stage = runtime.open({
    world,
    faults: faultPlan(faults.map((text) => parseFault(text, OPERATIONS))),
    onEvent: ({ kind, executionArn, state }) => {
      if (kind !== 'entered' || workflowOf(executionArn) === undefined) return;
      entered += 1;
      watch?.(world);
      const nth = (visits.get(state) ?? 0) + 1;
      visits.set(state, nth);
      for (const setting of waiting) {
        if ('state' in setting.at && setting.at.state === state && setting.at.nth === nth) set(setting);
      }
      const execution = world.executions?.[executionArn];
      const isAborted = aborts.some((at) =>
        typeof at === 'number' ? at === entered : at.state === state && at.nth === nth,
      );
      if (execution !== undefined && isAborted) stage.stop(execution);
    },
  });

  function set(setting: Setting): void {
    if (!waiting.delete(setting)) return;
    const running = Object.values(world.executions ?? {}).some(({ status }) => status === 'RUNNING');
    Object.assign(played, {
      last: setting.value,
      wasAtRest: !running && events.pending === 0,
      before: connected(world),
    });
    setTag(world, setting.value);
    for (const delay of setting.delays) {
      events.pending += 1;
      stage.time.setTimeout(() => void stage.time.hold(deliver()), delay * 1000);
    }
  }

  async function deliver(): Promise<void> {
    await beginByEvent(stage, DEPLOYMENT, EVENT, world);
    events.pending -= 1;
  }

  for (const setting of settings) {
    const { at } = setting;
    if ('second' in at) stage.time.setTimeout(() => set(setting), at.second * 1000);
  }
  // Those that are to be set in a state that nobody enters are set when all the others have ended.
  for (let round = 0; round <= settings.length; round += 1) {
    await settled();
    const [next] = waiting;
    if (next !== undefined) set(next);
  }
  await settled();
  await stage.leave();
  played.executions = Object.values(world.executions ?? {});
  return played;

  /** Until no timer is left but those of executions, and these have ended. */
  async function settled(): Promise<void> {
    const seconds = [...waiting].map(({ at }) => ('second' in at ? at.second : 0));
    const started = world.now;
    do {
      await new Promise<void>((resolve) => stage.time.setTimeout(resolve, 1_000));
      await stage.idle();
    } while (events.pending > 0 || stage.now() < started + Math.max(0, ...seconds) * 1000);
  }
}

function setTag(world: World, value: Value): void {
  const cluster = world.accounts['111111111111']?.clusters[CLUSTER];
  if (cluster === undefined) throw new Error(`The default world has no cluster ${CLUSTER}.`);
  const { [KEY]: _before, ...others } = cluster.tags;
  const text = value === 'unknown' ? 'unheard-of' : value;
  cluster.tags = value === 'none' ? others : { ...others, [KEY]: text };
}

/** The workspaces that the cluster is connected to, and what is there of it beside whole connections. */
export function connected(world: World): string[] {
  return [WORKSPACE, OWN].flatMap((workspaceArn) => {
    const found = scrapers(world).filter((one) => one.workspaceArn === workspaceArn && one.clusterArn === CLUSTER);
    const { id, sourceRoleArn, targetRoleArn } = connectionNames('amp-scraper', CLUSTER, workspaceArn);
    const roles = [sourceRoleArn, targetRoleArn].filter((arn) => hasRole(world, arn));
    const item = itemOf(world, id);
    const parts = [...found.map(stateOf), `${roles.length} roles`, item];
    const text = parts.join(', ');
    if (text === 'ACTIVE, 2 roles, established') return [workspaceArn];
    return text === '0 roles, no item' ? [] : [`${workspaceArn}: ${text}`];
  });
}

function stateOf({ status }: Scraper): string {
  return status;
}

function hasRole(world: World, arn: string): boolean {
  return Object.values(world.accounts).some(({ roles }) => roles[arn] !== undefined);
}

const item = z.looseObject({ sk: z.object({ S: z.string() }), established: z.object({ BOOL: z.boolean() }) });

function itemOf(world: World, id: string): string {
  const all = itemsOf(world);
  const found = all.map((one) => item.parse(one)).find(({ sk }) => sk.S === `connection#${id}`);
  if (found === undefined) return 'no item';
  const rest = ['lease', 'askedAgain'].filter((name) => name in found);
  return [found.established.BOOL ? 'established' : 'not established', ...rest].join(' with ');
}

/** A line per execution, for who reads of a sequence that went wrong. */
export function historyOf({ world, executions }: Played): string {
  const [first] = executions;
  return executions
    .map(({ name, stateMachineArn, startDate, stopDate = world.now, status, output, cause }) => {
      const seconds = [startDate, stopDate].map((at) => Math.round((at - (first?.startDate ?? at)) / 1000)).join('-');
      const workflow: MachineName | undefined = workflowOf(stateMachineArn);
      const { outcome, reason } = ended.parse(JSON.parse(output ?? '{}'));
      return `${seconds} ${workflow} ${name} ${status} ${outcome ?? ''} ${(reason ?? cause ?? '').slice(0, 150)}`;
    })
    .join('\n');
}

const ended = z.looseObject({ outcome: z.string().optional(), reason: z.string().optional() });
