import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { MachineName } from '../../functions/shared/names.ts';
import type { World } from '../../local/state/state.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import type { Stage } from '../../local/workflow/stage.ts';
import { applyDrift, DRIFTS } from '../workflow/drift.ts';
import { CLUSTER, DEPLOYMENT, NAMES, REQUEST } from '../workflow/support.ts';
import { endHolder, holdLease } from './aborts.ts';
import { record, type RecordedInvocation } from './invocations.ts';
import { worldWithForeign } from './ownAndForeign.ts';

const UPDATE = { ...REQUEST, scrapeConfiguration: { name: 'minimal' } };
const SUBNETS = ['subnet-0a00000000000000a', 'subnet-0a00000000000000b'];
const GROUP = worldWithForeign().accounts[NAMES.sourceAccountId]?.clusters[CLUSTER]?.clusterSecurityGroupId ?? '';

/** Invocations of every function, between them with every call that the functions can make. */
export async function recordScenes(runtime: Runtime): Promise<RecordedInvocation[]> {
  const run =
    (input: unknown, workflow: MachineName = 'onboard') =>
    async (stage: Stage) =>
      stage.ended(stage.begin(runtime.stateMachineArn(workflow), 'scene', input).executionArn);
  const whole = worldWithForeign();
  const onboarded = () => structuredClone(whole);
  return [
    ...(await record(runtime, whole, run(REQUEST))),
    ...(await record(runtime, worldWithForeign(), run(REQUEST), ['scraper:failing'])),
    ...(await record(runtime, onboarded(), run(UPDATE), ['scraper:update-failing'])),
    ...(await record(runtime, onboarded(), run({ ...REQUEST, subnetIds: SUBNETS, replace: true }))),
    ...(await record(runtime, onboarded(), run({ ...UPDATE, dryRun: true }))),
    ...(await record(runtime, drifted(onboarded()), run(REQUEST))),
    ...(await record(runtime, heldByEnded(runtime, onboarded()), run({ ...REQUEST, securityGroupIds: [GROUP] }))),
    ...(await record(runtime, onboarded(), run(REQUEST, 'offboard'))),
    ...(await record(runtime, worldWithForeign(), playProduct)),
    ...(await record(runtime, tagged(worldWithForeign()), run({}, 'reconcile'))),
  ];
}

function drifted(world: World): World {
  applyDrift(
    world,
    DRIFTS.filter(({ part }) => part !== 'trust policy'),
  );
  return world;
}

/** Whose cluster asks for a connection, so that a run of reconcile has something to start. */
function tagged(world: World): World {
  const cluster = world.accounts[NAMES.sourceAccountId]?.clusters[CLUSTER];
  if (cluster !== undefined) cluster.tags = { ...cluster.tags, 'amp-scraper-workspace': 'central' };
  return world;
}

/** Whose holder ended without giving its lease back. */
function heldByEnded(runtime: Runtime, world: World): World {
  holdLease(world, runtime.stateMachineArn('onboard'));
  endHolder(world);
  return world;
}

const object = z.record(z.string(), z.unknown());

/** A stack is made, asked after, and deleted while its onboard still runs. */
async function playProduct(stage: Stage): Promise<void> {
  const [provider] = DEPLOYMENT.providers;
  const { userOnEventArn = '', userIsCompleteArn = '' } = provider ?? {};
  const create = productEvent('product-create', 1);
  const { payload } = await stage.invoke(userOnEventArn, JSON.stringify(create));
  await stage.invoke(userIsCompleteArn, JSON.stringify({ ...create, ...object.parse(JSON.parse(payload)) }));
  await stage.invoke(userOnEventArn, JSON.stringify(productEvent('product-delete', 2)));
}

function productEvent(name: string, nth: number): Record<string, unknown> {
  const event = object.parse(JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8')));
  return { ...event, RequestId: `33333333-2222-4333-8444-00000000000${nth}` };
}
