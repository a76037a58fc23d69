import type { Finding } from '../../../local/doctor/seen.ts';
import type { ExecutionRecord, World } from '../../../local/state/state.ts';
import { ACCOUNT, pass, quarantine, remove, tag } from '../../workflow/reconcile/support.ts';
import { MACHINE, WORKFLOW, type Plant } from './support.ts';

/** A fault, and all that doctor finds then: no more, and no less. */
export interface Case extends Plant {
  fault: string;
  found: readonly (Pick<Finding, 'check' | 'what' | 'remedy'> & { value: string | RegExp })[];
}

const STACK = 'amp-scraper-workflow-us-west-2';
const AT = '--region us-west-2 --profile workflow';
const TOPIC = `arn:aws:sns:us-west-2:${WORKFLOW}:amp-scraper-alerts`;
const RECONCILE = `${MACHINE}reconcile`;

function named<One extends { name: string }>(all: readonly One[], name: string): One {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
}

function alarm(world: World, name: string) {
  return named(Object.values(world.monitoring?.alarms ?? {}), `amp-scraper-${name}`);
}

/** Time passes, and runs of reconcile go on to end well. */
function later(world: World, hours: number): void {
  pass(world, hours);
  for (const run of Object.values(world.executions ?? {}))
    if (run.stateMachineArn === RECONCILE) run.startDate = world.now;
}

function addRun(world: World, more: Pick<ExecutionRecord, 'status' | 'input'> & Partial<ExecutionRecord>): void {
  const executionArn = `${RECONCILE.replace('stateMachine', 'execution')}:planted`;
  const run = { executionArn, stateMachineArn: RECONCILE, name: 'planted', startDate: world.now, ...more };
  world.executions = { ...world.executions, [executionArn]: run };
}

export const CASES: readonly Case[] = [
  {
    fault: 'an update of a stack that was rolled back',
    deployed: ({ stacks }) => (named(stacks, STACK).status = 'UPDATE_ROLLBACK_COMPLETE'),
    found: [
      {
        check: 'stack',
        what: `The stack ${STACK} is not what was deployed last.`,
        value: 'UPDATE_ROLLBACK_COMPLETE',
        remedy: `npm run deploy -- ${STACK}`,
      },
    ],
  },
  {
    fault: 'a stack that is gone',
    deployed: (deployment) => (deployment.stacks = deployment.stacks.filter(({ name }) => name !== STACK)),
    found: [
      {
        check: 'stack',
        what: `The stack ${STACK} is not deployed.`,
        value: 'no stack',
        remedy: `npm run deploy -- ${STACK}`,
      },
    ],
  },
  {
    fault: 'a state machine of another checkout',
    deployed({ stateMachines }) {
      const offboard = named(stateMachines, 'amp-scraper-offboard');
      offboard.definition = offboard.definition.replace(/"Comment": "/, '"Comment": "Older: ');
    },
    found: [
      {
        check: 'machine',
        what: 'The state machine amp-scraper-offboard is of another version than this checkout.',
        value: 'another definition',
        remedy: `npm run diff -- ${STACK}`,
      },
    ],
  },
  {
    fault: 'a version that somebody deleted',
    deployed(deployment) {
      deployment.versions = deployment.versions.filter(({ arn }) => !arn.includes('deleteRoles'));
    },
    found: [
      {
        check: 'machine',
        what: 'amp-scraper-offboard calls a function that cannot be called.',
        value: 'no such function or version',
        remedy: 'docs/procedures.md#remove-old-versions',
      },
    ],
  },
  {
    fault: 'a schedule that is disabled',
    deployed: ({ schedules }) => (named(schedules, 'amp-scraper-reconcile').enabled = false),
    found: [
      {
        check: 'schedule',
        what: 'The schedule of reconcile is not enabled: nobody looks at the fleet.',
        value: 'DISABLED',
        remedy:
          `aws scheduler update-schedule --name amp-scraper-reconcile --state ENABLED ` +
          `--schedule-expression 'rate(1 hour)' --flexible-time-window Mode=FLEXIBLE,MaximumWindowInMinutes=15 ` +
          `--target '{"Arn":"${RECONCILE}","RoleArn":"arn:aws:iam::${WORKFLOW}:role/amp-scraper-us-west-2-schedule",` +
          `"Input":"{}","DeadLetterConfig":{"Arn":"arn:aws:sqs:us-west-2:${WORKFLOW}:amp-scraper-dead-letters"},` +
          `"RetryPolicy":{"MaximumRetryAttempts":10,"MaximumEventAgeInSeconds":1800}}' ${AT}`,
      },
    ],
  },
  {
    fault: 'a run that is late',
    world: (world) => pass(world, 2),
    found: [
      {
        check: 'run',
        what: 'The last run that looked at the fleet is too old for rate(1 hour).',
        value: /^\d{4}-\d\d-\d\dT[\d:.]+Z$/,
        remedy: 'docs/alarms.md#reconcile-failed',
      },
    ],
  },
  {
    fault: 'a run that is late, though a dry run is at work',
    world(world) {
      pass(world, 2);
      addRun(world, { status: 'RUNNING', input: '{"dryRun":true}' });
    },
    found: [
      {
        check: 'run',
        what: 'The last run that looked at the fleet is too old for rate(1 hour).',
        value: /^\d{4}-\d\d-\d\dT[\d:.]+Z$/,
        remedy: 'docs/alarms.md#reconcile-failed',
      },
    ],
  },
  {
    fault: 'a run that failed',
    world: (world) => addRun(world, { status: 'FAILED', input: '{}', error: 'AwsUnavailable', stopDate: world.now }),
    found: [
      {
        check: 'run',
        what: 'The last run of reconcile failed.',
        value: 'FAILED, AwsUnavailable',
        remedy: 'docs/alarms.md#reconcile-failed',
      },
    ],
  },
  {
    fault: 'a rule that is disabled',
    deployed: ({ rules }) => (named(rules, 'amp-scraper-cluster-tag').enabled = false),
    found: [
      {
        check: 'delivery',
        what: 'The rule amp-scraper-cluster-tag is disabled: its events are lost.',
        value: 'DISABLED',
        remedy:
          `aws events enable-rule --name amp-scraper-cluster-tag ` +
          `--event-bus-name arn:aws:events:us-west-2:${WORKFLOW}:event-bus/amp-scraper-bus ${AT}`,
      },
    ],
  },
  {
    fault: 'a rule that calls nobody',
    deployed: ({ rules }) => (named(rules, 'amp-scraper-stopped-offboard').targets = []),
    found: [
      {
        check: 'delivery',
        what: `The rule amp-scraper-stopped-offboard does not call ${MACHINE}offboard.`,
        value: 'no target',
        remedy: `aws cloudformation detect-stack-drift --stack-name ${STACK} ${AT}`,
      },
    ],
  },
  {
    fault: 'a bus that is gone',
    deployed: (deployment) => (deployment.buses = []),
    found: [
      {
        check: 'delivery',
        what: "The bus of the accounts' events is not there.",
        value: 'no bus',
        remedy: `npm run deploy -- ${STACK}`,
      },
    ],
  },
  {
    fault: 'a subscription that nobody has confirmed',
    world({ topics = {} }) {
      for (const { subscriptions } of Object.values(topics)) for (const one of subscriptions) one.isPending = true;
    },
    found: [
      {
        check: 'subscription',
        what: 'Nobody has confirmed to be told of alarms: open the link in the mail, which the command sends again.',
        value: 'PendingConfirmation of oncall@example.com',
        remedy: `aws sns subscribe --topic-arn ${TOPIC} --protocol email --notification-endpoint oncall@example.com ${AT}`,
      },
    ],
  },
  {
    fault: 'a topic without subscriptions',
    world({ topics = {} }) {
      for (const topic of Object.values(topics)) topic.subscriptions = [];
    },
    found: [
      {
        check: 'subscription',
        what: 'Nobody is told of alarms.',
        value: 'no subscription',
        remedy: `aws sns subscribe --topic-arn ${TOPIC} --protocol email --notification-endpoint you@example.com ${AT}`,
      },
    ],
  },
  {
    fault: 'an event that could not be delivered',
    world({ monitoring, now }) {
      named(Object.values(monitoring?.queues ?? {}), 'amp-scraper-dead-letters').messages.push({ at: now, body: '{}' });
    },
    found: [
      {
        check: 'deadLetters',
        what: 'Events could not be delivered: what they ask for was not done.',
        value: '1 message',
        remedy: 'docs/alarms.md#dead-letters',
      },
    ],
  },
  {
    fault: 'an alarm that rings',
    world: (world) => (alarm(world, 'throttles').state = 'ALARM'),
    found: [
      {
        check: 'alarm',
        what: 'The alarm amp-scraper-throttles rings.',
        value: 'ALARM',
        remedy: 'docs/alarms.md#throttles',
      },
    ],
  },
  {
    fault: 'an alarm whose actions are disabled',
    world: (world) => (alarm(world, 'no-samples').actionsDisabled = true),
    found: [
      {
        check: 'alarm',
        what: 'The alarm amp-scraper-no-samples tells nobody.',
        value: 'its actions are disabled',
        remedy: `aws cloudwatch enable-alarm-actions --alarm-names amp-scraper-no-samples ${AT}`,
      },
    ],
  },
  {
    fault: 'an account whose provisioner is gone',
    world({ accounts }) {
      delete accounts[ACCOUNT]?.roles[`arn:aws:iam::${ACCOUNT}:role/amp-scraper-provisioner`];
    },
    found: [
      {
        check: 'fleet',
        what: 'Accounts could not be looked at.',
        value: '1 unreachable',
        remedy: 'docs/runbook.md#accessdenied',
      },
      {
        check: 'fleet',
        what: 'The run warns.',
        value: `The roles of account ${ACCOUNT} could not be counted: AccessDenied.`,
        remedy: 'docs/runbook.md#accessdenied',
      },
    ],
  },
  {
    fault: 'a tag that names no workspace',
    world: (world) => void tag(world, 'shop', 'could not forward'),
    found: [
      {
        check: 'fleet',
        what: 'The run warns.',
        value: /^The tag amp-scraper-workspace="could not forward" of cluster \S+\/shop names no accepted workspace\./,
        remedy: 'docs/doors.md#tag',
      },
    ],
  },
  {
    fault: 'a cluster that was deleted unnoticed',
    world: (world) => remove(world, 'shop'),
    found: [
      {
        check: 'fleet',
        what: 'Scrapers bill for clusters that are gone, or were left.',
        value: '1 orphan',
        remedy: 'docs/alarms.md#orphans',
      },
    ],
  },
  {
    fault: 'a scraper whose samples have stopped',
    world(world) {
      tag(world, 'shop', 'central').targets = 0;
      later(world, 2);
    },
    found: [
      {
        check: 'fleet',
        what: 'Scrapers are ACTIVE, and no samples come.',
        value: '1 silent',
        remedy: 'docs/alarms.md#no-samples',
      },
    ],
  },
  {
    fault: 'a cluster that is given up after failures',
    world(world) {
      for (const scrapers of Object.values(world.accounts).map((one) => one.scrapers))
        for (const [arn, one] of Object.entries(scrapers)) if (one.clusterArn.endsWith('/shop')) delete scrapers[arn];
      for (const table of Object.values(world.tables ?? {}))
        table.items = table.items.filter((item) => !JSON.stringify(item['pk']).includes('cluster/shop'));
      quarantine(world, 'shop');
    },
    found: [
      {
        check: 'fleet',
        what: 'Clusters are not tried any more after failures.',
        value: '1 quarantined',
        remedy: 'docs/fleet.md#what-it-starts',
      },
    ],
  },
  {
    fault: 'more removals than a run may do unasked',
    world(world) {
      tag(world, 'shop', undefined);
      tag(world, 'office', undefined);
    },
    found: [
      {
        check: 'fleet',
        what: 'Removals wait for an approval.',
        value: /^1 of digest sha256:[0-9a-f]+$/,
        remedy: 'docs/alarms.md#removals-held',
      },
    ],
  },
];
