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
  'establishConnection',
  'verifyIngestion',
  'releaseConnection',
  'restoreScraper',
  'planConnection',
  'resolveOffboard',
  'deleteScraper',
  'deleteRoles',
  'beginReconcile',
  'lookAtRange',
  'planReconcile',
  'actOnPlan',
  'endReconcile',
] as const;
/** A handler that a state machine calls. */
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/**
 * Whether executions call a function by the version that their definition names, and so the code that they began with. By its name
 * alone is called who says whether a connection may be begun: that goes by the configuration as it is now.
 */
export function isCalledByVersion(name: FunctionName): boolean {
  return name !== 'claimConnection';
}

/** Those that act in member accounts, and whose roles the provisioners trust: a new one is not among them until it stands here. */
const PROVISIONING_FUNCTION_NAMES: readonly HandlerName[] = [
  'resolveRequest',
  'createSourceRole',
  'createTargetRole',
  'createScraper',
  'patchTrust',
  'checkStatus',
  'verifyIngestion',
  'restoreScraper',
  'planConnection',
  'resolveOffboard',
  'deleteScraper',
  'deleteRoles',
  'lookAtRange',
  'notify',
];

/** The product door's two handlers, which CloudFormation's custom resource is served by. They start and watch executions and touch no account. */
export const PRODUCT_FUNCTION_NAMES = ['productOnEvent', 'productIsComplete'] as const;
/** A handler that the provider framework calls. */
export type ProductFunctionName = (typeof PRODUCT_FUNCTION_NAMES)[number];

/** Those that rules call, and other functions later than themselves. */
const RULE_FUNCTION_NAMES = ['notify'] as const;

/** Every handler that is deployed, and each is a file of functions/. */
export const HANDLER_NAMES = [...FUNCTION_NAMES, ...PRODUCT_FUNCTION_NAMES, ...RULE_FUNCTION_NAMES] as const;
/** A handler, whoever calls it: its Lambda function is `deployedName` of it. */
export type HandlerName = (typeof HANDLER_NAMES)[number];

/** The workflows that change a connection. */
export const WORKFLOW_NAMES = ['onboard', 'offboard'] as const;
/** A state machine whose executions take a connection's lease. */
export type WorkflowName = (typeof WORKFLOW_NAMES)[number];

/** The state machines: their file in statemachine/ and their last name part are the machine's. Reconcile starts the others. */
export const MACHINE_NAMES = [...WORKFLOW_NAMES, 'reconcile'] as const;
/** A state machine: its definition is `statemachine/<name>.asl.json`. */
export type MachineName = (typeof MACHINE_NAMES)[number];

/** How the executions are named that reconcile starts. */
export const FLEET_PREFIX = 'fleet-';

/** The key of the table's items of the fleet as a whole. */
export const FLEET_KEY = 'fleet';

/** The key of the table's items of what people were told of connections. */
export const TOLD_KEY = 'told';

/** How the key of the table's item of an account begins. */
export const ANSWERED_KIND = 'account#';

/** What everything of an installation is named by when its configuration names none. */
export const DEFAULT_INSTALLATION_NAME = 'amp-scraper';

/** The fixed name of what a Region has one of: functions, state machines, the event bus, the table. */
export function deployedName(installation: string, part: HandlerName | MachineName | 'bus' | 'connections'): string {
  return `${installation}-${part}`;
}

/** The name of the queue of what a source account's Region could not forward. */
export function forwardDeadLettersName(installation: string): string {
  return `${installation}-forward-dead-letters`;
}

/**
 * The log group of an account's Region that the scrapers' vended logs go to. One for all of them: it is there before the first scraper, and
 * outlives each, with a retention, and a policy that lets AWS write to it alone; a line names its scraper. The prefix is AWS's own for such
 * groups (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html).
 */
export function scraperLogName(installation: string): string {
  return `/aws/vendedlogs/${installation}/scrapers`;
}

/**
 * The IAM path of the connection roles; nothing else is ever under it, so a permission on the path is a permission on them. It
 * ends where the name ends, so that `amp` has nothing of `amp-scraper`.
 */
export function rolePath(installation: string): string {
  return `/${installation}/`;
}

/** The path and the beginning of the names of the connection roles of one side, as they stand in an ARN behind `role/`. */
export function connectionRolePrefix(installation: string, side: 'source' | 'target'): string {
  return `${installation}/${connectionRoleName(installation, side, '')}`;
}

function connectionRoleName(installation: string, side: 'source' | 'target', id: string): string {
  return `${installation}-${side}-${id}`;
}

/** The role that the functions assume in every member account; outside the path that it may manage itself. */
export function provisionerRoleName(installation: string): string {
  return `${installation}-provisioner`;
}

/** The managed policy that caps the connection roles; outside the path that the provisioner may manage. */
export function boundaryPolicyName(installation: string): string {
  return `${installation}-boundary`;
}

/** The managed policy of the workflow account for whoever may start and stop executions. */
export function operatorPolicyName(installation: string): string {
  return `${installation}-operator`;
}

/** The names of the connection roles' inline policies. */
export const SOURCE_POLICY_NAME = 'assume-target-role';
/** Of the target role: the managed policy beside it alone would open every workspace of the account. */
export const TARGET_POLICY_NAME = 'deny-other-workspaces';

/** Reserved: a request may not set tags under this prefix. */
export function tagPrefix(installation: string): string {
  return `${installation}:`;
}

/** The keys of the tags of roles and scrapers. What a thing is, AWS says; tags are only compared with that. */
export interface TagKeys {
  /** The connection's id. */
  connection: string;
  /** The ARN of the execution that created it. */
  execution: string;
  door: string;
  /** The pair's ARNs. */
  cluster: string;
  workspace: string;
}

/** Of an installation: two side by side do not take each other's things for their own. */
export function tagKeys(installation: string): TagKeys {
  const prefix = tagPrefix(installation);
  return {
    connection: `${prefix}connection`,
    execution: `${prefix}execution`,
    door: `${prefix}door`,
    cluster: `${prefix}cluster`,
    workspace: `${prefix}workspace`,
  };
}

/** The keys of the tags that tell a cluster's own people how its connection is. */
export function statusTagKeys(installation: string): Record<'status' | 'reason' | 'since', string> {
  const prefix = tagPrefix(installation);
  return { status: `${prefix}status`, reason: `${prefix}reason`, since: `${prefix}since` };
}

/** The key of the cluster tag that names a workspace, unless the configuration has another. */
export function defaultClusterTagKey(installation: string): string {
  return `${installation}-workspace`;
}

/** The key of the provisioner's tag that tells which account stack made it. */
export function versionTagKey(installation: string): string {
  return `${tagPrefix(installation)}version`;
}

/** The account stack's version. It grows when a provisioner is to be allowed what it was not before. */
export const ACCOUNT_STACK_VERSION = 5;

/** The oldest that this workflow works with: what a later one allows it does without, and says so. */
export const NEEDED_ACCOUNT_STACK_VERSION = 4;

/** The external label of every connection's samples, whose value is the connection's id. */
export function connectionLabel(installation: string): string {
  return `${installation.replaceAll('-', '_')}_connection`;
}

/** The principal that a managed collector uses to assume its source role. */
export const SCRAPER_SERVICE = 'scraper.aps.amazonaws.com';
/**
 * The service that CreateScraper and UpdateScraper pass the source role to, as `iam:PassedToService` names it
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amp.html).
 */
export const PROMETHEUS_SERVICE = 'aps.amazonaws.com';
const REMOTE_WRITE_POLICY_NAME = 'AmazonPrometheusRemoteWriteAccess';

/**
 * 20 hex digits of a hash of the installation's name and the two ARNs: whatever run it is, it finds what an earlier run made.
 * 80 bits: two pairs with one id cannot be searched for.
 */
export function connectionId(installation: string, clusterArn: string, workspaceArn: string): string {
  return createHash('sha256').update(`${installation}\n${clusterArn}\n${workspaceArn}`).digest('hex').slice(0, 20);
}

/**
 * The IAM path of the functions' roles. Provisioners trust the path of those that act in member accounts, and no other; nothing
 * that a provisioner may create or change is under either.
 */
export function functionRolePath(installation: string, scope: 'member' | 'local'): string {
  return `/${installation}-functions/${scope}/`;
}

/**
 * The fixed name of a function's role; the Region is in it since IAM is global. A name is an account's, whatever the path, and a path is
 * given once: a function that came to act in member accounts later has a role of another name.
 */
export function functionRoleName(installation: string, region: string, name: HandlerName): string {
  return `${installation}-${region}-${name}${name === 'notify' ? '-members' : ''}`;
}

/** Whether a function acts in member accounts or in the workflow account alone. */
export function functionScope(name: HandlerName): 'member' | 'local' {
  return PROVISIONING_FUNCTION_NAMES.some((one) => one === name) ? 'member' : 'local';
}

/** The ARN of a function's role. */
export function functionRoleArn(
  { name, partition, workflowAccountId }: { name: string; partition: string; workflowAccountId: string },
  region: string,
  functionName: HandlerName,
): string {
  const path = functionRolePath(name, functionScope(functionName));
  return roleArn(partition, workflowAccountId, `${path.slice(1)}${functionRoleName(name, region, functionName)}`);
}

/** @param pathAndName without the slash at its beginning. */
export function roleArn(partition: string, accountId: string, pathAndName: string): string {
  return `arn:${partition}:iam::${accountId}:role/${pathAndName}`;
}

/** In a member account, whose stack makes it. */
export function provisionerArn(installation: string, partition: string, accountId: string): string {
  return roleArn(partition, accountId, provisionerRoleName(installation));
}

/** Of ours; `connectionBoundaryArn` knows of an organization's own. */
export function boundaryArn(installation: string, partition: string, accountId: string): string {
  return `arn:${partition}:iam::${accountId}:policy/${boundaryPolicyName(installation)}`;
}

/** The boundary of an account's connection roles: the organization's own policy where the configuration names one, or else ours. */
export function connectionBoundaryArn(
  { name, connectionRoleBoundary }: { name: string; connectionRoleBoundary?: string | undefined },
  partition: string,
  accountId: string,
): string {
  if (connectionRoleBoundary === undefined) return boundaryArn(name, partition, accountId);
  return `arn:${partition}:iam::${accountId}:policy/${connectionRoleBoundary}`;
}

/**
 * AWS's own managed policy, the same in every account of a partition
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonPrometheusRemoteWriteAccess.html).
 */
export function remoteWritePolicyArn(partition: string): string {
  return `arn:${partition}:iam::aws:policy/${REMOTE_WRITE_POLICY_NAME}`;
}

/** All names that follow from the installation and the pair of ARNs. Partition, Region and accounts are the ARNs' own. */
export interface ConnectionNames {
  id: string;
  clusterArn: string;
  workspaceArn: string;
  installation: string;
  tagKeys: TagKeys;
  /** The external labels by which the connection's samples are found. */
  ownLabels: Record<string, string>;
  partition: string;
  region: string;
  clusterName: string;
  sourceAccountId: string;
  targetAccountId: string;
  workspaceId: string;
  rolePath: string;
  sourceRoleName: string;
  sourceRoleArn: string;
  targetRoleName: string;
  targetRoleArn: string;
  placeholderArn: string;
  /** Stands in a plan for the ARN of a scraper that does not exist yet. */
  newScraperArn: string;
}

/** @throws TypeError when one of the two is no ARN: they are checked when the request is. */
export function connectionNames(installation: string, clusterArn: string, workspaceArn: string): ConnectionNames {
  const cluster = arnParts(clusterArn);
  const workspace = arnParts(workspaceArn);
  const id = connectionId(installation, clusterArn, workspaceArn);
  const { partition, region } = cluster;
  const path = rolePath(installation);
  const sourceRoleName = connectionRoleName(installation, 'source', id);
  const targetRoleName = connectionRoleName(installation, 'target', id);
  const scraperArn = (scraperId: string) => `arn:${partition}:aps:${region}:${cluster.accountId}:scraper/${scraperId}`;
  return {
    id,
    clusterArn,
    workspaceArn,
    installation,
    tagKeys: tagKeys(installation),
    ownLabels: { [connectionLabel(installation)]: id },
    partition,
    region,
    clusterName: cluster.resource.slice('cluster/'.length),
    sourceAccountId: cluster.accountId,
    targetAccountId: workspace.accountId,
    workspaceId: workspace.resource.slice('workspace/'.length),
    rolePath: path,
    sourceRoleName,
    sourceRoleArn: roleArn(partition, cluster.accountId, `${path.slice(1)}${sourceRoleName}`),
    targetRoleName,
    targetRoleArn: roleArn(partition, workspace.accountId, `${path.slice(1)}${targetRoleName}`),
    placeholderArn: scraperArn('PLACEHOLDER'),
    newScraperArn: scraperArn('NEW'),
  };
}
