import type { ExecutionRecord } from '../state/state.ts';

/** Who runs a deployment's things for the services that only know of them: its executions, its functions. */
export interface Runners {
  executions?: Executions;
  functions?: Functions;
  events?: Events;
  stacks?: Stacks;
  schedules?: Schedules;
}

/** The records of executions are in the world (`World.executions`); this runs them. */
export interface Executions {
  /** Whether there is this state machine. */
  has(stateMachineArn: string): boolean;
  /**
   * Begins to run an execution that is in the world already, RUNNING, and returns at once: the caller is waiting, and what
   * runs will call this server. Whoever runs it writes its end into the record: status, stopDate and what goes with them.
   */
  start(execution: ExecutionRecord): void;
  /** Ends one that was RUNNING; its record says ABORTED already, and nothing may be written into it any more. */
  stop(execution: ExecutionRecord): void;
  /** Has one that did not end well go on at the state it was in; resolves when it is RUNNING again. */
  redrive(executionArn: string): Promise<ExecutionRecord>;
  machines(): readonly StateMachineView[];
  /** The state machine of an execution as it was when that began. */
  machineOfExecution(execution: ExecutionRecord): StateMachineView | undefined;
}

/** A state machine, as DescribeStateMachine shows it. */
export interface StateMachineView {
  arn: string;
  name: string;
  roleArn: string;
  /** JSON text. */
  definition: string;
  createdAt: number;
  /** What it tells of its executions: nothing unless said. */
  observed?: {
    level: string;
    includeExecutionData: boolean;
    logGroupArns: readonly string[];
    traced: boolean;
  };
}

/** What runs the functions, for operations that call one; absent where only a world is served. */
export interface Functions {
  has(functionArn: string): boolean;
  /**
   * Runs the function with this payload (JSON text). A function that fails is an answer, with `functionError` and Lambda's
   * `{errorType, errorMessage, trace}` as its payload: only what is no answer of a function rejects.
   */
  invoke(functionArn: string, payload: string): Promise<InvocationResult>;
  /** Has the function run later, as Lambda does with an `Event`: it is tried again when it fails, and nobody is told what came of it. */
  queue(functionArn: string, payload: string): void;
}

/** An Invoke's answer, as Lambda's API has it (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html). */
export interface InvocationResult {
  /** JSON text. */
  payload: string;
  functionError?: 'Unhandled' | 'Handled';
}

/** The event buses of a deployment and the rules on them. */
export interface Events {
  /** The bus's policy as JSON text; undefined for a bus that has none, which is for its own account alone. */
  policyOf(busArn: string): string | undefined;
  /** Brings an event to whom the rules of the bus send it. */
  put(busArn: string, event: Record<string, unknown>): Promise<void>;
  /** The ARNs of the buses there are beside the default ones; none unless said. */
  buses?(): readonly string[];
  /** The rules there are; none unless said. */
  rules?(): readonly RuleView[];
}

/** A rule, as DescribeRule shows it. */
export interface RuleView {
  arn: string;
  name: string;
  busArn: string;
  enabled: boolean;
  /** Absent for a schedule. */
  eventPattern?: unknown;
  targets?: readonly TargetView[];
}

/** What a rule or a schedule calls. */
export interface TargetView {
  /** Of a rule's target. */
  id?: string;
  arn: string;
  roleArn?: string;
  input?: string;
  deadLetterArn?: string;
  retry?: { maximumAttempts?: number; maximumEventAgeSeconds?: number };
}

/** The stacks of a deployment, in whichever account and Region. */
export interface Stacks {
  all(): readonly StackView[];
}

/** A stack, as DescribeStacks shows it; it was created when the world was opened. */
export interface StackView {
  arn: string;
  name: string;
  status: string;
  createdAt: number;
}

/** The schedules of a deployment, all of the default group. */
export interface Schedules {
  all(): readonly ScheduleView[];
}

/** A schedule, as GetSchedule shows it; it was created when the world was opened. */
export interface ScheduleView {
  arn: string;
  name: string;
  enabled: boolean;
  expression: string;
  windowMinutes?: number;
  target: TargetView;
  createdAt: number;
}
