import { createHash } from 'node:crypto';
import { arnParts } from './arn.ts';

/** Every handler: its file, the state that calls it and its Lambda function have this one name. */
export const FUNCTION_NAMES = [
  'resolveRequest',
  'claimConnection',
  'createSourceRole',
  'createTargetRole',
  'createScraper',
  'patchTrust',
  'checkStatus',
  'verifyIngestion',
  'releaseConnection',
  'restoreScraper',
  'planConnection',
  'resolveOffboard',
  'deleteScraper',
  'deleteRoles',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** Those that touch the connections table alone, and no member account. */
const LEASE_FUNCTION_NAMES: readonly FunctionName[] = ['claimConnection', 'releaseConnection'];

/** Those that act in member accounts, and whose roles the provisioners trust. */
export const PROVISIONING_FUNCTION_NAMES = FUNCTION_NAMES.filter((name) => !LEASE_FUNCTION_NAMES.includes(name));

/** The product door's two handlers, which CloudFormation's custom resource is served by. They start and watch executions and touch no account. */
export const PRODUCT_FUNCTION_NAMES = ['productOnEvent', 'productIsComplete'] as const;
export type ProductFunctionName = (typeof PRODUCT_FUNCTION_NAMES)[number];

/** The state machines: their file in statemachine/ and their last name part are the workflow's. */
export const WORKFLOW_NAMES = ['onboard', 'offboard'] as const;
export type WorkflowName = (typeof WORKFLOW_NAMES)[number];

/** The fixed name of what a Region's workflow stack has one of: functions, state machines, the event bus, the table. */
export function deployedName(name: FunctionName | ProductFunctionName | WorkflowName | 'bus' | 'connections'): string {
  return `amp-scraper-${name}`;
}

/** The IAM path of the connection roles; nothing else is ever under it, so a permission on the path is a permission on them. */
export const ROLE_PATH = '/amp-scraper/';
export const SOURCE_ROLE_PREFIX = 'amp-scraper-source-';
export const TARGET_ROLE_PREFIX = 'amp-scraper-target-';
export const PROVISIONER_ROLE_NAME = 'amp-scraper-provisioner';
export const BOUNDARY_POLICY_NAME = 'amp-scraper-boundary';

/** The names of the connection roles' inline policies. */
export const SOURCE_POLICY_NAME = 'assume-target-role';
export const TARGET_POLICY_NAME = 'deny-other-workspaces';

/** Reserved: a request may not set tags under this prefix. */
export const TAG_PREFIX = 'amp-scraper:';
export const TAGS = {
  connection: 'amp-scraper:connection',
  execution: 'amp-scraper:execution',
  door: 'amp-scraper:door',
} as const;
export const DEFAULT_CLUSTER_TAG_KEY = 'amp-scraper-workspace';

/** The principal that a managed collector uses to assume its source role. */
export const SCRAPER_SERVICE = 'scraper.aps.amazonaws.com';
export const REMOTE_WRITE_POLICY_NAME = 'AmazonPrometheusRemoteWriteAccess';

/** 12 hex digits of a hash of the two ARNs: whatever run it is, it finds what an earlier run made. */
export function connectionId(clusterArn: string, workspaceArn: string): string {
  return createHash('sha256').update(`${clusterArn}\n${workspaceArn}`).digest('hex').slice(0, 12);
}

/** The fixed role name of a function, which the provisioners' trust names; the Region is in it since IAM is global. */
export function functionRoleName(region: string, name: FunctionName | ProductFunctionName): string {
  return `amp-scraper-${region}-${name}`;
}

export function roleArn(partition: string, accountId: string, pathAndName: string): string {
  return `arn:${partition}:iam::${accountId}:role/${pathAndName}`;
}

export function provisionerArn(partition: string, accountId: string): string {
  return roleArn(partition, accountId, PROVISIONER_ROLE_NAME);
}

export function boundaryArn(partition: string, accountId: string): string {
  return `arn:${partition}:iam::${accountId}:policy/${BOUNDARY_POLICY_NAME}`;
}

export function remoteWritePolicyArn(partition: string): string {
  return `arn:${partition}:iam::aws:policy/${REMOTE_WRITE_POLICY_NAME}`;
}

/** All names that follow from the pair of ARNs. Partition, Region and accounts are the ARNs' own. */
export interface ConnectionNames {
  id: string;
  partition: string;
  region: string;
  clusterName: string;
  sourceAccountId: string;
  targetAccountId: string;
  workspaceId: string;
  sourceRoleName: string;
  sourceRoleArn: string;
  targetRoleName: string;
  targetRoleArn: string;
  placeholderArn: string;
  /** Stands in a plan for the ARN of a scraper that does not exist yet. */
  newScraperArn: string;
}

/** @throws TypeError when one of the two is no ARN: they are checked when the request is. */
export function connectionNames(clusterArn: string, workspaceArn: string): ConnectionNames {
  const cluster = arnParts(clusterArn);
  const workspace = arnParts(workspaceArn);
  const id = connectionId(clusterArn, workspaceArn);
  const { partition, region } = cluster;
  const sourceRoleName = `${SOURCE_ROLE_PREFIX}${id}`;
  const targetRoleName = `${TARGET_ROLE_PREFIX}${id}`;
  const path = ROLE_PATH.slice(1);
  const scraperArn = (scraperId: string) => `arn:${partition}:aps:${region}:${cluster.accountId}:scraper/${scraperId}`;
  return {
    id,
    partition,
    region,
    clusterName: cluster.resource.slice('cluster/'.length),
    sourceAccountId: cluster.accountId,
    targetAccountId: workspace.accountId,
    workspaceId: workspace.resource.slice('workspace/'.length),
    sourceRoleName,
    sourceRoleArn: roleArn(partition, cluster.accountId, `${path}${sourceRoleName}`),
    targetRoleName,
    targetRoleArn: roleArn(partition, workspace.accountId, `${path}${targetRoleName}`),
    placeholderArn: scraperArn('PLACEHOLDER'),
    newScraperArn: scraperArn('NEW'),
  };
}
