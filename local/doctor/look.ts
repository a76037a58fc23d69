import { deployedName } from '../../functions/shared/names.ts';
import type { Configuration } from '../../infra/configuration/configuration.ts';
import type { Access } from '../verify/aws.ts';
import { asker, type Ask } from './aws/ask.ts';
import * as reads from './aws/reads.ts';
import { dryRun, readRuns } from './aws/runs.ts';
import type { Hub } from './hub.ts';
import type { HubSeen, Looked, Seen } from './seen.ts';

/** Looks at each of the things, all at once. */
function each<Expected, Found>(
  all: readonly Expected[],
  where: (one: Expected) => string,
  look: (one: Expected) => Promise<Looked<Found>>,
): Promise<Seen<Expected, Found>[]> {
  return Promise.all(all.map(async (expected) => ({ expected, where: where(expected), looked: await look(expected) })));
}

const arnOf = ({ arn }: { arn: string }) => arn;

/** All that is in the hub, by the caller's own reads, and a dry run of reconcile meanwhile. Nothing is changed. */
export async function lookAtHub(
  access: Access,
  hub: Hub,
  { name, partition, workflowAccountId }: Configuration,
  onStarted: (executionArn: string) => void,
): Promise<HubSeen> {
  const ask = asker(access);
  const reconcileArn = `arn:${partition}:states:${access.region}:${workflowAccountId}:stateMachine:${deployedName(name, 'reconcile')}`;
  let now: number | undefined;
  const planned = dryRun(access, reconcileArn, (executionArn, startedAt) => {
    now = startedAt;
    onStarted(executionArn);
  });
  const [machines, delivery, alarms, runs] = await Promise.all([
    lookAtMachines(access, ask, hub),
    lookAtDelivery(ask, hub),
    reads.readAlarms(
      ask,
      hub.alarms.map((one) => one.name),
    ),
    readRuns(access, reconcileArn),
  ]);
  const stacks = await each(hub.stacks, arnOf, (one) => reads.readStack(ask, one.name));
  const looked = await planned;
  return {
    now,
    workflowStack: `${name}-workflow-${access.region}`,
    stacks,
    ...machines,
    ...delivery,
    runs: [{ expected: hub.schedules[0], where: reconcileArn, looked: runs }],
    alarms: hub.alarms.map((expected) => ({ expected, where: expected.arn, looked: alarms(expected.name) })),
    plans: [{ expected: undefined, where: reconcileArn, looked }],
  };
}

async function lookAtMachines(access: Access, ask: Ask, hub: Hub): Promise<Pick<HubSeen, 'machines' | 'functions'>> {
  const machines = await each(hub.stateMachines, arnOf, (one) => reads.readMachine(access, one.arn));
  const called = machines.flatMap(({ where, looked }) =>
    looked.kind === 'found' ? functionsOf(looked.found.definition).map((arn) => [arn, where] as const) : [],
  );
  const functions = await each(
    [...new Map(called)].map(([arn, machine]) => ({ arn, machine })),
    arnOf,
    ({ arn }) => reads.readFunction(ask, arn),
  );
  return { machines, functions };
}

/** The ARNs of functions, or of versions of them, that a definition names. */
function functionsOf(definition: string): string[] {
  return [...new Set(definition.match(/arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(?::\d+)?/g))];
}

async function lookAtDelivery(
  ask: Ask,
  hub: Hub,
): Promise<Pick<HubSeen, 'schedules' | 'buses' | 'rules' | 'topics' | 'queues'>> {
  const [schedules, buses, rules, topics, queues] = await Promise.all([
    each(hub.schedules, arnOf, (one) => reads.readSchedule(ask, one.name)),
    each(hub.buses, arnOf, (one) => reads.readBus(ask, one.name)),
    each(hub.rules, arnOf, (one) => reads.readRule(ask, one.name, one.busArn)),
    each(hub.topics, arnOf, (one) => reads.readSubscriptions(ask, one.arn)),
    each(hub.queues, arnOf, (one) => reads.readQueue(ask, one.url)),
  ]);
  return { schedules, buses, rules, topics, queues };
}
