import * as z from 'zod';
import { EVENT_KINDS } from './lostEvents.ts';
import { monitoringState } from './monitoring.ts';
import { SILENCE_REASONS } from './silence.ts';
import type { World } from './state.ts';

const time = z.number();
const tags = z.record(z.string(), z.string());
const strings = z.array(z.string());

/** From ACTIVE on: see `PlannedSilence`. A world file has it too. */
export const plannedSilence = z.strictObject({ reason: z.enum(SILENCE_REASONS), afterSeconds: z.number().min(0) });

/** A planned end of CREATING: see `ScraperOutcome`. A world file has it too. */
export const scraperOutcome = z.strictObject({
  outcome: z.enum(['ACTIVE', 'CREATION_FAILED', 'CREATING']),
  afterSeconds: z.number().min(0).exactOptional(),
  statusReason: z.string().min(1).max(256).exactOptional(),
  silence: plannedSilence.exactOptional(),
});

/** Of an account in its organization. A world file has it too. */
export const accountState = z.enum(['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED']);

const role = z.strictObject({
  roleName: z.string(),
  roleId: z.string(),
  path: z.string(),
  arn: z.string(),
  createdAt: time,
  description: z.string().exactOptional(),
  maxSessionDuration: z.number(),
  trustPolicy: z.string(),
  trustedIds: tags,
  permissionsBoundaryArn: z.string().exactOptional(),
  tags,
  attachedPolicyArns: strings,
  inlinePolicies: tags,
  serviceLinked: z.string().exactOptional(),
});

const cluster = z.strictObject({
  name: z.string(),
  arn: z.string(),
  status: z.enum(['CREATING', 'ACTIVE', 'DELETING', 'FAILED', 'UPDATING', 'PENDING']),
  version: z.string(),
  activeAt: time.exactOptional(),
  vpcId: z.string(),
  subnetIds: strings,
  securityGroupIds: strings,
  clusterSecurityGroupId: z.string(),
  connectorProvider: z.string().exactOptional(),
  outpostArn: z.string().exactOptional(),
  endpointPublicAccess: z.boolean(),
  endpointPrivateAccess: z.boolean(),
  authenticationMode: z.enum(['API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP']),
  tags,
  createdAt: time,
  targets: z.number(),
  unscrapableJobs: strings,
  accessEntries: strings,
  awsAuthRoleArns: strings,
  scraperOutcome: scraperOutcome.exactOptional(),
});

const subnet = z.strictObject({
  subnetId: z.string(),
  vpcId: z.string(),
  region: z.string(),
  availabilityZone: z.string(),
  availableIpAddressCount: z.number(),
  ownerId: z.string().exactOptional(),
  outpostArn: z.string().exactOptional(),
});

const vpc = z.strictObject({
  vpcId: z.string(),
  region: z.string(),
  enableDnsSupport: z.boolean(),
  enableDnsHostnames: z.boolean(),
  securityGroupIds: strings,
});

const workspace = z.strictObject({
  workspaceId: z.string(),
  arn: z.string(),
  alias: z.string().exactOptional(),
  status: z.enum(['CREATING', 'ACTIVE', 'UPDATING', 'DELETING', 'CREATION_FAILED']),
  activeAt: time.exactOptional(),
  createdAt: time,
  kmsKeyArn: z.string().exactOptional(),
  hasEndpoint: z.boolean(),
  tags,
  series: z.array(z.strictObject({ labels: tags, samples: z.array(z.strictObject({ at: time, value: z.number() })) })),
});

const scraperStatus = z.enum([
  'CREATING',
  'UPDATING',
  'ACTIVE',
  'DELETING',
  'CREATION_FAILED',
  'UPDATE_FAILED',
  'DELETION_FAILED',
]);

const changes = z.strictObject({
  alias: z.string().exactOptional(),
  scrapeConfiguration: z.string().exactOptional(),
  workspaceArn: z.string().exactOptional(),
  members: z.record(z.string(), z.unknown()).exactOptional(),
  roles: z.strictObject({ sourceRoleArn: z.string(), targetRoleArn: z.string() }).nullable().exactOptional(),
});

const scraperLogging = z.strictObject({
  logGroupArn: z.string(),
  components: z.array(
    z.strictObject({
      type: z.string(),
      config: z.strictObject({ options: z.record(z.string(), z.string()).exactOptional() }).exactOptional(),
    }),
  ),
  status: z.enum(['CREATING', 'ACTIVE', 'UPDATING', 'DELETING', 'CREATION_FAILED', 'UPDATE_FAILED']),
  statusReason: z.string().exactOptional(),
  modifiedAt: time,
  settledAt: time.exactOptional(),
});

const scraper = z.strictObject({
  scraperId: z.string(),
  arn: z.string(),
  alias: z.string().exactOptional(),
  accountId: z.string(),
  region: z.string(),
  roleArn: z.string(),
  status: scraperStatus,
  statusReason: z.string().exactOptional(),
  transition: z
    .strictObject({
      to: z.union([scraperStatus, z.literal('GONE')]),
      at: time,
      reason: z.string().exactOptional(),
      changes: changes.exactOptional(),
    })
    .exactOptional(),
  createdAt: time,
  lastModifiedAt: time,
  tags,
  scrapeConfiguration: z.string(),
  clusterArn: z.string(),
  subnetIds: strings,
  securityGroupIds: strings,
  workspaceArn: z.string(),
  sourceRoleArn: z.string().exactOptional(),
  targetRoleArn: z.string().exactOptional(),
  members: z.record(z.string(), z.unknown()).exactOptional(),
  clientToken: z.string().exactOptional(),
  requestDigest: z.string().exactOptional(),
  updateToken: z.string().exactOptional(),
  updateDigest: z.string().exactOptional(),
  scrapes: z.strictObject({ since: time, until: time }).exactOptional(),
  logging: scraperLogging.exactOptional(),
  silence: z.strictObject({ reason: z.enum(SILENCE_REASONS), from: time }).exactOptional(),
  lastExportProblem: z.string().exactOptional(),
});

const account = z.strictObject({
  accountId: z.string(),
  roles: z.record(z.string(), role),
  policies: z.record(
    z.string(),
    z.strictObject({ arn: z.string(), policyName: z.string(), path: z.string(), document: z.string() }),
  ),
  clusters: z.record(z.string(), cluster),
  subnets: z.record(z.string(), subnet),
  vpcs: z.record(z.string(), vpc),
  workspaces: z.record(z.string(), workspace),
  scrapers: z.record(z.string(), scraper),
  nextScraper: z.record(z.string(), scraperOutcome).exactOptional(),
  rolesQuota: z.int().positive().exactOptional(),
});

const controlPolicies = z.array(z.strictObject({ name: z.string(), targetIds: strings, document: z.string() }));

const organization = z.strictObject({
  id: z.string(),
  rootId: z.string(),
  managementAccountId: z.string(),
  units: z.array(z.strictObject({ id: z.string(), name: z.string(), parentId: z.string() })),
  accounts: tags,
  accountStates: z.record(z.string(), accountState).exactOptional(),
  serviceControlPolicies: controlPolicies,
  resourceControlPolicies: controlPolicies.exactOptional(),
  withoutFullAccess: strings.exactOptional(),
  delegatedAdministrators: strings,
  delegationPolicy: z.string().exactOptional(),
});

const session = z.strictObject({
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  sessionToken: z.string(),
  roleArn: z.string(),
  roleId: z.string(),
  sessionName: z.string(),
  accountId: z.string(),
  sourceFunctionArn: z.string().exactOptional(),
  policy: z.string().exactOptional(),
  expiresAt: time,
  expiresAtReal: time,
});

const historyEvent = z.strictObject({
  type: z.string(),
  at: time,
  details: z.record(z.string(), z.union([z.string(), z.number(), z.undefined()])).exactOptional(),
});

const execution = z.strictObject({
  executionArn: z.string(),
  stateMachineArn: z.string(),
  name: z.string(),
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']),
  startDate: time,
  redriveCount: z.int().positive().exactOptional(),
  redriveDate: time.exactOptional(),
  stopDate: time.exactOptional(),
  input: z.string(),
  output: z.string().exactOptional(),
  error: z.string().exactOptional(),
  cause: z.string().exactOptional(),
  history: z.array(historyEvent).exactOptional(),
});

const attributes = z.record(z.string(), z.unknown());

const table = z.strictObject({
  tableArn: z.string(),
  keyArn: z.string().exactOptional(),
  tableName: z.string(),
  definition: z.strictObject({
    KeySchema: z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
    AttributeDefinitions: z.array(
      z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
    ),
    GlobalSecondaryIndexes: z.array(attributes).exactOptional(),
    LocalSecondaryIndexes: z.array(attributes).exactOptional(),
  }),
  createdAt: time,
  items: z.array(attributes),
});

const topic = z.strictObject({
  topicArn: z.string(),
  policy: z.string().exactOptional(),
  key: z.strictObject({ arn: z.string(), policy: z.string() }).exactOptional(),
  subscriptions: z.array(
    z.strictObject({ protocol: z.string(), endpoint: z.string(), isPending: z.literal(true).exactOptional() }),
  ),
  messages: z.array(
    z.strictObject({
      messageId: z.string(),
      at: time,
      publishedBy: z.string(),
      subject: z.string().exactOptional(),
      attributes: z.record(z.string(), z.string()).exactOptional(),
      message: z.string(),
    }),
  ),
});

const ownRule = z.strictObject({
  arn: z.string(),
  name: z.string(),
  busArn: z.string(),
  enabled: z.boolean(),
  eventPattern: z.string(),
  targets: z.array(z.strictObject({ id: z.string(), arn: z.string(), deadLetterArn: z.string().exactOptional() })),
});

/** The whole state as a state file has it: a member that `World` gains or loses has to be told here, by the compiler. */
export const worldState: z.ZodType<World> = z.strictObject({
  now: time,
  iamRevision: z.number(),
  nextId: z.number(),
  provisioningSeconds: z.number().exactOptional(),
  accounts: z.record(z.string(), account),
  organizations: z.array(organization).exactOptional(),
  sourceFunctionArn: z.literal('version').exactOptional(),
  sessions: z.record(z.string(), session),
  executions: z.record(z.string(), execution).exactOptional(),
  tables: z.record(z.string(), table).exactOptional(),
  topics: z.record(z.string(), topic).exactOptional(),
  rules: z.record(z.string(), ownRule).exactOptional(),
  lostEvents: z.partialRecord(z.enum(EVENT_KINDS), z.int().min(0)).exactOptional(),
  monitoring: monitoringState.exactOptional(),
  shownTags: z.record(z.string(), z.strictObject({ tags: tags.exactOptional(), until: time })).exactOptional(),
});
