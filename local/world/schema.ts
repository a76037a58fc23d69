import * as z from 'zod';
import { organizationFile } from './organizationSchema.ts';
import { plannedSilence, scraperOutcome } from '../state/stateSchema.ts';

const arn = z.string().regex(/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/, 'must be an ARN');
const accountId = z.string().regex(/^\d{12}$/, 'must be an account id of 12 digits');
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a Region such as us-west-2');
const seconds = z.number().min(0);
const tags = z.record(z.string(), z.string()).default({});
const securityGroupId = z.string().regex(/^sg-[0-9a-f]{8,17}$/, 'must be sg- and 8 to 17 hex digits');
const subnetId = z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'must be subnet- and 8 to 17 hex digits');
const vpcId = z.string().regex(/^vpc-[0-9a-f]{8,17}$/, 'must be vpc- and 8 to 17 hex digits');

const vpc = z.strictObject({
  vpcId,
  /** The file's `region` unless given, here and below. */
  region: region.exactOptional(),
  enableDnsSupport: z.boolean().default(true),
  enableDnsHostnames: z.boolean().default(true),
  securityGroupIds: z.array(securityGroupId).default([]),
});

const subnet = z.strictObject({
  subnetId,
  vpcId,
  availabilityZone: z
    .string()
    .regex(
      /^[a-z]{2}(-[a-z]+)+-\d(-[a-z]{3}-\d)?[a-z]$/,
      'must be an Availability Zone such as us-west-2a, or a Local Zone such as us-west-2-lax-1a',
    ),
  availableIpAddressCount: z.int().min(0).default(250),
  /** The account that has the VPC, and shares the subnet with this one. */
  ownerId: accountId.exactOptional(),
  outpostArn: arn.exactOptional(),
});

const cluster = z.strictObject({
  name: z.string().regex(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/, 'must be a cluster name'),
  region: region.exactOptional(),
  version: z.string().default('1.35'),
  /** None for a connected cluster alone. */
  subnetIds: z.array(subnetId).default([]),
  /** Who runs a cluster that is only connected to EKS, e.g. `OTHER`. */
  connectorProvider: z.string().min(1).exactOptional(),
  /** The Outpost that a local cluster runs on. */
  outpostArn: arn.exactOptional(),
  /** Made up from the cluster's ARN unless given. */
  clusterSecurityGroupId: securityGroupId.exactOptional(),
  securityGroupIds: z.array(securityGroupId).default([]),
  endpointPublicAccess: z.boolean().default(true),
  endpointPrivateAccess: z.boolean().default(true),
  authenticationMode: z.enum(['API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP']).default('API_AND_CONFIG_MAP'),
  tags,
  status: z.enum(['CREATING', 'ACTIVE', 'DELETING', 'FAILED', 'UPDATING', 'PENDING']).default('ACTIVE'),
  /** Counted from `startTime`; for CREATING alone. Without it the cluster stays CREATING. */
  activeAfterSeconds: seconds.exactOptional(),
  targets: z.int().min(0).max(1000).default(3),
  /** The jobs whose targets do not answer: `up` is 0. */
  unscrapableJobs: z.array(z.string().min(1)).default([]),
  /** The roles that the ConfigMap aws-auth maps, without their paths. */
  awsAuthRoleArns: z.array(arn).default([]),
  scraperOutcome: scraperOutcome.exactOptional(),
});

const workspace = z.strictObject({
  workspaceId: z.string().regex(/^ws-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'must be ws- and a UUID'),
  alias: z.string().min(1).max(100).exactOptional(),
  region: region.exactOptional(),
  status: z.enum(['CREATING', 'ACTIVE', 'UPDATING', 'DELETING', 'CREATION_FAILED']).default('ACTIVE'),
  activeAfterSeconds: seconds.exactOptional(),
  /** A customer managed key that encrypts it. */
  kmsKeyArn: arn.exactOptional(),
  /** False when DescribeWorkspace shows no endpoint. */
  hasEndpoint: z.boolean().default(true),
  tags,
});

const policy = z.record(z.string(), z.unknown());

const managedPolicy = z.strictObject({ policyName: z.string(), path: z.string().default('/'), document: policy });

const role = z.strictObject({
  roleName: z.string().regex(/^[\w+=,.@-]{1,64}$/, 'must be a role name'),
  path: z
    .string()
    .regex(/^\/(.*\/)?$/, 'must begin and end with a slash')
    .default('/'),
  trustPolicy: policy,
  inlinePolicies: z.record(z.string(), policy).default({}),
  attachedPolicyArns: z.array(arn).default([]),
  permissionsBoundaryArn: arn.exactOptional(),
  maxSessionDuration: z.int().min(3600).max(43_200).default(3600),
  tags,
});

/** A scraper that is there before the run, made by whomever. Its id and its service-linked role follow from the order. */
const scraper = z.strictObject({
  clusterName: z.string(),
  region: region.exactOptional(),
  workspaceArn: arn,
  alias: z.string().min(1).max(100).exactOptional(),
  /** The cluster's own subnets unless given. */
  subnetIds: z.array(subnetId).min(1).max(5).exactOptional(),
  /** YAML; the service's default unless given. */
  scrapeConfiguration: z.string().exactOptional(),
  /** Members that DescribeScraper shows beside those that this version knows. */
  members: z.record(z.string(), z.unknown()).exactOptional(),
  sourceRoleArn: arn.exactOptional(),
  targetRoleArn: arn.exactOptional(),
  /** Whether the cluster has an access entry for it: as if made under the cluster's authentication mode unless given. */
  accessEntry: z.boolean().exactOptional(),
  /** What stops its samples, and how long after the start: it is ACTIVE from then on. */
  silence: plannedSilence.exactOptional(),
  status: z.enum(['ACTIVE', 'CREATION_FAILED', 'UPDATE_FAILED', 'DELETION_FAILED']).default('ACTIVE'),
  statusReason: z.string().min(1).max(256).exactOptional(),
  tags,
});

const account = z.strictObject({
  vpcs: z.array(vpc).default([]),
  subnets: z.array(subnet).default([]),
  clusters: z.array(cluster).default([]),
  workspaces: z.array(workspace).default([]),
  policies: z.array(managedPolicy).default([]),
  roles: z.array(role).default([]),
  scrapers: z.array(scraper).default([]),
  /** By Region: what becomes of the next scraper that is created there. */
  nextScraper: z.record(region, scraperOutcome).exactOptional(),
});

/** The world FILE: what there is before a run, in few words. Everything has a default that makes it usable. */
export const worldFile = z.strictObject({
  partition: z.string().default('aws'),
  region: region.default('us-west-2'),
  startTime: z.iso.datetime().default('2026-01-05T08:00:00Z'),
  provisioningSeconds: seconds.default(1038),
  accounts: z.record(accountId, account),
  /** Accounts can be in one of them, or in none. */
  organizations: z.array(organizationFile).exactOptional(),
  /** Customer managed KMS keys: the policy of each, by ARN. */
  keys: z.record(arn, policy).exactOptional(),
  /** The deployment's configuration, for whoever deploys the workflow into this world; passed through as it is. */
  configuration: z.unknown().optional(),
});

/** As a person writes it; `buildWorld` fills in what is left out. */
export type WorldFile = z.infer<typeof worldFile>;
/** An account by what is otherwise than in a new one. */
export type AccountFile = z.infer<typeof account>;
/** A cluster by what is otherwise than in one that can be scraped. */
export type ClusterFile = z.infer<typeof cluster>;
/** A scraper that is there before the run. */
export type ScraperFile = z.infer<typeof scraper>;
