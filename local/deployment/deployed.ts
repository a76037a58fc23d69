import type { AlarmDefinition, LogGroup, LogPolicy, Queue } from '../state/monitoring.ts';
import type { Topic } from '../state/state.ts';
import type { Json } from './template/template.ts';

/** What the stacks deploy, with every name and policy as AWS would have it. Plain JSON. */
export interface Deployment {
  stacks: DeployedStack[];
  roles: DeployedRole[];
  managedPolicies: DeployedPolicy[];
  functions: DeployedFunction[];
  versions: DeployedVersion[];
  functionPermissions: FunctionPermission[];
  providers: CustomResourceProvider[];
  stateMachines: DeployedStateMachine[];
  buses: DeployedBus[];
  rules: DeployedRule[];
  schedules: DeployedSchedule[];
  queues: DeployedQueue[];
  topics: DeployedTopic[];
  tables: DeployedTable[];
  logGroups: LogGroup[];
  logPolicies: LogPolicy[];
  alarms: AlarmDefinition[];
  dashboards: DeployedDashboard[];
  products: DeployedProduct[];
}

/** A stack as DescribeStacks answers; what it has made stands in the lists beside it. */
export interface DeployedStack {
  arn: string;
  name: string;
  accountId: string;
  region: string;
  /** As CloudFormation has it, e.g. `CREATE_COMPLETE`. */
  status: string;
}

/** An AWS::IAM::Role, inline and attached policies gathered from wherever a template has them. */
export interface DeployedRole {
  arn: string;
  roleName: string;
  accountId: string;
  path: string;
  description?: string;
  /** Seconds. */
  maxSessionDuration: number;
  /** Policies as JSON text. */
  trustPolicy: string;
  inlinePolicies: Record<string, string>;
  attachedPolicyArns: string[];
  permissionsBoundaryArn?: string;
  tags: Record<string, string>;
}

/** An AWS::IAM::ManagedPolicy: the boundary, and the operators'. */
export interface DeployedPolicy {
  arn: string;
  policyName: string;
  accountId: string;
  path: string;
  /** JSON text. */
  document: string;
}

/** An AWS::Lambda::Function, with what the local run needs to start its code as Lambda would. */
export interface DeployedFunction {
  arn: string;
  functionName: string;
  accountId: string;
  region: string;
  roleArn: string;
  /** The name of the log group that its lines go to. */
  logGroup: string;
  handler?: string;
  environment: Record<string, string>;
  /** The text of the file with the deployment's data that is in its bundle, if there is one. */
  deploymentFile?: string;
  timeoutSeconds: number;
  memoryMb: number;
  /** What is below it is not logged. */
  applicationLogLevel: LogLevel;
  deadLetterArn?: string;
  /** Of its code and configuration: what Lambda compares before it publishes a version. */
  digest: string;
  /** The number of the version that was published last, 0 before the first; Lambda gives none twice. */
  lastVersion: number;
}

/** A version of a function: its code and configuration as they were when it was published, for good. */
export interface DeployedVersion {
  /** The function's, with the number behind it. */
  arn: string;
  number: number;
  function: DeployedFunction;
  /** The stack and the logical id that published it; absent once the stack has it no more and has left it behind. */
  resource?: string;
  deletionPolicy: string;
}

/** Of the lowest first, as Lambda's advanced logging controls have them. */
export const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
/** Of Lambda's advanced logging controls (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html). */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Who may do what with a function: one statement of its resource policy. */
export interface FunctionPermission {
  functionArn: string;
  action: string;
  principal: string;
  sourceArn?: string;
  sourceAccount?: string;
}

/** The functions of one `custom-resources.Provider`, by ARN: the framework's own and those that they call. */
export interface CustomResourceProvider {
  /** What a template names as ServiceToken. */
  onEventArn: string;
  userOnEventArn: string;
  userIsCompleteArn?: string;
  waiterStateMachineArn?: string;
}

/** An AWS::StepFunctions::StateMachine, ready to run. */
export interface DeployedStateMachine {
  arn: string;
  name: string;
  accountId: string;
  region: string;
  roleArn: string;
  /** JSON text, placeholders filled in. */
  definition: string;
  observed: ObservedMachine;
}

/** What a state machine tells of its executions. */
export interface ObservedMachine {
  level: 'ALL' | 'ERROR' | 'FATAL' | 'OFF';
  includeExecutionData: boolean;
  /** Where its log lines go: the ARNs of log groups, with `:*` behind them. */
  logGroupArns: string[];
  /** Whether X-Ray traces them. */
  traced: boolean;
}

/** An AWS::Events::EventBus; an account's default bus is there without a stack. */
export interface DeployedBus {
  arn: string;
  name: string;
  accountId: string;
  region: string;
  /** Its resource policy as JSON text; absent when nothing is granted to others. */
  policy?: string;
}

/** An AWS::Events::Rule of a stack. */
export interface DeployedRule {
  arn: string;
  name: string;
  /** The account and Region of the bus are the rule's own. */
  busArn: string;
  enabled: boolean;
  /** Absent for a schedule. */
  eventPattern?: Json;
  targets: RuleTarget[];
}

/**
 * How a matched event reaches one target. Absent members are as EventBridge has them by default
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html).
 */
export interface RuleTarget {
  id: string;
  arn: string;
  roleArn?: string;
  /** Fixed JSON text in the event's place. */
  input?: string;
  inputPath?: string;
  inputTransformer?: { paths: Record<string, string>; template: string };
  deadLetterArn?: string;
  retry?: { maximumAttempts?: number; maximumEventAgeSeconds?: number };
}

/** A schedule of EventBridge Scheduler. It starts nothing here: nobody waits an hour for it. */
export interface DeployedSchedule {
  arn: string;
  name: string;
  accountId: string;
  region: string;
  enabled: boolean;
  expression: string;
  /** Within so many minutes after its time it is at work; absent where it is at work at once. */
  windowMinutes?: number;
  target: Pick<RuleTarget, 'arn' | 'input' | 'deadLetterArn' | 'retry'> & { roleArn: string };
}

/** An AWS::SQS::Queue before the first message. */
export type DeployedQueue = Omit<Queue, 'createdAt' | 'messages'>;

/** An AWS::SNS::Topic before the first message. */
export type DeployedTopic = Omit<Topic, 'topicArn' | 'messages'> & { arn: string };

/** An AWS::DynamoDB::Table or GlobalTable; dynalite makes it by `definition`. */
export interface DeployedTable {
  arn: string;
  name: string;
  accountId: string;
  region: string;
  /** The members of CreateTable. */
  definition: Record<string, Json>;
  /** The customer managed key that encrypts it. */
  keyArn?: string;
  /** What keeps it: whatever becomes of its stack, and of what somebody deletes in it by mistake. */
  kept: { retained: boolean; deletionProtection: boolean; pointInTimeRecovery: boolean };
}

/** An AWS::CloudWatch::Dashboard, as far as tests hold it to metrics and alarms. */
export interface DeployedDashboard {
  arn: string;
  accountId: string;
  region: string;
  widgets: DashboardWidget[];
  /** The ARNs of the alarms whose states it shows. */
  alarms: string[];
  /** What it says, in Markdown. */
  texts: string[];
}

/** One that shows metrics. */
export interface DashboardWidget {
  title: string;
  /** As the body has them: names and values, or an expression. */
  rows: Json[][];
}

/** A Service Catalog product, as far as its launch goes. */
export interface DeployedProduct {
  name: string;
  accountId: string;
  region: string;
  /** Absent when nothing constrains the launch: it is made with the launching user's own permissions. */
  launchRoleArn?: string;
  /** The ARNs of who may launch it. */
  launchers: string[];
}
