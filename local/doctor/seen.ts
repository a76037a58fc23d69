/** What doctor has read, as plain data: the rules go by it alone. */

import type { ReconcileOutput } from '../../functions/shared/fleet/run.ts';
import type {
  DeployedBus,
  DeployedQueue,
  DeployedRule,
  DeployedSchedule,
  DeployedStack,
  DeployedStateMachine,
  DeployedTopic,
} from '../deployment/deployed.ts';
import type { AlarmDefinition } from '../state/monitoring.ts';

/** What a call has come to. What could not be read is never taken for what is not there. */
export type Looked<Found> =
  | { kind: 'found'; found: Found }
  | { kind: 'absent' }
  | { kind: 'unread'; problem: string; remedy: string };

/** A thing that a healthy hub has, and what AWS says of it. */
export interface Seen<Expected, Found> {
  expected: Expected;
  /** Its ARN, or what else it is found by. */
  where: string;
  looked: Looked<Found>;
}

/** An execution of reconcile. */
export interface Run {
  executionArn: string;
  status: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** Its input's `dryRun`. */
  isDryRun: boolean;
  /** Its output's, of one that SUCCEEDED. */
  outcome?: string | undefined;
  error?: string | undefined;
}

/** What a dry run of reconcile, which doctor starts, has ended with. */
export interface Plan {
  executionArn: string;
  output: ReconcileOutput;
}

/** Of one Region's workflow: a list for each kind of thing, an entry for each that there should be. */
export interface HubSeen {
  /** AWS's own time, milliseconds since the epoch; undefined where nothing could be started that has it. */
  now: number | undefined;
  /** The stack that has the Region's workflow. */
  workflowStack: string;
  stacks: Seen<DeployedStack, { status: string }>[];
  machines: Seen<DeployedStateMachine, { status: string; definition: string }>[];
  /** Those that the definitions name, as they are deployed. */
  functions: Seen<{ machine: string }, { state: string }>[];
  schedules: Seen<DeployedSchedule, { state: string; expression: string; targetArn: string }>[];
  /** The executions of reconcile, the latest first, but for doctor's own. */
  runs: Seen<DeployedSchedule | undefined, Run[]>[];
  buses: Seen<DeployedBus, object>[];
  rules: Seen<DeployedRule, { state: string; targetArns: string[] }>[];
  topics: Seen<DeployedTopic, { protocol: string; endpoint: string; isPending: boolean }[]>[];
  queues: Seen<DeployedQueue, { messages: number }>[];
  alarms: Seen<AlarmDefinition, { state: string; isTelling: boolean }>[];
  /** What the dry run has come to. */
  plans: Seen<undefined, Plan>[];
}

/** Which rule has found it. */
export type CheckName =
  | 'unread'
  | 'stack'
  | 'machine'
  | 'schedule'
  | 'run'
  | 'delivery'
  | 'subscription'
  | 'deadLetters'
  | 'alarm'
  | 'fleet';

/** A line of doctor's report. */
export interface Finding {
  check: CheckName;
  /** A sentence that a person reads. */
  what: string;
  where: string;
  /** What was read. */
  value: string;
  /** A heading of a page, from the root of the project, or a command. */
  remedy: string;
}

/** A pure function of what was read: it asks AWS nothing. */
export type Rule = (seen: HubSeen) => Finding[];
