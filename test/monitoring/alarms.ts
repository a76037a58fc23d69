import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { tagsAgain } from '../../functions/shared/request/doors/clusterEvents.ts';
import { deliverEvent } from '../../local/deployment/events/deliverEvent.ts';
import type { World } from '../../local/state/state.ts';
import type { Definition } from '../../local/workflow/states/interpreter.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { quarantine, remove } from '../workflow/reconcile/support.ts';
import { CLUSTER, clusterOf, REQUEST, role, withoutPatchTrust } from '../workflow/support.ts';
import { RULES } from './rules.ts';
import { pass, WATCHED } from './support.ts';

export interface Play {
  runtime: Runtime;
  world: World;
}

/** What rings an alarm of every stack. */
export interface AlarmRow {
  /** `<account> <name>`. */
  alarm: string;
  by: string;
  play(on: Play): Promise<unknown>;
  /** Mails beside the alarm's own. */
  more: readonly string[];
}

const faults = (...texts: string[]) => ({ faults: faultPlan(texts.map((text) => parseFault(text, OPERATIONS))) });

/** Onboard alone: what cleans up after it has its own time. */
function outOfTime(definition: Definition): Definition {
  return definition.StartAt === 'ResolveRequest' ? { ...definition, TimeoutSeconds: 300 } : definition;
}

async function stopped({ runtime, world }: Play): Promise<void> {
  const stage = runtime.open({
    world,
    onEvent: ({ executionArn, kind, state }) => {
      if (executionArn === execution.executionArn && kind === 'entered' && state === 'PatchTrust')
        stage.stop(execution);
    },
  });
  world.nextId += 1;
  const execution = stage.begin(runtime.stateMachineArn('onboard'), `stopped-${world.nextId}`, REQUEST);
  // As StopExecution does.
  const stop = stage.stop.bind(stage);
  stage.stop = (one) => {
    Object.assign(one, { status: 'ABORTED', stopDate: stage.now() });
    stop(one);
  };
  await stage.idle();
  await stage.leave();
}

/** An event whose rule may not call its target any more. */
function refusedEvent(rule: string, roleName: string): AlarmRow['play'] {
  return ({ world }) => {
    const row = RULES.find((one) => one.rule === rule);
    if (row === undefined) throw new Error(`There is no rule ${rule}.`);
    withoutPermissions(world, `arn:aws:iam::${rule.slice(0, 12)}:role/amp-scraper-us-west-2-${roleName}`);
    return deliverEvent(world, WATCHED, row.ringsAt[0], world.now);
  };
}

const NOTIFY_ROLE = WATCHED.functions.find(({ functionName }) => functionName.endsWith('-notify'))?.roleArn ?? '';

function withoutPermissions(world: World, roleArn: string): void {
  const found = role(world, roleArn);
  if (found === undefined) throw new Error(`There is no role ${roleArn}.`);
  found.inlinePolicies = {};
  world.iamRevision += 1;
}

/** Three runs of reconcile, an hour apart. */
async function threeRuns({ runtime, world }: Play): Promise<void> {
  for (let n = 0; n < 3; n += 1) {
    await runtime.execute({ world, workflow: 'reconcile', input: {} });
    await pass(world, 60);
  }
}

const FAILED = { alarm: '333333333333 amp-scraper-failed-executions', more: ['an execution'] };

/** Every alarm of every stack, the first with each way in which an execution can end badly. */
export const ALARMS: readonly AlarmRow[] = [
  {
    ...FAILED,
    by: 'an execution that FAILED',
    play: ({ runtime, world }) => runtime.execute({ world, input: REQUEST, ...faults('scraper:failing') }),
  },
  {
    ...FAILED,
    by: 'an execution that ended TIMED_OUT',
    play: ({ runtime, world }) => runtime.execute({ world, input: REQUEST, adapt: outOfTime }),
  },
  { ...FAILED, by: 'an execution that ended ABORTED', play: stopped },
  {
    alarm: '333333333333 amp-scraper-notify-errors',
    by: 'a mail that is refused by the topic: of a mistake of the requester, which rings nothing else',
    more: [],
    play({ runtime, world }) {
      withoutPermissions(world, NOTIFY_ROLE);
      return runtime.execute({ world, input: { ...REQUEST, subnetIds: 'none' } });
    },
  },
  {
    alarm: '333333333333 amp-scraper-clean-up-failed',
    by: 'an onboard that was cut short and after which nothing can clean up',
    more: [],
    play: refusedEvent('333333333333 amp-scraper-clean-up', 'clean-up'),
  },
  {
    alarm: '333333333333 amp-scraper-throttles',
    by: 'calls that are throttled again and again',
    more: [],
    async play({ runtime, world }) {
      const stage = runtime.open({ world, ...faults('describeSubnets:throttle:36') });
      const arn = runtime.stateMachineArn('onboard');
      for (const name of ['one', 'two', 'three', 'four']) stage.begin(arn, name, { ...REQUEST, dryRun: true });
      await stage.idle();
      await stage.leave();
    },
  },
  {
    alarm: '333333333333 amp-scraper-no-samples',
    by: 'a scraper whose samples do not arrive',
    play: ({ runtime, world }) => runtime.execute({ world, input: REQUEST, adapt: withoutPatchTrust }),
    more: [],
  },
  {
    alarm: '333333333333 amp-scraper-reconcile-failed',
    by: 'a run of reconcile that is asked for what there is not',
    play: ({ runtime, world }) => runtime.execute({ world, workflow: 'reconcile', input: { approves: 'all' } }),
    more: [],
  },
  {
    alarm: '333333333333 amp-scraper-removals-held',
    by: 'a tag that is taken off when twenty have been in the hour',
    async play({ runtime, world }) {
      await runtime.execute({ world, input: tagsAgain(CLUSTER) });
      const [table] = Object.values(world.tables ?? {});
      const hour = new Date(world.now).toISOString().slice(0, 13);
      const key = { pk: { S: 'fleet' }, sk: { S: `removals#${hour}` } };
      table?.items.push({ ...key, schema: { N: '1' }, count: { N: '20' } });
      clusterOf(world, CLUSTER).tags = {};
      await runtime.execute({ world, workflow: 'offboard', input: tagsAgain(CLUSTER) });
    },
    more: [],
  },
  {
    alarm: '333333333333 amp-scraper-unreachable',
    by: 'an account that does not let three runs look at it',
    async play({ runtime, world }) {
      withoutPermissions(world, 'arn:aws:iam::111111111111:role/amp-scraper-provisioner');
      await threeRuns({ runtime, world });
    },
    more: [],
  },
  {
    alarm: '333333333333 amp-scraper-orphans',
    by: 'a cluster that is deleted while nothing is taken away',
    async play({ runtime, world }) {
      await runtime.execute({ world, input: tagsAgain(CLUSTER) });
      remove(world, 'shop');
      await threeRuns({ runtime, world });
    },
    more: [],
  },
  {
    alarm: '333333333333 amp-scraper-silent',
    by: 'a cluster of the console door that has nothing to scrape any more',
    async play({ runtime, world }) {
      await runtime.execute({ world, input: REQUEST });
      clusterOf(world, CLUSTER).targets = 0;
      await pass(world, 60);
      await threeRuns({ runtime, world });
    },
    more: [],
  },
  {
    alarm: '333333333333 amp-scraper-quarantined',
    by: 'a cluster for which five executions in a row have failed',
    async play({ runtime, world }) {
      quarantine(world, 'shop');
      await threeRuns({ runtime, world });
    },
    more: [],
  },
  {
    alarm: '333333333333 amp-scraper-dead-letters',
    by: 'an event that starts nothing',
    play: refusedEvent('333333333333 amp-scraper-cluster-tag-own', 'tag-door'),
    more: [],
  },
  ...['111111111111', '222222222222'].map((account) => ({
    alarm: `${account} amp-scraper-forward-dead-letters`,
    by: 'an event that is not forwarded',
    play: refusedEvent(`${account} amp-scraper-forward-cluster-tag`, 'forward'),
    more: [],
  })),
];
