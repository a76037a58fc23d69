import { arnParts } from '../arn.ts';
import type { SubnetFacts } from './rules.ts';

/**
 * AWS's guide on collectors asks for a role configuration for a workspace with a customer managed key, and shows it with both roles in
 * one account (https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-how-to.html). Ours always has one.
 */
export function keyWarnings(clusterArn: string, workspaceArn: string, kmsKeyArn: string | undefined): string[] {
  if (kmsKeyArn === undefined) return [];
  const isAcross = arnParts(clusterArn).accountId !== arnParts(workspaceArn).accountId;
  const across = isAcross
    ? ' AWS shows it with both roles in one account: that it works across accounts is unverified.'
    : '';
  return [
    `Workspace ${workspaceArn} is encrypted with the customer managed key ${kmsKeyArn}. AWS asks for a role configuration then, which this scraper has.${across} The outcome says whether samples arrive.`,
  ];
}

/**
 * One for each subnet of a scraper that is in no Availability Zone of the Region: EKS takes no such subnet for a cluster
 * (https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html), and whether AMP does for a scraper is unverified.
 */
export function placeWarnings(subnetIds: readonly string[], subnets: readonly SubnetFacts[], region: string): string[] {
  return subnets
    .filter(({ subnetId }) => subnetIds.includes(subnetId))
    .flatMap(({ subnetId, availabilityZone, outpostArn }) => {
      const isRegional = availabilityZone.startsWith(region) && availabilityZone.length === region.length + 1;
      if (outpostArn === undefined && isRegional) return [];
      const place = outpostArn === undefined ? `in the Local Zone ${availabilityZone}` : `on the Outpost ${outpostArn}`;
      return [
        `Subnet ${subnetId} is ${place}: whether a scraper can be put there is unverified. If it fails, or brings no samples, name subnets in Availability Zones of ${region}.`,
      ];
    });
}

/** Of a VPC that another account shares, when its owner's attributes may not be read. */
export function sharedVpcWarning(vpcId: string, ownerId: string, reason: string): string {
  return (
    `VPC ${vpcId} is account ${ownerId}'s, which shares its subnets: whether enableDnsSupport and enableDnsHostnames are on could not be read (${reason}). ` +
    `The scraper needs both; see for yourself in account ${ownerId}: aws ec2 describe-vpc-attribute --vpc-id ${vpcId} --attribute enableDnsSupport (and enableDnsHostnames).`
  );
}
