import { arnParts } from '../arn.ts';
import { PLATFORM_TASK, type Finding } from '../errors.ts';
import { NEEDED_ACCOUNT_STACK_VERSION } from '../names.ts';

/** What AWS shows of a cluster, as far as a scraper depends on it. */
export interface ClusterFacts {
  status: string;
  endpointPrivateAccess: boolean;
  /** Where one runs that EKS does not run in the Region: a connected cluster's provider, a local cluster's Outpost. */
  runsAt?: string;
  authenticationMode: 'API' | 'API_AND_CONFIG_MAP' | 'CONFIG_MAP';
  /** Empty for a cluster that is connected or FAILED. */
  vpcId: string;
  subnetIds: readonly string[];
  clusterSecurityGroupId?: string;
  tags: Readonly<Record<string, string>>;
  createdAt?: Date;
}

/** Of EC2's DescribeSubnets, as far as a rule asks. */
export interface SubnetFacts {
  subnetId: string;
  vpcId: string;
  availabilityZone: string;
  availableIpAddressCount: number;
  /** Another account where the VPC is shared. */
  ownerId: string;
  outpostArn: string | undefined;
}

/** Of EC2's DescribeSecurityGroups, as far as a rule asks. */
export interface SecurityGroupFacts {
  groupId: string;
  vpcId: string;
}

/** Of EC2's DescribeVpcAttribute: without both attributes on, nothing in the VPC resolves a cluster's private endpoint. */
export interface VpcFacts {
  enableDnsSupport: boolean;
  enableDnsHostnames: boolean;
}

/** Of AMP's DescribeWorkspace, as far as a rule asks. */
export interface WorkspaceFacts {
  status: string;
  prometheusEndpoint: string | undefined;
  kmsKeyArn: string | undefined;
}

/** A newer one serves an older workflow: what it allows only grows. */
export function accountStackFindings(path: string, accountId: string, version: number): Finding[] {
  if (version >= NEEDED_ACCOUNT_STACK_VERSION) return [];
  return [
    {
      path,
      value: accountId,
      problem: `is in an account whose account stack has version ${version}, and this workflow needs ${NEEDED_ACCOUNT_STACK_VERSION}`,
      remedy: `Deploy the account stack of account ${accountId} again, ${PLATFORM_TASK}, then run again`,
    },
  ];
}

/** What keeps a cluster from being scraped, whatever its status will become. One that is not ACTIVE yet is no finding. */
export function clusterFindings(clusterArn: string, cluster: ClusterFacts): Finding[] {
  if (cluster.runsAt !== undefined) return [elsewhereFinding(clusterArn, cluster.runsAt)];
  const found: Finding[] = [];
  if (cluster.status === 'DELETING' || cluster.status === 'FAILED') {
    found.push({
      path: 'clusterArn',
      value: clusterArn,
      problem: `is a cluster that is ${cluster.status}`,
      remedy: 'Name a cluster that is ACTIVE',
    });
  }
  if (!cluster.endpointPrivateAccess) {
    found.push({
      path: 'clusterArn',
      value: clusterArn,
      problem: 'is a cluster whose API endpoint is public only; a scraper reaches it from inside the VPC',
      remedy:
        'Turn on private access: aws eks update-cluster-config --name <cluster> --resources-vpc-config endpointPrivateAccess=true',
    });
  }
  return found;
}

/**
 * A connected cluster (EKS Connector) has no network and no access entries that a scraper could use. That a scraper cannot be made
 * for a local one, whose control plane is on the Outpost, is assumed: AWS's pages on collectors know clusters of a Region alone.
 */
function elsewhereFinding(clusterArn: string, runsAt: string): Finding {
  return {
    path: 'clusterArn',
    value: clusterArn,
    problem: `is a cluster that EKS does not run in the Region (it runs at ${runsAt}), and a scraper reaches no other`,
    remedy:
      'Name a cluster that EKS runs in the Region, or let an agent in this cluster write to the workspace (https://docs.aws.amazon.com/prometheus/latest/userguide/self-managed-collectors.html)',
  };
}

/** For who cannot wait for it: CloudFormation's hour has room for a scraper and its undo, not for a cluster before them. */
export function notReadyFinding(clusterArn: string, { status }: ClusterFacts): Finding {
  return {
    path: 'clusterArn',
    value: clusterArn,
    problem: `is a cluster that is ${status}, which a product cannot wait for within CloudFormation's hour`,
    remedy: 'Launch or update the product once the cluster is ACTIVE',
  };
}

/** A CONFIG_MAP cluster admits the scraper only once somebody has mapped its role, which can be done after it exists. */
export function authenticationFindings(mode: ClusterFacts['authenticationMode'], requireSamples: boolean): Finding[] {
  if (mode !== 'CONFIG_MAP' || !requireSamples) return [];
  return [
    {
      path: 'requireSamples',
      value: true,
      problem:
        'cannot hold for a cluster with authentication mode CONFIG_MAP: no sample arrives before the manual steps are done',
      remedy:
        'Leave the field out, or switch the cluster to API_AND_CONFIG_MAP: aws eks update-cluster-config --name <cluster> --access-config authenticationMode=API_AND_CONFIG_MAP',
    },
  ];
}

/** DescribeVpcAttribute's two; with either off the cluster's private endpoint has no name inside the VPC. */
export function vpcFindings(clusterArn: string, vpcId: string, vpc: VpcFacts): Finding[] {
  return (['enableDnsSupport', 'enableDnsHostnames'] as const)
    .filter((attribute) => !vpc[attribute])
    .map((attribute) => ({
      path: 'clusterArn',
      value: clusterArn,
      problem: `is in VPC ${vpcId}, whose ${attribute} is off`,
      remedy: `Turn it on: aws ec2 modify-vpc-attribute --vpc-id ${vpcId} --${attribute === 'enableDnsSupport' ? 'enable-dns-support' : 'enable-dns-hostnames'}`,
    }));
}

/** What keeps a workspace from being written to: one that is UPDATING takes samples, one without an endpoint cannot be asked for them. */
export function workspaceFindings(workspaceArn: string, workspace: WorkspaceFacts): Finding[] {
  const isUsable = workspace.status === 'ACTIVE' || workspace.status === 'UPDATING';
  if (isUsable && workspace.prometheusEndpoint !== undefined) return [];
  if (isUsable) {
    const problem = `is a workspace that is ${workspace.status} and has no endpoint yet`;
    const remedy = 'Run again when "aws amp describe-workspace" shows its prometheusEndpoint';
    return [{ path: 'workspaceArn', value: workspaceArn, problem, remedy }];
  }
  return [
    {
      path: 'workspaceArn',
      value: workspaceArn,
      problem: `is a workspace that is ${workspace.status}`,
      remedy: 'Wait until it is ACTIVE, or name another',
    },
  ];
}

/** Whether there is room for one more under the quota per Region and account. */
export function quotaFindings(clusterArn: string, scrapers: number, quota: number): Finding[] {
  if (scrapers < quota) return [];
  const { accountId, region } = arnParts(clusterArn);
  return [
    {
      path: 'clusterArn',
      value: clusterArn,
      problem: `is in account ${accountId}, which has in ${region} ${scrapers} scrapers of the quota of ${quota}`,
      remedy: `Delete a scraper that is not used, or have AWS Support raise the quota and set scraperQuota in the configuration, ${PLATFORM_TASK}`,
    },
  ];
}

/** One finding for each subnet that AWS does not have. */
function missingSubnets(wanted: readonly string[], subnets: readonly SubnetFacts[]): Finding[] {
  const known = new Set(subnets.map(({ subnetId }) => subnetId));
  return wanted.flatMap((subnetId, i) =>
    known.has(subnetId)
      ? []
      : [
          {
            path: `subnetIds[${i}]`,
            value: subnetId,
            problem: 'does not exist in the source account and Region',
            remedy: "Name one of the cluster VPC's subnets",
          },
        ],
  );
}

/**
 * The subnets that a request names: all in the cluster's VPC, one per Availability Zone, in at least two, each with a free
 * address for the scraper's network interface. That AWS itself refuses two in one zone is unverified; one interface per
 * zone is what its documentation describes.
 */
export function givenSubnetFindings(
  wanted: readonly string[],
  subnets: readonly SubnetFacts[],
  vpcId: string,
): Finding[] {
  const found = missingSubnets(wanted, subnets);
  const zones = new Map<string, string>();
  wanted.forEach((subnetId, i) => {
    const subnet = subnets.find((one) => one.subnetId === subnetId);
    if (subnet === undefined) return;
    const finding = (problem: string, remedy: string): Finding => ({
      path: `subnetIds[${i}]`,
      value: subnetId,
      problem,
      remedy,
    });
    const other = zones.get(subnet.availabilityZone);
    if (other !== undefined) {
      found.push(finding(`is in ${subnet.availabilityZone}, as ${other} is`, 'Name one subnet per Availability Zone'));
    } else {
      zones.set(subnet.availabilityZone, subnetId);
    }
    if (subnet.vpcId !== vpcId)
      found.push(finding(`is in ${subnet.vpcId}, the cluster in ${vpcId}`, "Name one of the cluster VPC's subnets"));
    if (subnet.availableIpAddressCount < 1)
      found.push(finding('has no free IP address', 'Free one, or name another subnet'));
  });
  if (zones.size < 2) {
    found.push({
      path: 'subnetIds',
      value: wanted,
      problem: 'are not in at least two Availability Zones',
      remedy: 'Name subnets in two to five zones',
    });
  }
  return found;
}

/** Those of a scraper that a new one takes the place of: an address that it has in each of them is free once it is gone. */
export function takenOverSubnetFindings(
  wanted: readonly string[],
  subnets: readonly SubnetFacts[],
  vpcId: string,
): Finding[] {
  const freed = subnets.map((subnet) => ({ ...subnet, availableIpAddressCount: 1 }));
  return givenSubnetFindings(wanted, freed, vpcId);
}

/** AWS's limit, of a scraper and a role alike. */
const MAX_TAGS = 50;

/** The tags that a scraper will have, those that others have put on it included. */
export function tagCountFindings(tags: Readonly<Record<string, string>>, others: number): Finding[] {
  const count = Object.keys(tags).length;
  if (count <= MAX_TAGS) return [];
  return [
    {
      path: 'tags',
      value: count,
      problem: `would be more than the ${MAX_TAGS} that AWS takes on a scraper, ${others} of them neither asked for nor the connection's`,
      remedy: 'Ask for fewer, or take some off the scraper: aws amp untag-resource',
    },
  ];
}

/** The security groups that a request names: all in the cluster's VPC. */
export function securityGroupFindings(
  wanted: readonly string[],
  groups: readonly SecurityGroupFacts[],
  vpcId: string,
): Finding[] {
  return wanted.flatMap((groupId, i): Finding[] => {
    const group = groups.find((one) => one.groupId === groupId);
    const finding = (problem: string): Finding => ({
      path: `securityGroupIds[${i}]`,
      value: groupId,
      problem,
      remedy: "Name security groups of the cluster's VPC, or leave the field out for the cluster security group",
    });
    if (group === undefined) return [finding('does not exist in the source account and Region')];
    return group.vpcId === vpcId ? [] : [finding(`is in ${group.vpcId}, the cluster in ${vpcId}`)];
  });
}

const MAX_SUBNETS = 5;

/** Of the cluster's own subnets, one per Availability Zone that has a free address, sorted, at most 5. */
export function chooseSubnets(subnets: readonly SubnetFacts[]): string[] {
  const byZone = new Map<string, string>();
  const usable = subnets.filter(({ availableIpAddressCount }) => availableIpAddressCount > 0);
  for (const { subnetId, availabilityZone } of usable.toSorted((a, b) => a.subnetId.localeCompare(b.subnetId, 'en'))) {
    if (!byZone.has(availabilityZone)) byZone.set(availabilityZone, subnetId);
  }
  return [...byZone.values()].slice(0, MAX_SUBNETS);
}

/** A scraper takes subnets of two Availability Zones at least: whether enough were found among the cluster's own. @param chosen ids. */
export function chosenSubnetFindings(chosen: readonly string[], cluster: ClusterFacts): Finding[] {
  if (chosen.length >= 2) return [];
  return [
    {
      path: 'subnetIds',
      value: cluster.subnetIds,
      problem: "are not given, and the cluster's own are not in two Availability Zones with a free IP address each",
      remedy: `Name subnets of ${cluster.vpcId} in two zones, or free addresses in the cluster's`,
    },
  ];
}
