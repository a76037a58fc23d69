import type { LostEvents } from './lostEvents.ts';
import type { Monitoring } from './monitoring.ts';
import type { PlannedSilence, Silence } from './silence.ts';

/**
 * All that the embedded AWS knows, as plain JSON: `--state` writes it as it is. Times are milliseconds since the epoch on
 * the virtual clock. Things are kept under their ARN, so that Region and account are told from the key.
 */
export interface World {
  /** The virtual clock's time up to which the world has been settled. */
  now: number;
  /** Counts every change to IAM, so that evaluations can be kept until the next one. */
  iamRevision: number;
  /** Numbers whatever needs a unique id; deterministic, so that every run is repeatable. */
  nextId: number;
  /** How long a scraper is CREATING, unless its cluster or account plans otherwise; 1,038 s when absent. */
  provisioningSeconds?: number;
  accounts: Record<string, Account>;
  /** Those of AWS Organizations; an account that is in none of them is on its own. */
  organizations?: Organization[];
  /**
   * Which ARN a function's session has as `lambda:SourceFunctionArn`: the function's when absent, or with the version behind it.
   * Which of the two Lambda sends for a version is UNVERIFIED.
   */
  sourceFunctionArn?: 'version';
  /** Sessions that AssumeRole handed out, by access key id. */
  sessions: Record<string, Session>;
  /** Executions of state machines, by ARN, the oldest first. */
  executions?: Record<string, ExecutionRecord>;
  /** DynamoDB tables, by ARN. */
  tables?: Record<string, Table>;
  /** Customer managed KMS keys that no stack makes: the policy of each as JSON text, by ARN. */
  keys?: Record<string, string>;
  /** SNS topics, by ARN. */
  topics?: Record<string, Topic>;
  /** Rules that no stack has: what an account's own people have put. By ARN. */
  rules?: Record<string, OwnRule>;
  /** Those that EventBridge will never get. */
  lostEvents?: LostEvents;
  /** Logs, metrics, alarms and queues, of what is deployed. */
  monitoring?: Monitoring;
  /** By ARN, what the resource tagging API shows of a resource that has changed. */
  shownTags?: Record<string, ShownTags>;
}

/** What the resource tagging API shows of a resource, for as long as it lags behind. */
export interface ShownTags {
  /** Absent for a resource that it does not show yet. */
  tags?: Record<string, string>;
  /** Milliseconds since the epoch. */
  until: number;
}

/** A rule on an event bus that somebody has put himself. */
export interface OwnRule {
  arn: string;
  name: string;
  busArn: string;
  enabled: boolean;
  /** JSON text. */
  eventPattern: string;
  targets: { id: string; arn: string; deadLetterArn?: string }[];
}

/** An SNS topic with what was published to it, the latest last. */
export interface Topic {
  topicArn: string;
  /** JSON text; the default policy of a topic, when absent. */
  policy?: string;
  /** The KMS key that encrypts it, with its policy as JSON text; absent for one that is not encrypted with a key of its own. */
  key?: { arn: string; policy?: string };
  /** Each gets every message, and is taken to be confirmed unless it is pending. */
  subscriptions: { protocol: string; endpoint: string; isPending?: true }[];
  messages: TopicMessage[];
}

/** A message as it was published, which every subscriber gets. */
export interface TopicMessage {
  messageId: string;
  at: number;
  /** The ARN of the session, or the service's principal. */
  publishedBy: string;
  subject?: string;
  /** Message attributes, by name. */
  attributes?: Record<string, string>;
  message: string;
}

/** A DynamoDB table with all that is in it. */
export interface Table {
  tableArn: string;
  /** The customer managed key that encrypts it. */
  keyArn?: string;
  tableName: string;
  definition: TableDefinition;
  createdAt: number;
  items: Item[];
}

/** As CreateTable and CloudFormation have it. */
export interface TableDefinition {
  KeySchema: { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[];
  AttributeDefinitions: { AttributeName: string; AttributeType: 'S' | 'N' | 'B' }[];
  GlobalSecondaryIndexes?: Record<string, unknown>[];
  LocalSecondaryIndexes?: Record<string, unknown>[];
}

/** Attributes by name, in DynamoDB's own JSON, e.g. `{id: {S: 'a'}}`. */
export type Item = Record<string, unknown>;

/** One execution, as DescribeExecution shows it. */
export interface ExecutionRecord {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  startDate: number;
  /** How often it was redriven; absent for never. */
  redriveCount?: number;
  redriveDate?: number;
  /** When it ended; absent while it is RUNNING. */
  stopDate?: number;
  /** JSON text. */
  input: string;
  /** JSON text, of one that SUCCEEDED. */
  output?: string;
  error?: string;
  cause?: string;
  /** The oldest first; absent where nobody can ask for it. */
  history?: HistoryEvent[];
}

/** An event of an execution's history, by GetExecutionHistory's own types. */
export interface HistoryEvent {
  type: string;
  at: number;
  /** The members of the type's details; payloads are JSON text. */
  details?: Record<string, string | number | undefined>;
}

/** An organization with all that decides what its accounts may do. */
export interface Organization {
  id: string;
  rootId: string;
  managementAccountId: string;
  units: OrganizationalUnit[];
  /** By account id, the management account's included: the OU or root that it is in. */
  accounts: Record<string, string>;
  /** Of an account that is not ACTIVE. */
  accountStates?: Record<string, AccountState>;
  serviceControlPolicies: ControlPolicy[];
  /** Those of resources; beside them RCPFullAWSAccess, which nobody can detach. */
  resourceControlPolicies?: ControlPolicy[];
  /** The root, OUs and accounts that FullAWSAccess was detached from: all the others have it, as every new one has. */
  withoutFullAccess?: string[];
  /** Accounts, whatever service they are a delegated administrator of. */
  delegatedAdministrators: string[];
  /** The resource-based delegation policy, as JSON text. */
  delegationPolicy?: string;
}

/** As DescribeAccount has it as `State` (https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html). */
export type AccountState = 'PENDING_ACTIVATION' | 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED';

interface OrganizationalUnit {
  id: string;
  name: string;
  /** The root or another OU. */
  parentId: string;
}

/** A service or resource control policy. */
export interface ControlPolicy {
  name: string;
  /** The root, OUs and accounts that it is attached to. */
  targetIds: string[];
  /** JSON text. */
  document: string;
}

/** What an AWS account has, of all Regions; its logs, tables and executions stand beside the accounts. */
export interface Account {
  accountId: string;
  roles: Record<string, Role>;
  policies: Record<string, ManagedPolicy>;
  clusters: Record<string, Cluster>;
  subnets: Record<string, Subnet>;
  vpcs: Record<string, Vpc>;
  workspaces: Record<string, Workspace>;
  scrapers: Record<string, Scraper>;
  /** By Region: what becomes of the next scraper that is created there; used up by it. */
  nextScraper?: Record<string, ScraperOutcome>;
  /** How many roles it may have; IAM's default when absent. */
  rolesQuota?: number;
}

/** A planned end of CREATING, to see how a workflow takes it. */
export interface ScraperOutcome {
  /** `CREATING`: it never leaves that status. */
  outcome: 'ACTIVE' | 'CREATION_FAILED' | 'CREATING';
  afterSeconds?: number;
  statusReason?: string;
  /** Of one that becomes ACTIVE, and of whose samples none arrives then, or none after some time. */
  silence?: PlannedSilence;
}

/** Temporary credentials of a role, which AssumeRole or Lambda has made. */
export interface Session {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  roleArn: string;
  /** The role's unique id: a role that was deleted and made again does not revive its sessions. */
  roleId: string;
  sessionName: string;
  accountId: string;
  /** The function that Lambda made it for. */
  sourceFunctionArn?: string;
  /** The session policy that AssumeRole was given, as JSON text. */
  policy?: string;
  /** When it ends on the virtual clock. */
  expiresAt: number;
  /**
   * When it ends on the real clock, which is what AssumeRole answers: SDK clients hold it against theirs to renew in time.
   * A session ends when both have passed, so that no client is left with credentials that it takes for valid.
   */
  expiresAtReal: number;
}

/** An IAM role with its policies. */
export interface Role {
  roleName: string;
  roleId: string;
  path: string;
  arn: string;
  createdAt: number;
  description?: string;
  maxSessionDuration: number;
  /** The trust policy's text as it was given. */
  trustPolicy: string;
  /**
   * The unique ids of the roles that the trust policy names, by ARN, as they were when it was saved: that is what IAM
   * keeps. A role that was deleted and made again under the same name is not trusted until the policy is saved again.
   */
  trustedIds: Record<string, string>;
  permissionsBoundaryArn?: string;
  tags: Record<string, string>;
  attachedPolicyArns: string[];
  /** Policy texts by name. */
  inlinePolicies: Record<string, string>;
  /** A service-linked role can be changed by its service alone. */
  serviceLinked?: string;
}

/** A customer managed policy, in its one version. `document` is JSON text. */
export interface ManagedPolicy {
  arn: string;
  policyName: string;
  path: string;
  document: string;
}

/** An EKS cluster, as far as DescribeCluster tells of it, and what its scrapers find in it. */
export interface Cluster {
  name: string;
  arn: string;
  status: 'CREATING' | 'ACTIVE' | 'DELETING' | 'FAILED' | 'UPDATING' | 'PENDING';
  version: string;
  /** When a cluster that is CREATING becomes ACTIVE. */
  activeAt?: number;
  vpcId: string;
  subnetIds: string[];
  securityGroupIds: string[];
  clusterSecurityGroupId: string;
  /** Of a cluster that is only connected to EKS. */
  connectorProvider?: string;
  /** Of a local cluster. */
  outpostArn?: string;
  endpointPublicAccess: boolean;
  endpointPrivateAccess: boolean;
  authenticationMode: 'API' | 'API_AND_CONFIG_MAP' | 'CONFIG_MAP';
  tags: Record<string, string>;
  createdAt: number;
  /** How many targets each scrape job finds in it. */
  targets: number;
  /** The jobs whose targets do not answer. */
  unscrapableJobs: string[];
  /** The principals of its access entries, with their paths. */
  accessEntries: string[];
  /** The roles that the ConfigMap aws-auth maps, without their paths, as the manual steps have them. */
  awsAuthRoleArns: string[];
  /** What becomes of every scraper that is created for it. */
  scraperOutcome?: ScraperOutcome;
}

/** A subnet of the account, or one that a VPC's owner shares with it. */
export interface Subnet {
  subnetId: string;
  vpcId: string;
  region: string;
  availabilityZone: string;
  availableIpAddressCount: number;
  /** The account that has its VPC; absent when it is this one. */
  ownerId?: string;
  outpostArn?: string;
}

/** A VPC of the account's own. */
export interface Vpc {
  vpcId: string;
  region: string;
  enableDnsSupport: boolean;
  enableDnsHostnames: boolean;
  /** Security groups of the VPC beside those that its clusters have. */
  securityGroupIds: string[];
}

/** A workspace of Amazon Managed Service for Prometheus, with the samples that were written to it. */
export interface Workspace {
  workspaceId: string;
  arn: string;
  alias?: string;
  status: 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING' | 'CREATION_FAILED';
  /** When a workspace that is CREATING becomes ACTIVE; never, when absent. */
  activeAt?: number;
  createdAt: number;
  /** A customer managed key that encrypts it. */
  kmsKeyArn?: string;
  /** False when DescribeWorkspace shows no endpoint. */
  hasEndpoint: boolean;
  tags: Record<string, string>;
  series: Series[];
}

/** One series of a workspace: its labels, `__name__` included, and when its samples arrived, the latest last. */
export interface Series {
  labels: Record<string, string>;
  /** The latest samples, at most as many as the query look-back of 5 minutes can need. */
  samples: { at: number; value: number }[];
}

/** https://docs.aws.amazon.com/prometheus/latest/APIReference/API_ScraperStatus.html. */
export type ScraperStatus =
  | 'CREATING'
  | 'UPDATING'
  | 'ACTIVE'
  | 'DELETING'
  | 'CREATION_FAILED'
  | 'UPDATE_FAILED'
  | 'DELETION_FAILED';

/** A scraper, in its cluster's account, with what it is about to become. */
export interface Scraper {
  scraperId: string;
  arn: string;
  alias?: string;
  accountId: string;
  region: string;
  /** The service-linked role that was made for this scraper. */
  roleArn: string;
  status: ScraperStatus;
  statusReason?: string;
  /** What it becomes next, and when; `GONE` is the end of DELETING. */
  transition?: { to: ScraperStatus | 'GONE'; at: number; reason?: string; changes?: ScraperChanges };
  createdAt: number;
  lastModifiedAt: number;
  tags: Record<string, string>;
  /** The YAML text. */
  scrapeConfiguration: string;
  clusterArn: string;
  subnetIds: string[];
  securityGroupIds: string[];
  workspaceArn: string;
  sourceRoleArn?: string;
  targetRoleArn?: string;
  /** Members that nothing here depends on, as DescribeScraper shows them. */
  members?: Record<string, unknown>;
  /** Idempotency: the token it was created with and a digest of that request. */
  clientToken?: string;
  requestDigest?: string;
  /** The same for its latest update. */
  updateToken?: string;
  updateDigest?: string;
  /** Since when an ACTIVE scraper scrapes, and until when it has. */
  scrapes?: { since: number; until: number };
  /** What stops its samples of itself: an update does not mend it, another scraper does not have it. */
  silence?: Silence;
  /** Its logging configuration, which goes with it. */
  logging?: ScraperLogging;
  /** Why the last scrape brought no sample, or none of a target that could be scraped, e.g. "EXPORTER: ... could not assume ...". */
  lastExportProblem?: string;
}

/** Where a scraper's vended logs go. */
export interface ScraperLogging {
  /** With `:*` behind it, as the API has it. */
  logGroupArn: string;
  components: { type: string; config?: { options?: Record<string, string> } }[];
  status: 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING' | 'CREATION_FAILED' | 'UPDATE_FAILED';
  statusReason?: string;
  modifiedAt: number;
  /** When its status is over. */
  settledAt?: number;
}

/** What UpdateScraper can change; in force from the end of UPDATING. */
export interface ScraperChanges {
  alias?: string;
  scrapeConfiguration?: string;
  workspaceArn?: string;
  members?: Record<string, unknown>;
  /** `null` takes the roles away: the scraper is back at its service-linked role. */
  roles?: { sourceRoleArn: string; targetRoleArn: string } | null;
}
