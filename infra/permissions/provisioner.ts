import {
  boundaryArn,
  connectionBoundaryArn,
  connectionRolePrefix,
  forwardDeadLettersName,
  functionRolePath,
  provisionerArn,
  remoteWritePolicyArn,
  roleArn,
  PROMETHEUS_SERVICE,
  SCRAPER_SERVICE,
  scraperLogName,
  statusTagKeys,
  tagKeys,
} from '../../functions/shared/names.ts';
import { ownWorkspaces, sourceAccounts, workspaceArns, type Configuration } from '../configuration/configuration.ts';
import { policyDocument, type PolicyDocument, type Statement } from './policyDocument.ts';

/**
 * Who may become the provisioner: the workflow's functions that act in member accounts, by the path of their roles, with the
 * external id. The principal is the account and the condition names the path, since a role ARN as principal turns into that
 * role's unique id and would not survive a function's role being deployed anew
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html). A new function or Region changes
 * no document of a member account.
 */
export function provisionerTrust(configuration: Configuration): PolicyDocument {
  const { name, partition, workflowAccountId, provisionerExternalId } = configuration;
  const organizationId = configuration.organization?.id ?? configuration.organizationId;
  // Wildcard: the functions' names and Regions; nothing but those functions' roles is ever under the path.
  const functionRoles = roleArn(partition, workflowAccountId, `${functionRolePath(name, 'member').slice(1)}*`);
  return policyDocument([
    {
      Sid: 'WorkflowFunctions',
      Effect: 'Allow',
      Principal: { AWS: `arn:${partition}:iam::${workflowAccountId}:root` },
      Action: 'sts:AssumeRole',
      Condition: {
        ArnLike: { 'aws:PrincipalArn': functionRoles },
        StringEquals: {
          'sts:ExternalId': oneOrAll(provisionerExternalId),
          ...(organizationId ? { 'aws:PrincipalOrgID': organizationId } : {}),
        },
      },
    },
  ]);
}

/** A list of one is that one, as IAM takes both. */
function oneOrAll([first, ...others]: [string, ...string[]]): string | string[] {
  return others.length === 0 ? first : [first, ...others];
}

/**
 * What the provisioner of one account may do there, by the name of the inline policy. Of a listed account, one without clusters gets
 * nothing about clusters, scrapers and source roles; one without an accepted workspace nothing about target roles. Accounts of an
 * organization are alike, since nothing here knows them.
 */
export function provisionerPolicies(configuration: Configuration, accountId: string): Record<string, PolicyDocument> {
  const isListed = configuration.organization === undefined;
  const workspaces = isListed ? ownWorkspaces(configuration, accountId) : [workspacesOf(configuration, accountId)];
  return {
    [OWN_ROLE_POLICY]: ownRolePermissions(configuration, accountId),
    ...(!isListed || sourceAccounts(configuration).includes(accountId)
      ? { [SOURCE_ACCOUNT_POLICY]: sourceAccountPermissions(configuration, accountId) }
      : {}),
    ...(workspaces.length > 0
      ? { [TARGET_ACCOUNT_POLICY]: targetAccountPermissions(configuration, accountId, workspaces) }
      : {}),
  };
}

/** An inline policy of every provisioner: what it may do about itself. */
export const OWN_ROLE_POLICY = 'own-role';
/** An inline policy of the provisioners of accounts that have clusters. */
export const SOURCE_ACCOUNT_POLICY = 'source-account';
/** An inline policy of the provisioners of accounts that have workspaces. */
export const TARGET_ACCOUNT_POLICY = 'target-account';

/** All policies of the account's provisioner as one. */
export function provisionerPermissions(configuration: Configuration, accountId: string): PolicyDocument {
  const policies = Object.values(provisionerPolicies(configuration, accountId));
  return policyDocument(policies.flatMap(({ Statement }) => Statement));
}

/**
 * The provisioner reads its own tags: which account stack made it decides whether a workflow can work with it; and an organization's own
 * boundary, which is looked at before a role is made with it.
 */
export function ownRolePermissions(configuration: Configuration, accountId: string): PolicyDocument {
  const { name, partition, connectionRoleBoundary } = configuration;
  const Resource = provisionerArn(name, partition, accountId);
  return policyDocument([
    { Sid: 'ReadOwnVersion', Effect: 'Allow', Action: 'iam:ListRoleTags', Resource },
    ...(connectionRoleBoundary === undefined
      ? []
      : [readBoundary(connectionBoundaryArn(configuration, partition, accountId))]),
  ]);
}

function readBoundary(Resource: string): Statement {
  const Action = ['iam:GetPolicy', 'iam:GetPolicyVersion'];
  return { Sid: 'ReadTheOrganizationsBoundary', Effect: 'Allow', Action, Resource };
}

/** What it takes in the account of the cluster. */
export function sourceAccountPermissions(configuration: Configuration, accountId: string): PolicyDocument {
  return policyDocument([
    ...sourceRoles(configuration, accountId),
    ...scrapers(configuration, accountId),
    ...clusters(configuration, accountId),
    ...telling(configuration, accountId),
  ]);
}

/**
 * Tells the account's own people: by an event on its default bus, under the installation's own source; and by three tags of a cluster, of
 * which every key that a call names has to be one, and there has to be one
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticservicekubernetes.html).
 */
function telling({ name, partition, statusTags }: Configuration, accountId: string): Statement[] {
  const [source, keys] = ['events:source', 'aws:TagKeys'];
  return [
    {
      Sid: 'TellOnTheDefaultBus',
      Effect: 'Allow',
      Action: 'events:PutEvents',
      // Wildcard in the Region's place, as in all ARNs of an account's stack.
      Resource: `arn:${partition}:events:*:${accountId}:event-bus/default`,
      Condition: { 'ForAllValues:StringEquals': { [source]: [name] }, Null: { [source]: 'false' } },
    },
    ...(statusTags
      ? [
          {
            Sid: 'TellOnClusters',
            Effect: 'Allow' as const,
            Action: ['eks:TagResource', 'eks:UntagResource'],
            Resource: clusterArns({ partition }, accountId),
            Condition: {
              'ForAllValues:StringEquals': { [keys]: Object.values(statusTagKeys(name)) },
              Null: { [keys]: 'false' },
            },
          },
        ]
      : []),
  ];
}

/** Wildcards: workspaces' ids, in whatever Region, so that neither a workspace nor a Region more touches an account. */
function workspacesOf({ partition }: Configuration, accountId: string): string {
  return `arn:${partition}:aps:*:${accountId}:workspace/*`;
}

/** What it takes in the account of the workspaces. */
export function targetAccountPermissions(
  configuration: Configuration,
  accountId: string,
  workspaces: string | string[],
): PolicyDocument {
  return policyDocument([
    ...targetRoles(configuration, accountId),
    {
      Sid: 'ReadConfiguredWorkspaces',
      Effect: 'Allow',
      Action: ['aps:DescribeWorkspace', 'aps:QueryMetrics'],
      Resource: workspaces,
    },
    {
      // `*`: the action has no resource type. Of the account's roles it shows how many there are, and how many there may be.
      Sid: 'CountRoles',
      Effect: 'Allow',
      Action: 'iam:GetAccountSummary',
      Resource: '*',
    },
  ]);
}

/** Wildcard: a connection's id is known only when it is onboarded; nothing else is ever under the path. */
function connectionRoleArn({ name, partition }: Configuration, accountId: string, side: Side): string {
  return roleArn(partition, accountId, `${connectionRolePrefix(name, side)}*`);
}

type Side = 'source' | 'target';

/**
 * Ours is good beside an organization's own, too: what began before that was configured makes its roles with it, and it lets them do no
 * more.
 */
function withinBoundary(configuration: Configuration, accountId: string) {
  const { name, partition } = configuration;
  const boundaries = new Set([
    connectionBoundaryArn(configuration, partition, accountId),
    boundaryArn(name, partition, accountId),
  ]);
  const [own = '', ...others] = boundaries;
  return { StringEquals: { 'iam:PermissionsBoundary': oneOrAll([own, ...others]) } };
}

/**
 * What keeps a connection role as it is to be, and takes it away. Detaching and deleting policies only take permissions off
 * roles that nothing else is ever under; a condition on the boundary would refuse exactly the role that has lost it.
 */
const KEEPING = [
  'iam:DeleteRole',
  'iam:DeleteRolePolicy',
  'iam:DetachRolePolicy',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:ListRolePolicies',
  'iam:TagRole',
  'iam:UpdateAssumeRolePolicy',
] as const;

function sourceRoles(configuration: Configuration, accountId: string): Statement[] {
  const roles = connectionRoleArn(configuration, accountId, 'source');
  return [
    {
      Sid: 'MakeSourceRolesWithinTheBoundary',
      Effect: 'Allow',
      Action: ['iam:CreateRole', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'],
      Resource: roles,
      Condition: withinBoundary(configuration, accountId),
    },
    {
      Sid: 'KeepSourceRoles',
      Effect: 'Allow',
      Action: [...KEEPING],
      Resource: roles,
    },
    readRoles('ReadSourceRoles', configuration, accountId, 'source'),
    {
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amp.html names the first. The second assumes the role, and
      // is taken as well until the first has been seen: either is AMP alone.
      Sid: 'PassSourceRoles',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: roles,
      Condition: { StringEquals: { 'iam:PassedToService': [PROMETHEUS_SERVICE, SCRAPER_SERVICE] } },
    },
  ];
}

/**
 * Reading a role, also by its name alone: of a role that does not exist IAM knows no path, so that without that the answer to
 * whether it is gone would be AccessDenied (assumed, since IAM's documentation does not say). There the id's 20 digits are
 * counted out, since no path ends the name of an installation.
 */
function readRoles(Sid: string, configuration: Configuration, accountId: string, side: Side): Statement {
  const { name, partition } = configuration;
  const Resource = [
    connectionRoleArn(configuration, accountId, side),
    roleArn(partition, accountId, `${name}-${side}-${'?'.repeat(20)}`),
  ];
  return { Sid, Effect: 'Allow', Action: 'iam:GetRole', Resource };
}

function targetRoles(configuration: Configuration, accountId: string): Statement[] {
  const roles = connectionRoleArn(configuration, accountId, 'target');
  const condition = withinBoundary(configuration, accountId);
  return [
    {
      Sid: 'MakeTargetRolesWithinTheBoundary',
      Effect: 'Allow',
      Action: ['iam:CreateRole', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'],
      Resource: roles,
      Condition: condition,
    },
    {
      Sid: 'AttachRemoteWriteAlone',
      Effect: 'Allow',
      Action: 'iam:AttachRolePolicy',
      Resource: roles,
      Condition: { ...condition, ArnEquals: { 'iam:PolicyARN': remoteWritePolicyArn(configuration.partition) } },
    },
    readRoles('ReadTargetRoles', configuration, accountId, 'target'),
    {
      Sid: 'KeepTargetRoles',
      Effect: 'Allow',
      Action: [...KEEPING],
      Resource: roles,
    },
  ];
}

function scrapers(configuration: Configuration, accountId: string): Statement[] {
  const { name, partition } = configuration;
  // Wildcards: a scraper's id is the service's, a cluster's name the requester's; the account is named.
  const own = `arn:${partition}:aps:*:${accountId}:scraper/*`;
  return [
    {
      Sid: 'CreateScrapersToConfiguredWorkspaces',
      Effect: 'Allow',
      Action: 'aps:CreateScraper',
      Resource: [clusterArns(configuration, accountId), ...writableWorkspaces(configuration)],
    },
    {
      Sid: 'ReadAndTagScrapers',
      Effect: 'Allow',
      Action: ['aps:DescribeScraper', 'aps:DescribeScraperLoggingConfiguration', 'aps:TagResource'],
      Resource: own,
    },
    {
      Sid: 'ChangeOwnScrapers',
      Effect: 'Allow',
      Action: [
        'aps:DeleteScraper',
        'aps:DeleteScraperLoggingConfiguration',
        'aps:UpdateScraper',
        'aps:UpdateScraperLoggingConfiguration',
      ],
      Resource: own,
      Condition: { Null: { [`aws:ResourceTag/${tagKeys(name).connection}`]: 'false' } },
    },
    {
      // `*`: neither action has a resource type.
      Sid: 'ListScrapersAndReadTheDefaultConfiguration',
      Effect: 'Allow',
      Action: ['aps:ListScrapers', 'aps:GetDefaultScraperConfiguration'],
      Resource: '*',
    },
    ...scraperServiceLinkedRole(configuration, accountId),
    ...scraperLogs(configuration, accountId),
  ];
}

/**
 * What AMP does with log deliveries in its caller's name (the handler of AWS::APS::Scraper lists the actions), but PutResourcePolicy: the
 * Region's stack has put the policy, and whoever may put one may open any log group. Whether AMP asks its caller for that, too, is UNVERIFIED:
 * where it does, a scraper has no logs, and the output says so.
 */
function scraperLogs({ name, partition }: Configuration, accountId: string): Statement[] {
  return [
    {
      // `*`: but for DescribeLogGroups none of the actions has a resource type, and AWS's own policies give that one so
      // (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V1-CloudWatchLogs.html).
      Sid: 'DeliverScraperLogs',
      Effect: 'Allow',
      Action: [
        'logs:CreateLogDelivery',
        'logs:DeleteLogDelivery',
        'logs:DescribeLogGroups',
        'logs:GetLogDelivery',
        'logs:ListLogDeliveries',
        'logs:UpdateLogDelivery',
      ],
      Resource: '*',
    },
    {
      // Wildcards: the Region, as in all ARNs of an account's stack; the group's streams.
      Sid: 'ReadScraperLogs',
      Effect: 'Allow',
      Action: 'logs:FilterLogEvents',
      Resource: `arn:${partition}:logs:*:${accountId}:log-group:${scraperLogName(name)}:*`,
    },
  ];
}

/**
 * The workspaces that a scraper may be made for. In an organization all: whether CreateScraper's context has the organization of another
 * account's workspace is UNVERIFIED, and a scraper gives nothing without the target role.
 */
function writableWorkspaces(configuration: Configuration): string[] {
  return configuration.organization === undefined ? workspaceArns(configuration) : [workspacesOf(configuration, '*')];
}

/** AMP makes a service-linked role per scraper, with the caller's permission. Its suffix is the service's. */
function scraperServiceLinkedRole({ partition }: Configuration, accountId: string): Statement[] {
  return [
    {
      Sid: 'CreateTheScrapersServiceLinkedRole',
      Effect: 'Allow',
      Action: 'iam:CreateServiceLinkedRole',
      Resource: serviceLinkedRoleArn(partition, accountId),
      Condition: { StringEquals: { 'iam:AWSServiceName': SCRAPER_SERVICE } },
    },
  ];
}

function serviceLinkedRoleArn(partition: string, accountId: string): string {
  return roleArn(partition, accountId, `aws-service-role/${SCRAPER_SERVICE}/AWSServiceRoleForAmazonPrometheusScraper*`);
}

/** Wildcard in the Region's place, as in all ARNs of an account's stack: a new Region touches no account. */
function clusterArns({ partition }: Pick<Configuration, 'partition'>, accountId: string): string {
  return `arn:${partition}:eks:*:${accountId}:cluster/*`;
}

function clusters(configuration: Configuration, accountId: string): Statement[] {
  const { name, partition } = configuration;
  return [
    {
      Sid: 'ReadClusters',
      Effect: 'Allow',
      Action: ['eks:DescribeCluster', 'eks:ListAccessEntries'],
      Resource: clusterArns(configuration, accountId),
    },
    {
      Sid: 'AdmitScrapersToClusters',
      Effect: 'Allow',
      Action: 'eks:CreateAccessEntry',
      Resource: clusterArns(configuration, accountId),
      Condition: { ArnLike: { 'eks:principalArn': serviceLinkedRoleArn(partition, accountId) } },
    },
    {
      Sid: 'GrantScrapersTheirAccessPolicyAlone',
      Effect: 'Allow',
      Action: 'eks:AssociateAccessPolicy',
      // Wildcards: the cluster's name is the requester's; the role's suffix and the entry's UUID are the services'. Whether the role stands
      // there with its path is UNVERIFIED: both are taken, since both are the scrapers' alone.
      Resource: ['', `aws-service-role/${SCRAPER_SERVICE}/`].map(
        (path) =>
          `arn:${partition}:eks:*:${accountId}:access-entry/*/role/${accountId}/${path}AWSServiceRoleForAmazonPrometheusScraper*`,
      ),
      Condition: {
        ArnEquals: {
          'eks:policyArn': `arn:${partition}:eks::aws:cluster-access-policy/AmazonPrometheusScraperPolicy`,
        },
      },
    },
    {
      // `*`: the Describe actions have no resource type that could name a subnet.
      Sid: 'ReadSubnets',
      Effect: 'Allow',
      Action: ['ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups'],
      Resource: '*',
    },
    {
      // Wildcard: where a cluster is in shared subnets, its VPC is the account's that shares them, which nothing here knows.
      Sid: 'ReadVpcAttributes',
      Effect: 'Allow',
      Action: 'ec2:DescribeVpcAttribute',
      Resource: `arn:${partition}:ec2:*:*:vpc/*`,
    },
    {
      // `*`: neither action has a resource type. They name clusters and show their tags, and nothing of what runs there.
      Sid: 'FindClusters',
      Effect: 'Allow',
      Action: ['eks:ListClusters', 'tag:GetResources'],
      Resource: '*',
    },
    {
      Sid: 'CountUndeliveredEvents',
      Effect: 'Allow',
      Action: 'sqs:GetQueueAttributes',
      Resource: `arn:${partition}:sqs:*:${accountId}:${forwardDeadLettersName(name)}`,
    },
  ];
}
