import { arnParts } from '../../functions/shared/arn.ts';
import {
  boundaryArn,
  FUNCTION_NAMES,
  remoteWritePolicyArn,
  ROLE_PATH,
  roleArn,
  SCRAPER_SERVICE,
  SOURCE_ROLE_PREFIX,
  TAGS,
  TARGET_ROLE_PREFIX,
} from '../../functions/shared/names.ts';
import type { Configuration } from '../configuration.ts';
import { functionRoleArn } from './functions.ts';
import { policyDocument, type PolicyDocument, type Statement } from './policyDocument.ts';

/**
 * Who may become the provisioner: the workflow's functions, by their fixed role names, with the external id. The principal
 * is the account and the condition names the roles, since a role ARN as principal turns into that role's unique id and
 * would not survive a function's role being deployed anew
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
 */
export function provisionerTrust(configuration: Configuration): PolicyDocument {
  const { partition, workflowAccountId, regions, provisionerExternalId, organizationId } = configuration;
  const functionRoles = regions.flatMap((region) =>
    FUNCTION_NAMES.map((name) => functionRoleArn(configuration, region, name)),
  );
  return policyDocument([
    {
      Sid: 'WorkflowFunctions',
      Effect: 'Allow',
      Principal: { AWS: `arn:${partition}:iam::${workflowAccountId}:root` },
      Action: 'sts:AssumeRole',
      Condition: {
        ArnEquals: { 'aws:PrincipalArn': functionRoles },
        StringEquals: {
          'sts:ExternalId': provisionerExternalId,
          ...(organizationId ? { 'aws:PrincipalOrgID': organizationId } : {}),
        },
      },
    },
  ]);
}

/** What the provisioner of one account may do there. */
export function provisionerPermissions(configuration: Configuration, accountId: string): PolicyDocument {
  return policyDocument([
    ...connectionRoles(configuration, accountId),
    ...scrapers(configuration, accountId),
    ...clusters(configuration, accountId),
    ...workspaces(configuration, accountId),
  ]);
}

/** Wildcard: a connection's id is known only when it is onboarded; nothing else is ever under the path. */
function connectionRoleArn(configuration: Configuration, accountId: string, prefix: string): string {
  return roleArn(configuration.partition, accountId, `${ROLE_PATH.slice(1)}${prefix}*`);
}

function connectionRoles(configuration: Configuration, accountId: string): Statement[] {
  const { partition } = configuration;
  const sourceRoles = connectionRoleArn(configuration, accountId, SOURCE_ROLE_PREFIX);
  const targetRoles = connectionRoleArn(configuration, accountId, TARGET_ROLE_PREFIX);
  const withBoundary = { StringEquals: { 'iam:PermissionsBoundary': boundaryArn(partition, accountId) } };
  return [
    {
      Sid: 'MakeConnectionRolesWithinTheBoundary',
      Effect: 'Allow',
      Action: ['iam:CreateRole', 'iam:PutRolePolicy'],
      Resource: [sourceRoles, targetRoles],
      Condition: withBoundary,
    },
    {
      Sid: 'AttachRemoteWriteAlone',
      Effect: 'Allow',
      Action: 'iam:AttachRolePolicy',
      Resource: targetRoles,
      Condition: { ...withBoundary, ArnEquals: { 'iam:PolicyARN': remoteWritePolicyArn(partition) } },
    },
    {
      Sid: 'KeepConnectionRoles',
      Effect: 'Allow',
      Action: [
        'iam:GetRole',
        'iam:GetRolePolicy',
        'iam:ListAttachedRolePolicies',
        'iam:TagRole',
        'iam:UpdateAssumeRolePolicy',
      ],
      Resource: [sourceRoles, targetRoles],
    },
    {
      // No condition on iam:PassedToService: its value for scrapers is unverified, and a source role trusts only them.
      Sid: 'PassSourceRoles',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: sourceRoles,
    },
  ];
}

function scrapers(configuration: Configuration, accountId: string): Statement[] {
  const { partition, regions } = configuration;
  // Wildcards: a scraper's id is the service's, a cluster's name the requester's; account and Region are named.
  const own = regions.map((region) => `arn:${partition}:aps:${region}:${accountId}:scraper/*`);
  return [
    {
      Sid: 'CreateScrapersToConfiguredWorkspaces',
      Effect: 'Allow',
      Action: 'aps:CreateScraper',
      Resource: [...clusterArns(configuration, accountId), ...Object.values(configuration.workspaces)],
    },
    { Sid: 'ReadAndTagScrapers', Effect: 'Allow', Action: ['aps:DescribeScraper', 'aps:TagResource'], Resource: own },
    {
      Sid: 'DeleteOwnScrapers',
      Effect: 'Allow',
      Action: 'aps:DeleteScraper',
      Resource: own,
      Condition: { Null: { [`aws:ResourceTag/${TAGS.connection}`]: 'false' } },
    },
    {
      // `*`: neither action has a resource type.
      Sid: 'ListScrapersAndReadTheDefaultConfiguration',
      Effect: 'Allow',
      Action: ['aps:ListScrapers', 'aps:GetDefaultScraperConfiguration'],
      Resource: '*',
    },
    ...scraperServiceLinkedRole(configuration, accountId),
  ];
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

function clusterArns({ partition, regions }: Configuration, accountId: string): string[] {
  return regions.map((region) => `arn:${partition}:eks:${region}:${accountId}:cluster/*`);
}

function clusters(configuration: Configuration, accountId: string): Statement[] {
  const { partition, regions } = configuration;
  return [
    {
      Sid: 'ReadClusters',
      Effect: 'Allow',
      Action: 'eks:DescribeCluster',
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
      Resource: regions.map((region) => `arn:${partition}:eks:${region}:${accountId}:access-entry/*`),
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
      Sid: 'ReadVpcAttributes',
      Effect: 'Allow',
      Action: 'ec2:DescribeVpcAttribute',
      Resource: regions.map((region) => `arn:${partition}:ec2:${region}:${accountId}:vpc/*`),
    },
  ];
}

/** The account's own of the configured workspaces; an account without one gets no statement. */
function workspaces({ workspaces: configured }: Configuration, accountId: string): Statement[] {
  const own = Object.values(configured).filter((arn) => arnParts(arn).accountId === accountId);
  if (own.length === 0) return [];
  return [
    {
      Sid: 'ReadConfiguredWorkspaces',
      Effect: 'Allow',
      Action: ['aps:DescribeWorkspace', 'aps:QueryMetrics'],
      Resource: own,
    },
  ];
}
