import { describe, expect, test } from 'vitest';
import { describeFinding, type Finding } from '../../../../functions/shared/errors.ts';
import { NEEDED_ACCOUNT_STACK_VERSION } from '../../../../functions/shared/names.ts';
import * as preflight from '../../../../functions/shared/preflight/rules.ts';
import { keyWarnings, placeWarnings, sharedVpcWarning } from '../../../../functions/shared/preflight/warnings.ts';
import { CLUSTER_ARN, WORKSPACE_ARN } from '../../support.ts';

const CLUSTER: preflight.ClusterFacts = {
  status: 'ACTIVE',
  endpointPrivateAccess: true,
  authenticationMode: 'API',
  vpcId: 'vpc-1',
  tags: {},
  subnetIds: ['subnet-a'],
};
const WORKSPACE = { status: 'ACTIVE', prometheusEndpoint: undefined, kmsKeyArn: undefined };
const SUBNET: preflight.SubnetFacts = {
  subnetId: 'subnet-a',
  vpcId: 'vpc-1',
  availabilityZone: 'us-west-2a',
  availableIpAddressCount: 1,
  ownerId: '111111111111',
  outpostArn: undefined,
};
const SUBNETS: preflight.SubnetFacts[] = [
  SUBNET,
  { ...SUBNET, subnetId: 'subnet-b', vpcId: 'vpc-9', availabilityZone: 'us-west-2b' },
  { ...SUBNET, subnetId: 'subnet-c' },
  { ...SUBNET, subnetId: 'subnet-d', availabilityZone: 'us-west-2d', availableIpAddressCount: 0 },
];
const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${i}`, 'value']));
const dns = (enableDnsSupport: boolean, enableDnsHostnames: boolean) =>
  preflight.vpcFindings(CLUSTER_ARN, 'vpc-1', { enableDnsSupport, enableDnsHostnames });

const IS = `clusterArn ("${CLUSTER_ARN}"): is`;
const GROUPS_REMEDY =
  "Name security groups of the cluster's VPC, or leave the field out for the cluster security group";

describe('what AWS does not have is told with what to do about it', () => {
  test.each<[string, Finding[], string[]]>([
    [
      'an older account stack',
      preflight.accountStackFindings('clusterArn', '111111111111', 1),
      [
        'clusterArn ("111111111111"): is in an account whose account stack has version 1, and this workflow needs ' +
          `${NEEDED_ACCOUNT_STACK_VERSION}. ` +
          'Deploy the account stack of account 111111111111 again, which is the task of those who run this workflow, then run again',
      ],
    ],
    [
      'a cluster that goes, public only',
      preflight.clusterFindings(CLUSTER_ARN, { ...CLUSTER, status: 'DELETING', endpointPrivateAccess: false }),
      [
        `${IS} a cluster that is DELETING. Name a cluster that is ACTIVE`,
        `${IS} a cluster whose API endpoint is public only; a scraper reaches it from inside the VPC. Turn on private access: ` +
          'aws eks update-cluster-config --name <cluster> --resources-vpc-config endpointPrivateAccess=true',
      ],
    ],
    [
      'a cluster elsewhere',
      preflight.clusterFindings(CLUSTER_ARN, { ...CLUSTER, runsAt: 'OTHER' }),
      [
        `${IS} a cluster that EKS does not run in the Region (it runs at OTHER), and a scraper reaches no other. ` +
          'Name a cluster that EKS runs in the Region, or let an agent in this cluster write to the workspace ' +
          '(https://docs.aws.amazon.com/prometheus/latest/userguide/self-managed-collectors.html)',
      ],
    ],
    [
      'a cluster that a product cannot wait for',
      [preflight.notReadyFinding(CLUSTER_ARN, { ...CLUSTER, status: 'CREATING' })],
      [
        `${IS} a cluster that is CREATING, which a product cannot wait for within CloudFormation's hour. ` +
          'Launch or update the product once the cluster is ACTIVE',
      ],
    ],
    [
      'samples that cannot come',
      preflight.authenticationFindings('CONFIG_MAP', true),
      [
        'requireSamples (true): cannot hold for a cluster with authentication mode CONFIG_MAP: no sample arrives before the manual steps are done. ' +
          'Leave the field out, or switch the cluster to API_AND_CONFIG_MAP: aws eks update-cluster-config --name <cluster> --access-config authenticationMode=API_AND_CONFIG_MAP',
      ],
    ],
    [
      'no DNS support',
      dns(false, true),
      [
        `clusterArn ("${CLUSTER_ARN}"): is in VPC vpc-1, whose enableDnsSupport is off. Turn it on: aws ec2 modify-vpc-attribute --vpc-id vpc-1 --enable-dns-support`,
      ],
    ],
    [
      'no DNS host names',
      dns(true, false),
      [
        `clusterArn ("${CLUSTER_ARN}"): is in VPC vpc-1, whose enableDnsHostnames is off. Turn it on: aws ec2 modify-vpc-attribute --vpc-id vpc-1 --enable-dns-hostnames`,
      ],
    ],
    ...['ACTIVE', 'UPDATING'].map((status): [string, Finding[], string[]] => [
      `no endpoint while ${status}`,
      preflight.workspaceFindings(WORKSPACE_ARN, { ...WORKSPACE, status }),
      [
        `workspaceArn ("${WORKSPACE_ARN}"): is a workspace that is ${status} and has no endpoint yet. ` +
          'Run again when "aws amp describe-workspace" shows its prometheusEndpoint',
      ],
    ]),
    [
      'a workspace that goes',
      preflight.workspaceFindings(WORKSPACE_ARN, { ...WORKSPACE, status: 'DELETING' }),
      [`workspaceArn ("${WORKSPACE_ARN}"): is a workspace that is DELETING. Wait until it is ACTIVE, or name another`],
    ],
    [
      'no room for a scraper',
      preflight.quotaFindings(CLUSTER_ARN, 10, 10),
      [
        `clusterArn ("${CLUSTER_ARN}"): is in account 111111111111, which has in us-west-2 10 scrapers of the quota of 10. Delete a scraper that is not used, ` +
          'or have AWS Support raise the quota and set scraperQuota in the configuration, which is the task of those who run this workflow',
      ],
    ],
    [
      'a subnet that there is not, one of another VPC, one of the same zone, one without an address',
      preflight.givenSubnetFindings(['subnet-x', 'subnet-a', 'subnet-b', 'subnet-c', 'subnet-d'], SUBNETS, 'vpc-1'),
      [
        `subnetIds[0] ("subnet-x"): does not exist in the source account and Region. Name one of the cluster VPC's subnets`,
        `subnetIds[2] ("subnet-b"): is in vpc-9, the cluster in vpc-1. Name one of the cluster VPC's subnets`,
        'subnetIds[3] ("subnet-c"): is in us-west-2a, as subnet-a is. Name one subnet per Availability Zone',
        'subnetIds[4] ("subnet-d"): has no free IP address. Free one, or name another subnet',
      ],
    ],
    [
      'subnets of one zone',
      preflight.givenSubnetFindings(['subnet-a'], SUBNETS, 'vpc-1'),
      ['subnetIds (["subnet-a"]): are not in at least two Availability Zones. Name subnets in two to five zones'],
    ],
    [
      'subnets of a scraper that goes, whose addresses are free then',
      preflight.takenOverSubnetFindings(['subnet-d', 'subnet-b'], SUBNETS, 'vpc-1'),
      [`subnetIds[1] ("subnet-b"): is in vpc-9, the cluster in vpc-1. Name one of the cluster VPC's subnets`],
    ],
    ['50 tags', preflight.tagCountFindings(tags(50), 7), []],
    [
      '51 tags',
      preflight.tagCountFindings(tags(51), 7),
      [
        "tags (51): would be more than the 50 that AWS takes on a scraper, 7 of them neither asked for nor the connection's. " +
          'Ask for fewer, or take some off the scraper: aws amp untag-resource',
      ],
    ],
    [
      'security groups of another VPC or of none',
      preflight.securityGroupFindings(
        ['sg-1', 'sg-2', 'sg-3'],
        [
          { groupId: 'sg-1', vpcId: 'vpc-9' },
          { groupId: 'sg-2', vpcId: 'vpc-1' },
        ],
        'vpc-1',
      ),
      [
        `securityGroupIds[0] ("sg-1"): is in vpc-9, the cluster in vpc-1. ${GROUPS_REMEDY}`,
        `securityGroupIds[2] ("sg-3"): does not exist in the source account and Region. ${GROUPS_REMEDY}`,
      ],
    ],
    [
      'nothing to choose from',
      preflight.chosenSubnetFindings(['subnet-a'], CLUSTER),
      [
        `subnetIds (["subnet-a"]): are not given, and the cluster's own are not in two Availability Zones with a free IP address each. ` +
          "Name subnets of vpc-1 in two zones, or free addresses in the cluster's",
      ],
    ],
  ])('%s', (_name, findings, texts) => {
    expect(findings.map(describeFinding)).toEqual(texts);
  });
});

describe('a warning of', () => {
  const key = 'arn:aws:kms:us-west-2:222222222222:key/1';
  const place = (one: Partial<preflight.SubnetFacts>) =>
    placeWarnings(['subnet-a'], [{ ...SUBNET, ...one }], 'us-west-2');
  const unverified =
    ': whether a scraper can be put there is unverified. If it fails, or brings no samples, name subnets in Availability Zones of us-west-2.';
  const needsRole = (workspaceArn: string) =>
    `Workspace ${workspaceArn} is encrypted with the customer managed key ${key}. AWS asks for a role configuration then, which this scraper has.`;

  test.each<[string, string[], string[]]>([
    [
      'a key in another account',
      keyWarnings(CLUSTER_ARN, WORKSPACE_ARN, key),
      [
        `${needsRole(WORKSPACE_ARN)} AWS shows it with both roles in one account: that it works across accounts is unverified. The outcome says whether samples arrive.`,
      ],
    ],
    [
      'a key in the same account',
      keyWarnings(CLUSTER_ARN.replace('111111111111', '222222222222'), WORKSPACE_ARN, key),
      [`${needsRole(WORKSPACE_ARN)} The outcome says whether samples arrive.`],
    ],
    [
      'a Local Zone',
      place({ availabilityZone: 'us-west-2-lax-1a' }),
      [`Subnet subnet-a is in the Local Zone us-west-2-lax-1a${unverified}`],
    ],
    [
      "another Region's zone, its name as long",
      place({ availabilityZone: 'us-east-1a' }),
      [`Subnet subnet-a is in the Local Zone us-east-1a${unverified}`],
    ],
    [
      'an Outpost',
      place({ outpostArn: 'arn:outpost' }),
      [`Subnet subnet-a is on the Outpost arn:outpost${unverified}`],
    ],
    [
      "another account's VPC",
      [sharedVpcWarning('vpc-1', '444444444444', 'AccessDenied')],
      [
        "VPC vpc-1 is account 444444444444's, which shares its subnets: whether enableDnsSupport and enableDnsHostnames are on could not be read (AccessDenied). " +
          'The scraper needs both; see for yourself in account 444444444444: aws ec2 describe-vpc-attribute --vpc-id vpc-1 --attribute enableDnsSupport (and enableDnsHostnames).',
      ],
    ],
  ])('%s', (_name, warnings, texts) => {
    expect(warnings).toEqual(texts);
  });
});
